package local

import (
	"context"
	"time"
)

const (
	// drainLimit bounds the wait for quiet, in real time: a hanging call or a
	// webhook that is repeated for long must not hold a story up.
	drainLimit = 30 * time.Second
	quietEvery = 2 * time.Millisecond
)

// drain waits until nothing is on its way: no invocation or batch runs, no
// webhook is to be posted, no target of a schedule runs, no simulator is about
// to do something by itself, and no queue has anything that its mapping could
// take. Messages that wait for their visibility or behind such a message are at
// rest. It tells whether that state was reached within the limit.
func (h *host) drain(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, drainLimit)
	defer cancel()
	for ctx.Err() == nil {
		before := h.trail.Last()
		if h.quiet(ctx) && h.trail.Last() == before {
			return true
		}
		pause(ctx, quietEvery)
	}
	return false
}

// quiet tells whether nothing runs and nothing could be taken.
func (h *host) quiet(ctx context.Context) bool {
	return h.idle() && h.emptyQueues(ctx) && h.idle()
}

// idle tells whether nothing runs at this moment.
func (h *host) idle() bool {
	batches := 0
	for _, p := range h.pollers {
		batches += p.Running()
	}
	return batches == 0 && h.functions.running() == 0 && h.scheduler.Running() == 0 &&
		h.simulators.poster.Pending() == 0 && h.simulators.graph.Pending() == 0 && h.simulators.zendesk.Pending() == 0
}

// emptyQueues looks at every polled queue.
func (h *host) emptyQueues(ctx context.Context) bool {
	for _, p := range h.pollers {
		if !p.Look(ctx) {
			return false
		}
	}
	return true
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
