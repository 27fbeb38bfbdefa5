package function

import (
	"context"

	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// calls is the call document as Book reads it.
type calls interface {
	Get(ctx context.Context) (secret.Call, error)
	Refresh(ctx context.Context) (secret.Call, bool)
}

// watched counts each time that no call document could be had: everything waits
// then, and the age of queues tells it late and without the reason.
type watched struct {
	calls
	count func(name, reason string)
}

// Get is the document, at most a few minutes old.
func (w watched) Get(ctx context.Context) (secret.Call, error) {
	document, err := w.calls.Get(ctx)
	if err != nil {
		w.count(telemetry.MetricSecretUnusable, "call")
	}
	return document, err
}
