package dynamotest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// TestParked_isNotedOnceAndStruckOut: per queue, for as long as letters live.
func TestParked_isNotedOnceAndStruckOut(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s store, pass func(time.Duration)) {
		ctx := t.Context()
		const shelf = "ventana-prod-inbound-dlq.fifo"
		first := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
		holds := func(when string, want ...statement.ParkedNote) {
			t.Helper()
			got, err := s.Parked(ctx, shelf)
			must(t, err)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		a := statement.ParkedNote{Record: "a", Code: "number", At: first}
		b := statement.ParkedNote{Record: "b", Code: "died", At: first.Add(time.Hour)}
		holds("at first")
		must(t, s.NoteParked(ctx, shelf, "a", deadletter.Number))
		pass(time.Hour)
		must(t, s.NoteParked(ctx, shelf, "a", deadletter.Failed)) // again, after a crash
		must(t, s.NoteParked(ctx, shelf, "b", deadletter.Died))
		must(t, s.NoteParked(ctx, shelf+"x", "c", deadletter.Died))
		holds("two", a, b)
		must(t, s.ForgetParked(ctx, shelf, "a"))
		must(t, s.ForgetParked(ctx, shelf, "a"))
		must(t, s.ForgetParked(ctx, shelf, "nobody's"))
		holds("one left", b)
		must(t, s.NoteParked(ctx, shelf, "a", deadletter.Number))
		holds("a note that comes late brings nothing back", b)
		must(t, s.NoteParked(ctx, shelf, "nobody's", deadletter.Died))
		holds("what nobody had noted left nothing behind", b, statement.ParkedNote{Record: "nobody's", Code: "died", At: b.At})
		must(t, s.ForgetParked(ctx, shelf, "nobody's"))
		pass(dynamostore.ParkedLife - time.Second)
		holds("a second before it expires", b)
		pass(time.Second)
		holds("after it expired")
		if notes, err := s.Parked(ctx, shelf+"x"); err != nil || len(notes) != 0 {
			t.Errorf("of another queue: %v %v", notes, err)
		}
	})
}
