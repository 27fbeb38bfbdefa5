package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/limit"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

// tiered is a world whose window is closed, with an approved template and a tier
// of 50, of which others have reached some in this hour.
func tiered(t *testing.T, reached int, reply policy.ClosedReply) *world {
	t.Helper()
	w := newWorld(t)
	w.rule(t, reply)
	w.approve(t, "APPROVED")
	w.pass(30 * time.Hour)
	if _, err := w.store.PutNumber(t.Context(), "main", limit.Number{Tier: "TIER_50", At: w.at}); err != nil {
		t.Fatal(err)
	}
	for i := range reached {
		w.others(t, i)
	}
	return w
}

// others reaches somebody else.
func (w *world) others(t *testing.T, i int) {
	t.Helper()
	room, err := w.store.Reach(t.Context(), "p", dynamostore.Contact{ID: fmt.Sprintf("other %d", i)}, w.at, 1000)
	if err != nil || !room {
		t.Fatalf("%t, %v", room, err)
	}
}

func (w *world) reached(t *testing.T) int {
	t.Helper()
	buckets, err := w.store.Reached(t.Context(), "p", w.at)
	if err != nil {
		t.Fatal(err)
	}
	return limit.Use{Buckets: buckets}.Used(w.at)
}

func TestTier_templateOutsideTheWindowCountsOnce(t *testing.T) {
	t.Parallel()
	w := tiered(t, 0, policy.Suggest)
	for range 3 {
		w.remark("/wa template case_update es first_name=Ana")
	}
	w.done(t)
	if len(w.line.sent) != 3 || w.reached(t) != 1 {
		t.Errorf("%d templates left and %d people count, want 3 and 1", len(w.line.sent), w.reached(t))
	}
}

func TestTier_insideTheWindowNothingCounts(t *testing.T) {
	t.Parallel()
	w := tiered(t, 50, policy.Suggest)
	w.hear(t, w.at)
	w.remark("/wa template case_update es first_name=Ana")
	w.reply("hola")
	w.done(t)
	if len(w.line.sent) != 2 || w.reached(t) != 50 {
		t.Errorf("%d messages left and %d people count, want 2 and 50: a full tier stops no reply", len(w.line.sent), w.reached(t))
	}
}

func TestTier_fullOneIsToldWithWhenThereIsRoom(t *testing.T) {
	t.Parallel()
	w := tiered(t, 50, policy.Suggest)
	roomAt := limit.HourOf(w.at).Add(limit.Counted)
	w.remark("/wa template case_update es first_name=Ana")
	w.done(t)
	w.done(t)
	if want := []string{note.TierFull("es", roomAt, "")}; len(w.line.sent) != 0 || len(w.notes()) != 1 || w.notes()[0] != want[0] {
		t.Fatalf("got %d messages and notes %q, want it told once: %q", len(w.line.sent), w.notes(), want)
	}
	w.at = roomAt
	w.remark("/wa template case_update es first_name=Ana")
	w.done(t)
	if len(w.line.sent) != 1 {
		t.Errorf("got %d messages when there is room again, want 1", len(w.line.sent))
	}
}

func TestTier_fullOneKeepsARulesTemplateBack(t *testing.T) {
	t.Parallel()
	w := tiered(t, 50, policy.Send)
	w.reply("hola")
	w.done(t)
	notes := w.notes()
	if len(w.line.sent) != 0 || len(notes) != 1 || !strings.Contains(notes[0], "/wa template case_update es") ||
		!strings.Contains(notes[0], note.Moment(limit.HourOf(w.at).Add(limit.Counted))) {
		t.Errorf("got %d messages and notes %q, want the window, the limit and the command told", len(w.line.sent), notes)
	}
}

// The last places go while we decide: the count in the table has the last word.
func TestTier_placeThatWasTakenMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	w := tiered(t, 49, policy.Suggest)
	w.fault(func(point string) error {
		if point == "Reach before" {
			w.fault(nil)
			w.others(t, 49)
		}
		return nil
	})
	w.remark("/wa template case_update es first_name=Ana")
	w.done(t)
	if len(w.line.sent) != 0 || len(w.notes()) != 1 || w.reached(t) != 50 {
		t.Errorf("got %d messages, notes %q, %d people counted, want it told and not sent", len(w.line.sent), w.notes(), w.reached(t))
	}
	if got := w.store.Unfinished(); len(got) != 0 {
		t.Errorf("got %+v, want no claim of what did not leave", got)
	}
}

// Whatever dies, a template that left is counted, and leaves once.
func TestTier_isCountedWhateverDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Reach before", "Reach after", "Claim before", "Claim after", "Send before", "Send after", "Finish after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := tiered(t, 0, policy.Suggest)
			w.remark("/wa template case_update es first_name=Ana")
			w.crashesAt(point)
			w.dies(t)
			w.fault(nil)
			for range 3 {
				w.look(t)
				w.pass(hold)
			}
			w.done(t)
			if got := w.reached(t); len(w.line.sent) > 1 || got != 1 {
				t.Errorf("%d left and %d people count, want at most one and one", len(w.line.sent), got)
			}
		})
	}
}

// What nobody waits for leaves a tenth to agents, and waits for room.
func TestTier_bulkLeavesATenthToAgents(t *testing.T) {
	t.Parallel()
	w := tiered(t, 45, policy.Suggest)
	ask := func() (bool, error) {
		l := &look{Handler: w.Handler, link: dynamostore.TicketLink{Contact: "c1", Number: "main"}, number: w.number, provider: secret.CallConnection{Portfolio: "p"}}
		l.contact.ID = "c1"
		return l.withinTier(t.Context(), helpdesk.Comment{}, part{id: "s", content: provider.Template{}, chore: policy.PurposeSurvey})
	}
	if room, err := ask(); room || !failure.Is(err, failure.Later) || failure.Of(err).Wait != bulkPause {
		t.Errorf("got %t, %v at nine tenths, want bulk to wait", room, err)
	}
	w.remark("/wa template case_update es first_name=Ana")
	w.done(t)
	if len(w.line.sent) != 1 {
		t.Errorf("got %d messages, want the agent's", len(w.line.sent))
	}
	w.at = limit.HourOf(w.at).Add(limit.Counted)
	if room, err := ask(); !room || err != nil {
		t.Errorf("got %t, %v when there is room again, want it to leave", room, err)
	}
}
