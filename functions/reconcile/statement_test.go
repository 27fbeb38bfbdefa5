package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/statement"
)

// today is the day that these tests compare: the clock of a new world stands in
// its middle.
const today = "2026-11-22"

// nextDay is when its statement is due.
func nextDay() time.Time { return time.Date(2026, 11, 23, 1, 5, 0, 0, time.UTC) }

// month is a world in which the conversation of a ticket is going on.
type month struct {
	*world
	ticket string
}

func newMonth(t *testing.T) month {
	t.Helper()
	w := newWorld()
	m := month{w, w.desks["zendesk"].Seed()}
	first := w.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Plain: "before Ventana"})
	if _, err := w.store.AcquireConversation(t.Context(), "c1", "main", "test"); err != nil {
		t.Fatal(err)
	}
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: m.ticket, Contact: "c1", Number: "main", Cursor: first}
	if err := w.store.LinkTicket(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	return m
}

// claims sets out to bring a customer's message, and gives its effect.
func (m month) claims(t *testing.T, n int) string {
	t.Helper()
	id := envelope.Digest("comment", fmt.Sprint(n))
	wanted := dynamostore.Effect{Kind: dynamostore.EffectComment, ID: id, Helpdesk: "zendesk", Ticket: m.ticket, Contact: "c1", Number: "main"}
	if _, err := m.store.Claim(t.Context(), wanted, "inbound"); err != nil {
		t.Fatal(err)
	}
	return id
}

// message brings a customer's message, and gives its effect and comment.
func (m month) message(t *testing.T, n int) (id, comment string) {
	t.Helper()
	id = m.claims(t, n)
	comment = m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Plain: fmt.Sprint("words ", n), Markers: []string{id}})
	m.done(t, dynamostore.EffectComment, id, comment)
	return id, comment
}

func (m month) done(t *testing.T, kind, id, result string) {
	t.Helper()
	if err := m.store.FinishIn(t.Context(), kind, id, m.ticket, result); err != nil {
		t.Fatal(err)
	}
}

// reply is an agent's, which nobody has looked at.
func (m month) reply() string {
	return m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "an answer"})
}

// answers is an agent's reply that was sent.
func (m month) answers(t *testing.T) string {
	t.Helper()
	comment := m.reply()
	id := dynamostore.PartID("zendesk", m.ticket, comment, "0")
	wanted := dynamostore.Effect{Kind: dynamostore.EffectSend, ID: id, Comment: comment, Helpdesk: "zendesk", Ticket: m.ticket, Contact: "c1", Number: "main"}
	if _, err := m.store.Claim(t.Context(), wanted, "outbound"); err != nil {
		t.Fatal(err)
	}
	m.done(t, dynamostore.EffectSend, id, "wamid."+comment)
	m.looked(t, comment)
	return comment
}

// looked moves the ticket's cursor to a comment.
func (m month) looked(t *testing.T, comment string) {
	t.Helper()
	link, err := m.store.AcquireTicket(t.Context(), "zendesk", m.ticket, "test")
	if err != nil {
		t.Fatal(err)
	}
	link.Cursor = comment
	if err := m.store.MoveCursor(t.Context(), link, "test", true); err != nil {
		t.Fatal(err)
	}
}

// made runs until the statement of the day stands, and gives it.
func (m month) made(t *testing.T) statement.Statement {
	t.Helper()
	m.at = nextDay()
	m.enqueued = nil
	for range 20 {
		m.sweepAlone(t)
		if told, known := m.statement(t); known {
			return told
		}
		m.at = m.at.Add(5 * time.Minute)
	}
	t.Fatal("there is no statement after twenty runs")
	return statement.Statement{}
}

// sweepAlone is a run of which only the statement's work is looked at.
func (m month) sweepAlone(t *testing.T) {
	t.Helper()
	document, err := m.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.proceed(t.Context(), document); err != nil {
		t.Fatal(err)
	}
}

func (m month) statement(t *testing.T) (statement.Statement, bool) {
	t.Helper()
	told, known, err := m.store.StatementOf(t.Context(), today)
	if err != nil {
		t.Fatal(err)
	}
	return told, known
}

