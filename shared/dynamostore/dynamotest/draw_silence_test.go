package dynamotest_test

import (
	"context"
	"time"

	"ventana/shared/silence"
)

func drawCanary(d dice) call {
	number, which := d.number(), d.IntN(3)
	start := silence.Run{ID: d.id(), Reply: d.pick("r1", "r2"), SentAt: d.at()}
	previous := d.pick("", "x", "y")
	reached := silence.Run{ID: d.id(), TicketDay: d.pick("", "2026-11-21", "2026-11-22")}
	reached.InboundAt = d.at() // a hop at least: nobody notes nothing
	for _, at := range []*time.Time{&reached.WebhookAt, &reached.InboundAt, &reached.TicketAt, &reached.EventAt, &reached.OutboundAt} {
		if d.flip() {
			*at = d.at()
		}
	}
	return func(ctx context.Context, s store) answer {
		switch which {
		case 0:
			began, err := s.StartCanary(ctx, number, previous, start)
			return say("start canary", err, number, previous, start, began)
		case 1:
			current, err := s.NoteCanary(ctx, number, reached)
			return say("note canary", err, number, reached, current)
		default:
			run, found, err := s.CanaryRun(ctx, number)
			return say("canary run", err, number, run, found)
		}
	}
}

func drawHeard(d dice) call {
	number, at, messages, ask := d.number(), d.at().Add(-time.Duration(d.IntN(3))*time.Hour), int64(1+d.IntN(3)), d.flip()
	return func(ctx context.Context, s store) answer {
		if !ask {
			return say("heard", s.Heard(ctx, number, at, messages), number, at, messages)
		}
		heard, err := s.HeardSince(ctx, number, at)
		return say("heard since", err, number, at, heard)
	}
}
