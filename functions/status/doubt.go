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

// clearDoubt takes the note back that a message may not have left: it has arrived.
func (h *Handler) clearDoubt(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	told, known, err := h.store.Effect(ctx, dynamostore.EffectNote, doubtNote(sent.Helpdesk, sent.Ticket, sent.Comment, sent.Effect))
	if err != nil || !known {
		return err
	}
	if !told.Done {
		return &failure.Error{Class: failure.Later, Op: "take a doubt back", Code: "note", Wait: 2 * time.Second, Err: errors.New("it is being written")}
	}
	return h.tell(ctx, sent, dynamostore.ArrivedNote(status.ID), func(language string, _ conversation.Conversation) string {
		if sent.Comment == "" { // no agent's word: a reminder or a survey
			return note.ChoreArrived(language)
		}
		return note.ArrivedAfterAll(language)
	})
}
