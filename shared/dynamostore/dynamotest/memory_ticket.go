package dynamotest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ventana/shared/dynamostore"
)

// ticket is a ticket link's item.
type ticket struct {
	dynamostore.TicketLink
	lease
}

// LinkTicket is Store.LinkTicket.
func (m *Memory) LinkTicket(_ context.Context, link dynamostore.TicketLink) error {
	return m.do("LinkTicket", func() error {
		if _, known := m.tickets[link.Helpdesk+" "+link.Ticket]; !known {
			link.Begins = link.Cursor
			link.Behind, link.BehindAt, link.JoinedFrom, link.Kept, link.KeptAfter = "", time.Time{}, "", nil, ""
			m.tickets[link.Helpdesk+" "+link.Ticket] = &ticket{TicketLink: link}
		}
		return nil
	})
}

// MoveTicket is Store.MoveTicket.
func (m *Memory) MoveTicket(_ context.Context, helpdesk, id, contact string) error {
	return m.do("MoveTicket", func() error {
		item, known := m.tickets[helpdesk+" "+id]
		if !known {
			return nil
		}
		if item.Contact != contact {
			item.JoinedFrom, item.Contact = item.Contact, contact
		}
		if item.JoinedFrom != "" {
			m.contactAt(item.JoinedFrom).tickets[helpdesk+" "+id] = true
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
		item.Cursor, item.Behind, item.BehindAt = link.Cursor, link.Behind, time.Time{}
		if link.Behind != "" {
			item.BehindAt = link.BehindAt.Truncate(time.Millisecond).UTC()
		}
		if item.Kept, item.KeptAfter = slices.Clone(link.Kept), link.KeptAfter; len(link.Kept) == 0 {
			item.Kept, item.KeptAfter = nil, ""
		}
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
