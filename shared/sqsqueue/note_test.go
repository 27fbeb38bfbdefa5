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

// TestOnPark_isToldOfWhatTheDeadLettersHave: of nothing else, under the name of their
// queue; and a note that is lost gives no record back.
func TestOnPark_isToldOfWhatTheDeadLettersHave(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		outcome Outcome
		lost    error
		want    []string
	}{
		"parked":             {ParkFor(deadletter.Number, "no number"), nil, []string{"in-dlq.fifo g1 number"}},
		"without a code":     {ParkFor("", "no number"), nil, []string{"in-dlq.fifo g1 other"}},
		"the note is lost":   {ParkFor(deadletter.Number, "no number"), errors.New("throttled"), []string{"in-dlq.fifo g1 number"}},
		"waits":              {Wait(time.Minute, "429"), nil, nil},
		"done":               {Done(), nil, nil},
		"failed for a while": {Retry(errors.New("a bug")), nil, nil},
	} {
		var got []string
		b := newBatch()
		queue := NewQueue(b, "http://q/in.fifo", "http://q/in-dlq.fifo", time.Now)
		consumer := NewConsumer(queue, b, slog.New(slog.DiscardHandler), func(context.Context, []Record) []Outcome { return []Outcome{tt.outcome} })
		consumer.OnPark(func(_ context.Context, shelf, record string, code deadletter.Code) error {
			got = append(got, shelf+" "+record+" "+string(code))
			return tt.lost
		})
		response, err := consumer.Handle(t.Context(), batch(1, "g1"))
		if err != nil || (len(response.BatchItemFailures) == 0) != (len(tt.want) > 0 || name == "done") {
			t.Errorf("%s: given back %v, %v", name, response.BatchItemFailures, err)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: noted %q, want %q", name, got, tt.want)
		}
	}
}

// TestOnPark_noLetterNoNote: what the dead-letter queue did not take is not parked.
func TestOnPark_noLetterNoNote(t *testing.T) {
	t.Parallel()
	b := newBatch()
	queue := NewQueue(b, "http://q/in.fifo", "", time.Now)
	consumer := NewConsumer(queue, b, slog.New(slog.DiscardHandler), func(context.Context, []Record) []Outcome { return []Outcome{ParkFor(deadletter.Number, "")} })
	consumer.OnPark(func(context.Context, string, string, deadletter.Code) error { t.Error("noted"); return nil })
	if response, err := consumer.Handle(t.Context(), batch(1, "g1")); err != nil || len(response.BatchItemFailures) != 1 {
		t.Errorf("got %v, %v, want the record given back", response, err)
	}
}
