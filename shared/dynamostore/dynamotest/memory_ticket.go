package dynamotest

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// LinkTicket is Store.LinkTicket.
func (m *Memory) LinkTicket(_ context.Context, link dynamostore.TicketLink) error {
	return m.do("LinkTicket", func() error {
		if _, known := m.tickets[link.Helpdesk+" "+link.Ticket]; !known {
			m.tickets[link.Helpdesk+" "+link.Ticket] = &ticket{TicketLink: link}
		}
		return nil
	})
}

// MoveTicket is Store.MoveTicket.
func (m *Memory) MoveTicket(_ context.Context, helpdesk, id, contact string) error {
	return m.do("MoveTicket", func() error {
		if item, known := m.tickets[helpdesk+" "+id]; known {
			item.Contact = contact
		}
		return nil
	})
}

// AcquireTicket is Store.AcquireTicket.
func (m *Memory) AcquireTicket(_ context.Context, helpdesk, id, owner string) (got dynamostore.TicketLink, err error) {
	err = m.do("AcquireTicket", func() error {
		item, known := m.tickets[helpdesk+" "+id]
		if !known {
			return dynamostore.ErrNotLinked
		}
		if item.heldAgainst(owner, m.millis()) {
			return &dynamostore.HeldError{Item: "ticket " + id, Until: item.until}
		}
		item.lease = lease{owner, m.millis().Add(dynamostore.Lease)}
		got = item.TicketLink
		return nil
	})
	return got, err
}

// MoveCursor is Store.MoveCursor.
func (m *Memory) MoveCursor(_ context.Context, link dynamostore.TicketLink, owner string, release bool) error {
	return m.do("MoveCursor", func() error {
		item, known := m.tickets[link.Helpdesk+" "+link.Ticket]
		if !known || item.owner != owner {
			return fmt.Errorf("move cursor of ticket %s: %w", link.Ticket, dynamostore.ErrLeaseLost)
		}
		item.Cursor = link.Cursor
		if release {
			item.lease = lease{}
		}
		return nil
	})
}

// TicketLink is Store.TicketLink.
func (m *Memory) TicketLink(_ context.Context, helpdesk, id string) (found dynamostore.TicketLink, known bool, err error) {
	err = m.do("TicketLink", func() error {
		found = dynamostore.TicketLink{Helpdesk: helpdesk, Ticket: id}
		var item *ticket
		if item, known = m.tickets[helpdesk+" "+id]; known {
			found = item.TicketLink
		}
		return nil
	})
	return found, known, err
}

// Watermark is Store.Watermark.
func (m *Memory) Watermark(_ context.Context, helpdesk string) (at time.Time, err error) {
	err = m.do("Watermark", func() error { at = m.watermarks[helpdesk]; return nil })
	return at, err
}

// MoveWatermark is Store.MoveWatermark.
func (m *Memory) MoveWatermark(_ context.Context, helpdesk string, to time.Time) error {
	return m.do("MoveWatermark", func() error {
		if second(to).After(m.watermarks[helpdesk]) {
			m.watermarks[helpdesk] = second(to)
		}
		return nil
	})
}

// RecordSent is Store.RecordSent.
func (m *Memory) RecordSent(_ context.Context, sent dynamostore.Sent) error {
	return m.do("RecordSent", func() error {
		item, known := m.sent[sent.MessageID]
		if !known {
			item = &dynamostore.Sent{MessageID: sent.MessageID, State: conversation.StateAccepted, SentAt: second(sent.SentAt)}
			m.sent[sent.MessageID] = item
		}
		item.Effect, item.Helpdesk, item.Ticket = sent.Effect, sent.Helpdesk, sent.Ticket
		item.Contact, item.Number = sent.Contact, sent.Number
		return nil
	})
}

// Climb is Store.Climb.
func (m *Memory) Climb(_ context.Context, status envelope.Status) (sent dynamostore.Sent, moved, known bool, err error) {
	err = m.do("Climb", func() error {
		var item *dynamostore.Sent
		if item, known = m.sent[status.ID]; !known {
			return nil
		}
		if state := conversation.State(status.State); state.Rank() > item.State.Rank() {
			item.State, moved = state, true
		}
		sent = *item
		return nil
	})
	if err != nil {
		return dynamostore.Sent{}, false, false, err
	}
	return sent, moved, known, nil
}

// Sent is the message that was recorded under an id.
func (m *Memory) Sent(messageID string) (dynamostore.Sent, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	item, known := m.sent[messageID]
	if !known {
		return dynamostore.Sent{}, false
	}
	return *item, true
}
