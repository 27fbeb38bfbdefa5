package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/note"
)

// A reply that WhatsApp accepted and then refused is outbound's to decide; what is
// nobody's reply is told here.
func TestStatus_closedWindowIsReferredForReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sent dynamostore.Sent
		told bool
	}{
		"an agent's reply":    {dynamostore.Sent{Comment: "801"}, false},
		"of no known comment": {dynamostore.Sent{}, true},
		"a template":          {dynamostore.Sent{Comment: "801", Template: "news"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			sent := test.sent
			sent.MessageID, sent.Effect, sent.Helpdesk, sent.Ticket, sent.Contact, sent.Number, sent.SentAt = "wamid.1", "e1", "zendesk", w.ticket, "c1", "main", w.at
			if err := w.store.RecordSent(t.Context(), sent); err != nil {
				t.Fatal(err)
			}
			w.pass(3 * time.Second)
			w.done(t, status("failed", "131047"))
			talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
			if err != nil || talk.Open(w.at) {
				t.Errorf("got %+v, %v, want the window closed first", talk, err)
			}
			if test.told {
				if diff := cmp.Diff([]string{note.WindowClosed("pt", talk.RefusedAt)}, w.notes()); diff != "" || len(w.referred) != 0 {
					t.Errorf("referred %v, notes (-want +got):\n%s", w.referred, diff)
				}
				return
			}
			if len(w.referred) != 1 || len(w.notes()) != 0 {
				t.Fatalf("referred %v and told %q, want outbound to decide", w.referred, w.notes())
			}
			want := envelope.Refusal{Ticket: w.ticket, Comment: "801", Effect: "e1", Message: "wamid.1"}
			if got := w.referred[0]; got.Kind != envelope.KindRefusal || *got.Refusal != want || got.Connection != "zendesk" {
				t.Errorf("referred %+v", got)
			}
		})
	}
}
