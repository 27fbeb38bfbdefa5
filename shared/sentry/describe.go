package sentry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"

	"ventana/shared/failure"
)

// mostCauses bounds how many errors of a tree are described.
const mostCauses = 8

// describe tells of an error what is known to be harmless: what kind of failure
// it is, codes, AWS's operation, and the Go types of the rest. Its text may hold
// anything and is left out.
func describe(err error) string {
	var said []string
	for _, one := range leaves(err) {
		if part := known(one); part != "" && len(said) < mostCauses {
			said = append(said, part)
		}
	}
	return strings.Join(said, "; ")
}

// leaves are the errors that were joined, or the one that was not.
func leaves(err error) []error {
	for walk := err; walk != nil; walk = errors.Unwrap(walk) {
		if several, is := walk.(interface{ Unwrap() []error }); is {
			var all []error
			for _, one := range several.Unwrap() {
				all = append(all, leaves(one)...)
			}
			return all
		}
	}
	return []error{err}
}

// known describes one error.
func known(err error) string {
	if err == nil {
		return ""
	}
	var parts []string
	var failed *failure.Error
	if errors.As(err, &failed) {
		parts = append(parts, failed.Class.String())
		parts = appendWord(parts, failed.Code)
	}
	var operation interface {
		Service() string
		Operation() string
	}
	if errors.As(err, &operation) {
		parts = appendWord(appendWord(parts, operation.Service()), operation.Operation())
	}
	var coded interface{ ErrorCode() string }
	if errors.As(err, &coded) {
		parts = appendWord(parts, coded.ErrorCode())
	}
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		parts = append(parts, "out of time")
	case errors.Is(err, context.Canceled):
		parts = append(parts, "cancelled")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		parts = append(parts, "cut off")
	}
	return strings.Join(append(parts, "("+typeOf(err)+")"), " ")
}

func appendWord(parts []string, text string) []string {
	if text, fits := word(text); fits {
		return append(parts, text)
	}
	return parts
}

// typeOf is the type of the innermost error: a name in somebody's code.
func typeOf(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return fmt.Sprintf("%T", err)
}

// panicOf tells of what a panic was called with its type, and Go's own words where
// they are Go's: an index out of range, a nil map.
func panicOf(value any) string {
	said, is := value.(runtime.Error)
	if !is {
		return fmt.Sprintf("panic (%T)", value)
	}
	kind := reflect.TypeOf(value)
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if kind.PkgPath() != "runtime" {
		return fmt.Sprintf("panic (%T)", value)
	}
	return said.Error()
}

// waits reports whether all that went wrong goes by itself: nothing to mend.
func waits(err error) bool {
	for _, one := range leaves(err) {
		var held *failure.HeldError
		var failed *failure.Error
		switch {
		case errors.As(one, &held):
		case errors.As(one, &failed) && (failed.Class == failure.Later || failed.Class == failure.Ambiguous):
		default:
			return false
		}
	}
	return true
}
