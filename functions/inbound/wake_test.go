package main

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// waiting is a world in which replies of two tickets wait for the customer.
func waiting(t *testing.T) *world {
	t.Helper()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	for _, ticket := range []string{"35", "36"} {
		if _, err := w.store.KeepReplies(t.Context(), "c1", "main", conversation.TicketName{Helpdesk: "zendesk", Ticket: ticket}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func TestWake_customerWhoWritesWakesTheRepliesThatWait(t *testing.T) {
	t.Parallel()
	w := waiting(t)
	done(t, w.handle(t, w.message(2)), 1)
	var want []envelope.Envelope
	for _, ticket := range []string{"35", "36"} {
		want = append(want, envelope.Look(w.now(), "zendesk", ticket, envelope.EventHeard, "wamid.2"))
	}
	if diff := cmp.Diff(want, w.queue.envelopes); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

// The record comes again until the looks are asked for, although the message
// stands in the ticket.
func TestWake_isRepeatedWhenTheQueueFails(t *testing.T) {
	t.Parallel()
	w := waiting(t)
	w.queue.failures = 1
	if outcomes := w.handle(t, w.message(2)); len(outcomes) != 1 || !outcomes[0].Holds() {
		t.Fatalf("got %+v, want the record held", outcomes)
	}
	w.pass(time.Minute)
	done(t, w.handle(t, w.message(2)), 1)
	if len(w.queue.envelopes) != 2 {
		t.Errorf("got %d looks asked for, want two", len(w.queue.envelopes))
	}
	if got := w.bodies(t, 0); len(got) != 2 {
		t.Errorf("got %q, want each message once", got)
	}
}

// A reply that is kept while the message is on its way into the ticket does not know
// of it yet: then the message knows of the reply.
func TestWake_replyThatIsKeptMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.pass(30 * time.Hour)
	second := w.message(2)
	second.Message.At = w.now()
	var once sync.Once
	w.store.Fault(func(point string) error {
		if point == "SaveConversation before" {
			once.Do(func() {
				talk, err := w.store.KeepReplies(t.Context(), "c1", "main", conversation.TicketName{Helpdesk: "zendesk", Ticket: "35"})
				if err != nil || talk.Open(w.now()) {
					t.Errorf("got %+v, %v, want the window closed still", talk, err)
				}
			})
		}
		return nil
	})
	done(t, w.handle(t, second), 1)
	if len(w.queue.envelopes) != 1 || w.queue.envelopes[0].Ticket.ID != "35" {
		t.Errorf("got %+v asked for, want a look at the reply's ticket", w.queue.envelopes)
	}
}

// A call opens the window too: the customer's, and one of ours that they took.
func TestWake_callWakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		call  envelope.Call
		looks int
	}{"theirs": {ringing(), 2}, "ours, taken": {ours(envelope.Call{Taken: true}), 2}, "ours, missed": {ours(missed()), 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := waiting(t)
			done(t, w.handle(t, w.call(2, tt.call)), 1)
			if len(w.queue.envelopes) != tt.looks {
				t.Errorf("got %d looks asked for, want %d", len(w.queue.envelopes), tt.looks)
			}
		})
	}
}

// What the business wrote opens no window, nor does a message that comes a day late.
func TestWake_onlyAnOpenWindowWakes(t *testing.T) {
	t.Parallel()
	w := waiting(t)
	echo := w.message(2)
	echo.Kind = envelope.KindEcho
	done(t, w.handle(t, echo), 1)
	w.pass(40 * time.Hour)
	done(t, w.handle(t, w.message(3)), 1)
	if len(w.queue.envelopes) != 0 {
		t.Errorf("got %+v asked for, want nothing", w.queue.envelopes)
	}
}

// A second contact who turns out to be the same person may have replies that wait.
func TestWake_joinWakesTheOthersToo(t *testing.T) {
	t.Parallel()
	w := newWorld()
	byPhone, byID := w.message(1), w.message(2)
	byPhone.Message.From.BSUID, byID.Message.From.Phone = "", ""
	done(t, w.handle(t, byPhone), 1)
	done(t, w.handle(t, byID), 1)
	for _, contact := range []string{"c1", "c2"} {
		if _, err := w.store.KeepReplies(t.Context(), contact, "main", conversation.TicketName{Helpdesk: "zendesk", Ticket: "of " + contact}); err != nil {
			t.Fatal(err)
		}
	}
	done(t, w.handle(t, w.message(3)), 1)
	woken := map[string]bool{}
	for _, look := range w.queue.envelopes {
		woken[look.Ticket.ID] = true
	}
	if !woken["of c1"] || !woken["of c2"] {
		t.Errorf("got %v woken, want both", woken)
	}
}
