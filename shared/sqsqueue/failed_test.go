package sqsqueue

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"ventana/shared/deadletter"
)

// What nobody foresaw and what is parked is counted, each time; a wait is not.
func TestOnFailure_countsWhatIsNoWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		outcome Outcome
		want    []string
	}{
		"done":    {Done(), nil},
		"waits":   {Wait(time.Minute, "429"), nil},
		"retried": {Retry(errors.New("a bug")), []string{"retried"}},
		"parked":  {ParkFor(deadletter.Unreadable, "no JSON"), []string{"unreadable"}},
	} {
		var got []string
		b := newBatch()
		queue := NewQueue(b, "http://q/in.fifo", "http://q/in-dlq.fifo", time.Now)
		consumer := NewConsumer(queue, b, slog.New(slog.DiscardHandler), func(context.Context, []Record) []Outcome { return []Outcome{tt.outcome} })
		consumer.OnFailure(func(code string) { got = append(got, code) })
		if _, err := consumer.Handle(t.Context(), batch(1, "g1")); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: counted %q, want %q", name, got, tt.want)
		}
	}
}
