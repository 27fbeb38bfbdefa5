package main

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/provider"
)

// noteFree notes until when a free entry point is open, where a status tells
// more of it than was known when its message was sent. Of the statuses of many
// messages few do, so few cost a write.
func (h *Handler) noteFree(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	thread := status.Thread
	if thread == nil || !provider.FreeEntry(thread.Origin) || !thread.ExpiresAt.After(sent.FreeUntil) {
		return nil
	}
	sent, err := h.whose(ctx, sent)
	if err != nil {
		return err
	}
	return h.store.FreeUntil(ctx, sent.Contact, sent.Number, thread.ExpiresAt)
}

// whose is a sent message with the contact that its ticket is tied to by now:
// the one that it was sent to may have been joined into another since, or been
// split off, and the clock is the person's.
func (h *Handler) whose(ctx context.Context, sent dynamostore.Sent) (dynamostore.Sent, error) {
	link, known, err := h.store.TicketLink(ctx, sent.Helpdesk, sent.Ticket)
	if err != nil {
		return sent, err
	}
	if known {
		sent.Contact, sent.Number = link.Contact, link.Number
	}
	return sent, nil
}
