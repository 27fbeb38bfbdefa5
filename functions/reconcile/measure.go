package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/limit"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// limits are what WhatsApp lets us send, and what of it is used.
type limits interface {
	Use(ctx context.Context, portfolio, number string) (limit.Use, error)
}

// gauge tells what an alarm watches.
type gauge interface {
	Percent(name, reason string, value float64)
	Minutes(name, reason string, value float64)
}

// measure tells how much of its messaging limit each portfolio has used, and when
// it will be full. One whose limit nobody knows yet, or that has none, is left.
//
// Requests: a read and a query a portfolio.
func (h *Handler) measure(ctx context.Context, document secret.Call) error {
	var problems []error
	measured := map[string]bool{}
	for _, c := range document.Connections {
		if c.Kind != secret.KindCloudAPI || c.Portfolio == "" || len(c.Numbers) == 0 || measured[c.Portfolio] {
			continue
		}
		use, err := h.limits.Use(ctx, c.Portfolio, c.Numbers[0].ID) // its numbers share it
		if err != nil {
			problems = append(problems, fmt.Errorf("measure messaging limit of portfolio %s: %w", c.Portfolio, err))
			continue
		}
		measured[c.Portfolio] = true
		if use.Limited() {
			h.tellUse(c.Portfolio, use)
		}
	}
	return errors.Join(problems...)
}

func (h *Handler) tellUse(portfolio string, use limit.Use) {
	now := h.now()
	percent := use.Percent(now)
	h.metrics.Percent(telemetry.MetricTierUsed, portfolio, percent)
	forecast := "not within a day"
	if fullAt, known := use.FullAt(now); known {
		h.metrics.Minutes(telemetry.MetricTierFullIn, portfolio, fullAt.Sub(now).Minutes())
		forecast = fullAt.UTC().Format(time.RFC3339)
	}
	h.log.Info("messaging limit", telemetry.KeyPortfolio, portfolio, telemetry.KeyUsed, use.Used(now), telemetry.KeyMost, use.Most, telemetry.KeyPercent, int(percent), telemetry.KeyFullAt, forecast)
}
