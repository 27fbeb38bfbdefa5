package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/catalogue"
	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/pricing"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// world is a handler over a store and a helpdesk in memory, with a ticket and a
// customer who wrote an hour ago.
type world struct {
	referred []envelope.Envelope // to outbound
	*Handler
	store  *dynamotest.Memory
	desk   *helpdesktest.Desk
	log    bytes.Buffer
	ticket string
	at     time.Time
	owners int
	secret error
	counts counts
	synced []string // accounts whose templates were read anew
	coming []string // templates whose categories will change

	former     *secret.Former
	onward     []envelope.Envelope // sent to the former endpoint
	queueFails error
	checked    []string // numbers whose limits were read anew
	checkFails error
}

// Foretell is what a catalogue's keeper does.
func (w *world) Foretell(_ context.Context, waba, name, language, category string) error {
	w.coming = append(w.coming, strings.Join([]string{waba, name, language, category}, " "))
	return nil
}

// CheckSince is what a catalogue's keeper does.
func (w *world) CheckSince(_ context.Context, _ catalogue.Reader, number, phoneNumberID string, _ time.Time) error {
	w.checked = append(w.checked, number+" "+phoneNumberID)
	return w.checkFails
}

// SyncSince is what a catalogue's keeper does.
func (w *world) SyncSince(_ context.Context, _ catalogue.Lister, waba string, _ time.Time) error {
	w.synced = append(w.synced, waba)
	return nil
}

// counts are the metrics that were counted.
type counts map[string]int

func (c counts) Count(name, reason string) { c[name+" "+reason]++ }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), counts: counts{}}
	w.store, w.desk = dynamotest.NewMemory(w.clock), helpdesktest.New(w.clock)
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store,
		desk:     func(secret.CallConnection) internalnote.Desk { return w.desk },
		provider: func(secret.CallConnection) catalogue.Source { return nil },
		keeper:   w, metrics: w.counts, queue: w, queueURL: "outbound.fifo", forwardQueue: "forward.fifo",
		rules:    offer.NewBook(w.store, w.clock, slog.New(slog.DiscardHandler)),
		cards:    pricing.Cards,
		now:      w.clock,
		newOwner: func() string { w.owners++; return fmt.Sprintf("run %d", w.owners) },
		log:      slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	w.ticket = w.desk.Seed()
	w.hear(t, w.at.Add(-time.Hour))
	return w
}

// Send is outbound's queue, and the former endpoint's.
func (w *world) Send(_ context.Context, queueURL string, envelopes []envelope.Envelope) error {
	switch {
	case queueURL == "outbound.fifo":
		w.referred = append(w.referred, envelopes...)
	case queueURL != "forward.fifo":
		return fmt.Errorf("no queue %s", queueURL)
	case w.queueFails != nil:
		return w.queueFails
	default:
		w.onward = append(w.onward, envelopes...)
	}
	return nil
}

// hear is a customer's message of a time.
func (w *world) hear(t *testing.T, at time.Time) {
	t.Helper()
	talk, err := w.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Heard("wamid.heard", at)
	if err := w.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
}

func (w *world) clock() time.Time     { return w.at }
func (w *world) pass(d time.Duration) { w.at = w.at.Add(d) }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Former: w.former, Numbers: []secret.Number{{ID: "main", PhoneNumberID: "1", WABAID: "200000000000001", Helpdesk: "zendesk"}}},
		{ID: "zendesk", Kind: secret.KindZendesk, Language: "pt"},
	}}, w.secret
}

// sent is a message that was sent now, of an effect that is done.
func (w *world) sent(t *testing.T) {
	t.Helper()
	err := w.store.RecordSent(t.Context(), dynamostore.Sent{
		MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main", SentAt: w.at,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func status(state, code string) envelope.Status {
	return envelope.Status{Number: "1", ID: "wamid.1", State: state, ErrorCode: code, At: time.Date(2026, 11, 22, 10, 0, 3, 0, time.UTC)}
}

// handle handles one status, received now by the webhook.
func (w *world) handle(t *testing.T, s envelope.Status) sqsqueue.Outcome {
	t.Helper()
	return w.receive(t, w.at, 1, envelope.Envelope{Kind: envelope.KindStatus, Status: &s})
}

func (w *world) receive(t *testing.T, at time.Time, receives int, e envelope.Envelope) sqsqueue.Outcome {
	t.Helper()
	e.Version, e.Connection, e.Delivery, e.ReceivedAt = envelope.Version, "whatsapp", "d", at
	body, err := envelope.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Body: body, Receives: receives}})
	if len(outcomes) != 1 {
		t.Fatalf("got %d outcomes, want 1", len(outcomes))
	}
	return outcomes[0]
}