// notes are the internal notes of the ticket.
func (m month) notes() []string {
	var notes []string
	for _, ticket := range m.desks["zendesk"].Tickets() {
		for _, comment := range ticket.Comments {
			if ticket.ID == m.ticket && !comment.Public {
				notes = append(notes, comment.Plain)
			}
		}
	}
	return notes
}

// found are the findings as kind, comment and repair.
func found(told statement.Statement) []string {
	var list []string
	for _, finding := range told.Total().Findings {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s: %s", finding.Kind, finding.Comment, finding.Repair)))
	}
	slices.Sort(list)
	return list
}

func expect(t *testing.T, told statement.Statement, sentence string, findings ...string) {
	t.Helper()
	if got := told.Sentence(); got != sentence {
		t.Errorf("got %q, want %q", got, sentence)
	}
	slices.Sort(findings)
	if diff := cmp.Diff(findings, found(told)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestStatement_ofAGoodDayAccountsForEverything(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.desks["zendesk"].Page(4)
	for n := range 10 {
		m.message(t, n)
	}
	for range 3 {
		m.answers(t)
	}
	remark := m.claims(t, 100) // no ticket was open for it
	m.done(t, dynamostore.EffectComment, remark, "")
	told := m.made(t)
	expect(t, told, "0 of 14 unaccounted")
	want := statement.Line{Number: "main", Messages: 11, OnTicket: 10, Passed: 1, Replies: 3, Sends: 3}
	if diff := cmp.Diff([]statement.Line{want}, told.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if len(m.enqueued)+len(m.counted)+len(m.notes()) != 0 {
		t.Errorf("looks %v, metrics %v, notes %v on a good day", m.enqueued, m.counted, m.notes())
	}
}

// TestStatement_namesTheLostAndTheDoubled: both are named, the first is repaired,
// and of the second the agent is told once, however often the day is compared.
func TestStatement_namesTheLostAndTheDoubled(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	id, first := m.message(t, 1)
	lost := m.reply() // its webhook was lost, and the sweep passed over it
	double := m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Plain: "words 1", Markers: []string{id}})
	told := m.made(t)
	expect(t, told, "0 of 2 unaccounted, 1 repaired, 1 doubled", "unsent "+lost+": looked at again", "doubled "+double+": told")
	if len(m.enqueued) != 1 || m.enqueued[0].Ticket.ID != m.ticket {
		t.Errorf("looks %+v, want one at the ticket", m.enqueued)
	}
	if finding := told.Total().Findings[0]; finding.Kind == statement.Doubled && finding.Other != first {
		t.Errorf("the double repeats %s, want %s", finding.Other, first)
	}
	if err := m.store.WantStatement(t.Context(), today); err != nil {
		t.Fatal(err)
	}
	m.sweepAlone(t)
	if notes := m.notes(); len(notes) != 1 || !strings.Contains(notes[0], "repeats what stands on this ticket already") {
		t.Errorf("notes %q, want one of the double", notes)
	}
}

// TestStatement_replyBehindTheCursorWaitsForALook: the cursor does not go back,
// so nothing that was told is decided anew.
func TestStatement_replyBehindTheCursorWaitsForALook(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.message(t, 1)
	m.answers(t)
	lost := m.reply()
	m.looked(t, lost)
	expect(t, m.made(t), "0 of 3 unaccounted, 1 repaired", "unsent "+lost+": looked at again")
	link, _, err := m.store.TicketLink(t.Context(), "zendesk", m.ticket)
	if err != nil || !slices.Equal(link.Kept, []string{lost}) || link.Cursor != lost || link.KeptAfter != before(lost) {
		t.Errorf("link %+v %v, want the reply kept", link, err)
	}
	talk, _, err := m.store.Conversation(t.Context(), "c1", "main")
	if err != nil || len(talk.Kept) != 1 || talk.Kept[0].Ticket != m.ticket {
		t.Errorf("the conversation knows of %+v %v, want the ticket", talk.Kept, err)
	}
	if len(m.enqueued) != 1 || len(m.notes()) != 1 {
		t.Errorf("looks %+v, notes %q, want one each", m.enqueued, m.notes())
	}
}

// A conversation that follows its ticket into another one comes to replies which
// agents wrote by mail: those were not meant for WhatsApp.
func TestStatement_whatStoodOnATicketBeforeItWasOursStays(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	mail := m.desks["zendesk"].Seed()
	answered := m.desks["zendesk"].Write(mail, helpdesk.Comment{Public: true, Staff: true, Plain: "answered by mail"})
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: mail, Contact: "c1", Number: "main", Cursor: answered}
	if err := m.store.LinkTicket(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if told := m.made(t); len(found(told)) != 0 {
		t.Errorf("got findings %q, want none", found(told))
	}
	link, _, err := m.store.TicketLink(t.Context(), "zendesk", mail)
	if err != nil || len(link.Kept) != 0 || len(m.enqueued) != 0 || len(m.desks["zendesk"].Tickets()[1].Comments) != 1 {
		t.Errorf("link %+v %v, looks %+v: the mail is on its way to WhatsApp", link, err, m.enqueued)
	}
}

func TestStatement_replyThatOthersOvertookIsTold(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	lost := m.reply()
	m.answers(t)
	expect(t, m.made(t), "1 of 2 unaccounted", "unsent "+lost+": told")
	if notes := m.notes(); len(notes) != 1 || !strings.Contains(notes[0], "was not sent") || len(m.enqueued) != 0 {
		t.Errorf("notes %q, looks %v", notes, m.enqueued)
	}
	if !slices.Equal(m.counted, []string{"Unaccounted unsent"}) {
		t.Errorf("metrics %v", m.counted)
	}
}

// TestStatement_whatWasHandledIsNoFinding: each of the traces that outbound leaves.
func TestStatement_whatWasHandledIsNoFinding(t *testing.T) {
	t.Parallel()
	_, notes := dynamostore.Traces("zendesk", "T", "C", nil)
	for at := range notes {
		m := newMonth(t)
		comment := m.reply()
		m.looked(t, comment)
		_, ids := dynamostore.Traces("zendesk", m.ticket, comment, nil)
		if _, err := m.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectNote, ID: ids[at], Ticket: m.ticket}, "outbound"); err != nil {
			t.Fatal(err)
		}
		expect(t, m.made(t), "0 of 1 unaccounted")
	}
	m := newMonth(t)
	m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Plain: "by mail"}) // the customer's own
	m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Staff: true, Plain: "among us"})
	elsewhere := m.desks["zendesk"].Seed()
	m.desks["zendesk"].Write(elsewhere, helpdesk.Comment{Public: true, Staff: true, Plain: "no ticket of ours"})
	expect(t, m.made(t), "0 of 0 unaccounted")
}

