package week

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"time"
)

// do does one act and notes it. An answer into a closed window is left out: no
// free text leaves there.
func (w *week) do(ctx context.Context, c *conversation, one act) error {
	e := event{at: w.now, do: one.do, status: one.status, token: fmt.Sprintf("w%d-%d.", c.place, len(c.events)+1)}
	path := fmt.Sprintf("/sim/agents/tickets/%d", c.ticket)
	var err error
	switch one.do {
	case writes:
		if len(c.events) == 0 {
			if err := w.post(ctx, phone(c.who), c.profile()); err != nil {
				return err
			}
		}
		err = w.post(ctx, phone(c.who)+"/messages", map[string]any{"type": "text", "text": map[string]string{"body": e.token}})
	case answers:
		if !c.open(w.now.Add(time.Minute)) {
			e.do, e.token = remarks, "The window is closed, so I write nothing."
			err = w.post(ctx, path+"/comments", map[string]any{"body": e.token, "public": false})
			break
		}
		err = w.post(ctx, path+"/comments", map[string]any{"body": e.token, "public": true})
	case remarks:
		err = w.post(ctx, path+"/comments", map[string]any{"body": "I look into it.", "public": false})
	case sets:
		err = w.post(ctx, path, map[string]any{"status": one.status})
	}
	c.events = append(c.events, e)
	return err
}

// open reports whether free text may be sent at a time.
func (c *conversation) open(at time.Time) bool {
	last := time.Time{}
	for _, e := range c.events {
		if e.do == writes {
			last = e.at
		}
	}
	return at.Before(last.Add(windowLength))
}

// fate is what happens to window in the minute of a warning.
type fate struct {
	due          time.Time
	kill, double bool
	after        string // the call that is the last of a killed run
	nth          int
}

// One in so many warnings meets a kill, one in so many a doubled run; some both.
const (
	killOneIn   = 6
	doubleOneIn = 5
)

// struck is the first warning between now and a time whose run is spoiled.
func (w *week) struck(until time.Time) (first fate, found bool) {
	for _, one := range w.talks {
		for _, expected := range one.coming {
			if !expected.due.After(w.now) || expected.due.After(until) {
				continue
			}
			if f := w.fate(one.place, expected); (f.kill || f.double) && (!found || f.due.Before(first.due)) {
				first, found = f, true
			}
		}
	}
	return first, found
}

// fate is the seed's word on a warning: the same each time it is asked.
func (w *week) fate(place int, of warning) fate {
	digest := fnv.New64a()
	_ = binary.Write(digest, binary.LittleEndian, []uint64{w.Seed, uint64(place), uint64(of.level)}) // a digest takes everything
	_, _ = digest.Write([]byte(of.token))                                                            // as above
	n := digest.Sum64() >> 16
	f := fate{due: of.due, kill: n%killOneIn == 0, double: n/killOneIn%doubleOneIn == 0, after: "zendesk PUT", nth: 1 + int(n>>16%2)}
	if n>>20%3 == 0 {
		f.after = "zendesk GET" // before anything is written
	}
	return f
}

// spoil arms what a fate says for the next run of window. One kill waits at a
// time: the calls of a run may be fewer than it counts.
func (w *week) spoil(ctx context.Context, f fate) error {
	if f.double {
		if err := w.post(ctx, "/sim/faults", map[string]any{"target": "function", "name": "window", "do": "double"}); err != nil {
			return err
		}
		w.doubles++
	}
	if !f.kill {
		return nil
	}
	if waiting, _, err := w.armed(ctx); err != nil || waiting > 0 {
		return err
	}
	w.kills++
	return w.post(ctx, "/sim/faults", map[string]any{"target": "function", "name": "window", "do": "kill", "after": f.after, "nth": f.nth})
}
