package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
)

// refusesLater is WhatsApp's word on the nth message that it accepted, as status
// hands it on, told as often as Meta likes.
func (w *world) refusesLater(t *testing.T, comment string, n string, message string, times int) {
	t.Helper()
	if err := w.store.CloseWindow(t.Context(), "c1", "main", w.at); err != nil {
		t.Fatal(err)
	}
	for range times {
		w.refusedAgain(t, comment, n, message)
	}
}

func (w *world) refusedAgain(t *testing.T, comment, n, message string) {
	t.Helper()
	body, err := envelope.Encode(envelope.Refused(w.at, "zendesk", envelope.Refusal{Ticket: w.ticket, Comment: comment, Effect: w.part(comment, n), Message: message}))
	if err != nil {
		t.Fatal(err)
	}
	record := sqsqueue.Record{ID: "r", Group: "g", Body: body, Receives: 1, SentAt: w.at}
	if got := w.HandleGroup(t.Context(), []sqsqueue.Record{record}); len(got) != 1 || got[0] != sqsqueue.Done() {
		t.Fatalf("got %+v, want done", got)
	}
}

// The cursor has passed the reply, so that a look which could not note that it waits
// must not be the end of it: nobody would look at it again.
func TestRefusedLater_comesAgainUntilItIsNotedThatItWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rule(t, policy.Keep)
	comment := w.reply("one")
	w.done(t)
	w.pass(time.Second)
	if err := w.store.CloseWindow(t.Context(), "c1", "main", w.at); err != nil {
		t.Fatal(err)
	}
	body, err := envelope.Encode(envelope.Refused(w.at, "zendesk", envelope.Refusal{Ticket: w.ticket, Comment: comment, Effect: w.part(comment, "0"), Message: "wamid.out.1"}))
	if err != nil {
		t.Fatal(err)
	}
	w.fault(func(point string) error {
		if point == "MoveCursor before" {
			return errors.New("the table does not answer")
		}
		return nil
	})
	record := sqsqueue.Record{ID: "r", Group: "g", Body: body, Receives: 1, SentAt: w.at}
	if got := w.HandleGroup(t.Context(), []sqsqueue.Record{record}); len(got) != 1 || !got[0].Holds() {
		t.Errorf("got %+v, want it to come again", got)
	}
	w.fault(nil)
	w.pass(visibility)
	w.refusedAgain(t, comment, "0", "wamid.out.1")
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.woken(t)
	if diff := cmp.Diff([]string{"one", "one"}, w.line.texts()); diff != "" { // the first never arrived
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if notes := w.notes(); len(notes) != 2 {
		t.Errorf("got %q, want it told once that it waits and once that it leaves", notes)
	}
}

// WhatsApp accepts a reply and says moments later that the window is closed. What
// becomes of the reply is the policy's word, told once, and a kept one leaves once.
func TestRefusedLater_isWhatThePolicySays(t *testing.T) {
	t.Parallel()
	tests := map[policy.ClosedReply]struct {
		note      string
		templates int
		later     []string
	}{
		policy.Suggest: {"/wa template case_update es", 0, []string{"one"}},
		policy.Send:    {"case_update", 1, []string{"one"}},
		policy.Keep:    {"/wa template case_update es", 0, []string{"one", "one"}}, // the first never arrived
	}
	for reply, want := range tests {
		t.Run(string(reply), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.rule(t, reply)
			w.approve(t, "APPROVED")
			comment := w.reply("one")
			w.done(t)
			w.pass(time.Second)
			w.refusesLater(t, comment, "0", "wamid.out.1", 3)
			if got := w.sentTemplates(); len(got) != want.templates {
				t.Errorf("got %q sent, want %d templates", got, want.templates)
			}
			if notes := w.notes(); len(notes) != 1 || !strings.Contains(notes[0], want.note) {
				t.Errorf("got %q, want it told once with %q", notes, want.note)
			}
			w.pass(time.Hour)
			w.hear(t, w.at)
			w.woken(t)
			w.woken(t)
			w.refusedAgain(t, comment, "0", "wamid.out.1") // Meta tells it once more
			w.woken(t)
			if diff := cmp.Diff(want.later, w.line.texts()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if got := w.kept(t); len(got) != 0 {
				t.Errorf("got %v known to wait still", got)
			}
		})
	}
}

// The customer has written before the refusal is handled: a reply that is to be kept
// leaves now, and nothing stands in for one that may be sent again.
func TestRefusedLater_customerHasWrittenSince(t *testing.T) {
	t.Parallel()
	for reply, want := range map[policy.ClosedReply][]string{policy.Keep: {"one", "one"}, policy.Send: {"one"}} {
		w := newWorld(t)
		w.rule(t, reply)
		w.approve(t, "APPROVED")
		comment := w.reply("one")
		w.done(t)
		w.pass(time.Second)
		w.refusesLater(t, comment, "0", "wamid.out.1", 0)
		w.pass(time.Second)
		w.hear(t, w.at)
		w.refusedAgain(t, comment, "0", "wamid.out.1")
		w.refusedAgain(t, comment, "0", "wamid.out.1")
		if diff := cmp.Diff(want, w.line.texts()); diff != "" || len(w.sentTemplates()) != 0 || len(w.notes()) != 1 {
			t.Errorf("%s: notes %q, messages (-want +got):\n%s", reply, w.notes(), diff)
		}
	}
}

// Two replies are refused, the later one first: both are kept, and leave in order.
func TestRefusedLater_outOfOrderLeaveInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rule(t, policy.Keep)
	first, second := w.reply("one"), w.reply("two")
	w.done(t)
	w.pass(time.Second)
	w.refusesLater(t, second, "0", "wamid.out.2", 1)
	w.refusesLater(t, first, "0", "wamid.out.1", 1)
	w.pass(time.Hour)
	w.hear(t, w.at)
	w.woken(t)
	if diff := cmp.Diff([]string{"one", "two", "one", "two"}, w.line.texts()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// Wherever a process dies over it, the reply is kept, told, and leaves once.
func TestRefusedLater_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Reopen before", "Reopen after", "KeepReplies before", "KeepReplies after", "AddComment before", "AddComment after", "MoveCursor before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.rule(t, policy.Keep)
			comment := w.reply("one")
			w.done(t)
			w.pass(time.Second)
			w.crashesAt(point)
			func() {
				defer func() {
					if cause := recover(); cause != (crash{}) {
						t.Fatalf("the process did not die: %v", cause)
					}
					w.pass(visibility)
				}()
				w.refusesLater(t, comment, "0", "wamid.out.1", 1)
			}()
			w.refusedAgain(t, comment, "0", "wamid.out.1")
			w.pass(time.Hour)
			w.hear(t, w.at)
			w.woken(t)
			if diff := cmp.Diff([]string{"one", "one"}, w.line.texts()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if got := w.notes(); len(got) != 2 {
				t.Errorf("got %q, want it told that it waits, and that it leaves", got)
			}
		})
	}
}
