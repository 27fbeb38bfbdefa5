package main

import (
	"context"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
)

// failedChore tells that a reminder or a survey did not arrive.
func (h *Handler) failedChore(ctx context.Context, status envelope.Status, sent dynamostore.Sent) error {
	if provider.ClosesWindow(status.ErrorCode) {
		if err := h.store.CloseWindow(ctx, sent.Contact, sent.Number, sent.SentAt); err != nil {
			return err
		}
	}
	return h.tell(ctx, sent, envelope.Digest("note", "failed", status.ID), func(language string, _ conversation.Conversation) string {
		return note.ChoreFailed(language, isSurvey(sent), status.ErrorCode)
	})
}

func isSurvey(sent dynamostore.Sent) bool { return sent.Reason == string(policy.PurposeSurvey) }
