package main

import (
	"cmp"
	"context"
	"fmt"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// foreign reports whether a status is of a message that Ventana did not send: all
// that it sends carry its marker, and WhatsApp repeats the marker.
func foreign(status envelope.Status) bool {
	_, ours := dynamostore.SendOf(status.Marker)
	return !ours
}

// pass sends an event on to the former endpoint, as long as the connection has
// one: whoever sent a message wants to know what became of it, also after the
// last customer has moved. It reports whether there is one.
func (h *Handler) pass(ctx context.Context, e envelope.Envelope, group, number string, counts rollout.Counts) (bool, error) {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return false, err
	}
	provider, known := document.Connection(e.Connection)
	if !known || provider.Kind != secret.KindCloudAPI || provider.Former == nil {
		return false, nil
	}
	onward, ok := envelope.NewForward(e, group, envelope.Digest("forward", e.Delivery, e.Origin))
	if !ok {
		h.log.Warn("event too large to be passed on", telemetry.KeyConnection, e.Connection, telemetry.KeyKind, string(e.Kind))
		return true, nil
	}
	if err := h.queue.Send(ctx, h.forwardQueue, []envelope.Envelope{onward}); err != nil {
		return true, fmt.Errorf("pass on a %s: %w", e.Kind, err)
	}
	ours := number
	if line, known := provider.NumberOf(number); known {
		ours = line.ID
	}
	if err := h.store.CountRollout(ctx, ours, h.now(), counts); err != nil {
		h.log.Warn("roll-out not counted", telemetry.KeyConnection, e.Connection, telemetry.KeyError, err)
	}
	return true, nil
}

// passStatus sends on the status of a message that is not ours. Those of one
// message keep together; among them there is no order, as WhatsApp has none.
func (h *Handler) passStatus(ctx context.Context, e envelope.Envelope) (bool, error) {
	group := envelope.Digest("forward", "status", e.Status.Number, e.Status.ID)
	return h.pass(ctx, e, group, e.Status.Number, rollout.Counts{Statuses: 1})
}

// passNotice sends on what is told of an account or a number, which concerns both
// sides and is no customer's. Most of it is about an account or its templates and
// names no number: it counts under the account.
func (h *Handler) passNotice(ctx context.Context, e envelope.Envelope) error {
	group := envelope.Digest("forward", "notice", e.Connection, e.Notice.Account)
	_, err := h.pass(ctx, e, group, cmp.Or(e.Notice.Number, e.Notice.Account, e.Connection), rollout.Counts{News: 1})
	return err
}
