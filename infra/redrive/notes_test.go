package redrive

import (
	"errors"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/deadletter"
	"ventana/shared/sqsqueue"
)

// codes are the reasons of what the table takes to be parked in a queue.
func (r *rig) codes(queue Queue) []string {
	r.Helper()
	notes, err := r.table.Parked(r.Context(), path.Base(queue.DLQ))
	if err != nil {
		r.Fatal(err)
	}
	var codes []string
	for _, note := range notes {
		codes = append(codes, note.Code)
	}
	slices.Sort(codes)
	return codes
}

// TestNotes_areStruckOutAsLettersLeave: what is sent back or dropped, and that alone.
func TestNotes_areStruckOutAsLettersLeave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Number, "no number"), message("a"))
	r.parks(inbound, "g2", sqsqueue.ParkFor(deadletter.Died, "died"), message("b"))
	r.parks(inbound, "g3", sqsqueue.ParkFor(deadletter.Nobody, "nobody"), message("c"))
	same(t, []string{"died", "nobody", "number"}, r.codes(inbound))
	r.look(r.queues(""))
	same(t, []string{"died", "nobody", "number"}, r.codes(inbound))
	if err := r.runner().Run(t.Context(), r.queues("inbound"), Choice{Code: deadletter.Number}); err != nil {
		t.Fatal(err)
	}
	same(t, []string{"died", "nobody"}, r.codes(inbound))
	keeper := Keeper{File: discard{}, Now: r.clock.Now}
	if dropped, err := Drop(t.Context(), r.client, r.queues("inbound"), Choice{Code: deadletter.Nobody}, keeper, r.table); err != nil || dropped != 1 {
		t.Fatalf("dropped %d, %v", dropped, err)
	}
	same(t, []string{"died"}, r.codes(inbound))
}

// TestNotes_thatCannotBeStruckOutHoldUpNobody: the letters leave, and it is told.
func TestNotes_thatCannotBeStruckOutHoldUpNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Number, "no number"), message("a"), message("b"))
	denied := errors.New("AccessDenied")
	r.table.Fault(func(point string) error {
		if point == "ForgetParked before" {
			return denied
		}
		return nil
	})
	err := r.runner().Run(t.Context(), r.queues("inbound"), Choice{})
	if !errors.Is(err, denied) || !strings.Contains(err.Error(), "not struck out") {
		t.Errorf("got %v, want it told", err)
	}
	r.holds(inbound.DLQ, 0)
}

// discard is a file that keeps nothing.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Sync() error                 { return nil }

// TestDepth_countsLettersAndTouchesNone: the statement's way of counting them, in
// sight and in somebody's hands.
func TestDepth_countsLettersAndTouchesNone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	inbound := r.queues("inbound")[0]
	r.parks(inbound, "g1", sqsqueue.ParkFor(deadletter.Number, "no number"), message("a"), message("b"))
	r.parks(inbound, "g2", sqsqueue.ParkFor(deadletter.Number, "no number"), message("c"))
	depth := sqsqueue.NewDepth(r.client)
	counts := func(when string) {
		t.Helper()
		if got, err := depth.Of(t.Context(), inbound.DLQ); err != nil || got != 3 {
			t.Errorf("%s: counted %d, %v, want 3", when, got, err)
		}
	}
	counts("in sight")
	s := newShelf(r.client, inbound, nil)
	taken, err := s.take(t.Context(), 1, time.Now().Add(takeTime))
	if err != nil || len(taken) != 1 {
		t.Fatalf("took %d, %v", len(taken), err)
	}
	counts("one in somebody's hands")
	if err := s.show(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, letter := range r.look(r.queues("inbound")).Letters {
		if letter.Receives != 1 {
			t.Errorf("letter %s tells of %d receives, want the one before it was parked", letter.ID, letter.Receives)
		}
	}
	if _, err := depth.Of(t.Context(), inbound.DLQ+"x"); err == nil {
		t.Error("counted a queue that is none")
	}
}
