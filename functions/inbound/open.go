package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/sqsqueue"
)

// open opens a ticket with the first part alone, so that every repeat is the
// same bytes, and returns the parts that are still to be added. What an
// earlier run opened is found by its external id and adopted instead.
func (t *turn) open(ctx context.Context, parts []part) ([]part, error) {
	if t.talk.Opening {
		if err := t.adopt(ctx); err != nil || t.talk.Ticket != "" {
			return parts, err
		}
	}
	user, err := t.user(ctx, parts[0])
	if err != nil {
		return nil, err
	}
	if err := sqsqueue.TimeFor(ctx, "open ticket"); err != nil {
		return nil, err
	}
	t.talk.Opening = true
	if err := t.store.SaveConversation(ctx, t.talk, t.owner, false); err != nil {
		return nil, err
	}
	first := parts[0]
	opened, err := t.desk.OpenTicket(ctx, helpdesk.NewTicket{
		ExternalID: t.talk.ExternalID(), Requester: user, Subject: "WhatsApp: " + nameOf(first.message),
		Body: first.body, Markers: markersOf(parts[:1]), Tags: tagsOf(first), FollowupOf: t.talk.PreviousTicket,
		Fields: t.openedFields(first),
	})
	switch {
	case errors.Is(err, helpdesk.ErrIdempotencyMismatch):
		return parts, t.adoptOpened(ctx)
	case errors.Is(err, helpdesk.ErrRequesterGone):
		return nil, t.knowAgain(ctx, first, err)
	case err != nil:
		return nil, err
	}
	if err := t.link(ctx, opened); err != nil {
		return nil, err
	}
	t.showSoon(first)
	return parts[1:], t.finish(ctx, parts[:1], opened.Ticket, opened.Comment)
}

// tagsOf are the tags of a new ticket.
func tagsOf(first part) []string {
	if isCanary(first.message) {
		return []string{helpdesk.Tag, helpdesk.CanaryTag}
	}
	return []string{helpdesk.Tag}
}

// adopt finds the ticket that an earlier run opened, if it did.
func (t *turn) adopt(ctx context.Context) error {
	opened, exists, err := t.desk.FindTicket(ctx, t.talk.ExternalID())
	if err != nil || !exists {
		return err
	}
	return t.link(ctx, opened)
}

// adoptOpened finds the ticket that another message opened under the same key.
// The helpdesk keeps a key only of what it did, and nobody else can be opening
// one now: when there is no such ticket, it was deleted since, and the next
// generation opens another.
func (t *turn) adoptOpened(ctx context.Context) error {
	if err := t.adopt(ctx); err != nil || t.talk.Ticket != "" {
		return err
	}
	t.talk.NextTicket(false)
	return &failure.Error{Class: failure.Later, Op: "find ticket of conversation", Code: "deleted", Wait: time.Second}
}

// link ties the ticket to the conversation, both ways.
func (t *turn) link(ctx context.Context, opened helpdesk.Opened) error {
	err := t.store.LinkTicket(ctx, dynamostore.TicketLink{
		Helpdesk: t.line.helpdesk.ID, Ticket: opened.Ticket,
		Contact: t.talk.Contact, Number: t.talk.Number, Cursor: opened.Comment,
	})
	if err != nil {
		return err
	}
	t.talk.Ticket, t.talk.Opening = opened.Ticket, false
	return nil
}
