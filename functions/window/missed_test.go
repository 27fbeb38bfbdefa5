package main

import (
	"testing"
	"time"
)

// A window that closes on a customer who waits is counted when nobody was warned: the
// function stood still meanwhile. One that was warned of is not, and neither is one
// whose customer was answered; whatever run finds it, it is counted once.
func TestMissed_countsWindowsThatClosedOnSomebodyWithoutAWarning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do   func(w *world)
		want int64
	}{
		"warned in time": {func(w *world) { w.walk(t, 25*time.Hour) }, 0},
		"nobody ran":     {func(w *world) { w.pass(25 * time.Hour); w.walk(t, 10*time.Minute) }, 1},
		"nobody ran, and it was answered": {func(w *world) {
			w.answers(t, "a")
			w.pass(25 * time.Hour)
			w.walk(t, 10*time.Minute)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.writes(t, "a")
			test.do(w)
			if got := w.missed.Load(); got != test.want {
				t.Errorf("%d were counted, want %d", got, test.want)
			}
		})
	}
}
