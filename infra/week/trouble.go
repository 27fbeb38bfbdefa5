package week

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"net/http"
	"time"
)

// trouble is what happens to window in the minute of a warning.
type trouble struct {
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
func (w *week) struck(until time.Time) (first trouble, found bool) {
	for _, one := range w.talks {
		for _, coming := range expected(one.fates) {
			if !coming.due.After(w.now) || coming.due.After(until) {
				continue
			}
			if f := w.trouble(one.place, coming); (f.kill || f.double) && (!found || f.due.Before(first.due)) {
				first, found = f, true
			}
		}
	}
	return first, found
}

// trouble is the seed's word on a warning: the same each time it is asked.
func (w *week) trouble(place int, of warning) trouble {
	digest := fnv.New64a()
	_ = binary.Write(digest, binary.LittleEndian, []uint64{w.Seed, uint64(place), uint64(of.level)}) // a digest takes everything
	_, _ = digest.Write([]byte(of.token))                                                            // as above
	n := digest.Sum64() >> 16
	f := trouble{due: of.due, kill: n%killOneIn == 0, double: n/killOneIn%doubleOneIn == 0, after: "zendesk PUT", nth: 1 + int(n>>16%2)}
	if n>>20%3 == 0 {
		f.after = "zendesk GET" // before anything is written
	}
	return f
}

// spoil lets a minute pass whose run of window meets what a trouble is. Kills
// keep a distance: Bound is about one death, and a warning may meet two.
func (w *week) spoil(ctx context.Context, t trouble) error {
	t.kill = t.kill && w.now.Sub(w.killedAt) > 2*Bound
	if t.double {
		if err := w.post(ctx, "/sim/faults", map[string]any{"target": "function", "name": "window", "do": "double"}); err != nil {
			return err
		}
	}
	if t.kill {
		if err := w.post(ctx, "/sim/faults", map[string]any{"target": "function", "name": "window", "do": "kill", "after": t.after, "nth": t.nth}); err != nil {
			return err
		}
	}
	if err := w.minutes(ctx, 1); err != nil {
		return err
	}
	return w.count(ctx, t)
}

// count notes what has struck, and takes the rest away: a run may make fewer calls
// than a kill waits for.
func (w *week) count(ctx context.Context, t trouble) error {
	kills, doubles, err := w.armed(ctx)
	if err != nil {
		return err
	}
	if t.kill && kills == 0 {
		w.kills, w.killedAt = w.kills+1, w.now
	}
	if t.double && doubles == 0 {
		w.doubles++
	}
	return w.Call(ctx, http.MethodDelete, "/sim/faults", nil, nil)
}
