package main

import (
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/note"
)

// What nobody waits for is told in its own words when it does not arrive.
func TestChore_failureAndItsEndAreTold(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"reminder", "survey"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			err := w.store.RecordSent(t.Context(), dynamostore.Sent{
				MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at, Reason: reason,
			})
			if err != nil {
				t.Fatal(err)
			}
			w.done(t, status("failed", "131026"))
			w.done(t, status("failed", "131026"))
			w.done(t, status("delivered", ""))
			want := []string{note.ChoreFailed("pt", reason == "survey", "131026"), note.ChoreArrived("pt")}
			if got := w.notes(); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestChore_closedWindowIsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	err := w.store.RecordSent(t.Context(), dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at, Reason: "survey",
	})
	if err != nil {
		t.Fatal(err)
	}
	w.done(t, status("failed", "131047"))
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || talk.Open(w.at) {
		t.Errorf("got the window open, %v", err)
	}
}
