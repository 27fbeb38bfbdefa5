package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"ventana/infra/local/trail"
)

// longestWalk bounds the steps of one walk: a week by the minute.
const longestWalk = 7 * 24 * 60

// move is the body of POST /sim/clock.
type move struct {
	Advance string `json:"advance"` // "23h"
	Step    string `json:"step"`    // empty jumps
	// BetweenRuns jumps at a moment at which no function runs, and does not wait
	// for what comes of it: for a system under load, which never comes to rest.
	BetweenRuns bool `json:"between_runs"`
}

// clockAnswer is what GET and POST /sim/clock answer.
type clockAnswer struct {
	Now    time.Time `json:"now"`
	Offset string    `json:"offset"`
	// Fired counts the schedules that fired on the way, by name.
	Fired map[string]int `json:"fired,omitempty"`
	// Drained is false when something was still on its way after 30 s; absent
	// from GET and from jumps between runs.
	Drained *bool `json:"drained,omitempty"`
}

func (h *host) serveClock(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		writeJSON(w, http.StatusOK, h.clockNow())
	case http.MethodPost:
		advance, step, between, err := readMove(r)
		if err != nil {
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		move := h.moveClock
		if between {
			move = h.jumpBetweenRuns
		}
		answer, err := move(r.Context(), advance, step)
		if err != nil {
			writeJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
			return
		}
		writeJSON(w, http.StatusOK, answer)
	default:
		w.Header().Set("Allow", "GET, POST")
		writeJSON(w, http.StatusMethodNotAllowed, map[string]string{"error": "/sim/clock takes GET and POST"})
	}
}

func readMove(r *http.Request) (advance, step time.Duration, between bool, err error) {
	var body move
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<10))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		return 0, 0, false, fmt.Errorf(`body: %w; send {"advance":"23h"} or {"advance":"23h","step":"1m"}`, err)
	}
	if advance, err = time.ParseDuration(body.Advance); err != nil || advance <= 0 {
		return 0, 0, false, fmt.Errorf("advance %q: give a duration above zero, such as 23h or 90s; the clock cannot go back", body.Advance)
	}
	if body.BetweenRuns && body.Step != "" {
		return 0, 0, false, errors.New("step: not with between_runs, which jumps once and waits for nothing")
	}
	if body.Step == "" {
		return advance, advance, body.BetweenRuns, nil
	}
	if step, err = time.ParseDuration(body.Step); err != nil || step <= 0 {
		return 0, 0, false, fmt.Errorf("step %q: give a duration above zero, such as 1m", body.Step)
	}
	if advance/step > longestWalk {
		return 0, 0, false, fmt.Errorf("step %s: %d steps are more than %d; take a longer step", step, advance/step, longestWalk)
	}
	return advance, step, false, nil
}

// moveClock advances by step at a time, fires what is due, and drains. One
// move runs at a time.
func (h *host) moveClock(ctx context.Context, advance, step time.Duration) (clockAnswer, error) {
	h.moving.Lock()
	defer h.moving.Unlock()
	before := h.scheduler.Fired()
	h.trail.Add(trail.Event{Kind: trail.Clock, Advance: advance.String()})
	drained := true
	for left := advance; left > 0 && ctx.Err() == nil; left -= step {
		if err := h.clock.Advance(min(step, left)); err != nil {
			return clockAnswer{}, err
		}
		h.scheduler.FireDue(ctx)
		drained = h.drain(ctx) && drained
		h.measureQueues()
	}
	if err := ctx.Err(); err != nil {
		return clockAnswer{}, fmt.Errorf("move clock: %w", err)
	}
	answer := h.clockNow()
	answer.Fired, answer.Drained = h.scheduler.FiredSince(before), &drained
	return answer, nil
}

// jumpBetweenRuns holds new runs back until those that run are over, jumps, and
// fires what is due.
func (h *host) jumpBetweenRuns(ctx context.Context, advance, _ time.Duration) (clockAnswer, error) {
	h.moving.Lock()
	defer h.moving.Unlock()
	before := h.scheduler.Fired()
	h.between.Lock()
	err := h.clock.Advance(advance)
	h.between.Unlock()
	if err != nil {
		return clockAnswer{}, err
	}
	h.trail.Add(trail.Event{Kind: trail.Clock, Advance: advance.String()})
	h.scheduler.FireDue(ctx)
	answer := h.clockNow()
	answer.Fired = h.scheduler.FiredSince(before)
	return answer, nil
}

func (h *host) clockNow() clockAnswer {
	return clockAnswer{Now: h.clock.Now(), Offset: h.clock.Offset().String()}
}
