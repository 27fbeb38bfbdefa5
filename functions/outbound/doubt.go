package main

import (
	"context"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
)

// confirmedMeanwhile handles a status that came while the agent was being told that
// a message is unconfirmed: it found no doubt to take back. The message remembers
// from here on that there was one, and when it has arrived by now, nobody else will
// say so.
func (l *look) confirmedMeanwhile(ctx context.Context, effect dynamostore.Effect) error {
	now, known, err := l.store.Effect(ctx, effect.Kind, effect.ID)
	if err != nil || !known || now.Lost {
		return err
	}
	sent := now.SentAs(now.Result)
	sent.Doubted = true
	if err := l.store.RecordSent(ctx, sent); err != nil {
		return err
	}
	stands, known, err := l.store.SentMessage(ctx, now.Result)
	if err != nil || !known || stands.State.Rank() < conversation.StateDelivered.Rank() {
		return err
	}
	text := note.ArrivedAfterAll(l.helpdesk.Language)
	if now.Comment == "" {
		text = note.ChoreArrived(l.helpdesk.Language)
	}
	_, err = internalnote.NewWriter(l.store, l.owner).Write(ctx, l.desk, l.link.Ticket, dynamostore.ArrivedNote(now.Result), text)
	if helpdesk.ForGood(err) {
		return nil // a ticket that takes no more notes
	}
	return err
}
