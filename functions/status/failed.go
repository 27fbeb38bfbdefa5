package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/provider"
)

// failed tells the agent why a message did not arrive.
func (h *Handler) failed(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	if sent.Reason != "" {
		return h.failedChore(ctx, status, sent)
	}
	if !provider.ClosesWindow(status.ErrorCode) {
		return h.tell(ctx, sent, envelope.Digest("note", "failed", status.ID), func(language string, _ conversation.Conversation) string {
			return note.Failed(language, status.ErrorCode)
		})
	}
	sent, err := h.whose(ctx, sent)
	if err != nil {
		return err
	}
	if err := h.store.CloseWindow(ctx, sent.Contact, sent.Number, sent.SentAt); err != nil {
		return err
	}
	if isReply(sent) {
		return h.refer(ctx, status, sent)
	}
	return h.tell(ctx, sent, envelope.Digest("note", "failed", status.ID), func(language string, talk conversation.Conversation) string {
		return note.WindowClosed(language, talk.ClosesAt())
	})
}

// arrived takes the note about a failure back: WhatsApp tried again.
func (h *Handler) arrived(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	told, known, err := h.store.Effect(ctx, dynamostore.EffectNote, envelope.Digest("note", "failed", status.ID))
	if err != nil || !known {
		return err
	}
	if !told.Done {
		return &failure.Error{Class: failure.Later, Op: "take a failure note back", Code: "note", Wait: 2 * time.Second, Err: errors.New("it is being written")}
	}
	return h.tell(ctx, sent, dynamostore.ArrivedNote(status.ID), func(language string, _ conversation.Conversation) string {
		if sent.Reason != "" {
			return note.ChoreArrived(language)
		}
		return note.ArrivedAfterAll(language)
	})
}

// tell writes a note about a sent message on its ticket, or where that takes
// none any more, on the conversation's open one.
func (h *Handler) tell(ctx context.Context, sent dynamostore.Sent, id string, words func(language string, talk conversation.Conversation) string) error {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	answering, known := document.Connection(sent.Helpdesk)
	if !known {
		return &failure.Error{Class: failure.Later, Op: "tell of a failed message", Code: "helpdesk", Wait: time.Minute,
			Err: fmt.Errorf("connection %s is not in the call secret", sent.Helpdesk)}
	}
	talk, _, err := h.store.Conversation(ctx, sent.Contact, sent.Number)
	if err != nil {
		return err
	}
	tickets := []string{sent.Ticket}
	if talk.Helpdesk == sent.Helpdesk {
		tickets = append(tickets, talk.Ticket)
	}
	writer := internalnote.NewWriter(h.store, h.newOwner())
	_, err = writer.WriteOnOne(helpdesk.For(ctx, sent.Number), h.desk(answering), tickets, id, words(answering.Language, talk))
	return err
}
