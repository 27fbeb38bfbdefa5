package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/limit"
	"ventana/shared/offer"
	"ventana/shared/provider"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const (
	phone      = "34600000001"
	visibility = 90 * time.Second
)

// phoneLine is a provider that keeps what it was given to send.
type phoneLine struct {
	mu    sync.Mutex
	sent  []provider.Message
	read  []receipt
	fault func(point string) error
}

// receipt is one message that was marked as read.
type receipt struct {
	message string
	typing  bool
}

func (p *phoneLine) Send(_ context.Context, message provider.Message) (provider.Sent, error) {
	if err := p.ask("Send before"); err != nil {
		return provider.Sent{}, err
	}
	p.mu.Lock()
	p.sent = append(p.sent, message)
	id := fmt.Sprintf("wamid.out.%d", len(p.sent))
	p.mu.Unlock()
	if err := p.ask("Send after"); err != nil {
		return provider.Sent{}, err
	}
	return provider.Sent{MessageID: id}, nil
}

func (p *phoneLine) MarkRead(_ context.Context, _, message string, typing bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read = append(p.read, receipt{message, typing})
	return p.ask("MarkRead")
}

func (p *phoneLine) Answers(context.Context, string) error { return p.ask("Answers") }

func (p *phoneLine) ask(point string) error {
	if p.fault == nil {
		return nil
	}
	return p.fault(point)
}

// texts are the bodies that were sent, in order.
func (p *phoneLine) texts() []string {
	texts := []string{}
	for _, message := range p.sent {
		if text, ok := message.Content.(provider.Text); ok {
			texts = append(texts, text.Body)
		}
	}
	return texts
}

// letterbox is a queue that keeps what was put into it.
type letterbox struct {
	envelopes []envelope.Envelope
	err       error
}

func (l *letterbox) Send(_ context.Context, _ string, envelopes []envelope.Envelope) error {
	l.envelopes = append(l.envelopes, envelopes...)
	return l.err
}

// counts are the metrics that were counted.
type counts map[string]int

func (c counts) Count(name, reason string) { c[name+" "+reason]++ }

// world is a handler over a store, a helpdesk and a provider in memory, with a
// ticket on which a customer wrote an hour ago.
type world struct {
	*Handler
	store *dynamotest.Memory
	desk  *helpdesktest.Desk
	line  *phoneLine
	queue *letterbox
	count counts
	log   bytes.Buffer

	ticket string
	at     time.Time
	owners int
	secret error
	number secret.Number
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), line: &phoneLine{}, queue: &letterbox{}, count: counts{},
		number: secret.Number{ID: "main", PhoneNumberID: "100000000000001", WABAID: "waba", Helpdesk: "zendesk"},
	}
	w.store, w.desk = dynamotest.NewMemory(w.clock), helpdesktest.New(w.clock)
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store,
		desk:     func(secret.CallConnection) desk { return w.desk },
		provider: func(secret.CallConnection) messenger { return w.line },
		offers:   offer.NewBook(w.store, w.clock, slog.New(slog.DiscardHandler)),
		pacer:    limit.NewPacer(w.store, 1, func(time.Duration) time.Duration { return 0 }),
		queue:    w.queue, metrics: w.count,
		now:      w.clock,
		newOwner: func() string { w.owners++; return fmt.Sprintf("run %d", w.owners) },
		log:      slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	w.ticket = w.desk.Seed()
	first := w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Plain: "a customer's words"})
	ctx := t.Context()
	contact, err := w.store.FindContact(ctx, dynamostore.Identities{Portfolio: "p", BSUID: "ES.ana", Canonical: phone, Phone: phone})
	if err != nil {
		t.Fatal(err)
	}
	w.hear(t, w.at.Add(-time.Hour))
	if err := w.store.LinkTicket(ctx, dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: w.ticket, Contact: contact.ID, Number: "main", Cursor: first}); err != nil {
		t.Fatal(err)
	}
	return w
}

// hear is a customer's message of a time.
func (w *world) hear(t *testing.T, at time.Time) {
	t.Helper()
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Ticket = w.ticket
	talk.Heard("wamid.heard", at)
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
}

func (w *world) clock() time.Time     { return w.at }
func (w *world) pass(d time.Duration) { w.at = w.at.Add(d) }

