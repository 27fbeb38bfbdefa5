package main

import (
	"fmt"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
)

// fields are what a ticket shows: how the window stands, and until when.
func (w *world) shownFields(t *testing.T, ticket string) string {
	t.Helper()
	read, err := w.desk.ReadTicket(t.Context(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	return read.Field("900") + " " + read.Field("901")
}

// The ticket of a window that WhatsApp says is closed shows it within the minute,
// until when included, whether somebody had answered or not. The agent was told
// of the refusal, and is told no more.
func TestRefused_ticketShowsAClosedWindowAtOnce(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]bool{"at once": false, "by a status": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			ticket := w.writes(t, "c1")
			w.walk(t, 2*time.Hour)
			sent := w.now()
			if answered {
				if err := w.store.Answered(t.Context(), "c1", "main", sent); err != nil {
					t.Fatal(err)
				}
			}
			w.pass(20 * time.Second)
			if err := w.store.CloseWindow(t.Context(), "c1", "main", sent); err != nil {
				t.Fatal(err)
			}
			w.sweep(t)
			if got, want := w.shownFields(t, ticket), helpdesk.WindowClosed+" "+note.Moment(sent); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
			w.walk(t, 26*time.Hour)
			if texts, _ := w.notes(ticket); len(texts) != 0 {
				t.Errorf("got notes %q, want none: the refusal was told", texts)
			}
			w.writes(t, "c1")
			w.walk(t, 23*time.Hour)
			if _, at := w.notes(ticket); len(at) != 2 {
				t.Errorf("got notes at %v, want the next window warned of again", at)
			}
		})
	}
}

// A refusal of which the customer's next message knows nothing closes nothing.
func TestRefused_messageAfterTheSendKeepsTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	w.pass(time.Hour)
	sent := w.now()
	w.pass(time.Minute)
	w.writes(t, "c1")
	if err := w.store.CloseWindow(t.Context(), "c1", "main", sent); err != nil {
		t.Fatal(err)
	}
	w.walk(t, 23*time.Hour)
	want := []time.Duration{21*time.Hour + time.Minute, 24*time.Hour + time.Minute}
	if _, at := w.notes(ticket); fmt.Sprint(at) != fmt.Sprint(want) {
		t.Errorf("got notes at %v, want them before the end of the newer window: %v", at, want)
	}
	if got := w.field(t, ticket); got != helpdesk.WindowClosing {
		t.Errorf("got %q, want it closing, and no more", got)
	}
}

// A ticket that does not show the window as it is shows it when that is due.
func TestShow_ticketIsPutRight(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ticket := w.writes(t, "c1")
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.DueAt, talk.DueLevel = w.now(), conversation.LevelShow
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	w.sweep(t)
	if got, want := w.shownFields(t, ticket), helpdesk.WindowOpen+" "+note.Moment(start().Add(24*time.Hour)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	w.walk(t, 26*time.Hour)
	if texts, _ := w.notes(ticket); len(texts) != 4 {
		t.Errorf("got notes %q, want every warning all the same", texts)
	}
}
