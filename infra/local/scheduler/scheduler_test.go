package scheduler

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/clock"
)

// every is a rate that counts from the start of the hour.
func every(d time.Duration) func(time.Time) (time.Time, error) {
	return func(after time.Time) (time.Time, error) { return after.Truncate(d).Add(d), nil }
}

func newClock(t *testing.T) *clock.Clock {
	t.Helper()
	return clock.New(filepath.Join(t.TempDir(), "clock"))
}

func advance(t *testing.T, c *clock.Clock, d time.Duration) {
	t.Helper()
	if err := c.Advance(d); err != nil {
		t.Fatal(err)
	}
}

func TestJumpFiresEachDueScheduleOnce(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	nothing := func(context.Context) error { return nil }
	never := func(time.Time) (time.Time, error) { return time.Time{}, nil }
	s, err := New(Options{Now: c.Now, Schedules: []Schedule{
		{Name: "sweep", Next: every(5 * time.Minute), Fire: nothing},
		{Name: "yearly", Next: every(365 * 24 * time.Hour), Fire: nothing},
		{Name: "past", Next: never, Fire: nothing},
	}})
	if err != nil {
		t.Fatal(err)
	}
	before := s.Fired()
	advance(t, c, 23*time.Hour)
	s.FireDue(t.Context())
	s.FireDue(t.Context())
	if diff := cmp.Diff(map[string]int{"sweep": 1}, s.FiredSince(before)); diff != "" {
		t.Errorf("fired (-want +got):\n%s", diff)
	}
	if next := s.States()[0].Next; next.Before(c.Now()) || next.After(c.Now().Add(5*time.Minute)) {
		t.Errorf("next %s is not within five minutes of %s", next, c.Now())
	}
}

func TestRunFollowsTheClock(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	fired := make(chan error, 10)
	s, err := New(Options{
		Now: c.Now, OnFire: func(_ string, outcome error) { fired <- outcome },
		Schedules: []Schedule{{
			Name: "hourly", Next: every(time.Hour),
			Fire: func(context.Context) error { return errors.New("the target failed") },
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.OnAdvance(s.Wake)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.Run(ctx); close(done) }()
	for range 3 {
		advance(t, c, time.Hour)
		if outcome := <-fired; outcome == nil {
			t.Error("the outcome of the target is lost")
		}
	}
	cancel()
	<-done
	if got := s.Fired()["hourly"]; got < 3 || s.Running() != 0 {
		t.Errorf("fired %d, running %d; want at least 3 and 0", got, s.Running())
	}
}

func TestRunFiresInRealTime(t *testing.T) {
	t.Parallel()
	fired := make(chan string, 10)
	s, err := New(Options{
		Now: time.Now, OnFire: func(name string, _ error) { fired <- name },
		Schedules: []Schedule{{
			Name: "often", Next: every(20 * time.Millisecond), Fire: func(context.Context) error { return nil },
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go s.Run(ctx)
	for range 3 {
		select {
		case <-fired:
		case <-time.After(5 * time.Second):
			t.Fatal("nothing fired")
		}
	}
}

func TestWrongExpressionNamesTheSchedule(t *testing.T) {
	t.Parallel()
	wrong := errors.New("rate(0 minutes)")
	_, err := New(Options{Now: time.Now, Schedules: []Schedule{{
		Name: "sweep", Next: func(time.Time) (time.Time, error) { return time.Time{}, wrong },
	}}})
	if !errors.Is(err, wrong) || err.Error() != "schedule sweep: rate(0 minutes)" {
		t.Errorf("error %v", err)
	}
}
