package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const (
	phoneNumberID = "100000000000001"
	phone         = "34600000001"
	// visibility is how long SQS hides a record whose run died.
	visibility = 90 * time.Second
)

// world is a handler over a store and a helpdesk in memory, with a clock that
// tests move.
type world struct {
	*Handler
	store  *dynamotest.Memory
	desk   *helpdesktest.Desk
	line   *phoneLine
	queue  *letterbox
	counts counts
	log    bytes.Buffer

	mu     sync.Mutex
	at     time.Time
	owners int
	// policies counts how often the rules were asked for.
	policies int
	secret   error
	number   secret.Number
	fields   secret.Fields
	former   *secret.Former
	policy   policy.Rollout
}

// Rollout is what the function reads of the deployer's rules.
func (w *world) Rollout(context.Context) (policy.Rollout, error) {
	w.policies++
	return w.policy, nil
}

// phoneLine is a provider that keeps which messages were marked as read.
type phoneLine struct {
	read []string
	err  error
}

func (p *phoneLine) MarkRead(_ context.Context, _, message string, _ bool) error {
	p.read = append(p.read, message)
	return p.err
}

// letterbox is a queue that keeps what was put into it, and can fail a few times.
type letterbox struct {
	mu        sync.Mutex
	envelopes []envelope.Envelope
	failures  int
}

func (l *letterbox) Send(_ context.Context, _ string, envelopes []envelope.Envelope) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failures > 0 {
		l.failures--
		return errors.New("queue does not answer")
	}
	l.envelopes = append(l.envelopes, envelopes...)
	return nil
}

// counts are the metrics that were counted.
type counts map[string]int

func (c counts) Count(name, reason string) { c[name+" "+reason]++ }

func newWorld() *world {
	w := &world{
		at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), line: &phoneLine{}, queue: &letterbox{}, counts: counts{},
		number: secret.Number{ID: "main", PhoneNumberID: phoneNumberID, Helpdesk: "zendesk"},
	}
	w.store, w.desk = dynamotest.NewMemory(w.now), helpdesktest.New(w.now)
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store,
		desk:     func(secret.CallConnection) desk { return w.desk },
		provider: func(secret.CallConnection) reader { return w.line },
		queue:    w.queue, mediaQueue: "media", forwardQueue: "forward", rules: w, metrics: w.counts, now: w.now,
		newOwner: w.newOwner,
		log:      slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	return w
}

// Newest is the call document, which nobody changes.
func (w *world) Newest(ctx context.Context) (secret.Call, error) { return w.Document(ctx) }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Portfolio: "p", Numbers: []secret.Number{w.number}, Former: w.former},
		{ID: "zendesk", Kind: secret.KindZendesk, Language: "en", Fields: w.fields},
	}}, w.secret
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) newOwner() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owners++
	return fmt.Sprintf("run %d", w.owners)
}

// message is the nth message of one customer, sent in the nth second.
func (w *world) message(n int) envelope.Envelope {
	return envelope.Envelope{
		Version: envelope.Version, Kind: envelope.KindMessage, Connection: "whatsapp", Delivery: fmt.Sprintf("d%d", n),
		Origin: fmt.Sprintf(`{"entry":[%d]}`, n),
		Message: &envelope.Message{
			Number: phoneNumberID, ID: fmt.Sprintf("wamid.%d", n), Type: "text", Text: fmt.Sprintf("message %d", n),
			At:   time.Date(2026, 11, 22, 9, 0, n, 0, time.UTC),
			From: envelope.Sender{BSUID: "ES.ana", Phone: phone, Name: "Ana R"},
		},
	}
}

func (w *world) reaction(n int) envelope.Envelope {
	e := w.message(n)
	e.Message.Type, e.Message.Text = "reaction", ""
	return e
}

// marker is the marker of the nth message.
func marker(n int) string {
	return envelope.Digest("comment", phoneNumberID, fmt.Sprintf("wamid.%d", n))
}

func record(t *testing.T, e envelope.Envelope) sqsqueue.Record {
	t.Helper()
	body, err := envelope.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	return sqsqueue.Record{ID: "record of " + e.Delivery, Group: "g", Body: body, Receives: 1}
}

// handle hands envelopes to the handler as one batch of one group.
func (w *world) handle(t *testing.T, envelopes ...envelope.Envelope) []sqsqueue.Outcome {
	t.Helper()
	var group []sqsqueue.Record
	for _, e := range envelopes {
		group = append(group, record(t, e))
	}
	return w.HandleGroup(t.Context(), group)
}

// done fails the test unless every record is done with.
func done(t *testing.T, outcomes []sqsqueue.Outcome, want int) {
	t.Helper()
	if len(outcomes) != want {
		t.Fatalf("got %d outcomes, want %d", len(outcomes), want)
	}
	for i, outcome := range outcomes {
		if outcome != sqsqueue.Done() {
			t.Fatalf("outcome %d: got %+v, want done", i, outcome)
		}
	}
}

