package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const (
	// refusals in a row mean that the helpdesk has enough of us, and not that one
	// ticket has: Zendesk also limits how often a single ticket is changed.
	refusals = 4
	// shortest bounds how soon a helpdesk is asked again.
	shortest = time.Second
)

// rests is which helpdesks are left alone, and until when.
type rests struct {
	now func() time.Time

	mu    sync.Mutex
	until map[string]time.Time
	row   map[string]int           // refusals since something was taken
	asked map[string]time.Duration // the shortest wait among them
}

func newRests(now func() time.Time) *rests {
	return &rests{now: now, until: map[string]time.Time{}, row: map[string]int{}, asked: map[string]time.Duration{}}
}

// took notes that a helpdesk took something.
func (r *rests) took(desk string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.row, desk)
	delete(r.asked, desk)
}

// spare leaves a helpdesk alone for the sake of others; zero is no rest.
func (r *rests) spare(desk string, rest time.Duration) {
	if rest <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lay(desk, rest)
}

// refused notes that a helpdesk asked to come back after a wait.
func (r *rests) refused(desk string, wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.row[desk] == 0 || wait < r.asked[desk] {
		r.asked[desk] = wait
	}
	if r.row[desk]++; r.row[desk] >= refusals {
		r.lay(desk, r.asked[desk])
	}
}

func (r *rests) lay(desk string, wait time.Duration) {
	if until := r.now().Add(max(wait, shortest)); until.After(r.until[desk]) {
		r.until[desk] = until
	}
}

// resting reports whether a helpdesk is left alone now.
func (r *rests) resting(desk string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now().Before(r.until[desk])
}

// all reports whether every helpdesk of the document rests.
func (r *rests) all(document secret.Call) bool {
	return !slices.ContainsFunc(document.Connections, func(c secret.CallConnection) bool {
		return c.Kind != secret.KindCloudAPI && !r.resting(c.ID)
	})
}

// end waits until the first of those that rest takes more. False when none rests,
// when the run is over before that, or when it has no end: nobody waits then.
func (r *rests) end(ctx context.Context, pause func(context.Context, time.Duration)) bool {
	r.mu.Lock()
	now, first := r.now(), time.Duration(0)
	for _, until := range r.until {
		if left := until.Sub(now); left > 0 && (first == 0 || left < first) {
			first = left
		}
	}
	r.mu.Unlock()
	if _, limited := ctx.Deadline(); !limited || first == 0 || !sqsqueue.Spare(ctx, first+reserve) {
		return false
	}
	pause(ctx, first+time.Millisecond) // claims are postponed in whole milliseconds
	return ctx.Err() == nil
}
