package main

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/failure"
	"ventana/shared/provider"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// inspector is the part of a provider that tells of its own token.
type inspector interface {
	DebugToken(ctx context.Context) (cloudapi.Token, error)
}

// gauge is what this handler tells alarms and dashboards.
type gauge interface {
	Days(name, reason string, value float64)
}

// dead are the codes by which a call says of its token that it has ended.
func dead(code string) bool { return code == "190" || code == "0" || code == "401" }

// tellToken tells in how many days a connection's token ends: none, of one that has
// ended, and nothing of one that never does. A provider that does not let the token ask
// about itself is no failure: the log says so, and the end is known to nobody here.
//
// Requests: a call of the provider.
func (h *Handler) tellToken(ctx context.Context, c secret.CallConnection) error {
	if c.Kind != secret.KindCloudAPI {
		return nil
	}
	token, err := h.provider(c).DebugToken(ctx)
	failed := failure.Of(err)
	switch {
	case err != nil && dead(failed.Code), err == nil && !token.Valid:
		h.metrics.Days(telemetry.MetricTokenEndsIn, c.ID, 0)
		h.log.Error("token has ended", telemetry.KeyConnection, c.ID)
	case err != nil && (failed.Class == failure.Permanent || provider.RefusesAccess(failed.Code)):
		h.log.Warn("token's end is not told", telemetry.KeyConnection, c.ID, telemetry.KeyCode, failed.Code)
	case err != nil:
		return fmt.Errorf("inspect token of %s: %w", c.ID, err)
	case !token.EndsAt().IsZero():
		h.metrics.Days(telemetry.MetricTokenEndsIn, c.ID, max(0, token.EndsAt().Sub(h.now()).Hours()/24))
		h.log.Info("token ends", telemetry.KeyConnection, c.ID, telemetry.KeyEndsAt, token.EndsAt().Format(time.RFC3339))
	}
	return nil
}
