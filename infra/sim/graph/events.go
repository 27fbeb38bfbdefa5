package graph

import "time"

// eventsMax is how many events are kept for the playground.
const eventsMax = 1_000

// Event is something that a phone would show or do: a message of either side
// or a step of one.
type Event struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Kind     string    `json:"kind"` // "message" or "status"
	Customer Customer  `json:"customer"`
	ID       string    `json:"id"` // of the message
	From     string    `json:"from"`
	Type     string    `json:"type"`
	Text     string    `json:"text,omitempty"`
	Status   string    `json:"status"`
}

// events is a list that forgets its oldest.
type events struct {
	serial int64
	list   []Event
}

// Events are those after the given Seq, oldest first; 0 asks for all that are
// kept (the last 1,000, since the start of the process).
func (g *Graph) Events(since int64) []Event {
	g.lock()
	defer g.unlock()
	later := []Event{}
	for _, e := range g.events.list {
		if e.Seq > since {
			later = append(later, e)
		}
	}
	return later
}

// note turns a change of the state into an event if a phone would notice.
func (e *events) note(r record, s *state, now time.Time) {
	event := Event{At: now}
	var m *message
	switch {
	case r.Message != nil:
		m = r.Message
		event.Kind, event.Status, event.Text = "message", m.Status, m.Text
	case r.Status != nil:
		m = s.byID[r.Status.ID]
		event.Kind, event.Status = "status", r.Status.Status
	}
	if m == nil {
		return
	}
	event.ID, event.From, event.Type = m.ID, m.From, m.Type
	if c := s.byKey[m.Customer]; c != nil {
		event.Customer = c.Customer
	}
	e.serial++
	event.Seq = e.serial
	if len(e.list) >= eventsMax {
		e.list = append(e.list[:0], e.list[eventsMax/2:]...)
	}
	e.list = append(e.list, event)
}
