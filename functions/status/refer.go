package main

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// sender is the part of a queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// isReply reports whether a message is a part of what an agent wrote, and no
// template, which no window keeps back.
func isReply(sent dynamostore.Sent) bool {
	return sent.Comment != "" && sent.Effect != "" && sent.Template == "" && sent.Reason == ""
}

// refer has outbound decide what becomes of a reply that WhatsApp refused after it
// had accepted it, because the window is closed: it knows the policy, and tells the
// agent. A status that is told again refers it again, and nothing more comes of that.
func (h *Handler) refer(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	return h.queue.Send(ctx, h.queueURL, []envelope.Envelope{envelope.Refused(h.now(), sent.Helpdesk, envelope.Refusal{
		Ticket: sent.Ticket, Comment: sent.Comment, Effect: sent.Effect, Message: status.ID,
	})})
}