// TestStatement_customersMessages: what the table says of a message that the
// export does not show.
func TestStatement_customersMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		spoil    func(t *testing.T, m month) string // gives the comment that is named
		sentence string
		finding  string
	}{
		{"taken in hand and never ended", func(t *testing.T, m month) string { m.claims(t, 1); return "" }, "1 of 1 unaccounted", "stuck : redrive"},
		{"stands there, and nobody said so", func(t *testing.T, m month) string {
			id := m.claims(t, 1)
			return m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Markers: []string{id}})
		}, "0 of 1 unaccounted, 1 repaired", "stuck %s: finished"},
		{"said to stand there, and does not", func(t *testing.T, m month) string {
			m.done(t, dynamostore.EffectComment, m.claims(t, 1), "999")
			return "999"
		}, "1 of 1 unaccounted", "lost %s: told"},
		{"came late, on the next day", func(t *testing.T, m month) string {
			id := m.claims(t, 1)
			m.at = m.at.Add(24 * time.Hour)
			m.done(t, dynamostore.EffectComment, id, m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Markers: []string{id}}))
			return ""
		}, "0 of 1 unaccounted", ""},
		{"in a ticket that was deleted", func(t *testing.T, m month) string {
			m.done(t, dynamostore.EffectComment, m.claims(t, 1), "999")
			m.desks["zendesk"].Set(m.ticket, "deleted")
			return ""
		}, "0 of 1 unaccounted", ""},
		{"a marker that nobody knows", func(_ *testing.T, m month) string {
			return m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Markers: []string{"forged"}})
		}, "0 of 0 unaccounted", "orphaned %s:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMonth(t)
			comment := tt.spoil(t, m)
			var findings []string
			if tt.finding != "" {
				findings = []string{strings.Replace(tt.finding, "%s", comment, 1)}
			}
			expect(t, m.made(t), tt.sentence, findings...)
		})
	}
}

