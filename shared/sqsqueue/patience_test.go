package sqsqueue

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"ventana/shared/failure"
)

// SQS dead-letters a message at its thousandth receive, reason or none; a queue
// keeps it 14 days. Waiting must not get there before the queue itself ends it.
func TestPatience_aThousandReceivesLastAsLongAsTheQueueKeepsAMessage(t *testing.T) {
	t.Parallel()
	const maxReceiveCount, kept = 1000, 14 * 24 * time.Hour
	var total time.Duration
	for receives := 1; receives <= maxReceiveCount; receives++ {
		total += max(time.Second, patient(receives))
	}
	if total < kept-12*time.Hour {
		t.Fatalf("a thousand receives are over in %s, want about %s", total, kept)
	}
	if soon := patient(20); soon > 2*time.Second {
		t.Errorf("the twentieth receive pauses %s, want the first ones quick", soon)
	}
}

func TestHandle_waitsGrowWithTheReceives(t *testing.T) {
	t.Parallel()
	b := newBatch()
	handle(t, b, batch(200, "a1"), each(map[string]Outcome{"a1": Wait(time.Second, "busy")}))
	if b.hidden["a1"] != 144 {
		t.Fatalf("got %d s at the 200th receive, want 144", b.hidden["a1"])
	}
}

// A record under suspicion is handled alone: when the process dies again, no
// neighbour is counted for it.
func TestHandle_suspectIsHandledAlone(t *testing.T) {
	t.Parallel()
	b := newBatch()
	b.begun["b1"] = aloneAfter
	b.begun["c1"] = maxSilent
	var mu sync.Mutex
	var handled []string
	kept := handle(t, b, batch(9, "a1", "b1", "c1"), func(_ context.Context, group []Record) []Outcome {
		mu.Lock()
		defer mu.Unlock()
		handled = append(handled, group[0].ID)
		return []Outcome{Done()}
	})
	if !slices.Equal(handled, []string{"b1"}) || !slices.Equal(kept, []string{"a1"}) {
		t.Fatalf("got handled %v, kept %v; want b1 alone, a1 given back", handled, kept)
	}
	if b.parked["c1"] == "" || b.begun["a1"] != b.ended["a1"] {
		t.Fatalf("got parked %v; want c1 parked, and a1's receive taken back", b.parked)
	}
}

func TestTimeFor_leavesACallThatMightBeCutOff(t *testing.T) {
	t.Parallel()
	short, cancel := context.WithTimeout(t.Context(), failure.CallTimeout-time.Second)
	defer cancel()
	long, cancel := context.WithTimeout(t.Context(), failure.CallTimeout+time.Minute)
	defer cancel()
	if err := TimeFor(short, "send"); OutcomeOf(err).WaitOf() != time.Second {
		t.Errorf("got %v with little time left, want a wait", err)
	}
	for name, ctx := range map[string]context.Context{"time enough": long, "no deadline": t.Context()} {
		if err := TimeFor(ctx, "send"); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