// waits fails the test unless the first record waits this long and nothing
// behind it is handled.
func waits(t *testing.T, outcomes []sqsqueue.Outcome, want time.Duration) {
	t.Helper()
	if len(outcomes) != 1 || !outcomes[0].Holds() || outcomes[0].WaitOf() != want {
		t.Fatalf("got %+v, want one wait of %s", outcomes, want)
	}
}

// bodies are the public comments of the nth ticket, by their texts.
func (w *world) bodies(t *testing.T, n int) []string {
	t.Helper()
	tickets := w.desk.Tickets()
	if len(tickets) <= n {
		t.Fatalf("got %d tickets, want more than %d", len(tickets), n)
	}
	var bodies []string
	for _, comment := range tickets[n].Comments {
		if !comment.Public {
			continue
		}
		bodies = append(bodies, comment.Plain)
	}
	return bodies
}

// crash is what dies with the process.
type crash struct{}

// dies runs f as a process that dies where a fault panics.
func dies(f func()) (died bool) {
	defer func() {
		switch cause := recover(); cause {
		case nil:
		case crash{}:
			died = true
		default:
			panic(cause)
		}
	}()
	f()
	return false
}

// crashesAt makes the process die once at a point.
func (w *world) crashesAt(point string) {
	var once sync.Once
	fault := func(at string) error {
		if at == point {
			once.Do(func() { panic(crash{}) })
		}
		return nil
	}
	w.desk.Fault(fault)
	w.store.Fault(fault)
}

// failsAt makes the calls at a point fail with errs, one after the other.
func (w *world) failsAt(point string, errs ...error) {
	var mu sync.Mutex
	fault := func(at string) error {
		mu.Lock()
		defer mu.Unlock()
		if at != point || len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	}
	w.desk.Fault(fault)
	w.store.Fault(fault)
}

func ambiguous() error {
	return &failure.Error{Class: failure.Ambiguous, Op: "desk", Code: "Timeout", Wait: time.Minute, Err: context.DeadlineExceeded}
}

func later(wait time.Duration) error {
	return &failure.Error{Class: failure.Later, Op: "desk", Code: "429", Wait: wait}
}

var errStore = errors.New("throttled")

// queue is one group of the queue: what SQS and the consumer do with outcomes.
type queue struct {
	*world
	records []sqsqueue.Record
	parked  int
	deaths  int
	stalled int // receives in a row without progress
}

// receive hands at most most records to the handler and keeps those that are
// not done, for as long as their outcome says.
func (q *queue) receive(ctx context.Context, most int) {
	batch := q.records[:min(most, len(q.records))]
	var outcomes []sqsqueue.Outcome
	if dies(func() { outcomes = q.HandleGroup(ctx, batch) }) {
		q.deaths++
		q.pass(visibility)
		return
	}
	for i, outcome := range outcomes {
		if outcome.Holds() {
			q.records = q.records[i:]
			if q.stalled++; i > 0 {
				q.stalled = 0
			}
			q.pass(max(outcome.WaitOf(), 5*time.Second))
			if q.stalled > 50 { // whoever waits this long waits for hours
				q.pass(time.Hour)
			}
			return
		}
		if outcome.IsParked() {
			q.parked++
		}
	}
	q.records, q.stalled = q.records[len(outcomes):], 0
}

// drain receives until the queue is empty.
func (q *queue) drain(t *testing.T) {
	t.Helper()
	for range 1000 {
		if len(q.records) == 0 {
			return
		}
		q.receive(t.Context(), 10)
	}
	t.Fatalf("%d records do not come to an end", len(q.records))
}

// lines are all lines of all that was said in a ticket.
func lines(ticket helpdesktest.Ticket) []string {
	var all []string
	for _, comment := range ticket.Comments {
		if !comment.Public {
			continue // a note, of which nothing was said
		}
		all = append(all, strings.Split(comment.Plain, "\n")...)
	}
	return all
}

// conversation is what the store knows of the one customer.
func (w *world) lastInbound(t *testing.T) time.Time {
	t.Helper()
	w.store.Fault(nil)
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	return talk.LastInboundAt
}

func (w *world) effect(t *testing.T, n int) dynamostore.Effect {
	t.Helper()
	w.store.Fault(nil)
	effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectComment, marker(n))
	if err != nil {
		t.Fatal(err)
	}
	return effect
}

// diesOpening has the process die right after the first message opened its ticket,
// and the conversation forget that it was opening one, as if its save was lost.
func (w *world) diesOpening(t *testing.T) {
	t.Helper()
	w.crashesAt("OpenTicket after")
	if !dies(func() { w.handle(t, w.message(1)) }) {
		t.Fatal("the process did not die")
	}
	w.pass(visibility)
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "test")
	if err != nil {
		t.Fatal(err)
	}
	talk.Opening = false
	if err := w.store.SaveConversation(t.Context(), talk, "test", true); err != nil {
		t.Fatal(err)
	}
}
