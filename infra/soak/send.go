package soak

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Repeating a delivery that was not taken, in real time: WhatsApp waits for longer,
// which would only make a run longer.
const (
	firstRepeat = 100 * time.Millisecond
	lastRepeat  = 2 * time.Second
)

// mostBacklog is how many messages may wait in queues while customers go on: a run
// is as much about what comes while agents answer as about a flood.
const mostBacklog = 400

// progressEvery is after how many deliveries progress is told.
const progressEvery = 100

// lane posts the deliveries of some customers as WhatsApp does: one after the
// other, each until it is taken, some of them several times, some beside the next.
func (r *run) lane(ctx context.Context, deliveries []delivery) error {
	var aside sync.WaitGroup
	var failed errorBox
	defer aside.Wait()
	later := map[int][]delivery{}
	for i, one := range deliveries {
		for r.backlog.Load() > mostBacklog && pause(ctx, lookAtClock) {
		}
		for _, old := range later[i] {
			r.ledger.repeated(true)
			aside.Go(func() { failed.add(r.deliver(ctx, old)) })
		}
		if one.later > 0 {
			later[i+one.later] = append(later[i+one.later], one)
		}
		if one.overtake {
			aside.Go(func() { failed.add(r.deliver(ctx, one)) })
			continue
		}
		var copies sync.WaitGroup
		for range one.copies {
			r.ledger.repeated(true)
			copies.Go(func() { failed.add(r.deliver(ctx, one)) })
		}
		failed.add(r.deliver(ctx, one))
		copies.Wait()
		if err := failed.first(); err != nil {
			return err
		}
	}
	aside.Wait()
	return failed.first()
}

// deliver posts a delivery until it is taken.
func (r *run) deliver(ctx context.Context, d delivery) error {
	wait := firstRepeat
	for {
		body, err := r.plan.webhook(d, r.sent(d))
		if err != nil {
			return err
		}
		r.ledger.posting(d)
		taken, err := r.client.post(ctx, body)
		if err != nil {
			return fmt.Errorf("delivery %d: %w", d.place, err)
		}
		if taken {
			return r.happened(ctx, r.ledger.accept(&r.plan, d))
		}
		r.ledger.repeated(false)
		if !pause(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, lastRepeat)
	}
}

// sent is WhatsApp's time of a delivery's messages, the same for each repeat.
func (r *run) sent(d delivery) time.Time {
	at, _ := r.times.LoadOrStore(d.place, r.now())
	return at.(time.Time) //nolint:forcetypeassert // the line above stores nothing else
}

// happened arms the troubles that are due after so many deliveries.
func (r *run) happened(ctx context.Context, deliveries int) error {
	r.mu.Lock()
	var due []trouble
	for len(r.troubles) > 0 && r.troubles[0].at <= deliveries {
		due, r.troubles = append(due, r.troubles[0]), r.troubles[1:]
	}
	if r.Progress != nil && deliveries%progressEvery == 0 {
		r.Progress(min(deliveries, r.plan.count()), r.plan.count(), "deliveries")
	}
	r.mu.Unlock()
	for _, one := range due {
		if err := r.make(ctx, one); err != nil {
			return fmt.Errorf("trouble: %w", err)
		}
	}
	return nil
}

// make makes a trouble.
func (r *run) make(ctx context.Context, one trouble) error {
	switch {
	case one.fault != nil:
		return r.client.Call(ctx, "POST", "/sim/faults", one.fault, nil)
	case one.limits != nil:
		r.count(&r.report.Manners)
		return r.client.Call(ctx, "POST", "/sim/limits", one.limits, nil)
	default:
		r.count(&r.report.Tokens)
		return r.client.Call(ctx, "DELETE", "/sim/tokens", nil, nil)
	}
}

// errorBox keeps the first error of several goroutines.
type errorBox struct {
	mu  sync.Mutex
	err error
}

func (b *errorBox) add(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}

func (b *errorBox) first() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// pause tells whether ctx was still there at its end.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
