package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// How the clock goes while there is load.
const (
	lookAtClock = 50 * time.Millisecond // real time between two looks
	busyJump    = 3 * time.Second       // real time after which the clock jumps all the same
	idleJump    = 20 * time.Second      // of the clock, when everything waits for it
	restLooks   = 5                     // looks after which a system without work is at rest
)

// pump moves the clock until ctx ends: a little as soon as nothing runs, since
// then everything that is left waits for time, and by up to two and a half minutes
// now and then while everything runs, so that leases, visibility and tokens end.
func (r *run) pump(ctx context.Context, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 0xc10c))
	last := time.Now()
	for idle := 0; pause(ctx, lookAtClock); {
		now, err := r.client.system(ctx)
		if err != nil {
			return stopped(ctx, fmt.Errorf("clock: %w", err))
		}
		waiting := now.waiting()
		r.backlog.Store(int64(waiting))
		if idle++; now.running() > 0 {
			idle = 0
		}
		if idle > restLooks && waiting == 0 {
			r.rested.Store(true)
		}
		by := time.Duration(0)
		switch {
		case idle > 1 && waiting > 0:
			by, idle = idleJump, 0
		case time.Since(last) > busyJump:
			by, last = time.Duration(5+random.IntN(146))*time.Second, time.Now()
		}
		if by == 0 {
			continue
		}
		if err := r.client.jump(ctx, by); err != nil {
			return stopped(ctx, fmt.Errorf("clock: %w", err))
		}
		r.count(&r.report.Jumps)
	}
	return nil
}

// stopped is nil for what failed because ctx has ended.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Settling, in simulated time.
const (
	settleStep = 15 * time.Second
	settleMost = 12 * time.Hour
	// settleRest is how long nothing may be left in any queue: the sweep, which finds
	// replies that no webhook told of, runs each five minutes and looks at what is
	// older than one.
	settleRest = 15 * time.Minute
)

// settle heals everything and lets time pass until nothing is left to do, and for a
// while more. It gives the time until then.
func (r *run) settle(ctx context.Context) (time.Duration, error) {
	for _, call := range []struct {
		method, path string
		body         any
	}{
		{"DELETE", "/sim/faults", nil},
		{"POST", "/sim/limits", object{"graph": object{"reset": true}, "zendesk": object{"reset": true}}},
	} {
		if err := r.client.Call(ctx, call.method, call.path, call.body, nil); err != nil {
			return 0, fmt.Errorf("heal: %w", err)
		}
	}
	begun, done := r.now(), time.Duration(0)
	for rest := time.Duration(0); rest < settleRest; {
		if err := r.client.walk(ctx, settleStep, settleStep); err != nil {
			return 0, fmt.Errorf("settle: %w", err)
		}
		now, err := r.client.system(ctx)
		if err != nil {
			return 0, fmt.Errorf("settle: %w", err)
		}
		if rest += settleStep; now.waiting() > 0 {
			rest, done = 0, r.now().Sub(begun)
		}
		if r.now().Sub(begun) > settleMost {
			return 0, fmt.Errorf("settle: %d messages are in queues after %s without trouble", now.waiting(), settleMost)
		}
	}
	return done, nil
}
