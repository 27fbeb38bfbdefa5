package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"ventana/shared/envelope"
	"ventana/shared/secret"
	"ventana/shared/silence"
)

const (
	// deliveryTimeout is how long the API may take for the canary: what webhook has,
	// and what a vendor waits.
	deliveryTimeout = 10 * time.Second
	// sideBySide is how many numbers are served at once: an API that hangs must not
	// use up the function's time with the first few.
	sideBySide = 10
)

// connections is the part of the connection book that this handler uses.
type connections interface {
	Document(ctx context.Context) (secret.Call, error)
}

// secrets is the part of the verify secret's cache that this handler uses.
type secrets interface {
	Get(ctx context.Context) (secret.Verify, error)
}

// store is the part of the table that this handler uses.
type store interface {
	CanaryRun(ctx context.Context, number string) (silence.Run, bool, error)
	StartCanary(ctx context.Context, number, previous string, run silence.Run) (bool, error)
	NoteCanary(ctx context.Context, number string, reached silence.Run) (bool, error)
	HeardSince(ctx context.Context, number string, since time.Time) (silence.Hours, error)
}

// sender is the part of a queue that this handler uses.
type sender interface {
	Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error
}

// gauge is what this handler tells alarms and dashboards.
type gauge interface {
	Count(name, reason string)
	Gauge(name, reason string, value int64)
	Days(name, reason string, value float64)
	Took(name, reason, hop string, took time.Duration)
}

// Handler sends canaries and listens.
type Handler struct {
	connections connections
	secrets     secrets
	dated       map[string]dated // the two secrets, by name
	store       store
	api         string
	client      *http.Client
	queue       sender
	queueURL    string // outbound's
	metrics     gauge
	now         func() time.Time
	newID       func() string
	log         *slog.Logger
}

// NewHandler returns the handler over its parts.
func NewHandler(parts Handler) *Handler { return &parts }

// Task is a schedule's input.
type Task struct {
	Do string `json:"do"` // "fly" or "listen"
}

// Handle does one task for every number, and looks at the secrets with the listening. One that fails does not keep the others
// from being served; the error makes the failure visible to the function's alarm.
func (h *Handler) Handle(ctx context.Context, task Task) error {
	tasks := map[string]func(context.Context, secret.CallConnection, secret.Number) error{"fly": h.fly, "listen": h.listen}
	do, known := tasks[task.Do]
	if !known {
		return fmt.Errorf("unknown task %q: the schedule's input must be {\"do\":\"fly\"} or {\"do\":\"listen\"}", task.Do)
	}
	document, err := h.connections.Document(ctx)
	if err != nil {
		return err
	}
	var work errgroup.Group
	work.SetLimit(sideBySide)
	var problems []*error
	for _, c := range document.Connections {
		if c.Kind != secret.KindCloudAPI {
			continue
		}
		for _, number := range c.Numbers {
			problem := new(error)
			problems = append(problems, problem)
			work.Go(func() error {
				if err := do(ctx, c, number); err != nil {
					*problem = fmt.Errorf("%s for number %s: %w", task.Do, number.ID, err)
				}
				return nil
			})
		}
	}
	_ = work.Wait() // nobody gives an error: each has its place
	var all []error
	for _, problem := range problems {
		all = append(all, *problem)
	}
	if task.Do == "listen" {
		all = append(all, h.tellAges(ctx))
	}
	return errors.Join(all...)
}
