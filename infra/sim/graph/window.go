package graph

import "time"

// windowLength of the customer service window, from the customer's last
// message. Source: Send messages, customer service windows.
const windowLength = 24 * time.Hour

// windowOpen says whether the business may write freely to a customer now. The
// caller holds the lock.
func (g *Graph) windowOpen(number, customer string) bool {
	last, wrote := g.state.windows[windowKey{number: number, customer: customer}]
	return wrote && g.now().Before(last.Add(windowLength))
}