func (w *world) done(t *testing.T, s envelope.Status) {
	t.Helper()
	if got := w.handle(t, s); got != sqsqueue.Done() {
		t.Fatalf("%s: got %+v, want done", s.State, got)
	}
}

func (w *world) notes() []string {
	notes := []string{}
	for _, comment := range w.desk.Tickets()[0].Comments {
		if !comment.Public {
			notes = append(notes, comment.Plain)
		}
	}
	return notes
}

func TestStatus_climbsInWhateverOrder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		order []string
		want  conversation.State
		notes int
	}{
		{"in order", []string{"sent", "delivered", "read", "played"}, conversation.StatePlayed, 0},
		{"backwards", []string{"read", "delivered", "sent"}, conversation.StateRead, 0},
		{"twice", []string{"sent", "sent", "delivered", "delivered"}, conversation.StateDelivered, 0},
		{"failed yields to a later delivered, which takes its note back", []string{"sent", "failed", "delivered"}, conversation.StateDelivered, 2},
		{"failed after delivered is no failure", []string{"delivered", "failed"}, conversation.StateDelivered, 0},
		{"a late sent does not undo failed", []string{"failed", "sent"}, conversation.StateFailed, 1},
		{"what nobody knows changes nothing", []string{"sent", "warped"}, conversation.StateSent, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.sent(t)
			for _, state := range tt.order {
				w.done(t, status(state, ""))
			}
			if got, _ := w.store.Sent("wamid.1"); got.State != tt.want || len(w.notes()) != tt.notes {
				t.Errorf("got it %s with notes %v, want it %s with %d", got.State, w.notes(), tt.want, tt.notes)
			}
		})
	}
}

func TestStatus_ofAMessageThatIsNotKnownYetWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := status("sent", "")
	received := w.at
	for receives, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 6: 32 * time.Second, 7: time.Minute, 99: time.Minute,
	} {
		got := w.receive(t, received, receives, envelope.Envelope{Kind: envelope.KindStatus, Status: &s})
		if got != sqsqueue.Wait(want, "message is not known yet") {
			t.Errorf("receive %d: got %+v, want a wait of %s", receives, got, want)
		}
	}
	w.sent(t)
	w.done(t, s)
	if got, _ := w.store.Sent("wamid.1"); got.State != conversation.StateSent {
		t.Errorf("got it %s, want it sent", got.State)
	}
}

func TestStatus_ofAStrangersMessageIsLeftAfterAWhile(t *testing.T) {
	t.Parallel()
	for name, marker := range map[string]string{
		"without a marker": "", "with somebody else's marker": "v1.35.900.1", "with a marker of ours that names nothing": dynamostore.SendMarker("nothing"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s := status("failed", "131026")
			s.Marker = marker
			received := w.at
			w.pass(patience - time.Second)
			if got := w.receive(t, received, 9, envelope.Envelope{Kind: envelope.KindStatus, Status: &s}); got.WaitOf() != time.Minute {
				t.Errorf("got %+v, want a wait", got)
			}
			w.pass(time.Second)
			if got := w.receive(t, received, 9, envelope.Envelope{Kind: envelope.KindStatus, Status: &s}); got != sqsqueue.Done() {
				t.Errorf("got %+v, want it left", got)
			}
			if len(w.notes()) != 0 || !strings.Contains(w.log.String(), "status of an unknown message") {
				t.Errorf("got notes %v and log %q", w.notes(), w.log.String())
			}
		})
	}
}

