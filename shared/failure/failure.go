// Package failure is the vocabulary in which adapters tell what an outside
// system's refusal means for us, so that a function never reads a vendor's
// code or text.
//
// Contract: an adapter returns an *Error for every answer it understands; any
// other error counts as Unknown. Codes decide the class, never texts.
//
//	Permanent  it will never work: park the record, tell the agent
//	Later      it was not done and will work after Wait: waiting is not failing
//	Ambiguous  it may have been done: look before doing it again
//	Unknown    nobody foresaw it: try again, a bounded number of times
package failure

import (
	"errors"
	"fmt"
	"time"
)

// CallTimeout is how long one call to an outside system may take. The chain of
// times must hold: call < function timeout < lease <= visibility.
const CallTimeout = 8 * time.Second

// Class says what to do about a failure.
type Class int

// The classes, in the package comment's order. The zero value is Unknown, so
// that an adapter which forgets to classify is retried and noticed.
const (
	Unknown Class = iota
	Permanent
	Later
	Ambiguous
)

// String is the class's name in logs.
func (c Class) String() string {
	switch c {
	case Permanent:
		return "permanent"
	case Later:
		return "later"
	case Ambiguous:
		return "ambiguous"
	default:
		return "unknown"
	}
}

// Error is a classified failure of one call to an outside system.
type Error struct {
	Class Class
	// Code is the vendor's own code ("131047", "RecordInvalid", "429"), bounded
	// and free of personal data: it goes to logs, notes and dead letters.
	Code string
	// Wait is how long the vendor asks us to stay away; zero means that the
	// caller chooses. Only Later and Ambiguous use it.
	Wait time.Duration
	// Op is what was being done and to what ("zendesk update ticket 35").
	Op  string
	Err error
}

// Error tells operation, class, code and cause.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s", e.Op, e.Class)
	if e.Code != "" {
		text += " " + e.Code
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Of finds the classified failure in err; an unclassified error comes back as
// Unknown with err as its cause. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var classified *Error
	if errors.As(err, &classified) {
		return classified
	}
	return &Error{Class: Unknown, Op: "unclassified", Err: err}
}

// Is reports whether err is classified as class.
func Is(err error, class Class) bool {
	return err != nil && Of(err).Class == class
}

// HeldError says that another run holds the lease on something until Until. It
// is not a fault: wait and come back.
type HeldError struct {
	Item  string
	Until time.Time
}

// Error tells what is held and how long.
func (e *HeldError) Error() string {
	return fmt.Sprintf("%s is held until %s", e.Item, e.Until.Format(time.RFC3339))
}
