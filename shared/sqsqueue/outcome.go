package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

type verdict int

const (
	done verdict = iota
	wait
	retry
	park
	parked // the dead-letter queue has it: acknowledged
)

// Outcome is what became of one record.
type Outcome struct {
	verdict verdict
	after   time.Duration
	reason  string
	code    deadletter.Code // of a parked record
	err     error
}

// Done acknowledges the record.
func Done() Outcome { return Outcome{verdict: done} }

// Wait gives the record back for after, at least a second; it costs no budget.
// The reason goes to the log.
func Wait(after time.Duration, reason string) Outcome {
	return Outcome{verdict: wait, after: max(after, time.Second), reason: reason}
}

// Retry gives the record back after a failure that nobody foresaw.
func Retry(err error) Outcome { return Outcome{verdict: retry, err: err, reason: "unforeseen failure"} }

// Park sends the record to the dead-letter queue. The reason stands on it for
// whoever mends it: short, without personal data.
func Park(reason string) Outcome { return ParkFor(deadletter.Other, reason) }

// ParkFor is Park with the code that tells what has to be mended.
func ParkFor(code deadletter.Code, reason string) Outcome {
	return Outcome{verdict: park, code: code, reason: reason}
}

// because keeps the error that made the record be parked, for Sentry to classify.
func (o Outcome) because(err error) Outcome {
	o.err = err
	return o
}

// String says what becomes of the record.
func (o Outcome) String() string {
	switch o.verdict {
	case done:
		return "done"
	case wait:
		return fmt.Sprintf("waits %v: %s", o.after, o.reason)
	case retry:
		return fmt.Sprintf("retried: %v", o.err)
	default:
		return fmt.Sprintf("parked (%s): %s", o.code, o.reason)
	}
}

// Holds reports whether the records behind this one have to wait for it.
func (o Outcome) Holds() bool { return o.verdict == wait || o.verdict == retry }

// IsParked reports whether the record goes to the dead-letter queue.
func (o Outcome) IsParked() bool { return o.verdict == park }

// Waits that a failed call asks for when the outside system names none.
const (
	defaultLater     = 10 * time.Second
	defaultAmbiguous = 60 * time.Second
	// heldPause is how soon to come back to something another run holds: it is
	// usually done in a moment, and a dead run's lease ends by itself.
	heldPause = 2 * time.Second
)

// OutcomeOf turns a failed call into an outcome: a held lease, a refusal for
// now and a lost answer wait, a final refusal parks, all else is retried.
func OutcomeOf(err error) Outcome {
	var held *failure.HeldError
	if errors.As(err, &held) {
		return Wait(heldPause, "held by another run")
	}
	if errors.Is(err, helpdesk.ErrConflict) {
		// Somebody else wrote between our look and our write: look again.
		return Wait(time.Second, err.Error())
	}
	failed := failure.Of(err)
	switch failed.Class {
	case failure.Permanent:
		return ParkFor(deadletter.CodeOfFailure(failed.Code), failed.Error()).because(err)
	case failure.Later:
		return Outcome{verdict: wait, after: orDefault(failed.Wait, defaultLater), reason: failed.Error()}
	case failure.Ambiguous:
		return Outcome{verdict: wait, after: orDefault(failed.Wait, defaultAmbiguous), reason: failed.Error()}
	default:
		return Retry(err)
	}
}

// patient is the least pause after so many receives. SQS counts every receive
// and moves a message to the dead letters after a thousand, reason or none; this
// growth (36 s at the hundredth receive, an hour at the last) spreads a thousand
// receives over the fourteen days that a queue keeps a message, so that the
// count is never what ends a wait.
func patient(receives int) time.Duration {
	return time.Duration(receives*receives) * 3600 * time.Microsecond
}

// WaitOf is how long a failed call makes its record wait; zero when the
// outcome is not a wait.
func (o Outcome) WaitOf() time.Duration {
	if o.verdict != wait {
		return 0
	}
	return o.after
}

func orDefault(asked, fallback time.Duration) time.Duration {
	if asked <= 0 {
		return fallback
	}
	return max(asked, time.Second)
}

// TimeFor reports, as a wait, that too little of the run's time is left for a
// call that must happen once: cut off by our own deadline, nobody would know
// whether it did.
func TimeFor(ctx context.Context, op string) error {
	if Spare(ctx, failure.CallTimeout) {
		return nil
	}
	return &failure.Error{Class: failure.Later, Op: op, Code: "no time left", Wait: time.Second}
}

// Spare reports whether that much of the run's time is left.
func Spare(ctx context.Context, wanted time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) >= wanted
}
