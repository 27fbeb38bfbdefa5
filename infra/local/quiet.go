package local

import (
	"context"
	"net/http"
	"time"

	"ventana/infra/local/trail"
)

const (
	// drainLimit bounds the wait for quiet, in real time: a hanging call or a
	// webhook that is repeated for long must not hold a story up.
	drainLimit = 30 * time.Second
	// settleTime covers what simulators do on timers of their own (statuses in
	// steps of 25 ms, webhooks held for up to 250 ms), after there was anything.
	settleTime = 300 * time.Millisecond
	quietEvery = 2 * time.Millisecond
)

// pending is a simulator that can tell what it still has to do by itself.
type pending interface{ Pending() int }

// drain waits until nothing is on its way: no invocation or batch runs, no
// webhook is to be posted, no target of a schedule runs, and no queue has
// anything that its mapping could take. Messages that wait for their
// visibility or behind such a message are at rest. With settle it gives the
// simulators' timers time even when nobody has called them. It tells whether
// that state was reached within the limit.
func (h *host) drain(ctx context.Context, settle bool) bool {
	ctx, cancel := context.WithTimeout(ctx, drainLimit)
	defer cancel()
	settled := h.trail.Last()
	settle = settle && !h.tellPending()
	for ctx.Err() == nil {
		before := h.trail.Last()
		if !h.quiet(ctx) || h.trail.Last() != before {
			pause(ctx, quietEvery)
			continue
		}
		if !settle && (h.tellPending() || !h.wroteSince(settled)) {
			return true
		}
		settled, settle = before, false
		pause(ctx, settleTime)
	}
	return false
}

// quiet tells whether nothing runs and nothing could be taken.
func (h *host) quiet(ctx context.Context) bool {
	return h.idle() && h.emptyQueues(ctx) && h.idle()
}

// wroteSince tells whether a simulator was asked to change something, after
// which it may act on a timer.
func (h *host) wroteSince(event int64) bool {
	for _, e := range h.trail.Since(event) {
		if e.Kind == trail.Call && e.Method != http.MethodGet {
			return true
		}
	}
	return false
}

// idle tells whether nothing runs at this moment.
func (h *host) idle() bool {
	batches := 0
	for _, p := range h.pollers {
		batches += p.Running()
	}
	return batches == 0 && h.functions.running() == 0 && h.scheduler.Running() == 0 &&
		h.simulators.poster.Pending() == 0 && h.simulatorsPending() == 0
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

func (h *host) simulatorsPending() int {
	total := 0
	for _, simulator := range []any{h.simulators.graph, h.simulators.zendesk} {
		if p, ok := simulator.(pending); ok {
			total += p.Pending()
		}
	}
	return total
}

// tellPending tells whether every simulator counts its own timers, so that
// there is nothing to wait for.
func (h *host) tellPending() bool {
	_, graph := any(h.simulators.graph).(pending)
	_, zendesk := any(h.simulators.zendesk).(pending)
	return graph && zendesk
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
