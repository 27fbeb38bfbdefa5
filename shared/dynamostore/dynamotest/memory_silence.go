package dynamotest

import (
	"cmp"
	"context"
	"time"

	"ventana/shared/silence"
)

// CanaryRun is Store.CanaryRun.
func (m *Memory) CanaryRun(_ context.Context, number string) (run silence.Run, found bool, err error) {
	err = m.do("CanaryRun", func() error {
		run, found = m.canaries[number]
		return nil
	})
	return run, found, err
}

// StartCanary is Store.StartCanary.
func (m *Memory) StartCanary(_ context.Context, number, previous string, run silence.Run) (started bool, err error) {
	err = m.do("StartCanary", func() error {
		stood, found := m.canaries[number]
		if found && stood.ID != previous {
			started = stood.ID == run.ID
			return nil
		}
		started = true
		m.canaries[number] = silence.Run{ID: run.ID, Reply: run.Reply, TicketDay: stood.TicketDay, SentAt: milli(run.SentAt)}
		return nil
	})
	return started, err
}

// NoteCanary is Store.NoteCanary.
func (m *Memory) NoteCanary(_ context.Context, number string, reached silence.Run) (current bool, err error) {
	err = m.do("NoteCanary", func() error {
		run, found := m.canaries[number]
		if !found || run.ID != reached.ID {
			return nil
		}
		current = true
		for _, hop := range []struct{ known, told *time.Time }{
			{&run.WebhookAt, &reached.WebhookAt}, {&run.InboundAt, &reached.InboundAt}, {&run.TicketAt, &reached.TicketAt},
			{&run.EventAt, &reached.EventAt}, {&run.OutboundAt, &reached.OutboundAt}, {&run.ProbedAt, &reached.ProbedAt},
		} {
			if hop.known.IsZero() && !hop.told.IsZero() {
				*hop.known = milli(*hop.told)
			}
		}
		run.TicketDay = cmp.Or(reached.TicketDay, run.TicketDay)
		m.canaries[number] = run
		return nil
	})
	return current, err
}

// Heard is Store.Heard.
func (m *Memory) Heard(_ context.Context, number string, at time.Time, messages int64) error {
	return m.do("Heard", func() error {
		if m.heard[number] == nil {
			m.heard[number] = silence.Hours{}
		}
		m.heard[number][at.UTC().Truncate(time.Hour)] += messages
		return nil
	})
}

// HeardSince is Store.HeardSince.
func (m *Memory) HeardSince(_ context.Context, number string, since time.Time) (heard silence.Hours, err error) {
	heard = silence.Hours{}
	err = m.do("HeardSince", func() error {
		for hour, messages := range m.heard[number] {
			if !hour.Before(since.UTC().Truncate(time.Hour)) {
				heard[hour] = messages
			}
		}
		return nil
	})
	return heard, err
}

// milli is a time as leases keep it.
func milli(at time.Time) time.Time { return at.Truncate(time.Millisecond).UTC() }
