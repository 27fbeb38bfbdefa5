package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/secret"
	"ventana/shared/statement"
	"ventana/shared/telemetry"
)

const (
	// late is when a statement is, after its comparison was begun: 40,000 changes of
	// tickets take an hour and a quarter, so by then something holds it up that does
	// not count as a failure, such as an export that the helpdesk keeps limiting.
	late = 6 * time.Hour
	// slot is the time between two runs, as template.yaml has it.
	slot = 5 * time.Minute
)

// proceed brings the statement of one day on: of one that somebody asked for, else
// of the oldest that was not made, once the day has settled. Work is cut into pieces
// that are repeated whole when a run dies; what a run has no time for is the next
// one's. One day a run, so that a backlog asks the helpdesk for no more in a minute
// than a day does.
//
// A day that is late takes turns with those behind it: one that never gets done, for
// a reason of its own, must not keep the others from being made.
func (h *Handler) proceed(ctx context.Context, document secret.Call) error {
	days, err := h.dueDays(ctx)
	if err != nil || len(days) == 0 {
		return err
	}
	c, err := h.begin(ctx, document, days[0])
	if turn := days[h.turn(len(days))]; err == nil && c.late() && turn != c.day {
		c.save(ctx)
		c, err = h.begin(ctx, document, turn)
	}
	var held *dynamostore.HeldError
	if errors.As(err, &held) {
		return nil // another run is at it
	}
	if err != nil {
		return err
	}
	err = c.advance(ctx)
	c.save(ctx)
	if err == nil {
		return nil
	}
	if waits(err) {
		h.log.Info("statement waits for the next run", telemetry.KeyDay, c.day, telemetry.KeyError, err)
		return nil
	}
	return fmt.Errorf("statement of %s: %w", c.day, err)
}

// turn is whose turn a run is among n days: each run that of the next one.
func (h *Handler) turn(n int) int { return int(h.now().Unix()/int64(slot/time.Second)) % n }

// begin takes the work on a day, and tells when it is late.
func (h *Handler) begin(ctx context.Context, document secret.Call, day string) (*comparison, error) {
	owner := h.newOwner()
	work, err := h.store.AcquireStatement(ctx, day, owner)
	if err != nil {
		return nil, err
	}
	if work.Run == "" {
		work = statement.Work{Run: statement.RunOf(h.now()), Read: map[string]statement.Reading{}}
	}
	c := &comparison{Handler: h, document: document, day: day, owner: owner, work: work}
	if c.late() {
		h.metrics.Count(telemetry.MetricStatementLate, day)
		h.log.Warn("statement is late", telemetry.KeyDay, day, telemetry.KeyBegunAt, work.Begun(), telemetry.KeyMatched, work.Matched)
	}
	return c, nil
}

// late reports whether the comparison was begun too long ago.
func (c *comparison) late() bool {
	begun := c.work.Begun()
	return !begun.IsZero() && c.now().Sub(begun) > late
}

// save notes how far the work has come and gives it back. What is not saved is done
// again, and the lease ends by itself.
func (c *comparison) save(ctx context.Context) {
	done, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := c.store.SaveStatementWork(done, c.day, c.owner, c.work, true); err != nil {
		c.log.Warn("work on statement not saved", telemetry.KeyDay, c.day, telemetry.KeyError, err)
	}
}

// waits reports whether a failure is no more than a wait: the next run goes on.
func waits(err error) bool {
	var held *dynamostore.HeldError
	return failure.Is(err, failure.Later) || errors.As(err, &held)
}

// noTime: the run's time is over, and the next one goes on.
func noTime() error {
	return &failure.Error{Class: failure.Later, Code: "no time left", Op: "make statement"}
}

// dueDays are the days whose statements are to be made. A day that nobody made in
// time is told once, as it is left behind: from then on somebody has to ask for it.
func (h *Handler) dueDays(ctx context.Context) ([]string, error) {
	plan, err := h.store.PlanStatements(ctx)
	if err != nil {
		return nil, err
	}
	settled := statement.DayOf(h.now().Add(-settle).AddDate(0, 0, -1))
	done, givenUp := plan.Pass(settled)
	if len(givenUp) > 0 {
		h.metrics.Count(telemetry.MetricStatementLate, givenUp[0])
		h.log.Warn("statements were not made", telemetry.KeyDay, givenUp[0], telemetry.KeyCount, len(givenUp))
	}
	if done != plan.Done {
		if err := h.store.PassStatements(ctx, plan, done); err != nil {
			return nil, err
		}
	}
	return plan.Due(settled), nil
}
