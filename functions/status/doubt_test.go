package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/note"
)

// doubts is a send whose answer was lost, of which the agent was told so.
func (w *world) doubts(t *testing.T, comment string, finished bool) {
	t.Helper()
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{
		Kind: dynamostore.EffectSend, ID: "e1", Comment: comment, Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main",
	}, "outbound"); err != nil {
		t.Fatal(err)
	}
	told := doubtNote("zendesk", w.ticket, comment, "e1")
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectNote, ID: told, Helpdesk: "zendesk", Ticket: w.ticket}, "outbound"); err != nil {
		t.Fatal(err)
	}
	if !finished {
		return
	}
	if err := w.store.Finish(t.Context(), dynamostore.EffectNote, told, "900"); err != nil {
		t.Fatal(err)
	}
	if err := w.store.GiveUp(t.Context(), dynamostore.EffectSend, "e1", "unconfirmed"); err != nil {
		t.Fatal(err)
	}
}

// A reply was told as unconfirmed, and hours later WhatsApp says that it arrived:
// the agent reads so, once, and not before it is with the customer.
func TestDoubt_isTakenBackWhenTheMessageArrives(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		comment string
		states  []string
		want    []string
	}{
		"delivered, and told twice":     {"801", []string{"delivered", "delivered", "read"}, []string{note.ArrivedAfterAll("pt")}},
		"read is delivered too":         {"801", []string{"read", "delivered"}, []string{note.ArrivedAfterAll("pt")}},
		"sent is not with them":         {"801", []string{"sent", "sent"}, []string{}},
		"sent, then delivered":          {"801", []string{"sent", "delivered"}, []string{note.ArrivedAfterAll("pt")}},
		"failed after all":              {"801", []string{"failed"}, []string{note.Failed("pt", "131026")}},
		"a reminder, which is nobody's": {"", []string{"delivered"}, []string{note.ChoreArrived("pt")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.doubts(t, test.comment, true)
			w.pass(5 * time.Hour)
			for _, state := range test.states {
				s := status(state, "")
				if state == "failed" {
					s.ErrorCode = "131026"
				}
				s.Marker = dynamostore.SendMarker("e1")
				w.done(t, s)
				w.pass(time.Minute)
			}
			if diff := cmp.Diff(test.want, w.notes()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

// While the doubt is being told, its taking back waits; where none was told, there
// is nothing to take back.
func TestDoubt_waitsForTheNoteThatItTakesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.doubts(t, "801", false)
	s := status("delivered", "")
	s.Marker = dynamostore.SendMarker("e1")
	if got := w.handle(t, s); !got.Holds() {
		t.Fatalf("got %+v, want a wait", got)
	}
	if err := w.store.Finish(t.Context(), dynamostore.EffectNote, doubtNote("zendesk", w.ticket, "801", "e1"), "900"); err != nil {
		t.Fatal(err)
	}
	w.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			w.desk.Fault(nil)
			return &failure.Error{Class: failure.Later, Code: "429", Op: "note", Wait: time.Second}
		}
		return nil
	})
	if got := w.handle(t, s); !got.Holds() || len(w.notes()) != 0 {
		t.Fatalf("got %+v, want it to come again", got)
	}
	w.pass(time.Minute)
	w.done(t, s)
	if diff := cmp.Diff([]string{note.ArrivedAfterAll("pt")}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// A look died while it told the doubt, and the status that completed the send left
// the next look nothing to say: nobody will finish that note.
func TestDoubt_thatNobodyFinishesTellingIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.doubts(t, "801", false)
	s := status("delivered", "")
	s.Marker = dynamostore.SendMarker("e1")
	if got := w.handle(t, s); !got.Holds() {
		t.Fatalf("got %+v, want a wait", got)
	}
	w.pass(15 * time.Minute)
	w.done(t, s)
	w.done(t, s)
	if diff := cmp.Diff([]string{note.ArrivedAfterAll("pt")}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}
