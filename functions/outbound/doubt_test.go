package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/note"
)

// A status comes at the very moment at which the agent is told that nobody knows.
// Whoever is first, the agent reads in the end that the reply arrived, once.
func TestDoubt_statusThatComesWhileItIsToldTakesItBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state conversation.State
		want  []string
	}{
		"it has arrived":         {conversation.StateDelivered, []string{note.Unconfirmed("es"), note.ArrivedAfterAll("es")}},
		"it is on its way still": {conversation.StateSent, []string{note.Unconfirmed("es")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			comment := w.reply("one")
			w.failsAt("Send after", lostAnswer())
			w.waits(t, glance)
			w.pass(hold)
			w.fault(func(point string) error {
				if point != "AddComment after" {
					return nil
				}
				w.fault(nil)
				id := w.part(comment, "0")
				if err := w.store.Finish(t.Context(), dynamostore.EffectSend, id, "wamid.late"); err != nil {
					return err
				}
				if err := w.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.late", Effect: id, Ticket: w.ticket, Helpdesk: "zendesk", Comment: comment}); err != nil {
					return err
				}
				_, _, _, err := w.store.Climb(t.Context(), envelope.Status{ID: "wamid.late", State: string(test.state), At: w.at})
				return err
			})
			w.done(t)
			w.pass(time.Minute)
			w.done(t)
			if diff := cmp.Diff(test.want, w.notes()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if sent, known := w.store.Sent("wamid.late"); !known || !sent.Doubted {
				t.Errorf("got %+v, want it remembered that its agent was told", sent)
			}
			if got := len(w.line.texts()); got != 1 {
				t.Errorf("%d messages left, want one", got)
			}
		})
	}
}
