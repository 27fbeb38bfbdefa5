package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/offer"
	"ventana/shared/secret"
	"ventana/shared/statement"
)

// world is a handler over a store and two helpdesks in memory.
type world struct {
	*Handler
	store *dynamotest.Memory
	desks map[string]*helpdesktest.Desk
	at    time.Time

	asked    []time.Time // since when a helpdesk was asked
	enqueued []envelope.Envelope
	queueErr error
	secret   error
	steps    []string // what happened, in order
	gauges   reads
	runs     int
	counted  []string // metrics

	reads  time.Duration               // how much of the export a call reads; 0, all
	unsaid func(since time.Time) error // fails the export of what was said

	letters map[string]int // in dead-letter queues, by URL
	depthOf error
}

// meters are the metrics: what is read off, and what is counted.
type meters struct {
	reads
	w *world
}

// Count counts one.
func (m meters) Count(name, reason string) { m.w.counted = append(m.w.counted, name+" "+reason) }

func newWorld() *world {
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), gauges: reads{}}
	w.store = dynamotest.NewMemory(w.clock)
	if err := w.store.PutStatement(context.Background(), statement.Statement{Day: "2026-11-21"}); err != nil { // yesterday's is made
		panic(err)
	}
	w.store.Fault(w.step)
	w.desks = map[string]*helpdesktest.Desk{"zendesk": helpdesktest.New(w.clock), "second": helpdesktest.New(w.clock)}
	w.Handler = NewHandler(Handler{
		connections: w, store: w.store, limits: offer.NewBook(w.store, w.clock, slog.New(slog.DiscardHandler)), sender: w, queueURL: "https://q/out.fifo",
		depth: w, shelves: []string{"https://q/v-inbound-dlq.fifo", "https://q/v-status-dlq"},
		desk:    func(c secret.CallConnection) desk { return watched{w.desks[c.ID], w} },
		metrics: meters{w.gauges, w}, newOwner: func() string { w.runs++; return fmt.Sprint("run ", w.runs) },
		now: w.clock, log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	return w
}

// watched is a helpdesk that notes since when it was asked.
type watched struct {
	*helpdesktest.Desk
	w *world
}

func (d watched) ChangedSince(ctx context.Context, since time.Time) ([]helpdesk.ChangedTicket, time.Time, bool, error) {
	d.w.asked = append(d.w.asked, since)
	if d.w.reads > 0 { // an export that is larger than what one call reads of it
		changed, next, end, err := d.Desk.ChangedSince(ctx, since)
		if until := since.Add(d.w.reads); until.Before(next) {
			next, end = until, false
		}
		return changed, next, end, err
	}
	return d.Desk.ChangedSince(ctx, since)
}

// Of is the queues' count.
func (w *world) Of(_ context.Context, queueURL string) (int, error) {
	w.steps = append(w.steps, "Depth")
	return w.letters[queueURL], w.depthOf
}

func (d watched) SaidSince(ctx context.Context, since time.Time) ([]helpdesk.Said, time.Time, bool, error) {
	if d.w.unsaid != nil {
		if err := d.w.unsaid(since); err != nil {
			return nil, time.Time{}, false, err
		}
	}
	return d.Desk.SaidSince(ctx, since)
}

func (w *world) clock() time.Time { return w.at }

func (w *world) step(point string) error { w.steps = append(w.steps, point); return nil }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Portfolio: "p", Numbers: []secret.Number{{ID: "main"}}}, {ID: "zendesk", Kind: secret.KindZendesk}, {ID: "second", Kind: secret.KindZendesk},
	}}, w.secret
}

// Send is the queue.
func (w *world) Send(_ context.Context, queueURL string, envelopes []envelope.Envelope) error {
	w.steps = append(w.steps, "Send")
	if queueURL != "https://q/out.fifo" {
		return fmt.Errorf("sent to %s", queueURL)
	}
	if w.queueErr != nil {
		return w.queueErr
	}
	w.enqueued = append(w.enqueued, envelopes...)
	return nil
}

// ticket is a ticket with two comments; link says which of them was looked at,
// and none that the ticket is not ours.
func (w *world) ticket(t *testing.T, desk string, link int) (id, newest string) {
	t.Helper()
	id = w.desks[desk].Seed()
	first := w.desks[desk].Write(id, helpdesk.Comment{Public: true, Plain: "one"})
	newest = w.desks[desk].Write(id, helpdesk.Comment{Public: true, Staff: true, Plain: "two"})
	if link == 0 {
		return id, newest
	}
	cursor := first
	if link == 2 {
		cursor = newest
	}
	if err := w.store.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: desk, Ticket: id, Contact: "c1", Number: "main", Cursor: cursor}); err != nil {
		t.Fatal(err)
	}
	return id, newest
}

