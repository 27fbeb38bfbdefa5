package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/failure"
	"ventana/shared/note"
	"ventana/shared/policy"
)

// refusesOnce has WhatsApp call the window closed at the nth text, once.
func (w *world) refusesOnce(nth int) {
	asked := 0
	w.fault(func(point string) error {
		if point == "Send before" {
			if asked++; asked == nth {
				return refusal(failure.Permanent, "131047", 0)
			}
		}
		return nil
	})
}

// What WhatsApp calls closed is closed, whatever our clock says: the reply becomes
// what the policy says of replies into a closed window.
func TestClosedByWhatsApp_isWhatThePolicySays(t *testing.T) {
	t.Parallel()
	tests := map[policy.ClosedReply]struct {
		note      string
		templates int
		later     []string // what has left when the customer has written again
	}{
		policy.Suggest: {"/wa template case_update es", 0, []string{}},
		policy.Send:    {"case_update", 1, []string{}},
		policy.Keep:    {"/wa template case_update es", 0, []string{"one", "two"}},
	}
	for reply, want := range tests {
		t.Run(string(reply), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.rule(t, reply)
			w.approve(t, "APPROVED")
			w.refusesOnce(1)
			w.reply("one")
			w.reply("two")
			w.done(t)
			w.done(t)
			if got := w.line.texts(); len(got) != 0 {
				t.Fatalf("got %q sent into a closed window", got)
			}
			if got := w.sentTemplates(); len(got) != want.templates {
				t.Errorf("got %q sent, want %d templates", got, want.templates)
			}
			notes := w.notes()
			if len(notes) != 2 || !strings.Contains(notes[0], want.note) || !strings.Contains(notes[1], want.note) {
				t.Errorf("got %q, want each reply told with %q", notes, want.note)
			}
			w.pass(time.Hour)
			w.hear(t, w.at)
			w.woken(t)
			w.woken(t)
			if diff := cmp.Diff(want.later, w.line.texts()); diff != "" {
				t.Errorf("messages since the customer wrote (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever dies after WhatsApp's refusal, the reply is kept, told once and leaves
// once; a process that died before it noted the refusal leaves a doubt, which is
// told.
func TestClosedByWhatsApp_keptOnceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{
		"CloseWindow after", "Postpone before", "Postpone after", "KeepReplies before", "KeepReplies after",
		"Claim before", "AddComment before", "AddComment after", "MoveCursor before", "MoveCursor after",
	} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.rule(t, policy.Keep)
			w.reply("one")
			refused, dead := false, false
			w.fault(func(at string) error {
				switch {
				case at == "Send before" && !refused:
					refused = true
					return refusal(failure.Permanent, "131047", 0)
				case at == point && refused && !dead:
					dead = true
					panic(crash{})
				}
				return nil
			})
			w.dies(t)
			w.settle(t)
			w.pass(time.Hour)
			w.hear(t, w.at)
			w.woken(t)
			w.settle(t)
			kept := []string{"one"}
			if point == "CloseWindow after" || point == "Postpone before" {
				kept = []string{}
				if w.told(note.Unconfirmed("es")) != 1 {
					t.Errorf("got %q, want the doubt told", w.notes())
				}
			}
			if diff := cmp.Diff(kept, w.line.texts()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if seen := map[string]bool{}; slices.ContainsFunc(w.notes(), func(said string) bool {
				again := seen[said]
				seen[said] = true
				return again
			}) {
				t.Errorf("told twice: %q", w.notes())
			}
		})
	}
}

// WhatsApp calls the window closed over a reply that was about to leave at last:
// that one and those behind it wait on, those before it have left.
func TestClosedByWhatsApp_whatWasKeptWaitsOn(t *testing.T) {
	t.Parallel()
	w := keeping(t)
	for _, text := range []string{"one", "two", "three"} {
		w.reply(text)
	}
	w.done(t)
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.pass(time.Minute)
	w.refusesOnce(2)
	w.woken(t)
	if diff := cmp.Diff([]string{"one"}, w.line.texts()); diff != "" {
		t.Fatalf("messages (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 1 {
		t.Errorf("the conversation knows of %v, want the ticket", got)
	}
	if got := w.notes(); len(got) != 6 || got[5] != note.ReplyKept("es", w.at, w.at.Add(-time.Hour-time.Minute).Add(conversation.KeptLife), "") {
		t.Errorf("got %q, want it told that the second waits on", got)
	}
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.woken(t)
	w.woken(t)
	if diff := cmp.Diff([]string{"one", "two", "three"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := w.kept(t); len(got) != 0 {
		t.Errorf("got %v known to wait still", got)
	}
}