func TestStatus_markerCompletesASendWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before func(t *testing.T, w *world)
	}{
		{"while its run is held", func(*testing.T, *world) {}},
		{"after it was given up", func(t *testing.T, w *world) {
			if err := w.store.GiveUp(t.Context(), dynamostore.EffectSend, "e1", "unconfirmed"); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if _, err := w.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", Canonical: "34600000001", Phone: "34600000001"}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.store.Claim(t.Context(), dynamostore.Effect{
				Kind: dynamostore.EffectSend, ID: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main",
				Sends: dynamostore.Sent{Kind: "template", Template: "reopen", Language: "es", Rule: "closed", Origin: dynamostore.Origin{Agent: "42", Country: "ES"}},
			}, "outbound"); err != nil {
				t.Fatal(err)
			}
			tt.before(t, w)
			s := status("delivered", "")
			s.Marker = dynamostore.SendMarker("e1")
			w.done(t, s)
			effect, _, err := w.store.Effect(t.Context(), dynamostore.EffectSend, "e1")
			if err != nil || !effect.Done || effect.Lost || effect.Result != "wamid.1" {
				t.Errorf("got effect %+v, %v, want it done", effect, err)
			}
			got, known := w.store.Sent("wamid.1")
			want := dynamostore.Sent{
				MessageID: "wamid.1", Effect: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main",
				State: conversation.StateDelivered, SentAt: effect.FirstAt, // the send, not its status, decides on windows
				Kind: "template", Template: "reopen", Language: "es", Rule: "closed", // what the claim says of it
				Origin: dynamostore.Origin{Agent: "42", Country: "ES"},
			}
			if diff := cmp.Diff(want, got); diff != "" || !known {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			audited, err := w.store.AuditOf(t.Context(), effect.FirstAt)
			if err != nil || len(audited) != 1 || audited[0].Template != "reopen" || audited[0].Why != "rule" || audited[0].Outcome != "delivered" {
				t.Errorf("got audit %+v, %v; want the template in it, and that it arrived", audited, err)
			}
			w.done(t, s)
		})
	}
}

// TestStatus_failedSendWithALostAnswerIsTold: the only word on that message is
// its failure.
func TestStatus_failedSendWithALostAnswerIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{
		Kind: dynamostore.EffectSend, ID: "e1", Helpdesk: "zendesk", Ticket: w.ticket, Contact: "c1", Number: "main",
	}, "outbound"); err != nil {
		t.Fatal(err)
	}
	s := status("failed", "131026")
	s.Marker = dynamostore.SendMarker("e1")
	w.done(t, s)
	if diff := cmp.Diff([]string{note.Failed("pt", "131026")}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestStatus_failureIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	for range 3 {
		w.done(t, status("failed", "131026"))
		if w.counts["SendsFailed 131026"] != 1 {
			t.Errorf("got %v, want the failure counted once, whatever comes again", w.counts)
		}
	}
	if diff := cmp.Diff([]string{note.Failed("pt", "131026")}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestStatus_failureIsToldWhateverFails: the run that moved the message may fail
// or die before it told; the repetition tells, and tells once.
func TestStatus_failureIsToldWhateverFails(t *testing.T) {
	t.Parallel()
	points := []string{
		"Climb before", "Climb after", "CloseWindow before", "CloseWindow after", "Conversation before",
		"Claim before", "Claim after", "AddComment before", "AddComment after", "Finish before", "Finish after",
	}
	type crash struct{}
	for _, point := range points {
		for what, strike := range map[string]func() error{
			"dies":                func() error { panic(crash{}) },
			"fails":               func() error { return errors.New("throttled") },
			"is refused for now":  func() error { return &failure.Error{Class: failure.Later, Code: "429", Wait: time.Second} },
			"has no known answer": func() error { return &failure.Error{Class: failure.Ambiguous, Wait: time.Minute} },
		} {
			if what == "is refused for now" && !strings.HasPrefix(point, "AddComment before") {
				continue
			}
			t.Run(point+" "+what, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.sent(t)
				struck := false
				fault := func(at string) error {
					if at != point || struck {
						return nil
					}
					struck = true
					return strike()
				}
				w.store.Fault(fault)
				w.desk.Fault(fault)
				func() {
					defer func() {
						if cause := recover(); cause != nil && cause != (crash{}) {
							panic(cause)
						}
					}()
					if got := w.handle(t, status("failed", "131047")); !got.Holds() {
						t.Errorf("got %+v, want it to come again", got)
					}
				}()
				if !struck {
					t.Fatalf("%s was not reached", point)
				}
				w.pass(90 * time.Second)
				w.done(t, status("failed", "131047"))
				if len(w.notes()) != 1 {
					t.Errorf("got notes %v, want one", w.notes())
				}
			})
		}
	}
}

func TestStatus_closedWindowStaysClosedUntilTheCustomerWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sentAt := w.at
	w.sent(t)
	w.pass(3 * time.Second)
	w.done(t, status("failed", "131047"))
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || talk.Open(w.at) || !talk.RefusedAt.Equal(sentAt) {
		t.Errorf("got %+v, %v, want the window closed since the send", talk, err)
	}
	if diff := cmp.Diff([]string{note.WindowClosed("pt", sentAt)}, w.notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	w.hear(t, sentAt.Add(time.Second))
	if talk, _, err := w.store.Conversation(t.Context(), "c1", "main"); err != nil || !talk.Open(w.at) {
		t.Errorf("got %+v, %v, want the window open: the customer wrote after the send", talk, err)
	}
}

func TestStatus_otherFailuresLeaveTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	w.done(t, status("failed", "131026"))
	if talk, _, err := w.store.Conversation(t.Context(), "c1", "main"); err != nil || !talk.Open(w.at) {
		t.Errorf("got %+v, %v, want the window open", talk, err)
	}
}

