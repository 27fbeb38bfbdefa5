package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
)

// document is the nth message with a file.
func (w *world) document(n int) envelope.Envelope {
	e := w.message(n)
	e.Message.Type, e.Message.Text = "document", ""
	e.Message.File = &envelope.File{ID: "5004", MIME: "application/pdf", Name: "factura.pdf"}
	e.Message.Raw = []byte(`{"type":"document","document":{"id":"5004","filename":"factura.pdf","caption":"la factura"}}`)
	return e
}

func TestFile_isAskedForWhereItsWordsStand(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.document(1), w.message(2), w.document(3)), 3)
	ticket := w.desk.Tickets()[0]
	if len(w.queue.envelopes) != 2 {
		t.Fatalf("got %d files asked for, want two", len(w.queue.envelopes))
	}
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	want := envelope.Envelope{
		Version: envelope.Version, Kind: envelope.KindFetch, Connection: "whatsapp", Delivery: marker(1), ReceivedAt: w.now(),
		Fetch: &envelope.Fetch{
			Number: "main", Contact: "c1", Helpdesk: "zendesk", Ticket: ticket.ID, User: talk.HelpdeskUser,
			Message: "wamid.1", At: time.Date(2026, 11, 22, 9, 0, 1, 0, time.UTC), Type: "document",
			File: envelope.File{ID: "5004", MIME: "application/pdf", Name: "factura.pdf"},
		},
	}
	if diff := cmp.Diff(want, w.queue.envelopes[0]); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	if third := w.queue.envelopes[1].Fetch; third.Message != "wamid.3" || third.Ticket != ticket.ID {
		t.Errorf("got %+v, want the third message's file in the same ticket", third)
	}
}

// A file that cannot be asked for makes its message come again, and the words
// stand there once.
func TestFile_isAskedForAgainWhenTheQueueFails(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(w *world){
		"in a new ticket": func(*world) {},
		"in an open one":  func(w *world) { w.handle(t, w.message(9)) },
		"in a closed one": func(w *world) {
			w.handle(t, w.message(9))
			w.desk.Set(w.desk.Tickets()[0].ID, helpdesktest.StatusClosed)
		},
		"in a deleted one": func(w *world) {
			w.handle(t, w.message(9))
			w.desk.Set(w.desk.Tickets()[0].ID, helpdesktest.StatusDeleted)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			before(w)
			w.queue.failures = 1
			if outcomes := w.handle(t, w.document(1)); len(outcomes) != 1 || !outcomes[0].Holds() {
				t.Fatalf("got %+v, want the message to come again", outcomes)
			}
			w.pass(visibility)
			done(t, w.handle(t, w.document(1)), 1)
			shown := 0
			for _, ticket := range w.desk.Tickets() {
				for _, comment := range ticket.Comments {
					for _, one := range comment.Markers {
						if one == marker(1) {
							shown++
						}
					}
				}
			}
			if shown != 1 || len(w.queue.envelopes) != 1 {
				t.Errorf("got the words %d times and %d files asked for, want one of each", shown, len(w.queue.envelopes))
			}
			if effect := w.effect(t, 1); !effect.Done || effect.Ticket != w.queue.envelopes[0].Fetch.Ticket {
				t.Errorf("got %+v, want it done in the ticket of its file", effect)
			}
		})
	}
}

// Wherever the run dies, the file is asked for at least once.
func TestFile_isAskedForWhateverDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"OpenTicket before", "OpenTicket after", "LinkTicket after", "FinishIn before", "FinishIn after", "SaveConversation after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.crashesAt(point)
			if !dies(func() { w.handle(t, w.document(1)) }) {
				t.Fatalf("%s was not reached", point)
			}
			w.pass(visibility)
			done(t, w.handle(t, w.document(1)), 1)
			if len(w.queue.envelopes) == 0 || len(w.desk.Tickets()) != 1 || len(w.desk.Tickets()[0].Comments) != 1 {
				t.Errorf("got %d files asked for, want at least one, and the words once", len(w.queue.envelopes))
			}
		})
	}
}
