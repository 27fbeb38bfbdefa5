package main

import (
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/silence"
	"ventana/shared/sqsqueue"
)

// canary makes the world's ticket the canary's, with a run whose reply stands on it.
func (w *world) canary(t *testing.T) silence.Run {
	t.Helper()
	ctx := t.Context()
	contact, err := w.store.FindContact(ctx, dynamostore.Identities{Portfolio: "p", BSUID: conversation.CanaryUser})
	if err != nil {
		t.Fatal(err)
	}
	w.ticket = w.desk.Seed()
	first := w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Plain: "canary"})
	run := silence.Run{ID: "one", Reply: "marker", SentAt: w.at}
	if _, err := w.store.StartCanary(ctx, "main", "", run); err != nil {
		t.Fatal(err)
	}
	if err := w.store.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: w.ticket, Contact: contact.ID, Number: "main", Cursor: first}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Claim(ctx, dynamostore.Effect{Kind: dynamostore.EffectCanary, ID: run.Reply, Ticket: w.ticket}, "inbound"); err != nil {
		t.Fatal(err)
	}
	w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "reply", Markers: []string{run.Reply}})
	return run
}

// lookFor is a look that event asked for.
func (w *world) lookFor(t *testing.T, event string) {
	t.Helper()
	body, err := envelope.Encode(envelope.Look(w.at, "zendesk", w.ticket, event))
	if err != nil {
		t.Fatal(err)
	}
	w.at = w.at.Add(time.Second)
	got := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "1", Group: "g", Body: body, Receives: 1}})
	if len(got) != 1 || got[0] != sqsqueue.Done() {
		t.Fatalf("got %+v, want it done", got)
	}
}

// TestCanary_endsWhereItWouldLeave: nothing is sent, nothing is told, and the hops
// are noted once.
func TestCanary_endsWhereItWouldLeave(t *testing.T) {
	t.Parallel()
	for event, told := range map[string]bool{"comment_added": true, envelope.EventStatusChanged: true, envelope.EventSweep: false} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.canary(t)
			w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "an agent's own words"})
			w.desk.Write(w.ticket, helpdesk.Comment{Staff: true, Plain: "/wa cost"})
			w.lookFor(t, event)
			run, _, err := w.store.CanaryRun(t.Context(), "main")
			if err != nil || run.OutboundAt.IsZero() || run.EventAt.IsZero() == told {
				t.Errorf("got %+v, %v, want it arrived, the event told %t", run, err, told)
			}
			if len(w.line.sent) != 0 || w.desk.Calls("AddComment") != 0 {
				t.Errorf("got %d messages and %d comments, want nothing for nobody", len(w.line.sent), w.desk.Calls("AddComment"))
			}
			w.at = w.at.Add(time.Minute)
			w.lookFor(t, event)
			if again, _, err := w.store.CanaryRun(t.Context(), "main"); err != nil || again != run {
				t.Errorf("got %+v, %v, want the first word to stand", again, err)
			}
		})
	}
}

// TestCanary_replyOfARunThatIsOverCountsForNone.
func TestCanary_replyOfARunThatIsOverCountsForNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.canary(t)
	if _, err := w.store.StartCanary(t.Context(), "main", "one", silence.Run{ID: "two", Reply: "another", SentAt: w.at}); err != nil {
		t.Fatal(err)
	}
	w.lookFor(t, "comment_added")
	if run, _, err := w.store.CanaryRun(t.Context(), "main"); err != nil || !run.OutboundAt.IsZero() || len(w.line.sent) != 0 {
		t.Errorf("got %+v, %v, want the new run not to have arrived", run, err)
	}
}

// TestCanary_probeTellsThatTheQueueIsRead: the first word stands, a run that is over
// counts for none, and no ticket is looked for.
func TestCanary_probeTellsThatTheQueueIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.canary(t)
	read := func(run string) time.Time {
		body, err := envelope.Encode(envelope.Probe(w.at, "zendesk", "main", run))
		if err != nil {
			t.Fatal(err)
		}
		record := sqsqueue.Record{ID: "r", Group: "g", Body: body, Receives: 1, SentAt: w.at}
		if got := w.HandleGroup(t.Context(), []sqsqueue.Record{record}); len(got) != 1 || got[0] != sqsqueue.Done() {
			t.Fatalf("got %+v, want done", got)
		}
		stands, _, err := w.store.CanaryRun(t.Context(), "main")
		if err != nil {
			t.Fatal(err)
		}
		return stands.ProbedAt
	}
	if at := read("before"); !at.IsZero() {
		t.Errorf("the probe of a run that is over counted at %s", at)
	}
	first := w.at
	w.at = w.at.Add(time.Minute)
	for range 2 {
		if at := read("one"); !at.Equal(first.Add(time.Minute)) {
			t.Errorf("probed at %s, want the first word", at)
		}
		w.pass(time.Minute)
	}
	if w.desk.Calls("CommentsAfter") != 0 {
		t.Error("a ticket was looked at")
	}
	w.store.Fault(func(string) error { return errStore })
	body, _ := envelope.Encode(envelope.Probe(w.at, "zendesk", "main", "one"))
	if got := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Body: body, Receives: 1, SentAt: w.at}}); len(got) != 1 || !got[0].Holds() {
		t.Errorf("got %+v, want it to come again", got)
	}
}

// TestCanary_isNotAskedHowItWent: its ticket is solved each day.
func TestCanary_isNotAskedHowItWent(t *testing.T) {
	t.Parallel()
	w := surveys(t, nil)
	person := w.ticket
	w.canary(t)
	w.desk.Set(w.ticket, helpdesktest.StatusSolved)
	w.lookFor(t, envelope.EventStatusChanged)
	if due := w.due(t); len(due) != 0 {
		t.Errorf("got %+v, want nobody due to be asked", due)
	}
	w.ticket = person
	w.lookFor(t, envelope.EventStatusChanged)
	if due := w.due(t); len(due) != 1 {
		t.Errorf("got %+v, want the customer due", due)
	}
}
