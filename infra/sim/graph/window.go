package graph

import "time"

// windowLength of the customer service window, from the customer's last message
// or call. Source: Send messages, customer service windows.
const windowLength = 24 * time.Hour

// windowOpen says whether the business may write freely in a chat now, that of
// a customer or of a group. The caller holds the lock.
func (g *Graph) windowOpen(number, chat string) bool {
	last, wrote := g.state.windows[windowKey{number: number, chat: chat}]
	return wrote && g.now().Before(last.Add(windowLength))
}
