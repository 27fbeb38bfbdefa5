package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/delivery"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/silence"
)

// world is a handler over a store in memory and an API that takes deliveries as
// webhook does.
type world struct {
	*Handler
	store *dynamotest.Memory
	at    time.Time

	mu     sync.Mutex
	told   []string            // metrics, in order
	taken  []envelope.Envelope // by the API
	status int                 // the API's answer
	probes []envelope.Envelope // in outbound's queue
	broken error               // of that queue
	ids    int
	verify secret.Verify
	stored map[string]time.Time // when each secret was; nothing is told of the others
	sealed map[string]error     // of those that cannot be read
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		at: time.Date(2026, 11, 23, 15, 20, 0, 0, time.UTC), status: http.StatusOK,
		verify: secret.Verify{Connections: []secret.VerifyConnection{{ID: "whatsapp", Kind: secret.KindCloudAPI, AppSecrets: []string{"now", "before"}}}},
	}
	w.store = dynamotest.NewMemory(w.clock)
	api := httptest.NewServer(http.HandlerFunc(w.take))
	t.Cleanup(api.Close)
	w.Handler = NewHandler(Handler{
		connections: w, secrets: w, dated: map[string]dated{"verify": aged{w, "verify"}, "call": aged{w, "call"}}, store: w.store, api: api.URL, client: api.Client(), metrics: w, now: w.clock,
		queue: w, queueURL: "outbound.fifo",
		newID: func() string { w.ids++; return fmt.Sprint(w.ids) }, log: slog.New(slog.DiscardHandler),
	})
	return w
}

// Send is outbound's queue.
func (w *world) Send(_ context.Context, queueURL string, envelopes []envelope.Envelope) error {
	if queueURL != "outbound.fifo" {
		return fmt.Errorf("no queue %s", queueURL)
	}
	w.probes = append(w.probes, envelopes...)
	return w.broken
}

func (w *world) clock() time.Time { return w.at }

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, Numbers: []secret.Number{{ID: "main", PhoneNumberID: "100000000000001", WABAID: "200000000000001"}}},
		{ID: "zendesk", Kind: secret.KindZendesk},
	}}, nil
}

// Get is the verify document.
func (w *world) Get(context.Context) (secret.Verify, error) { return w.verify, nil }

func (w *world) Count(name, reason string) { w.Gauge(name, reason, 1) }

func (w *world) Gauge(name, reason string, value int64) {
	w.told = append(w.told, fmt.Sprintf("%s %s %d", name, reason, value))
}

func (w *world) Days(name, reason string, value float64) {
	w.told = append(w.told, fmt.Sprintf("%s %s %.2f", name, reason, value))
}

func (w *world) Took(name, reason, hop string, took time.Duration) {
	w.told = append(w.told, fmt.Sprintf("%s %s %s %s", name, reason, hop, took))
}

// take is the API.
func (w *world) take(answer http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	arrived := delivery.Delivery{
		Connection: strings.TrimPrefix(request.URL.Path, "/webhooks/"), Body: body, At: w.at,
		Header: map[string]string{"x-hub-signature-256": request.Header.Get("X-Hub-Signature-256")},
	}
	if err := cloudapi.Verify([]string{"now"}, arrived); err != nil {
		answer.WriteHeader(http.StatusForbidden)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.status == http.StatusOK {
		w.taken = append(w.taken, cloudapi.Cut(arrived)...)
	}
	answer.WriteHeader(w.status)
}

func (w *world) fly(t *testing.T) {
	t.Helper()
	if err := w.Handle(t.Context(), Task{Do: "fly"}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) run(t *testing.T) silence.Run {
	t.Helper()
	run, _, err := w.store.CanaryRun(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestFly_sendsOneAndJudgesTheLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fly(t)
	run := w.run(t)
	if len(w.taken) != 1 || w.taken[0].Message.ID != run.ID || w.taken[0].Connection != "whatsapp" || w.taken[0].Message.Number != "100000000000001" {
		t.Fatalf("the API took %+v, want the canary %s", w.taken, run.ID)
	}
	reached := silence.Run{ID: run.ID, WebhookAt: w.at.Add(time.Second), InboundAt: w.at.Add(2 * time.Second), TicketAt: w.at.Add(4 * time.Second),
		EventAt: w.at.Add(5 * time.Second), OutboundAt: w.at.Add(6 * time.Second)}
	if _, err := w.store.NoteCanary(t.Context(), "main", reached); err != nil {
		t.Fatal(err)
	}
	w.at = w.at.Add(15 * time.Minute)
	w.fly(t)
	w.at = w.at.Add(15 * time.Minute)
	w.fly(t)
	want := []string{
		"CanaryLate main: first 0",
		"CanaryHop main webhook 0s", "CanaryHop main inbound 2s", "CanaryHop main ticket 2s", "CanaryHop main event 1s", "CanaryHop main outbound 1s", "CanaryLate main 0",
		"CanaryHop main webhook 0s", "CanaryLate main: inbound 1", // the second, which the API took, and of which nobody else noted anything
	}
	if diff := cmp.Diff(want, w.told); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if len(w.taken) != 3 || w.run(t).ID == run.ID {
		t.Errorf("got %d canaries, want 3, each another", len(w.taken))
	}
	if len(w.probes) != 3 || w.probes[0].Delivery != run.ID || w.probes[0].Ticket.ID != "main" || w.probes[0].Dedup == w.probes[1].Dedup {
		t.Errorf("got %+v, want outbound's queue probed with each canary", w.probes)
	}
}

// TestFly_twiceAtOnceIsOnce: Scheduler starts a run at least once.
func TestFly_twiceAtOnceIsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fly(t)
	w.at = w.at.Add(silence.Patience - time.Second)
	w.fly(t)
	if len(w.taken) != 1 || len(w.told) != 1 {
		t.Errorf("got %d canaries and %q, want the run under way left alone", len(w.taken), w.told)
	}
	// Another has begun between the look and the start.
	w.at = w.at.Add(time.Hour)
	w.store.Fault(func(point string) error {
		if point == "StartCanary before" {
			w.store.Fault(nil)
			_, err := w.store.StartCanary(t.Context(), "main", w.run(t).ID, silence.Run{ID: "other", SentAt: w.at})
			return err
		}
		return nil
	})
	w.fly(t)
	if len(w.taken) != 1 || len(w.told) != 1 || w.run(t).ID != "other" {
		t.Errorf("got %d canaries and %q, want the other's run alone", len(w.taken), w.told)
	}
}

func TestFly_whatTheAPIDoesNotTakeIsLateAtOnce(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*world){
		"come again":     func(w *world) { w.status = http.StatusServiceUnavailable },
		"another secret": func(w *world) { w.verify.Connections[0].AppSecrets[0] = "wrong" },
		"no API":         func(w *world) { w.api = "http://127.0.0.1:1" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			spoil(w)
			w.fly(t)
			if !slices.Contains(w.told, "CanaryLate main: webhook 1") || len(w.taken) != 0 {
				t.Errorf("got %q, want the hop told", w.told)
			}
			if run := w.run(t); !run.WebhookAt.IsZero() || len(w.probes) != 0 {
				t.Errorf("got %+v and probes %v of a canary that never flew", run, w.probes)
			}
		})
	}
}

func TestFly_failuresOfOurOwnAreErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.verify.Connections = nil
	if err := w.Handle(t.Context(), Task{Do: "fly"}); err == nil || !strings.Contains(err.Error(), "fly for number main") {
		t.Errorf("got %v, want the number named", err)
	}
	w = newWorld(t)
	throttled := errors.New("throttled")
	w.broken = throttled
	if err := w.Handle(t.Context(), Task{Do: "fly"}); !errors.Is(err, throttled) {
		t.Errorf("got %v, want the probe's failure told", err)
	}
	w = newWorld(t)
	w.store.Fault(func(string) error { return throttled })
	for _, do := range []string{"fly", "listen"} {
		if err := w.Handle(t.Context(), Task{Do: do}); !errors.Is(err, throttled) {
			t.Errorf("%s: got %v, want the failure told", do, err)
		}
	}
	if len(w.taken)+len(w.told) != 0 {
		t.Errorf("got %q, want no word on what nobody knows", w.told)
	}
	if err := w.Handle(t.Context(), Task{Do: "sing"}); err == nil || !strings.Contains(err.Error(), `"do":"fly"`) {
		t.Errorf("got %v, want the right form told", err)
	}
}

func TestListen_busyNumberThatFellSilentIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for hour := range 4 * 7 * 24 {
		if err := w.store.Heard(t.Context(), "main", w.at.Add(-time.Duration(hour+3)*time.Hour), 20); err != nil {
			t.Fatal(err)
		}
	}
	listen := func() {
		if err := w.Handle(t.Context(), Task{Do: "listen"}); err != nil {
			t.Fatal(err)
		}
	}
	listen()
	if diff := cmp.Diff([]string{"NumberSilent main: 2 hours 1"}, w.told); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if err := w.store.Heard(t.Context(), "main", w.at, 1); err != nil {
		t.Fatal(err)
	}
	if listen(); len(w.told) != 1 {
		t.Errorf("got %q, want no more since it was heard", w.told)
	}
}

func TestLoadConfig(t *testing.T) {
	t.Parallel()
	got, err := LoadConfig(func(name string) string { return "value of " + name })
	want := Config{
		Table: "value of TABLE_NAME", APIURL: "value of API_URL", VerifySecretURL: "value of VERIFY_SECRET_URL",
		CallSecretURL: "value of CALL_SECRET_URL", MetricNamespace: "value of METRIC_NAMESPACE",
		OutboundQueueURL: "value of OUTBOUND_QUEUE_URL",
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = LoadConfig(func(string) string { return "" })
	for _, name := range []string{"TABLE_NAME", "API_URL", "VERIFY_SECRET_URL", "CALL_SECRET_URL", "METRIC_NAMESPACE", "OUTBOUND_QUEUE_URL"} {
		if err == nil || !strings.Contains(err.Error(), name+": required") {
			t.Errorf("got %v, want it to name %s", err, name)
		}
	}
}
