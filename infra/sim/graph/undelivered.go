package graph

// Undelivered is a message of the business that never reached the phone it was
// sent to.
type Undelivered struct {
	ID        string `json:"id"`
	Type      string `json:"type"`
	Text      string `json:"text"`
	Timestamp string `json:"timestamp"` // Unix seconds, of the sending
	Code      int    `json:"code"`      // as in the errors of its status
	Reason    string `json:"reason"`
	Group     string `json:"group,omitempty"` // id of the group it was sent to
	File      *File  `json:"file,omitempty"`
}

// Undelivered lists what failed on its way to a customer, oldest first. The
// phone does not show it (see CustomerMessages); the playground does, in red.
// Nothing for a stranger.
func (g *Graph) Undelivered(who string) []Undelivered {
	lost := []Undelivered{}
	g.lock()
	defer g.unlock()
	for _, m := range g.held(who) {
		if m.Status != statusFailed {
			continue
		}
		_, reason := title(m.FailCode)
		lost = append(lost, Undelivered{
			ID: m.ID, Type: m.Type, Text: m.Text, Timestamp: seconds(m.At), Code: m.FailCode, Reason: reason,
			Group: m.Group, File: m.shownFile(),
		})
	}
	return lost
}
