package main

import (
	"slices"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
)

// echo is the nth message as the business's own, to the same customer.
func (w *world) echo(n int) envelope.Envelope {
	e := w.message(n)
	e.Kind = envelope.KindEcho
	return e
}

func TestEcho_standsOnTheTicketAsTheBusinesssWord(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	ticket := w.desk.Tickets()[0].ID
	w.desk.Set(ticket, helpdesktest.StatusSolved)
	window := w.lastInbound(t)
	done(t, w.handle(t, w.echo(2), w.echo(2)), 2)

	got := w.desk.Tickets()[0]
	last := got.Comments[len(got.Comments)-1]
	if len(got.Comments) != 2 || last.Plain != "[phone app]\nmessage 2" || last.Author != "" || !last.Public {
		t.Errorf("got %+v, want one public comment that is not the customer's", got.Comments)
	}
	if got.Status != helpdesktest.StatusSolved {
		t.Errorf("got the ticket %s, want it left solved", got.Status)
	}
	if after := w.lastInbound(t); !after.Equal(window) {
		t.Errorf("got the window moved to %s, want it left: the customer did not write", after)
	}
}

func TestEcho_opensNoTicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.echo(1)), 1)
	if tickets := w.desk.Tickets(); len(tickets) != 0 {
		t.Fatalf("got %d tickets for the business's own words, want none", len(tickets))
	}
	if effect := w.effect(t, 1); !effect.Done {
		t.Error("the echo is not done with")
	}
}

// What the bridge sent itself stands in the ticket already.
func TestEcho_ofWhatWeSentIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	err := w.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.2", Effect: "e", Helpdesk: "zendesk", Ticket: "1", Contact: "c1", Number: "main", SentAt: w.now()})
	if err != nil {
		t.Fatal(err)
	}
	done(t, w.handle(t, w.echo(2)), 1)
	if bodies := w.bodies(t, 0); !slices.Equal(bodies, []string{"message 1"}) {
		t.Errorf("got %q, want our own message not repeated", bodies)
	}
}

func TestEcho_standsApartFromTheCustomersWords(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1), w.echo(2), w.message(3)), 3)
	if bodies := w.bodies(t, 0); !slices.Equal(bodies, []string{"message 1", "[phone app]\nmessage 2", "message 3"}) {
		t.Errorf("got %q, want each in its own comment and in order", bodies)
	}
}