func (w *world) sweep(t *testing.T) {
	t.Helper()
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) watermark(t *testing.T, desk string) time.Time {
	t.Helper()
	at, err := w.store.Watermark(t.Context(), desk)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestSweep_looksAtOurTicketsWithUnseenComments(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.ticket(t, "zendesk", 0)
	missed, newest := w.ticket(t, "zendesk", 1)
	w.ticket(t, "zendesk", 2)
	w.sweep(t)
	want := []envelope.Envelope{{
		Version: envelope.Version, Kind: envelope.KindTicket, Connection: "zendesk", Delivery: "sweep", ReceivedAt: w.at,
		Ticket: &envelope.Ticket{ID: missed, Event: "sweep"}, Group: envelope.Digest("ticket", "zendesk", missed),
		Dedup: envelope.Digest("sweep", "zendesk", missed, newest, fmt.Sprint(w.at.Unix())),
	}}
	if diff := cmp.Diff(want, w.enqueued); diff != "" {
		t.Errorf("envelopes (-want +got):\n%s", diff)
	}
}

// TestSweep_repeatsALookThatADeadRunLost: SQS must not take it for a repetition.
func TestSweep_repeatsALookThatADeadRunLost(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.ticket(t, "zendesk", 1)
	w.sweep(t)
	w.at = w.at.Add(time.Minute) // within the overlap, and within SQS's five minutes of deduplication
	w.sweep(t)
	if len(w.enqueued) != 2 || w.enqueued[0].Dedup == w.enqueued[1].Dedup {
		t.Errorf("got %+v, want the look asked for again under another deduplication id", w.enqueued)
	}
}

func TestSweep_asksFromTheWatermarkWithAnOverlap(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.sweep(t)
	w.at = w.at.Add(5 * time.Minute)
	w.sweep(t)
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	first, second := start.Add(-time.Hour), start.Add(-overlap)
	if diff := cmp.Diff([]time.Time{first, first, second, second}, w.asked); diff != "" {
		t.Errorf("asked since (-want +got):\n%s", diff)
	}
	if got := w.watermark(t, "zendesk"); !got.Equal(w.at.Add(-overlap)) {
		t.Errorf("got the watermark at %s, want %s", got, w.at.Add(-overlap))
	}
}

func TestSweep_watermarkMovesOnlyAfterTheLooksAreInTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.ticket(t, "zendesk", 1)
	w.steps = nil
	w.sweep(t)
	steps := strings.Join(w.steps, ", ")
	if sent, moved := strings.Index(steps, "Send"), strings.Index(steps, "MoveWatermark before"); sent < 0 || moved < sent {
		t.Errorf("got steps %s, want the watermark moved after the send", steps)
	}
	w = newWorld()
	w.ticket(t, "zendesk", 1)
	w.queueErr = errors.New("service unavailable")
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); !errors.Is(err, w.queueErr) {
		t.Errorf("got %v, want the failure of the queue", err)
	}
	if got := w.watermark(t, "zendesk"); !got.IsZero() {
		t.Errorf("got the watermark at %s, want it where it was", got)
	}
	w.queueErr = nil
	w.sweep(t)
	if len(w.enqueued) != 1 {
		t.Errorf("got %d looks after the queue came back, want 1", len(w.enqueued))
	}
}

func TestSweep_oneHelpdeskThatFailsDoesNotStopAnother(t *testing.T) {
	t.Parallel()
	points := map[string]func(w *world, fail func(string) error){
		"at the helpdesk": func(w *world, fail func(string) error) { w.desks["zendesk"].Fault(fail) },
		"at the table":    func(w *world, fail func(string) error) { w.store.Fault(fail) },
	}
	for name, spoil := range points {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.ticket(t, "zendesk", 1)
			missed, _ := w.ticket(t, "second", 1)
			once := false
			spoil(w, func(point string) error {
				if once || (point != "ChangedSince before" && point != "TicketLink before") {
					return nil
				}
				once = true
				return errors.New("timeout")
			})
			err := w.Handle(t.Context(), Task{Do: "sweep"})
			if err == nil || !strings.Contains(err.Error(), "sweep zendesk: timeout") {
				t.Errorf("got %v, want the error to name the helpdesk", err)
			}
			if len(w.enqueued) != 1 || w.enqueued[0].Ticket.ID != missed || w.enqueued[0].Connection != "second" {
				t.Errorf("got %+v, want the other helpdesk's ticket", w.enqueued)
			}
			if !w.watermark(t, "zendesk").IsZero() || w.watermark(t, "second").IsZero() {
				t.Error("the watermark of the helpdesk that failed must stay, the other's must move")
			}
		})
	}
}

func TestSweep_failuresOfTheTableAreErrors(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"Watermark before", "MoveWatermark before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			throttled := errors.New("throttled")
			w.store.Fault(func(at string) error {
				if at == point {
					return throttled
				}
				return nil
			})
			if err := w.Handle(t.Context(), Task{Do: "sweep"}); !errors.Is(err, throttled) {
				t.Errorf("got %v, want the failure told", err)
			}
		})
	}
}

func TestHandle_unknownTaskIsAnError(t *testing.T) {
	t.Parallel()
	for _, do := range []string{"", "sweap", "compare"} {
		w := newWorld()
		if err := w.Handle(t.Context(), Task{Do: do}); err == nil || !strings.Contains(err.Error(), `"do":"sweep"`) {
			t.Errorf("%q: got %v, want the right form told", do, err)
		}
		if len(w.asked) != 0 {
			t.Errorf("%q: a helpdesk was asked", do)
		}
	}
}

func TestHandle_secretThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.secret = errors.New("throttled")
	if err := w.Handle(t.Context(), Task{Do: "sweep"}); !errors.Is(err, w.secret) {
		t.Errorf("got %v", err)
	}
}

func TestNewer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		comment, cursor string
		want            bool
	}{
		{"a comment after the cursor is newer", "1002", "1001", true},
		{"the comment at the cursor is not", "1001", "1001", false},
		{"one before it is not", "1000", "1001", false},
		{"a longer number is a greater one", "10000", "9999", true},
		{"a shorter number is a smaller one", "9999", "10000", false},
		{"numbers that a float would confuse are told apart", "360288445599027203", "360288445599027202", true},
		{"every comment is newer than no cursor", "1", "", true},
		{"no comment is never newer", "", "", false},
		{"no comment is not newer than a cursor", "", "1", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := newer(tt.comment, tt.cursor); got != tt.want {
				t.Errorf("newer(%q, %q) = %t, want %t", tt.comment, tt.cursor, got, tt.want)
			}
		})
	}
}
