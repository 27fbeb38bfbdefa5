package main

import (
	"context"
	"errors"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
)

// mergedInto is the ticket into which a group's ticket was merged, or empty.
func mergedInto(group []sqsqueue.Record) string {
	for _, record := range group {
		if opened, err := envelope.Decode(record.Body); err == nil && opened.Ticket != nil && opened.Ticket.MergedInto != "" {
			return opened.Ticket.MergedInto
		}
	}
	return ""
}

// follow has the conversation go on in the ticket into which agents merged its
// own, so that the customer's next message does not open a third. What agents
// wrote there before was not meant for WhatsApp, and stays. It does not follow into
// another person's ticket, nor into another conversation's: replies there would
// reach somebody else. Then the agents read that the next message opens a ticket
// of its own, as it does when the other ticket is closed or gone already.
func (l *look) follow(ctx context.Context, target string) error {
	talk, _, err := l.store.Conversation(ctx, l.link.Contact, l.link.Number)
	if err != nil {
		return err
	}
	if talk.Ticket != l.link.Ticket && talk.Ticket != target {
		return nil // it has moved on, or this is an earlier ticket of it
	}
	ticket, err := l.desk.ReadTicket(ctx, target)
	if errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	other, linked, err := l.store.TicketLink(ctx, l.link.Helpdesk, target)
	if err != nil {
		return err
	}
	same := ticket.Requester == talk.HelpdeskUser
	if linked {
		same = other.Contact == l.link.Contact && other.Number == l.link.Number
	}
	if !same {
		return l.tellMerged(ctx, target, note.MergedIntoAnother(l.helpdesk.Language, l.link.Ticket))
	}
	if talk.Ticket != target {
		if err := l.moveTo(ctx, target); err != nil {
			return err
		}
	}
	return l.tellMerged(ctx, target, note.Merged(l.helpdesk.Language, l.link.Ticket))
}

// moveTo makes a ticket that of the conversation. The link comes first: a reply
// there finds it, whatever dies behind it.
func (l *look) moveTo(ctx context.Context, target string) error {
	newest, err := l.desk.Newest(ctx, target)
	if err != nil {
		return err
	}
	link := dynamostore.TicketLink{Helpdesk: l.link.Helpdesk, Ticket: target, Contact: l.link.Contact, Number: l.link.Number}
	if len(newest) > 0 {
		link.Cursor = newest[0].ID
	}
	if err := l.store.LinkTicket(ctx, link); err != nil {
		return err
	}
	talk, err := l.store.AcquireConversation(ctx, l.link.Contact, l.link.Number, l.owner)
	if err != nil {
		return err
	}
	if talk.Ticket == l.link.Ticket { // else a message came meanwhile, and found it closed
		talk.Remember(talk.Ticket)
		talk.Ticket, talk.PreviousTicket, talk.Opening = target, "", false
	}
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	return l.store.SaveConversation(ctx, talk, l.owner, true)
}

// tellMerged writes a note on the ticket that was merged into, once for each that
// was merged.
func (l *look) tellMerged(ctx context.Context, target, text string) error {
	id := envelope.Digest("note", "merged", l.link.Helpdesk, l.link.Ticket, target)
	_, err := internalnote.NewWriter(l.store, l.owner).Write(ctx, l.desk, target, id, text)
	return err
}