func TestStatement_sendsThatNobodyEnded(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	claim := func(name string) string {
		id := envelope.Digest(name)
		if _, err := m.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectSend, ID: id, Helpdesk: "zendesk", Ticket: m.ticket, Number: "main"}, "o"); err != nil {
			t.Fatal(err)
		}
		return id
	}
	claim("stuck")
	if err := m.store.GiveUp(t.Context(), dynamostore.EffectSend, claim("refused"), "131026"); err != nil {
		t.Fatal(err)
	}
	m.done(t, dynamostore.EffectSend, claim("silent"), "wamid.1")
	if err := m.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.1", Number: "main"}); err != nil {
		t.Fatal(err)
	}
	told := m.made(t)
	expect(t, told, "0 of 3 unaccounted, 1 repaired", "stuck : looked at again")
	if line := told.Lines[0]; line.Refused != 1 || line.Silent != 1 || line.Sends != 3 || line.Others != 3 {
		t.Errorf("got %+v", line)
	}
	if len(m.enqueued) != 1 {
		t.Errorf("looks %v, want one", m.enqueued)
	}
}

// TestStatement_isMadeOnceADay: not before the day has settled, and then once.
func TestStatement_isMadeOnceADay(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.at = time.Date(2026, 11, 23, 0, 59, 0, 0, time.UTC)
	m.sweepAlone(t)
	if _, known := m.statement(t); known {
		t.Error("made before the day has settled")
	}
	first := m.made(t)
	m.at = m.at.Add(10 * time.Hour)
	asked := m.desks["zendesk"].Calls("SaidSince")
	m.sweepAlone(t)
	if again, _ := m.statement(t); !again.DoneAt.Equal(first.DoneAt) || m.desks["zendesk"].Calls("SaidSince") != asked {
		t.Error("made twice")
	}
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: today}); err != nil {
		t.Fatal(err)
	}
	if again, _ := m.statement(t); again.DoneAt.Equal(first.DoneAt) {
		t.Error("asked for again, and not made")
	}
	if err := m.Handle(t.Context(), Task{Do: "statement", Day: "yesterday"}); err == nil {
		t.Error("took a day that is none")
	}
}

// TestStatement_helpdeskThatLimitsUsIsNoFailure: the next run goes on where this
// one stopped.
func TestStatement_helpdeskThatLimitsUsIsNoFailure(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.desks["zendesk"].Page(2)
	for n := range 30 {
		m.at = m.at.Add(time.Second)
		m.message(t, n)
	}
	calls := 0
	m.desks["zendesk"].Fault(func(point string) error {
		if calls++; point == "SaidSince before" && calls%4 == 0 {
			return &failure.Error{Class: failure.Later, Code: "429", Wait: time.Minute}
		}
		return nil
	})
	expect(t, m.made(t), "0 of 30 unaccounted")
	if asked := m.desks["zendesk"].Calls("SaidSince"); asked > 35 {
		t.Errorf("the export was asked %d times for 31 comments in pages of 2: pages are read again", asked)
	}
}

// death is a process that ends.
type death struct{}

