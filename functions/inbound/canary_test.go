package main

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/secret"
	"ventana/shared/silence"
)

// canary begins a run and gives its message as webhook hands it on.
func (w *world) canary(t *testing.T, id string) envelope.Envelope {
	t.Helper()
	last, _, err := w.store.CanaryRun(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	run := silence.Run{ID: id, Reply: envelope.Digest("canary", phoneNumberID, id), SentAt: w.now()}
	if started, err := w.store.StartCanary(t.Context(), "main", last.ID, run); err != nil || !started {
		t.Fatalf("start: %t, %v", started, err)
	}
	e := w.message(1)
	e.ReceivedAt = w.now()
	e.Message.ID, e.Message.At, e.Message.Text = id, w.now(), "canary "+id
	e.Message.From = envelope.Sender{BSUID: conversation.CanaryUser, Name: "Ventana canary"}
	return e
}

func TestCanary_standsAnsweredInATicketOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.number.ReadReceipts = "ticket"
	w.fields = secret.Fields{Window: "1", OpenUntil: "2"}
	e := w.canary(t, "one")
	w.pass(2 * time.Second)
	done(t, w.handle(t, e), 1)
	done(t, w.handle(t, e), 1) // twice delivered
	ticket := w.desk.Tickets()[0]
	if len(w.desk.Tickets()) != 1 || ticket.Status != helpdesktest.StatusSolved || !slices.Contains(ticket.Tags, helpdesk.CanaryTag) || len(ticket.Fields) != 0 {
		t.Errorf("got %+v, want one solved ticket with the canary's tag and no window", ticket)
	}
	if len(ticket.Comments) != 2 || !ticket.Comments[1].Public || !ticket.Comments[1].Staff {
		t.Fatalf("got %+v, want the canary and an agent's public reply, once", ticket.Comments)
	}
	run, _, err := w.store.CanaryRun(t.Context(), "main")
	if err != nil || !slices.Equal(ticket.Comments[1].Markers, []string{run.Reply}) || run.WebhookAt.IsZero() || run.InboundAt.IsZero() || run.TicketAt.IsZero() {
		t.Errorf("got %+v, %v, want three hops and the reply's marker", run, err)
	}
	// Nobody is behind it: no window, no warning, no receipt, nothing heard.
	talk, contact, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || contact.BSUID != conversation.CanaryUser || !talk.LastInboundAt.IsZero() || !talk.DueAt.IsZero() {
		t.Errorf("got %+v of %+v, %v, want a conversation that is never due", talk, contact, err)
	}
	heard, err := w.store.HeardSince(t.Context(), "main", w.now().Add(-time.Hour))
	if err != nil || len(heard) != 0 || len(w.line.read) != 0 {
		t.Errorf("got %v heard and %v read, %v, want neither", heard, w.line.read, err)
	}
}

func TestCanary_keepsItsTicketForADayAndLeavesItSolved(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for _, id := range []string{"one", "two"} {
		done(t, w.handle(t, w.canary(t, id)), 1)
		w.pass(15 * time.Minute)
	}
	if tickets := w.desk.Tickets(); len(tickets) != 1 || len(tickets[0].Comments) != 4 || tickets[0].Status != helpdesktest.StatusSolved {
		t.Fatalf("got %+v, want both in one solved ticket", tickets)
	}
	w.pass(24 * time.Hour)
	done(t, w.handle(t, w.canary(t, "three")), 1)
	if tickets := w.desk.Tickets(); len(tickets) != 2 || len(tickets[1].Comments) != 2 {
		t.Errorf("got %+v, want another ticket on another day, and no note on it", tickets)
	}
}

// TestCanary_whoseRunIsOverIsLeft: a queue that was stuck gives back what nobody
// asks for any more.
func TestCanary_whoseRunIsOverIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld()
	old := w.canary(t, "old")
	current := w.canary(t, "current")
	done(t, w.handle(t, old, current), 2)
	if bodies := w.bodies(t, 0); len(bodies) != 2 || bodies[0] != "canary current" {
		t.Errorf("got %q, want the current run's alone", bodies)
	}
	if w := newWorld(); len(w.handle(t, old)) != 1 || len(w.desk.Tickets()) != 0 {
		t.Error("a canary that nobody sent opened a ticket")
	}
}

func TestCanary_onceWhereverItDies(t *testing.T) {
	t.Parallel()
	points := []string{"NoteCanary after", "OpenTicket after", "FinishIn before", "Claim after", "AddComment before", "AddComment after", "Finish before", "SaveConversation after"}
	for _, point := range points {
		for name, spoil := range map[string]func(*world){
			"dies":  func(w *world) { w.crashesAt(point) },
			"fails": func(w *world) { w.failsAt(point, ambiguous()) },
		} {
			t.Run(name+" at "+point, func(t *testing.T) {
				t.Parallel()
				w := newWorld()
				e := w.canary(t, "one")
				spoil(w)
				q := &queue{world: w}
				q.records = append(q.records, record(t, e))
				q.drain(t)
				tickets := w.desk.Tickets()
				if len(tickets) != 1 || len(tickets[0].Comments) != 2 || q.parked != 0 {
					t.Errorf("got %+v, %d parked, want the canary and its reply once", tickets, q.parked)
				}
			})
		}
	}
}

func TestHeard_isCountedNowAndThen(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.at = w.at.Truncate(time.Hour)
	start, writes := w.at, 0
	w.store.Fault(func(point string) error {
		if point == "Heard before" {
			writes++
		}
		return nil
	})
	for n := 1; n <= 20; n++ { // one a minute
		done(t, w.handle(t, w.message(n)), 1)
		w.pass(time.Minute)
	}
	if writes != 4 {
		t.Errorf("got %d writes in 20 minutes, want one in five minutes", writes)
	}
	w.pass(39*time.Minute + 58*time.Second)
	done(t, w.handle(t, w.message(21)), 1) // the hour's last
	w.pass(5 * time.Second)
	done(t, w.handle(t, w.message(22)), 1) // the next hour's first
	heard, err := w.store.HeardSince(t.Context(), "main", start)
	if err != nil || heard[start] != 21 || heard[start.Add(time.Hour)] != 1 {
		t.Errorf("got %v, %v, want 21 in the first hour and 1 in the next", heard, err)
	}
	// A count that fails holds nothing up.
	w.pass(time.Hour)
	w.failsAt("Heard before", errStore, errors.New("again"))
	done(t, w.handle(t, w.message(23)), 1)
	if !w.effect(t, 23).Done {
		t.Error("the message does not stand")
	}
}
