package scheduler

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// recheck bounds how long Run sleeps, in real time, in case the clock file is
// moved by somebody other than this process.
const recheck = 30 * time.Second

// Schedule is one schedule of the template.
type Schedule struct {
	Name string
	// Next is the first time after a given one at which the schedule is due;
	// zero means never again.
	Next func(after time.Time) (time.Time, error)
	// Fire hands the event to the target and waits for its end. What it
	// returns goes to OnFire.
	Fire func(ctx context.Context) error
}

// State is what a schedule does next.
type State struct {
	Name  string    `json:"name"`
	Next  time.Time `json:"next,omitzero"` // zero: never
	Last  time.Time `json:"last,omitzero"` // zero: not yet
	Fired int       `json:"fired"`
}

// Options describe the scheduler.
type Options struct {
	Schedules []Schedule
	Now       func() time.Time                 // the shifted clock; required
	OnFire    func(name string, outcome error) // after each run; nil is allowed
}

// Scheduler fires schedules. It may be used by many goroutines.
type Scheduler struct {
	options Options
	wake    chan struct{}
	running atomic.Int64
	work    sync.WaitGroup

	mu     sync.Mutex
	states []State
}

// New computes the first time of every schedule from now on. An expression
// that cannot be evaluated is an error that names the schedule.
func New(options Options) (*Scheduler, error) {
	s := &Scheduler{options: options, wake: make(chan struct{}, 1)}
	if s.options.OnFire == nil {
		s.options.OnFire = func(string, error) {}
	}
	now := options.Now()
	for _, schedule := range options.Schedules {
		next, err := schedule.Next(now)
		if err != nil {
			return nil, fmt.Errorf("schedule %s: %w", schedule.Name, err)
		}
		s.states = append(s.states, State{Name: schedule.Name, Next: next})
	}
	return s, nil
}

// Wake makes Run look at the clock again, after it was moved.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // one is waiting already
	}
}

// Run fires what becomes due until ctx ends, and returns when every target
// that was fired has finished.
func (s *Scheduler) Run(ctx context.Context) {
	defer s.work.Wait()
	for {
		s.FireDue(ctx)
		timer := time.NewTimer(s.untilNext())
		select {
		case <-timer.C:
		case <-s.wake:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

func (s *Scheduler) untilNext() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	wait := recheck
	for _, state := range s.states {
		if !state.Next.IsZero() {
			wait = min(wait, state.Next.Sub(now))
		}
	}
	return max(wait, 0)
}

// FireDue fires each schedule that is due, once, without waiting for the
// targets. They are not stopped by ctx's end, but see its values.
func (s *Scheduler) FireDue(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	for i := range s.states {
		state := &s.states[i]
		if state.Next.IsZero() || state.Next.After(now) {
			continue
		}
		schedule := s.options.Schedules[i]
		next, err := schedule.Next(now)
		if err != nil {
			s.options.OnFire(schedule.Name, fmt.Errorf("next time: %w", err))
			next = time.Time{}
		}
		state.Next, state.Last = next, now
		state.Fired++
		s.running.Add(1)
		s.work.Go(func() {
			outcome := schedule.Fire(context.WithoutCancel(ctx))
			s.running.Add(-1)
			s.options.OnFire(schedule.Name, outcome)
		})
	}
}

// Running is the number of targets that were fired and have not finished.
func (s *Scheduler) Running() int { return int(s.running.Load()) }

// States are the schedules in the order of the template.
func (s *Scheduler) States() []State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]State(nil), s.states...)
}

// Fired is how often each schedule has fired, by name.
func (s *Scheduler) Fired() map[string]int {
	counts := map[string]int{}
	for _, state := range s.States() {
		counts[state.Name] += state.Fired
	}
	return counts
}

// FiredSince is what fired after an earlier reading of Fired.
func (s *Scheduler) FiredSince(earlier map[string]int) map[string]int {
	counts := s.Fired()
	maps.DeleteFunc(counts, func(name string, count int) bool { return count == earlier[name] })
	for name := range counts {
		counts[name] -= earlier[name]
	}
	return counts
}
