package main

import (
	"context"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/sqsqueue"
	"ventana/shared/statement"
	"ventana/shared/telemetry"
)

// depth is the part of the queues' service that counts what they hold.
type depth interface {
	Of(ctx context.Context, queueURL string) (int, error)
}

// parkedStore is the part of the table that knows why records were parked.
type parkedStore interface {
	Parked(ctx context.Context, shelf string) ([]statement.ParkedNote, error)
}

// parked is what lies among the dead letters now, of whatever day: whoever reads
// that nothing is unaccounted must not believe that nothing waits for a person.
//
// The counts are SQS's own. The reasons are those that functions note in the table
// when they park a record, and that `ventana redrive` strikes out. No letter is
// received for them: that would raise its receives, hide it and its group from
// whoever mends it at that moment, show ten of a group at most, and give this
// function the right to read what people wrote. SQS tells no age without a letter or
// CloudWatch, so the oldest is the oldest note. What SQS and Scheduler put there
// themselves has no note, and is counted without a reason.
//
// Requests: one of SQS for each queue, and one of the table for each that holds any.
func (c *comparison) parked(ctx context.Context) ([]statement.Parked, error) {
	var all []statement.Parked
	for _, url := range c.shelves {
		count, err := c.depth.Of(ctx, url)
		if err != nil {
			return nil, err
		}
		if count == 0 {
			continue
		}
		c.work.Requests.Table++
		notes, err := c.store.Parked(ctx, sqsqueue.NameOf(url))
		if err != nil {
			return nil, err
		}
		all = append(all, statement.ParkedIn(deadletter.QueueOf(url), count, notes))
	}
	return all, nil
}

// tellParked logs what is parked, a line for each queue.
func (c *comparison) tellParked(parked []statement.Parked) {
	for _, one := range parked {
		oldest := "unknown"
		if !one.OldestAt.IsZero() {
			oldest = one.OldestAt.UTC().Format(time.RFC3339)
		}
		c.log.Warn("records are parked", telemetry.KeyQueue, one.Queue, telemetry.KeyCount, one.Count, telemetry.KeyCodes, one.Reasons(), telemetry.KeyOldestAt, oldest)
	}
}
