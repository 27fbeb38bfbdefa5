package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/note"
)

// doubtNote names the note which told that nobody knows whether a message left.
func doubtNote(desk, ticket, comment, effect string) string {
	return dynamostore.NoteID(desk, ticket, comment, dynamostore.Refused(effect))
}

// wasDoubted reports whether the agent was told, or is being told, that a send is
// unconfirmed. It is asked when its first status completes it, be that hours later.
//
// Requests: one read.
func (h *Handler) wasDoubted(ctx context.Context, effect dynamostore.Effect) (bool, error) {
	_, known, err := h.store.Effect(ctx, dynamostore.EffectNote, doubtNote(effect.Helpdesk, effect.Ticket, effect.Comment, effect.ID))
	return known, err
}

// reached reports whether a status says that the message is with the customer.
func reached(state conversation.State) bool {
	return state.Rank() >= conversation.StateDelivered.Rank()
}

// abandoned is how long after the end of its writer's lease a note is held to be
// nobody's any more: a look that died is repeated well before, and the next one may
// find the send completed and say nothing.
const abandoned = 10 * time.Minute

// clearDoubt takes the note back that a message may not have left: it has arrived.
// Of a note whose writer died nobody knows whether it stands, so it is taken back too.
func (h *Handler) clearDoubt(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	told, known, err := h.store.Effect(ctx, dynamostore.EffectNote, doubtNote(sent.Helpdesk, sent.Ticket, sent.Comment, sent.Effect))
	if err != nil || !known {
		return err
	}
	if !told.Done && h.now().Before(told.Until.Add(abandoned)) {
		return &failure.Error{Class: failure.Later, Op: "take a doubt back", Code: "note", Wait: 2 * time.Second, Err: errors.New("it is being written")}
	}
	return h.tell(ctx, sent, dynamostore.ArrivedNote(status.ID), func(language string, _ conversation.Conversation) string {
		if sent.Comment == "" { // no agent's word: a reminder or a survey
			return note.ChoreArrived(language)
		}
		return note.ArrivedAfterAll(language)
	})
}
