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
// same bytes, and returns the parts that are still to be added.
func (t *turn) open(ctx context.Context, parts []part) ([]part, error) {
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
		return t.adoptOpened(ctx, parts)
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

// adopt finds the ticket that an earlier run opened, if it did. That run may
// have done all but note it: its end came, or another held the conversation by
// then. Nobody is in a ticket that is not noted: no echo, no warning, no note.
func (t *turn) adopt(ctx context.Context) error {
	if t.talk.Ticket != "" || !t.talk.Opening {
		return nil
	}
	return t.find(ctx)
}

func (t *turn) find(ctx context.Context) error {
	opened, exists, err := t.desk.FindTicket(ctx, t.talk.ExternalID())
	if err != nil || !exists {
		return err
	}
	t.adopted = true
	return t.link(ctx, opened)
}

// adoptOpened finds the ticket that was opened under the same key with other
// words, and returns the parts that are not in it: another message opened it, or
// one of these, while the helpdesk's list did not show it yet. The helpdesk keeps
// a key only of what it did, and nobody else can be opening one now: when there
// is no such ticket, it was deleted since, and the next generation opens another.
func (t *turn) adoptOpened(ctx context.Context, parts []part) ([]part, error) {
	if err := t.find(ctx); err != nil {
		return nil, err
	}
	if t.talk.Ticket == "" {
		t.talk.NextTicket(false)
		return nil, &failure.Error{Class: failure.Later, Op: "find ticket of conversation", Code: "deleted", Wait: time.Second}
	}
	trace, err := t.desk.Trace(ctx, t.talk.Ticket, markersOf(parts))
	if errors.Is(err, helpdesk.ErrGone) {
		return parts, nil // which the comment will find out
	}
	if err != nil {
		return nil, err
	}
	return t.tick(ctx, parts, t.talk.Ticket, trace)
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