// TestStatement_anyDeathOnTheWay: whatever run dies wherever, the statement is the
// same in the end, each note stands once, and the reply is asked for.
func TestStatement_anyDeathOnTheWay(t *testing.T) {
	t.Parallel()
	played := func(t *testing.T, dieAt int) (points int) {
		m := newMonth(t)
		m.desks["zendesk"].Page(3)
		id, _ := m.message(t, 1)
		m.at = m.at.Add(time.Second)
		m.message(t, 2)
		m.at = m.at.Add(time.Second)
		lost := m.reply()
		m.looked(t, lost)
		m.at = m.at.Add(time.Second)
		double := m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Plain: "words 1", Markers: []string{id}})
		m.at = nextDay()
		points = m.runsOneOfThemDies(t, 6, dieAt)
		told, known := m.statement(t)
		if !known {
			t.Fatalf("death %d: no statement", dieAt)
		}
		expect(t, told, "0 of 3 unaccounted, 1 repaired, 1 doubled", "unsent "+lost+": looked at again", "doubled "+double+": told")
		if booked, err := m.store.BookedReceived(t.Context(), today); err != nil || len(booked) != 2 {
			t.Errorf("death %d: %d messages are in the ledger, want 2: %v", dieAt, len(booked), err)
		}
		if len(m.enqueued) == 0 || len(m.notes()) != 2 {
			t.Errorf("death %d: %d looks, notes %q", dieAt, len(m.enqueued), m.notes())
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

// TestStatement_stopsWhenTheTimeIsOver: a run that has no time begins nothing.
func TestStatement_stopsWhenTheTimeIsOver(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.message(t, 1)
	m.at = nextDay()
	ctx, cancel := context.WithTimeout(t.Context(), spare-time.Second)
	defer cancel()
	document, _ := m.Document(ctx)
	if err := m.proceed(ctx, document); err != nil {
		t.Fatal(err)
	}
	if m.desks["zendesk"].Calls("SaidSince") != 0 {
		t.Error("a page was begun")
	}
	expect(t, m.made(t), "0 of 1 unaccounted")
}

// TestStatement_costOfAThousandMessages holds what docs/design.md says.
func TestStatement_costOfAThousandMessages(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	for n := range 750 {
		m.at = m.at.Add(10 * time.Second)
		m.message(t, n)
		if n%3 == 0 {
			m.answers(t)
		}
	}
	told := m.made(t)
	expect(t, told, "0 of 1,000 unaccounted")
	if got := told.PerThousand(told.Requests.Table); got > 60 {
		t.Errorf("%d requests of the table for 1,000 messages, want 60 at most", got)
	}
	if got := told.PerThousand(told.Requests.Helpdesk); got > 5 {
		t.Errorf("%d requests of the helpdesk for 1,000 messages, want 5 at most", got)
	}
}

// TestStatement_failureIsTold: what no wait mends makes the run fail, for the
// function's alarm.
func TestStatement_failureIsTold(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.at = nextDay()
	refused := &failure.Error{Class: failure.Permanent, Code: "403", Op: "export"}
	m.desks["zendesk"].Fault(func(point string) error {
		if point == "SaidSince before" {
			return refused
		}
		return nil
	})
	if err := m.Handle(t.Context(), Task{Do: "sweep"}); !errors.Is(err, refused) {
		t.Errorf("got %v, want the refusal", err)
	}
	if m.watermark(t, "zendesk").IsZero() {
		t.Error("the sweep did not go on without the statement")
	}
}

// TestStatement_nextDaysCommentsAreItsOwn: of what was said after midnight only
// the messages of the day count, so that no finding stands in two statements.
func TestStatement_nextDaysCommentsAreItsOwn(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.desks["zendesk"].Page(2)
	id, _ := m.message(t, 1)
	late := m.claims(t, 2)
	m.at = time.Date(2026, 11, 23, 0, 10, 0, 0, time.UTC)
	m.done(t, dynamostore.EffectComment, late, m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Markers: []string{late}}))
	double := m.desks["zendesk"].Write(m.ticket, helpdesk.Comment{Public: true, Markers: []string{id}})
	m.at = m.at.Add(2 * time.Hour)
	for n := range 50 {
		m.at = m.at.Add(time.Second)
		m.message(t, 100+n)
	}
	asked := m.desks["zendesk"].Calls("SaidSince")
	m.at = m.at.Add(10 * time.Hour)
	for range 5 {
		m.sweepAlone(t)
	}
	told, _ := m.statement(t)
	expect(t, told, "0 of 2 unaccounted")
	if asked := m.desks["zendesk"].Calls("SaidSince") - asked; asked > 5 || m.desks["zendesk"].Calls("Trace") != 0 {
		t.Errorf("%d pages and %d looks, want the day's alone", asked, m.desks["zendesk"].Calls("Trace"))
	}
	m.at = nextDay().AddDate(0, 0, 1)
	for range 20 {
		m.sweepAlone(t)
		m.at = m.at.Add(5 * time.Minute)
	}
	next, known, err := m.store.StatementOf(t.Context(), "2026-11-23")
	if err != nil || !known {
		t.Fatalf("no statement of the next day: %v", err)
	}
	expect(t, next, "0 of 50 unaccounted, 1 doubled", "doubled "+double+": told")
}
