package main

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/telemetry"
)

// join settles that two contacts have turned out to be one person: a message
// came with identities that were known apart, or one moved to the other's. The
// conversation goes on in the older of their open tickets, a note on both says
// so, and both tickets' replies reach the same person. The identities move last,
// so that a run that dies on the way is repeated whole. The other's conversation is
// held until they have: who found it by one of them would open a ticket in it.
func (t *turn) join(ctx context.Context, who dynamostore.Identities) error {
	contact := t.contact
	other, err := t.store.AcquireConversation(ctx, contact.Other, t.line.number.ID, t.owner)
	if err != nil {
		return err
	}
	other.AnsweredIn(t.line.helpdesk.ID)
	if err = t.merge(ctx, &other); err == nil {
		// Ours first: a ticket that neither knew would be lost to the conversation.
		err = t.store.SaveConversation(ctx, t.talk, t.owner, false)
	}
	if err != nil {
		return err // the other's lease ends by itself, and nothing of it was changed
	}
	if err := t.store.SaveConversation(ctx, other, t.owner, false); err != nil {
		return err
	}
	t.joined = true
	if err := t.store.JoinContacts(ctx, contact, who); err != nil {
		return err
	}
	t.log.Info("contacts joined", telemetry.KeyContact, contact.ID, telemetry.KeyOther, contact.Other)
	return t.store.SaveConversation(ctx, other, t.owner, true)
}

// merge brings the other conversation's ticket and window into this one. A
// ticket of ours that may have been opened is found first: it would be forgotten.
func (t *turn) merge(ctx context.Context, other *conversation.Conversation) error {
	if err := t.adopt(ctx); err != nil {
		return err
	}
	if err := t.findOther(ctx, other); err != nil {
		return err
	}
	if err := t.inherit(ctx, *other); err != nil {
		return err
	}
	t.talk.Kept = append(slices.Clone(t.talk.Kept), other.Kept...) // looked at now, whosever they are
	for _, ticket := range other.Earlier {
		t.talk.Remember(ticket)
	}
	switch other.Ticket {
	case "":
		return nil
	case t.talk.Ticket: // brought over by a run that died after it had saved ours
		other.NextTicket(false)
		return nil
	}
	if err := t.store.MoveTicket(ctx, t.line.helpdesk.ID, other.Ticket, t.talk.Contact); err != nil {
		return err
	}
	kept, second := t.talk.Ticket, other.Ticket
	theirs, err := t.theirs(ctx, kept, second)
	if err != nil {
		return err
	}
	if theirs {
		kept, second = second, kept
	}
	if second != "" {
		if err := t.tellBoth(ctx, kept, second); err != nil {
			return err
		}
	}
	// Nothing of the conversations changes before everything outside is done: a
	// run that has to wait finds both as they were.
	if theirs {
		t.talk.Ticket, t.talk.HelpdeskUser, t.talk.Opening = kept, other.HelpdeskUser, false
		t.talk.KnownAs = cmp.Or(other.KnownAs, other.Contact)
		t.talk.Profile = "" // theirs is another user, who was told other things
	}
	if second != "" {
		t.talk.Remember(second)
		t.talk.Introduced = kept // by the note that names the other
	}
	other.NextTicket(false)
	return nil
}

// inherit takes over what the other conversation knew of the window: one person
// has one, so the later word of each counts. Each only moves forward, so that a
// join that has to wait has done no harm.
func (t *turn) inherit(ctx context.Context, other conversation.Conversation) error {
	t.talk.Heard(other.LastMessage, other.LastInboundAt)
	for _, word := range []struct {
		own    *time.Time
		theirs time.Time
		note   func(ctx context.Context, contact, number string, at time.Time) error
	}{
		{&t.talk.RefusedAt, other.RefusedAt, t.store.CloseWindow},
		{&t.talk.AnsweredAt, other.AnsweredAt, t.store.Answered},
		{&t.talk.FreeUntil, other.FreeUntil, t.store.FreeUntil},
	} {
		if !word.theirs.After(*word.own) {
			continue
		}
		if err := word.note(ctx, t.talk.Contact, t.talk.Number, word.theirs); err != nil {
			return err
		}
		*word.own = word.theirs
	}
	return nil
}

// findOther finds the ticket that the other conversation may have opened.
func (t *turn) findOther(ctx context.Context, other *conversation.Conversation) error {
	if other.Ticket != "" || !other.Opening {
		return nil
	}
	opened, exists, err := t.desk.FindTicket(ctx, other.ExternalID())
	if err != nil || !exists {
		return err
	}
	err = t.store.LinkTicket(ctx, dynamostore.TicketLink{
		Helpdesk: t.line.helpdesk.ID, Ticket: opened.Ticket,
		Contact: other.Contact, Number: t.talk.Number, Cursor: opened.Comment, // and moved by merge
	})
	if err != nil {
		return err
	}
	other.Ticket = opened.Ticket
	return nil
}

// theirs reports whether the conversation goes on in the other's ticket: where
// it is the only one, or the older of two that are open. One that was closed
// for good takes nothing any more.
func (t *turn) theirs(ctx context.Context, ours, other string) (bool, error) {
	if ours == "" || !older(other, ours) {
		return ours == "", nil
	}
	trace, err := t.desk.Trace(ctx, other, nil)
	if errors.Is(err, helpdesk.ErrGone) {
		return false, nil
	}
	return !trace.Closed, err
}

// tellBoth notes on each of two tickets that the other is the same person's.
func (t *turn) tellBoth(ctx context.Context, kept, second string) error {
	for _, on := range []struct{ ticket, other string }{{kept, second}, {second, kept}} {
		id := envelope.Digest("note", "joined", t.line.helpdesk.ID, on.ticket, on.other)
		text := note.Joined(t.line.helpdesk.Language, on.other, kept)
		_, err := internalnote.NewWriter(t.store, t.owner).Write(ctx, t.desk, on.ticket, id, text)
		if err != nil {
			return err
		}
	}
	return nil
}

// older compares ticket ids, which are decimal numbers that grow.
func older(a, b string) bool {
	x, okX := new(big.Int).SetString(a, 10)
	y, okY := new(big.Int).SetString(b, 10)
	return okX && okY && x.Cmp(y) < 0
}
