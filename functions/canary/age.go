package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/telemetry"
)

// dated is the part of a secret's cache that knows how old the secret is.
type dated interface {
	Stored(ctx context.Context) (time.Time, error)
}

// tellAges tells of each secret how many days ago it was stored as it is: one that
// nobody rotates is known to everybody who ever saw it. Of one whose store has no date
// nothing is told. One that cannot be read does not keep the other from being told.
//
// Requests: at most one of Secrets Manager a secret, where the process has not read it
// within its five minutes.
func (h *Handler) tellAges(ctx context.Context) error {
	var problems []error
	for name, one := range h.dated {
		stored, err := one.Stored(ctx)
		if err != nil {
			problems = append(problems, fmt.Errorf("age of the %s secret: %w", name, err))
			continue
		}
		if !stored.IsZero() {
			h.metrics.Days(telemetry.MetricSecretAge, name, h.now().Sub(stored).Hours()/24)
		}
	}
	return errors.Join(problems...)
}
