package dynamostore_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
)

func TestCountSpend_onceForEachMessageHoweverManyTellOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const messages, times = 12, 3
	for i := range messages {
		if err := w.RecordSent(t.Context(), dynamostore.Sent{MessageID: fmt.Sprint("wamid.", i), Effect: "e", SentAt: w.now()}); err != nil {
			t.Fatal(err)
		}
	}
	var counted atomic.Int64
	var all sync.WaitGroup
	for i := range messages * times {
		all.Go(func() {
			for { // what met others too often comes again, as a record does
				ok, err := w.CountSpend(t.Context(), fmt.Sprint("wamid.", i%messages), dynamostore.Spend{Day: "2026-11-22", Number: "main", Micros: 20_000, Messages: 1})
				if err != nil {
					continue
				}
				if ok {
					counted.Add(1)
				}
				return
			}
		})
	}
	all.Wait()
	if counted.Load() != messages {
		t.Errorf("%d were counted, want each of %d once", counted.Load(), messages)
	}
	got, err := w.SpentIn(t.Context(), "2026-11")
	want := []dynamostore.Spend{{Day: "2026-11-22", Number: "main", Micros: messages * 20_000, Messages: messages}}
	if err != nil || !cmp.Equal(want, got) {
		t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(want, got))
	}
}

func TestSpentIn_isByDayAndNumberOfTheMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, one := range []dynamostore.Spend{
		{Day: "2026-11-30", Number: "main", Micros: 20_000, Messages: 1},
		{Day: "2026-11-30", Number: "main", Messages: 1, Unpriced: 1},
		{Day: "2026-11-02", Number: "main#2", Micros: 8_500, Messages: 1},
		{Day: "2026-12-01", Number: "main", Micros: 1, Messages: 1},
	} {
		id := fmt.Sprint("wamid.", i)
		if ok, err := w.CountSpend(t.Context(), id, one); ok || err != nil {
			t.Errorf("a message that nobody recorded: %t, %v", ok, err)
		}
		if err := w.RecordSent(t.Context(), dynamostore.Sent{MessageID: id, Effect: "e", SentAt: w.now()}); err != nil {
			t.Fatal(err)
		}
		if ok, err := w.CountSpend(t.Context(), id, one); !ok || err != nil {
			t.Fatalf("count %+v: %t, %v", one, ok, err)
		}
	}
	got, err := w.SpentIn(t.Context(), "2026-11")
	want := []dynamostore.Spend{
		{Day: "2026-11-02", Number: "main#2", Micros: 8_500, Messages: 1},
		{Day: "2026-11-30", Number: "main", Micros: 20_000, Messages: 2, Unpriced: 1},
	}
	if err != nil || !cmp.Equal(want, got) {
		t.Errorf("%v (-want +got):\n%s", err, cmp.Diff(want, got))
	}
}
