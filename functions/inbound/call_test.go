package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
)

// call is an event of the nth call with the one customer, in the nth second.
func (w *world) call(n int, call envelope.Call) envelope.Envelope {
	e := w.message(n)
	e.Kind, e.Delivery = envelope.KindCall, fmt.Sprintf("call %d %v", n, call)
	e.Message.ID, e.Message.Type, e.Message.Text, e.Message.Call = fmt.Sprintf("wacid.%d", n), "call", "", &call
	return e
}

func ringing() envelope.Call { return envelope.Call{} }
func missed() envelope.Call  { return envelope.Call{Over: true} }
func spoken(seconds int64) envelope.Call {
	return envelope.Call{Over: true, Taken: true, Seconds: seconds}
}
func ours(call envelope.Call) envelope.Call { call.ByBusiness = true; return call }

const (
	missedLine = "[call] Missed call: the customer called on WhatsApp and nobody answered."
	spokenLine = "[call] The customer called on WhatsApp, 3 min 20 s."
)

// talk is the one customer's conversation.
func (w *world) talkNow(t *testing.T) conversation.Conversation {
	t.Helper()
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	return talk
}

// Somebody has to call back: a missed call is a ticket of its own, or opens the
// one that is there again. It is one line, however many events it has and however
// often they come.
func TestCall_missedOneIsATicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.call(1, ringing())), 1)
	if tickets := w.desk.Tickets(); len(tickets) != 0 {
		t.Fatalf("got %d tickets while the phone rings", len(tickets))
	}
	if closes := w.talkNow(t); !closes.ClosesAt().Equal(w.message(1).Message.At.Add(24 * time.Hour)) {
		t.Errorf("got the window until %s while the phone rings", closes.ClosesAt())
	}
	done(t, w.handle(t, w.call(1, missed()), w.call(1, ringing()), w.call(1, missed())), 3)
	done(t, w.handle(t, w.call(1, missed())), 1)
	ticket := w.desk.Tickets()[0]
	if len(w.desk.Tickets()) != 1 || !slices.Equal(w.bodies(t, 0), []string{missedLine}) || ticket.Comments[0].Author == "" {
		t.Fatalf("got %q in %d tickets, want one line of the customer's", w.bodies(t, 0), len(w.desk.Tickets()))
	}
	w.desk.Set(ticket.ID, helpdesktest.StatusSolved)
	done(t, w.handle(t, w.call(2, missed())), 1)
	if got := w.desk.Tickets()[0]; got.Status == helpdesktest.StatusSolved || len(got.Comments) != 2 {
		t.Errorf("got %s with %d comments, want the ticket open again", got.Status, len(got.Comments))
	}
}

// A call that was answered is worth a line where there is a ticket, and no more.
func TestCall_answeredOneIsALineOnAnOpenTicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.call(1, ringing()), w.call(1, spoken(200))), 2)
	if tickets := w.desk.Tickets(); len(tickets) != 0 {
		t.Fatalf("got %d tickets for a call that was answered", len(tickets))
	}
	done(t, w.handle(t, w.message(2)), 1)
	ticket := w.desk.Tickets()[0].ID
	w.desk.Set(ticket, helpdesktest.StatusSolved)
	done(t, w.handle(t, w.call(3, spoken(200))), 1)
	if got := w.desk.Tickets()[0]; got.Status != helpdesktest.StatusSolved || !slices.Equal(w.bodies(t, 0), []string{"message 2", spokenLine}) {
		t.Errorf("got %s, %q", got.Status, w.bodies(t, 0))
	}
	talk := w.talkNow(t)
	if !talk.LastInboundAt.Equal(w.message(3).Message.At) || !talk.Answered() {
		t.Errorf("got %+v, want the window moved and nobody waited for", talk)
	}
}

// A call of the business's is told to the agents alone, opens no ticket, and
// moves the window only when the customer picked up.
func TestCall_ofTheBusinessIsANote(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.call(1, ours(missed())), w.call(2, ours(envelope.Call{Taken: true})), w.call(2, ours(spoken(5)))), 3)
	if tickets := w.desk.Tickets(); len(tickets) != 0 {
		t.Fatalf("got %d tickets for the business's own calls", len(tickets))
	}
	if last := w.lastInbound(t); !last.Equal(w.message(2).Message.At) {
		t.Errorf("got the window counting from %s, want the call that the customer picked up", last)
	}
	done(t, w.handle(t, w.message(3)), 1)
	done(t, w.handle(t, w.call(4, ours(missed())), w.call(5, ours(spoken(65)))), 2)
	comments := w.desk.Tickets()[0].Comments
	if len(comments) != 2 || comments[1].Public || comments[1].Author != "" ||
		comments[1].Plain != "[call] The business called the customer on WhatsApp, who did not answer.\n[call] The business called the customer on WhatsApp, 1 min 5 s." {
		t.Fatalf("got %+v, want one internal note of Ventana's own", comments)
	}
	if last := w.lastInbound(t); !last.Equal(w.message(5).Message.At) {
		t.Errorf("got the window counting from %s", last)
	}
	done(t, w.handle(t, w.call(6, ours(missed()))), 1)
	if talk := w.talkNow(t); !talk.LastInboundAt.Equal(w.message(5).Message.At) || !talk.AnsweredAt.Equal(w.message(5).Message.At) {
		t.Errorf("got %+v: a call that nobody answered is no answer and opens nothing", talk)
	}
}

// A call can be neither reacted to nor quoted, and shows no message as read.
func TestCall_isNoMessageToAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.number.ReadReceipts = "ticket"
	done(t, w.handle(t, w.message(1)), 1)
	done(t, w.handle(t, w.call(2, missed())), 1)
	if talk := w.talkNow(t); talk.LastMessage != "wamid.1" {
		t.Errorf("got %s to react to", talk.LastMessage)
	}
	effect, known, err := w.store.Effect(t.Context(), dynamostore.EffectComment, envelope.Digest("comment", phoneNumberID, "wacid.2"))
	if err != nil || !known || !effect.Done || effect.Message != "" {
		t.Errorf("got %+v, %v, want an effect that names no message", effect, err)
	}
	if !slices.Equal(w.line.read, []string{"wamid.1"}) {
		t.Errorf("got %q marked as read", w.line.read)
	}
}

// Calls keep their place among the customer's words.
func TestCall_standsInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1), w.call(2, ringing()), w.message(3), w.call(2, missed()), w.call(4, ours(spoken(5))), w.call(5, spoken(200)), w.message(6)), 7)
	if got := w.bodies(t, 0); !slices.Equal(got, []string{"message 1", "message 3", missedLine, spokenLine, "message 6"}) {
		t.Errorf("got %q", got)
	}
}

// Wherever a run dies, a call is one line in one ticket.
func TestCall_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	for _, point := range []string{
		"Claim after", "OpenTicket before", "OpenTicket after", "LinkTicket after", "FinishIn before", "FinishIn after", "SaveConversation before", "SaveConversation after",
	} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.crashesAt(point)
			events := []envelope.Envelope{w.call(1, ringing()), w.call(1, missed())}
			if !dies(func() { w.handle(t, events...) }) {
				t.Fatalf("%s was not reached", point)
			}
			for range 2 {
				w.pass(visibility)
				done(t, w.handle(t, events...), 2)
			}
			if len(w.desk.Tickets()) != 1 || !slices.Equal(w.bodies(t, 0), []string{missedLine}) {
				t.Errorf("got %d tickets, %q", len(w.desk.Tickets()), w.bodies(t, 0))
			}
		})
	}
}
