package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/policy"
	"ventana/shared/secret"
)

// crowd is so many customers who wrote at once, moved on to their first warning.
func (w *world) crowd(t *testing.T, count int) (tickets []string) {
	t.Helper()
	for i := range count {
		tickets = append(tickets, w.writes(t, fmt.Sprintf("c%d", i)))
	}
	w.pass(30 * time.Minute)
	w.sweep(t)
	w.pass(19*time.Hour + 30*time.Minute)
	return tickets
}

// run is one run with Lambda's deadline, and what it says.
func (w *world) run(t *testing.T) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 55*time.Second)
	defer cancel()
	return w.Handle(ctx, Task{Do: "sweep"})
}

// told counts the tickets with a note, and refuses a second one.
func (w *world) told(t *testing.T, tickets []string) (count int) {
	t.Helper()
	for _, ticket := range tickets {
		texts, _ := w.notes(ticket)
		if len(texts) > 1 {
			t.Errorf("ticket %s: got %d notes of one warning", ticket, len(texts))
		}
		count += len(texts)
	}
	return count
}

func TestSweep_warningIsOneCallAndAHundredTicketsAnother(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 250)
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 250 {
		t.Errorf("got %d told, want all", got)
	}
	for method, want := range map[string]int{"ReadTickets": 3, "ReadTicket": 0, "AddComment": 250, "SetFields": 0} {
		if got := w.desk.Calls(method); got != want {
			t.Errorf("%s: got %d calls, want %d", method, got, want)
		}
	}
	if got := w.field(t, tickets[0]); got != helpdesk.WindowClosing {
		t.Errorf("got the window %q, want it shown by the warning's own call", got)
	}
}

func TestSweep_goneAndClosedTicketsAmongManyHoldUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 20)
	w.desk.Change(tickets[3], func(t *helpdesktest.Ticket) { t.Status = helpdesktest.StatusDeleted })
	w.desk.Change(tickets[4], func(t *helpdesktest.Ticket) { t.Status = helpdesktest.StatusClosed })
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 18 {
		t.Errorf("got %d told, want all but the two", got)
	}
}

func TestSweep_ticketsThatCannotBeReadAtOnceAreReadAlone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 20)
	w.desk.Fault(func(point string) error {
		if point == "ReadTickets before" {
			return errors.New("nobody foresaw this")
		}
		return nil
	})
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 20 || w.desk.Calls("ReadTicket") != 20 {
		t.Errorf("got %d told after %d reads, want all", got, w.desk.Calls("ReadTicket"))
	}
}

// limit lets a helpdesk take so many notes, until its next window begins.
func (w *world) limit(most int64, until time.Time) (refused *atomic.Int64) {
	var taken atomic.Int64
	refused = &atomic.Int64{}
	w.desk.Fault(func(point string) error {
		if point != "AddComment before" || !w.now().Before(until) || taken.Add(1) <= most {
			return nil
		}
		refused.Add(1)
		return &failure.Error{Class: failure.Later, Op: "add note", Code: "429", Wait: until.Sub(w.now())}
	})
	return refused
}

func TestSweep_limitThatEndsInTimeIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 300)
	refused := w.limit(120, w.now().Add(20*time.Second))
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 300 {
		t.Errorf("got %d told, want all in one run", got)
	}
	if got := refused.Load(); got > refusals+atOnce {
		t.Errorf("got %d calls refused, want the helpdesk left alone after some", got)
	}
}

func TestSweep_limitThatEndsLaterIsTheNextMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 300)
	refused := w.limit(120, w.now().Add(time.Minute))
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 120 || refused.Load() > refusals+atOnce {
		t.Errorf("got %d told and %d refused, want 120 and few", got, refused.Load())
	}
	w.pass(time.Minute)
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 300 {
		t.Errorf("got %d told in the next minute, want all", got)
	}
}

// Customers' messages go through the same limits.
func TestSweep_leavesAShareOfTheLimitToOthers(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tickets := w.crowd(t, 300)
	var notes atomic.Int64
	w.desk.Fault(func(point string) error {
		if point == "AddComment after" && notes.Add(1) == 100 {
			w.desk.Spare(time.Minute)
		}
		return nil
	})
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got < 100 || got > 100+atOnce {
		t.Errorf("got %d told, want no more than were on their way", got)
	}
	w.desk.Spare(0)
	w.pass(time.Minute)
	if err := w.run(t); err != nil {
		t.Fatal(err)
	}
	if got := w.told(t, tickets); got != 300 {
		t.Errorf("got %d told, want the others a minute later", got)
	}
}

// A customer's reminder needs no helpdesk.
func TestSweep_restingHelpdeskHoldsUpNoReminder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.apply(t, func(p *policy.Policy) {
		p.Window.Reminder = policy.Reminder{Before: 2 * time.Hour, Template: "still_there"}
	})
	w.writes(t, "c1")
	w.answers(t, "c1")
	w.desk.Spare(time.Minute)
	w.stroll(t, 22*time.Hour+5*time.Minute)
	if len(w.bulk.chores) != 1 {
		t.Errorf("got %+v, want the reminder", w.bulk.chores)
	}
}

func TestDue_isTheLongestDueFirstOverAllShards(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for i := range 40 {
		w.writes(t, fmt.Sprintf("c%d", i))
		w.pass(7 * time.Second)
	}
	w.pass(time.Hour)
	due, problems := w.due(t.Context())
	if len(due) != 40 || problems != nil {
		t.Fatalf("got %d due, %v", len(due), problems)
	}
	for i, one := range due {
		if want := fmt.Sprintf("c%d", i); one.Contact != want {
			t.Fatalf("got %s in the place of %s", one.Contact, want)
		}
	}
}

func TestRests_oneBusyTicketIsNoBusyHelpdesk(t *testing.T) {
	t.Parallel()
	at := start()
	r := newRests(func() time.Time { return at })
	for range 10 {
		for range refusals - 1 {
			r.refused("zendesk", 10*time.Minute)
		}
		r.took("zendesk")
	}
	if r.resting("zendesk") {
		t.Error("a ticket that is changed too often stopped all others")
	}
	document := secret.Call{Connections: []secret.CallConnection{{ID: "whatsapp", Kind: secret.KindCloudAPI}, {ID: "zendesk"}, {ID: "second"}}}
	for _, wait := range []time.Duration{30 * time.Second, 10 * time.Second, 10 * time.Minute, 20 * time.Second} {
		r.refused("zendesk", wait)
	}
	if !r.resting("zendesk") || r.resting("second") || r.all(document) {
		t.Error("want the one helpdesk left alone, and only that")
	}
	r.spare("second", time.Second)
	if !r.all(document) {
		t.Error("want both left alone")
	}
	at = at.Add(10 * time.Second)
	if r.resting("zendesk") {
		t.Error("want the shortest of the waits")
	}
}
