package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/statement"
)

// A very bad day, as after a restored backup: of 5,000 customers' messages on 500
// tickets 2,500 are gone from them, 1,250 stand there and nobody said so, and 1,250
// never got there; 1,000 replies were set out to be sent and never ended.
const (
	badTickets = 500
	badLost    = 2_500
	badStands  = 1_250
	badNever   = 1_250
	badSends   = 1_000
)

func (m month) badDay(t *testing.T) {
	t.Helper()
	desk := m.desks["zendesk"]
	var tickets []string
	for range badTickets {
		ticket := desk.Seed()
		first := desk.Write(ticket, helpdesk.Comment{Public: true, Plain: "before Ventana"})
		link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: "c1", Number: "main", Cursor: first}
		if err := m.store.LinkTicket(t.Context(), link); err != nil {
			t.Fatal(err)
		}
		tickets = append(tickets, ticket)
	}
	claim := func(kind string, n int) (id, ticket string) {
		id, ticket = envelope.Digest("bad", kind, fmt.Sprint(n)), tickets[n%badTickets]
		m.at = m.at.Add(time.Second)
		wanted := dynamostore.Effect{Kind: kind, ID: id, Helpdesk: "zendesk", Ticket: ticket, Contact: "c1", Number: "main"}
		if _, err := m.store.Claim(t.Context(), wanted, "somebody"); err != nil {
			t.Fatal(err)
		}
		return id, ticket
	}
	for n := range badLost + badStands + badNever {
		id, ticket := claim(dynamostore.EffectComment, n)
		switch {
		case n < badLost:
			if err := m.store.FinishIn(t.Context(), dynamostore.EffectComment, id, ticket, fmt.Sprint(90_000_000+n)); err != nil {
				t.Fatal(err)
			}
		case n < badLost+badStands:
			desk.Write(ticket, helpdesk.Comment{Public: true, Plain: "words", Markers: []string{id}})
		}
	}
	for n := range badSends {
		claim(dynamostore.EffectSend, n)
	}
}

// briefly is a run's time, which is over when it asked the helpdesk often enough.
type briefly struct {
	context.Context
	over func() bool
}

func (b briefly) Deadline() (time.Time, bool) {
	if b.over() {
		return time.Now(), true
	}
	return time.Now().Add(time.Hour), true
}

// briefRun has time for some calls of the helpdesk, and dies at one of them; 0, at none.
func (m month) briefRun(t *testing.T, calls, dieAt int) {
	t.Helper()
	made := 0
	m.desks["zendesk"].Fault(func(point string) error {
		if strings.HasSuffix(point, " before") {
			if made++; made == dieAt {
				panic(death{})
			}
		}
		return nil
	})
	defer func() {
		if gone := recover(); gone != nil && gone != (death{}) {
			panic(gone)
		}
		m.desks["zendesk"].Fault(nil)
		m.at = m.at.Add(slot)
	}()
	document, err := m.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.proceed(briefly{t.Context(), func() bool { return made >= calls }}, document); err != nil {
		t.Error(err)
	}
}

// TestBadDay_isFinishedHoweverLargeItIs: every second run dies half way, each goes on
// behind what the last one kept, and each agent is told once.
func TestBadDay_isFinishedHoweverLargeItIs(t *testing.T) {
	t.Parallel()
	const calls = 150
	m := newMonth(t)
	m.badDay(t)
	m.at = nextDay()
	runs, known := 0, false
	for ; runs < 100 && !known; runs++ {
		m.briefRun(t, calls, (runs+1)%2*calls/2)
		_, known = m.statement(t)
	}
	told, _ := m.statement(t)
	// A call for each ticket and each note, three quarters of the calls in a run, and
	// some that the runs which died made in vain.
	if asked := badTickets + badLost; !known || runs > asked*4/3/calls+10 {
		t.Fatalf("%d runs, statement %t", runs, known)
	}
	want := statement.Line{Number: "main", Messages: 5_000, Sends: badSends, Others: badSends, Lost: badLost, Stuck: badStands + badNever + badSends, Repaired: badStands + badSends}
	got := told.Total()
	got.Findings, got.Number = nil, "main"
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	notes := map[string]int{}
	for _, ticket := range m.desks["zendesk"].Tickets() {
		for _, comment := range ticket.Comments {
			if !comment.Public {
				notes[comment.Markers[0]]++
			}
		}
	}
	if len(notes) != badLost || slices.Max(slices.Collect(maps.Values(notes))) != 1 {
		t.Errorf("%d lost messages are told on their tickets, want each of %d once", len(notes), badLost)
	}
	if looks := len(m.enqueued); looks < badSends || looks > badSends+runs*repairPage {
		t.Errorf("%d looks at tickets are asked for, want one for each of %d sends", looks, badSends)
	}
}

// TestBadDay_anyDeathForgetsNoFinding: what no export showed is judged by the table
// alone, and named however often the runs die that do so.
func TestBadDay_anyDeathForgetsNoFinding(t *testing.T) {
	t.Parallel()
	played := func(t *testing.T, dieAt int) (points int) {
		m := newMonth(t)
		m.done(t, dynamostore.EffectComment, m.claims(t, 1), "999")
		m.at = m.at.Add(time.Second)
		m.claims(t, 2)
		send := dynamostore.Effect{Kind: dynamostore.EffectSend, ID: envelope.Digest("send"), Helpdesk: "zendesk", Ticket: m.ticket, Number: "main"}
		if _, err := m.store.Claim(t.Context(), send, "outbound"); err != nil {
			t.Fatal(err)
		}
		m.at = nextDay()
		points = m.runsOneOfThemDies(t, 4, dieAt)
		told, _ := m.statement(t)
		expect(t, told, "2 of 3 unaccounted, 1 repaired", "lost 999: told", "stuck : redrive", "stuck : looked at again")
		if line := told.Total(); line.Messages != 2 || line.Sends != 1 || len(m.notes()) != 1 || len(m.enqueued) == 0 {
			t.Errorf("got %+v, notes %q, looks %v", line, m.notes(), m.enqueued)
		}
		if t.Failed() {
			t.Fatalf("death %d", dieAt)
		}
		return points
	}
	points := played(t, 0)
	for at := 1; at <= points; at++ {
		played(t, at)
	}
	if points < 40 {
		t.Errorf("only %d points to die at", points)
	}
}
