package main

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/pricing"
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
	sentAt := effect.FirstAt // the status's own time is later than the send
	if sentAt.IsZero() {
		sentAt = status.At
	}
	if err := h.store.Finish(ctx, dynamostore.EffectSend, id, status.ID); err != nil {
		return false, err
	}
	doubted, err := h.wasDoubted(ctx, effect)
	if err != nil {
		return false, err
	}
	_, contact, err := h.store.Conversation(ctx, effect.Contact, effect.Number)
	if err != nil {
		return false, err
	}
	return true, h.store.RecordSent(ctx, dynamostore.Sent{
		MessageID: status.ID, Effect: id, Doubted: doubted, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket,
		Comment: effect.Comment, Contact: effect.Contact, Number: effect.Number, SentAt: sentAt,
		Origin: dynamostore.Origin{Country: pricing.CountryOf(contact.Phone, contact.BSUID)}, // its price follows
	})
}
