package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// TicketLink ties a helpdesk's ticket to its conversation.
type TicketLink struct {
	Helpdesk, Ticket string
	Contact, Number  string
	// Cursor is the id of the newest comment that was looked at.
	Cursor string
	// Begins is the cursor with which the ticket was linked: what stood there before
	// was not meant for WhatsApp. Only LinkTicket writes it.
	Begins string
	// Behind is the provider's id of the last file sent on this ticket, empty when
	// nothing has to wait for one; BehindAt is when it was sent, to the millisecond.
	Behind   string
	BehindAt time.Time
	// Kept are the ids of replies that wait until the customer writes, oldest first;
	// KeptAfter is the comment before the first of them, or empty.
	Kept      []string
	KeptAfter string
	// JoinedFrom is the contact that had the ticket before a join, or empty. Only
	// MoveTicket and Split write it.
	JoinedFrom string
}

// ErrNotLinked: the ticket is none of ours, or its link is not written yet.
var ErrNotLinked = errors.New("ticket is not linked to a conversation")

func ticketKey(helpdesk, ticket string) attributes {
	return key("TICKET#"+helpdesk+"#"+ticket, "TICKET")
}

// LinkTicket ties a ticket to its conversation, with the cursor and no more.
// Doing it again changes nothing.
//
// Requests: one write.
func (s *Store) LinkTicket(ctx context.Context, link TicketLink) error {
	change := newEdit() // and no put, which few functions may
	change.set("contact", text(link.Contact))
	change.set("number", text(link.Number))
	change.set("cursor", text(link.Cursor))
	change.set("begins", text(link.Cursor))
	change.set("created_at", seconds(s.now()))
	_, err := s.update(ctx, change.of(ticketKey(link.Helpdesk, link.Ticket), "attribute_not_exists(pk)", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("link ticket %s: %w", link.Ticket, err)
	}
	return nil
}

// MoveTicket ties a ticket to another contact: the two are one person. Link and
// former contact remember it, so that Split can undo it. A ticket without a
// link is left alone, and doing it again changes nothing.
//
// Requests: two writes, one when there was nothing to move.
func (s *Store) MoveTicket(ctx context.Context, helpdesk, ticket, contact string) error {
	link := ticketKey(helpdesk, ticket)
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       link,
		UpdateExpression:          aws.String("SET joined_from = contact, contact = :contact"),
		ConditionExpression:       aws.String("attribute_exists(pk) AND contact <> :contact"),
		ExpressionAttributeValues: attributes{":contact": text(contact)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("move ticket %s to contact %s: %w", ticket, contact, err)
	}
	// Also when it had moved before: the run that moved it may have died here.
	former := textOf(item, "joined_from")
	if former == "" {
		return nil
	}
	lost := newEdit()
	lost.add("joined_tickets", textSet([]string{textOf(link, "pk")}))
	if _, err := s.update(ctx, lost.of(contactKey(former), "", nil)); err != nil {
		return fmt.Errorf("note that ticket %s moved away from contact %s: %w", ticket, former, err)
	}
	return nil
}

// AcquireTicket takes the ticket for owner and gives its link. *HeldError when
// another run has it, ErrNotLinked when there is no link.
//
// Requests: one write.
func (s *Store) AcquireTicket(ctx context.Context, helpdesk, ticket, owner string) (TicketLink, error) {
	now := s.now()
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                 ticketKey(helpdesk, ticket),
		UpdateExpression:    aws.String("SET lease_owner = :owner, lease_until = :until"),
		ConditionExpression: aws.String("attribute_exists(pk) AND (attribute_not_exists(lease_until) OR lease_until < :now OR lease_owner = :owner)"),
		ExpressionAttributeValues: attributes{
			":owner": text(owner), ":until": millis(now.Add(Lease)), ":now": millis(now),
		},
	})
	switch {
	case errors.Is(err, errCondition) && item == nil:
		return TicketLink{}, ErrNotLinked
	case errors.Is(err, errCondition):
		return TicketLink{}, &HeldError{Item: "ticket " + ticket, Until: millisOf(item, "lease_until")}
	case err != nil:
		return TicketLink{}, fmt.Errorf("acquire ticket %s: %w", ticket, err)
	}
	return linkOf(helpdesk, ticket, item), nil
}

// MoveCursor notes that every comment up to cursor was handled, and what the
// next send has to wait for (Behind and BehindAt; an empty Behind takes both
// away), and which replies wait (Kept and KeptAfter alike). It gives the lease back when release is set. ErrLeaseLost when it is
// another's.
//
// Requests: one write.
func (s *Store) MoveCursor(ctx context.Context, link TicketLink, owner string, release bool) error {
	change := newEdit()
	change.set("cursor", text(link.Cursor))
	if link.Behind != "" {
		change.set("behind", text(link.Behind))
		change.set("behind_at", millis(link.BehindAt))
	} else {
		change.remove("behind", "behind_at")
	}
	if len(link.Kept) > 0 {
		change.set("kept", textList(link.Kept))
		change.set("kept_after", text(link.KeptAfter))
	} else {
		change.remove("kept", "kept_after")
	}
	if release {
		change.remove("lease_owner", "lease_until")
	}
	_, err := s.update(ctx, change.of(ticketKey(link.Helpdesk, link.Ticket), "lease_owner = :owner", attributes{":owner": text(owner)}))
	if errors.Is(err, errCondition) {
		return fmt.Errorf("move cursor of ticket %s: %w", link.Ticket, ErrLeaseLost)
	}
	if err != nil {
		return fmt.Errorf("move cursor of ticket %s: %w", link.Ticket, err)
	}
	return nil
}

// TicketLink reads a link; false when there is none.
//
// Requests: one read.
func (s *Store) TicketLink(ctx context.Context, helpdesk, ticket string) (TicketLink, bool, error) {
	item, err := s.get(ctx, "TICKET#"+helpdesk+"#"+ticket, "TICKET")
	if err != nil {
		return TicketLink{}, false, fmt.Errorf("read link of ticket %s: %w", ticket, err)
	}
	return linkOf(helpdesk, ticket, item), item != nil, nil
}

func linkOf(helpdesk, ticket string, item attributes) TicketLink {
	return TicketLink{
		Helpdesk: helpdesk, Ticket: ticket,
		Contact: textOf(item, "contact"), Number: textOf(item, "number"), Cursor: textOf(item, "cursor"), Begins: textOf(item, "begins"),
		Behind: textOf(item, "behind"), BehindAt: millisOf(item, "behind_at"),
		Kept: textsOf(item, "kept"), KeptAfter: textOf(item, "kept_after"), JoinedFrom: textOf(item, "joined_from"),
	}
}
