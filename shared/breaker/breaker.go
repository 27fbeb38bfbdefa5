package breaker

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	// Failures in a row open the circuit: more than the hiccup of one request and
	// its repeat, and fewer than the ten groups that a batch handles side by side.
	Failures = 5
	// Shortest is the first pause: a deploy or a lost connection is over by then.
	Shortest = 5 * time.Second
	// Longest is how late we notice, at most, that the system is back.
	Longest = time.Minute
	// probeTime is how long a probe may be out before another may go. Calls end
	// after 8 s; the first answer to a file takes 30 s.
	probeTime = 40 * time.Second
)

// Change is what became of a circuit.
type Change int

// The changes. Still is told for each probe that failed.
const (
	Opened Change = iota
	Still
	Closed
)

// Options configure a Breaker.
type Options struct {
	Now func() time.Time
	// Jitter is between 0 and 1; nil is random.
	Jitter func() float64
	// Cautious: a process that has had no answer yet looks first, too (see Do).
	Cautious bool
	// Changed is told of each change, one after the other; nil is nobody.
	Changed func(Change)
}

// OpenError says that a call was not made, and when to come again.
type OpenError struct {
	// Wait is until the next probe and a share of the pause, another for each call.
	Wait time.Duration
}

// Error tells how long to wait.
func (e *OpenError) Error() string {
	return fmt.Sprintf("not called: it does not answer, asked again in %s", e.Wait.Round(time.Second))
}

// Breaker is the circuit of one system. It may be used by many goroutines; nil
// lets everything through.
type Breaker struct {
	now     func() time.Time
	jitter  func() float64
	changed func(Change)

	mu       sync.Mutex
	unmet    bool          // cautious, and no answer yet
	failures int           // in a row, while closed
	open     bool          //
	pause    time.Duration // of this opening, doubled by each failed probe
	until    time.Time     // when a probe may go
	probe    time.Time     // until when one is out, zero for none
}

// New returns a closed circuit.
func New(o Options) *Breaker {
	b := &Breaker{now: o.Now, jitter: o.Jitter, changed: o.Changed, unmet: o.Cautious}
	if b.jitter == nil {
		b.jitter = rand.Float64
	}
	if b.changed == nil {
		b.changed = func(Change) {}
	}
	return b
}

// verdict is what a call says of the system.
type verdict int

const (
	nothing verdict = iota
	well
	sick
)

// enter asks whether a call may be made, and whether it is the probe. doubtful:
// the last call was not answered, or none was yet where that counts.
func (b *Breaker) enter() (probe, doubtful bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	switch {
	case !b.open:
		return false, b.failures > 0 || b.unmet, nil
	case now.Before(b.until) || now.Before(b.probe):
		return false, true, b.refusal(now)
	}
	b.probe = now.Add(probeTime)
	return true, true, nil
}

// refusal spreads those that wait over half a pause, so that they do not all
// come at the second in which the system is back.
func (b *Breaker) refusal(now time.Time) *OpenError {
	left := max(b.until.Sub(now), time.Second)
	return &OpenError{Wait: left + time.Duration(b.jitter()*float64(b.pause)/2)}
}

// leave notes what a call that was let in says. Calls that began before the
// circuit opened say nothing new; the probe alone decides then.
func (b *Breaker) leave(probe bool, said verdict) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open && !probe {
		return
	}
	if probe {
		b.probe = time.Time{}
	}
	switch {
	case said == well:
		b.failures, b.unmet = 0, false
		if b.open {
			b.open = false
			b.changed(Closed)
		}
	case said == sick && b.open:
		b.rest(min(2*b.pause, Longest))
		b.changed(Still)
	case said == sick:
		if b.failures++; b.failures >= Failures {
			b.open, b.failures = true, 0
			b.rest(Shortest)
			b.changed(Opened)
		}
	}
}

func (b *Breaker) rest(pause time.Duration) {
	b.pause = pause
	// A quarter more or less, so that the processes do not ask in step.
	b.until = b.now().Add(time.Duration((0.75 + b.jitter()/2) * float64(pause)))
}
