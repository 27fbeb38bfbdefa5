package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// missing is how long a record waits for an operator to name the endpoint, or to
	// mend what it says of every request.
	missing = time.Minute
	// longest is the longest pause between two attempts: so late, at most, is noticed
	// that the endpoint is back.
	longest = 2 * time.Minute
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// Handler passes events on.
type Handler struct {
	connections connections
	client      *http.Client
	circuit     func(name string) *breaker.Breaker
	log         *slog.Logger

	mu       *sync.Mutex
	circuits map[string]*breaker.Breaker // by address
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler {
	parts.mu, parts.circuits = &sync.Mutex{}, map[string]*breaker.Breaker{}
	return &parts
}

// HandleGroup passes on the events of one conversation, in order: those behind
// one that waits wait too.
func (h *Handler) HandleGroup(ctx context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
	var outcomes []sqsqueue.Outcome
	for _, record := range group {
		outcome := h.handle(ctx, record)
		outcomes = append(outcomes, outcome)
		if outcome.Holds() {
			return outcomes
		}
	}
	return outcomes
}

func (h *Handler) handle(ctx context.Context, record sqsqueue.Record) sqsqueue.Outcome {
	opened, err := envelope.Decode(record.Body)
	switch {
	case err != nil:
		return sqsqueue.ParkFor(deadletter.Release, err.Error())
	case opened.Kind != envelope.KindForward:
		return sqsqueue.ParkFor(deadletter.Release, "forward does not handle envelopes of kind "+string(opened.Kind))
	}
	document, err := h.connections.Document(ctx)
	if err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	provider, known := document.Connection(opened.Connection)
	if !known || provider.Former == nil {
		return sqsqueue.Wait(missing, "connection "+opened.Connection+" has no former endpoint in the call secret")
	}
	if err := sqsqueue.TimeFor(ctx, "pass on an event"); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	answer := h.post(ctx, opened.Connection, *provider.Former, []byte(opened.Forward.Body))
	h.log.Info("event passed on", telemetry.KeyConnection, opened.Connection, telemetry.KeyKind, string(opened.Forward.Kind),
		telemetry.KeyDelivery, opened.Delivery, telemetry.KeyOutcome, answer.word())
	return answer.outcome(record.Receives)
}