func TestStatus_closedTicketTakesNoNote(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	w.desk.Set(w.ticket, helpdesktest.StatusClosed)
	w.done(t, status("failed", "131026"))
}

func TestStatus_noteHeldByAnotherRunWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	id := envelope.Digest("note", "failed", "wamid.1")
	if _, err := w.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectNote, ID: id}, "another run"); err != nil {
		t.Fatal(err)
	}
	if got := w.handle(t, status("failed", "131026")); got.WaitOf() != 2*time.Second {
		t.Errorf("got %+v, want a wait", got)
	}
}

func TestStatus_whatIsMisconfiguredIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t)
	w.secret = errors.New("throttled")
	if got := w.handle(t, status("failed", "131026")); !got.Holds() {
		t.Errorf("got %+v, want it tried again", got)
	}
	w = newWorld(t)
	if err := w.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: "wamid.1", Helpdesk: "former", Ticket: w.ticket, Contact: "c1", Number: "main"}); err != nil {
		t.Fatal(err)
	}
	if got := w.handle(t, status("failed", "131026")); !got.Holds() {
		t.Errorf("got %+v, want it tried again: the connection may come back", got)
	}
}

func TestStatus_noticesAreLoggedWithoutTheirContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.receive(t, w.at, 1, envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: "account_alerts", Event: "PENDING", Raw: json.RawMessage(`{"phone":"34600000001","text":"secret words"}`),
	}})
	if got != sqsqueue.Done() {
		t.Errorf("got %+v, want done", got)
	}
	logged := w.log.String()
	if !strings.Contains(logged, "account_alerts") || !strings.Contains(logged, "PENDING") {
		t.Errorf("got log %q, want field and event in it", logged)
	}
	for _, word := range []string{"34600000001", "secret words"} {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func TestStatus_whatNobodyCanHandleIsParked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body, err := envelope.Encode(envelope.Envelope{Version: envelope.Version, Kind: envelope.KindTicket, Ticket: &envelope.Ticket{}})
	if err != nil {
		t.Fatal(err)
	}
	unreadable, err := envelope.Encode(envelope.NewUnreadable("whatsapp", "d", w.at, []byte("x"), "statuses[0]: not an object"))
	if err != nil {
		t.Fatal(err)
	}
	got := w.HandleGroup(t.Context(), []sqsqueue.Record{{Body: []byte("[")}, {Body: body}, {Body: unreadable}})
	want := []sqsqueue.Outcome{
		sqsqueue.ParkFor(deadletter.Release, "decode envelope: unexpected end of JSON input"),
		sqsqueue.ParkFor(deadletter.Release, "status does not handle envelopes of kind ticket"),
		sqsqueue.ParkFor(deadletter.Unreadable, "statuses[0]: not an object"),
	}
	if diff := cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}
