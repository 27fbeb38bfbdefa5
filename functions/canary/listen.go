package main

import (
	"context"
	"fmt"

	"ventana/shared/secret"
	"ventana/shared/silence"
	"ventana/shared/telemetry"
)

// listen tells of a number that has heard nothing for hours in which it usually
// hears enough.
func (h *Handler) listen(ctx context.Context, _ secret.CallConnection, number secret.Number) error {
	now := h.now()
	heard, err := h.store.HeardSince(ctx, number.ID, now.Add(-silence.History))
	if err != nil {
		return err
	}
	hours := silence.Listen(heard, now)
	if hours == 0 {
		return nil
	}
	h.log.Warn("number is silent", telemetry.KeyNumber, number.ID, telemetry.KeyHours, hours)
	h.metrics.Count(telemetry.MetricNumberSilent, fmt.Sprintf("%s: %d hours", number.ID, hours))
	return nil
}