// Newest is the call document, which nobody changes.
func (w *world) Newest(ctx context.Context) (secret.Call, error) { return w.Document(ctx) }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Portfolio: "p", Numbers: []secret.Number{w.number}},
		{ID: "zendesk", Kind: secret.KindZendesk, Language: "es"},
	}}, w.secret
}

// reply is an agent's public reply; its id comes back.
func (w *world) reply(text string) string {
	return w.desk.Write(w.ticket, helpdesk.Comment{Public: true, Staff: true, Plain: text})
}

// remark is an agent's internal note; its id comes back.
func (w *world) remark(text string) string {
	return w.desk.Write(w.ticket, helpdesk.Comment{Staff: true, Plain: text})
}

// look handles one event of the ticket.
func (w *world) look(t *testing.T) sqsqueue.Outcome {
	t.Helper()
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{w.record(t, envelope.Ticket{ID: w.ticket, Event: "comment_added"})})
	if len(outcomes) != 1 {
		t.Fatalf("got %d outcomes, want 1", len(outcomes))
	}
	return outcomes[0]
}

func (w *world) record(t *testing.T, ticket envelope.Ticket) sqsqueue.Record {
	t.Helper()
	body, err := envelope.Encode(envelope.Envelope{
		Version: envelope.Version, Kind: envelope.KindTicket, Connection: "zendesk", Delivery: "d", ReceivedAt: w.at, Ticket: &ticket,
	})
	if err != nil {
		t.Fatal(err)
	}
	return sqsqueue.Record{ID: "r", Group: "g", Body: body, Receives: 1, SentAt: w.at}
}

// done looks and fails the test unless that is the end of it.
func (w *world) done(t *testing.T) {
	t.Helper()
	if got := w.look(t); got != sqsqueue.Done() {
		t.Fatalf("got %+v, want done", got)
	}
}

// waits looks and fails the test unless it has to come back after want.
func (w *world) waits(t *testing.T, want time.Duration) {
	t.Helper()
	if got := w.look(t); !got.Holds() || got.WaitOf() != want {
		t.Fatalf("got %+v, want a wait of %s", got, want)
	}
}

// comments are the ticket's, oldest first.
func (w *world) comments() []helpdesktest.Comment { return w.desk.Tickets()[0].Comments }

// notes are the internal notes that Ventana wrote.
func (w *world) notes() []string {
	notes := []string{}
	for _, comment := range w.comments() {
		if !comment.Public && len(comment.Markers) > 0 {
			notes = append(notes, comment.Plain)
		}
	}
	return notes
}

func (w *world) cursor(t *testing.T) string {
	t.Helper()
	link, _, err := w.store.TicketLink(t.Context(), "zendesk", w.ticket)
	if err != nil {
		t.Fatal(err)
	}
	return link.Cursor
}

// part is the effect of the nth part of a reply.
func (w *world) part(comment, n string) string {
	return envelope.Digest("send", "zendesk", w.ticket, comment, n)
}

// fault sets one fault for store, helpdesk and provider.
func (w *world) fault(f func(point string) error) {
	w.store.Fault(f)
	w.desk.Fault(f)
	w.line.fault = f
}

// failsAt makes the calls at a point fail with errs, one after the other.
func (w *world) failsAt(point string, errs ...error) {
	w.fault(func(at string) error {
		if at != point || len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	})
}

// crash is what dies with the process.
type crash struct{}

// dies looks as a process that dies where a fault panics, and lets the time
// pass after which SQS gives the record out again.
func (w *world) dies(t *testing.T) {
	t.Helper()
	defer func() {
		if cause := recover(); cause != (crash{}) {
			t.Fatalf("the process did not die: %v", cause)
		}
		w.pass(visibility)
	}()
	w.look(t)
}

// crashesAt makes the process die once, at a point.
func (w *world) crashesAt(point string) {
	var once sync.Once
	w.fault(func(at string) error {
		if at == point {
			once.Do(func() { panic(crash{}) })
		}
		return nil
	})
}

func refusal(class failure.Class, code string, wait time.Duration) error {
	return &failure.Error{Class: class, Op: "cloudapi send text", Code: code, Wait: wait}
}

func lostAnswer() error { return refusal(failure.Ambiguous, "lost_answer", 0) }

var errStore = errors.New("throttled")
