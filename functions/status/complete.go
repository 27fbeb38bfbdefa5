package main

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// complete records a message whose send was not answered, from the effect that
// its marker names.
func (h *Handler) complete(ctx context.Context, status envelope.Status) (bool, error) {
	id, ours := dynamostore.SendOf(status.Marker)
	if !ours {
		return false, nil
	}
	effect, known, err := h.store.Effect(ctx, dynamostore.EffectSend, id)
	if err != nil || !known {
		return false, err
	}
	if err := h.store.Finish(ctx, dynamostore.EffectSend, id, status.ID); err != nil {
		return false, err
	}
	sent := effect.SentAs(status.ID)
	if sent.SentAt.IsZero() {
		sent.SentAt = status.At // later than the send
	}
	if sent.Doubted, err = h.wasDoubted(ctx, effect); err != nil {
		return false, err
	}
	if sent.Template != "" { // its price is said by who sends; the ledger knows it in any case
		if err := h.store.Audit(ctx, dynamostore.Accepted(sent)); err != nil {
			return false, err
		}
	}
	return true, h.store.RecordSent(ctx, sent)
}
