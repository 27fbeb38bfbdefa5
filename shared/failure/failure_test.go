package failure_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"ventana/shared/failure"
)

func TestOf(t *testing.T) {
	t.Parallel()
	later := &failure.Error{Class: failure.Later, Code: "429", Wait: time.Second, Op: "zendesk update ticket 35", Err: context.DeadlineExceeded}
	if got := failure.Of(later); got != later {
		t.Errorf("got %v, want the failure itself", got)
	}
	if got := failure.Of(fmt.Errorf("write note: %w", later)); got != later {
		t.Errorf("got %v, want the failure found behind its wrapping", got)
	}
	if got := failure.Of(errors.Join(errors.New("first"), later)); got != later {
		t.Errorf("got %v, want the failure found among others", got)
	}
	if !errors.Is(later, context.DeadlineExceeded) {
		t.Error("the cause is hidden")
	}
	plain := errors.New("plain")
	if got := failure.Of(plain); got.Class != failure.Unknown || !errors.Is(got, plain) {
		t.Errorf("got %v, want an unclassified error unknown, with its cause", got)
	}
	if got := failure.Of(nil); got != nil {
		t.Errorf("got %v of nil, want nil", got)
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	permanent := fmt.Errorf("send: %w", &failure.Error{Class: failure.Permanent})
	tests := []struct {
		name  string
		err   error
		class failure.Class
		want  bool
	}{
		{"a class is found behind its wrapping", permanent, failure.Permanent, true},
		{"another class is told apart", permanent, failure.Later, false},
		{"an unclassified error is unknown", errors.New("plain"), failure.Unknown, true},
		{"an unclassified error is never permanent", errors.New("plain"), failure.Permanent, false},
		{"a classification that was forgotten is unknown", &failure.Error{}, failure.Unknown, true},
		{"no error has no class", nil, failure.Unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := failure.Is(tt.err, tt.class); got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
		})
	}
}

func TestError_tellsOperationClassCodeAndCause(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  *failure.Error
		want string
	}{
		{&failure.Error{Class: failure.Later, Code: "429", Op: "zendesk update ticket 35", Err: errors.New("status 429")}, "zendesk update ticket 35: later 429: status 429"},
		{&failure.Error{Class: failure.Permanent, Op: "find contact"}, "find contact: permanent"},
		{&failure.Error{Class: failure.Ambiguous, Op: "send", Code: "lost_answer"}, "send: ambiguous lost_answer"},
		{&failure.Error{Op: "send"}, "send: unknown"},
		{&failure.Error{Op: "send", Class: failure.Class(99)}, "send: unknown"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
