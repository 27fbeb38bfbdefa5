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
}

// ErrNotLinked: the ticket is none of ours, or its link is not written yet.
var ErrNotLinked = errors.New("ticket is not linked to a conversation")

func ticketKey(helpdesk, ticket string) attributes {
	return key("TICKET#"+helpdesk+"#"+ticket, "TICKET")
}

// LinkTicket ties a ticket to its conversation. Doing it again changes nothing.
//
// Requests: one write.
func (s *Store) LinkTicket(ctx context.Context, link TicketLink) error {
	item := ticketKey(link.Helpdesk, link.Ticket)
	item["contact"], item["number"], item["cursor"] = text(link.Contact), text(link.Number), text(link.Cursor)
	item["created_at"] = seconds(s.now())
	if _, err := s.put(ctx, item, "attribute_not_exists(pk)", nil); err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("link ticket %s: %w", link.Ticket, err)
	}
	return nil
}

// MoveTicket ties a ticket to another contact: the two are one person. A ticket
// without a link is left alone.
//
// Requests: one write.
func (s *Store) MoveTicket(ctx context.Context, helpdesk, ticket, contact string) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       ticketKey(helpdesk, ticket),
		UpdateExpression:          aws.String("SET contact = :contact"),
		ConditionExpression:       aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: attributes{":contact": text(contact)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("move ticket %s to contact %s: %w", ticket, contact, err)
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

// MoveCursor notes that every comment up to cursor was handled, and gives the
// lease back when release is set. ErrLeaseLost when it is another's.
//
// Requests: one write.
func (s *Store) MoveCursor(ctx context.Context, link TicketLink, owner string, release bool) error {
	set := "SET #cursor = :cursor"
	if release {
		set += " REMOVE lease_owner, lease_until"
	}
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: ticketKey(link.Helpdesk, link.Ticket), UpdateExpression: aws.String(set),
		ConditionExpression:       aws.String("lease_owner = :owner"),
		ExpressionAttributeNames:  map[string]string{"#cursor": "cursor"},
		ExpressionAttributeValues: attributes{":owner": text(owner), ":cursor": text(link.Cursor)},
	})
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
		Contact: textOf(item, "contact"), Number: textOf(item, "number"), Cursor: textOf(item, "cursor"),
	}
}

// Watermark is how far the sweep of a helpdesk has come; zero at first.
//
// Requests: one read.
func (s *Store) Watermark(ctx context.Context, helpdesk string) (time.Time, error) {
	item, err := s.get(ctx, "SWEEP#"+helpdesk, "SWEEP")
	if err != nil {
		return time.Time{}, fmt.Errorf("read watermark of %s: %w", helpdesk, err)
	}
	return secondsOf(item, "since"), nil
}

// MoveWatermark notes that the sweep has come as far as to; it never goes back.
//
// Requests: one write.
func (s *Store) MoveWatermark(ctx context.Context, helpdesk string, to time.Time) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key("SWEEP#"+helpdesk, "SWEEP"),
		UpdateExpression:          aws.String("SET since = :to"),
		ConditionExpression:       aws.String("attribute_not_exists(since) OR since < :to"),
		ExpressionAttributeValues: attributes{":to": seconds(to)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("move watermark of %s: %w", helpdesk, err)
	}
	return nil
}
