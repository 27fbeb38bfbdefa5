package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/breaker"
	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

const (
	appSecret = "former-app-secret-0123"
	event     = `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"value":{"text":"\u00a1hola <&>!"},"field":"messages"}]}]}`
)

// world is a handler and the endpoint that it speaks to.
type world struct {
	*Handler
	former *secret.Former
	secret error
	log    bytes.Buffer
	at     time.Time

	answers []int // the statuses of the next requests; then 200
	header  http.Header
	bodies  []string
	headers []http.Header
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), header: http.Header{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.former = &secret.Former{URL: server.URL + "/hooks?x=1", AppSecret: appSecret}
	w.Handler = NewHandler(Handler{
		connections: w, client: newClient(),
		circuit: func(string) *breaker.Breaker {
			return breaker.New(breaker.Options{Now: func() time.Time { return w.at }, Jitter: func() float64 { return 0 }})
		},
		log: slog.New(slog.NewJSONHandler(&w.log, nil)),
	})
	return w
}

func (w *world) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body) // what is missing the test finds missing
	w.bodies, w.headers = append(w.bodies, string(body)), append(w.headers, request.Header)
	for name, values := range w.header {
		response.Header()[name] = values
	}
	if len(w.answers) > 0 {
		response.WriteHeader(w.answers[0])
		w.answers = w.answers[1:]
	}
}

// Document is the call document.
func (w *world) Document(context.Context) (secret.Call, error) {
	return secret.Call{Connections: []secret.CallConnection{{ID: "whatsapp", Kind: secret.KindCloudAPI, Former: w.former}}}, w.secret
}

func record(t *testing.T, body string, receives int) sqsqueue.Record {
	t.Helper()
	e, ok := envelope.NewForward(envelope.Envelope{Kind: envelope.KindMessage, Connection: "whatsapp", Delivery: "d", Origin: body}, "g", "x")
	if !ok {
		t.Fatal("nothing to pass on")
	}
	encoded, err := envelope.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	return sqsqueue.Record{ID: "r", Group: "g", Body: encoded, Receives: receives}
}

func TestForward_sendsTheSameBytesSignedAsMetaDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answers = []int{500, 204}
	for receives, done := range []bool{false, true} {
		outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, receives+1)})
		if len(outcomes) != 1 || (outcomes[0] == sqsqueue.Done()) != done {
			t.Fatalf("got %+v", outcomes)
		}
	}
	if diff := cmp.Diff([]string{event, event}, w.bodies); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	for _, header := range w.headers {
		signed := map[string]string{"x-hub-signature-256": header.Get("X-Hub-Signature-256")}
		if err := cloudapi.Verify([]string{appSecret}, delivery.Delivery{Header: signed, Body: []byte(event)}); err != nil {
			t.Errorf("signature: %v", err)
		}
		if header.Get("Content-Type") != "application/json" || header.Get("User-Agent") != "facebookexternalua" {
			t.Errorf("got the headers %v", header)
		}
	}
	if strings.Contains(w.log.String(), "hola") || strings.Contains(w.log.String(), "127.0.0.1") {
		t.Errorf("the log tells what was sent, or where: %s", w.log.String())
	}
}

func TestForward_orderWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answers = []int{200, 503}
	outcomes := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, `{"n":1}`, 1), record(t, `{"n":2}`, 1), record(t, `{"n":3}`, 1)})
	if len(outcomes) != 2 || outcomes[0] != sqsqueue.Done() || !outcomes[1].Holds() || outcomes[1].WaitOf() != 2*time.Second {
		t.Fatalf("got %+v, want the second to wait and the third not to be sent", outcomes)
	}
	if diff := cmp.Diff([]string{`{"n":1}`, `{"n":2}`}, w.bodies); diff != "" {
		t.Error(diff)
	}
}

func TestForward_whatTheEndpointAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status, receives int
		retryAfter       string
		done, parked     bool
		wait             time.Duration
	}{
		{status: 200, done: true},
		{status: 202, done: true},
		{status: 400, parked: true},
		{status: 413, parked: true},
		{status: 422, parked: true},
		{status: 302, wait: time.Minute}, // the signature is for one address
		{status: 401, wait: time.Minute},
		{status: 403, wait: time.Minute},
		{status: 404, wait: time.Minute},
		{status: 410, wait: time.Minute},
		{status: 408, receives: 1, wait: 2 * time.Second},
		{status: 429, receives: 1, retryAfter: "40", wait: 40 * time.Second},
		{status: 429, receives: 1, retryAfter: "86400", wait: time.Hour},
		{status: 500, receives: 4, wait: 16 * time.Second},
		{status: 503, receives: 900, wait: 2 * time.Minute},
		{status: 500, receives: 1, retryAfter: "Sun, 22 Nov 2026 11:00:00 GMT", wait: 2 * time.Second},
	} {
		w := newWorld(t)
		w.answers = []int{tt.status}
		if tt.retryAfter != "" {
			w.header.Set("Retry-After", tt.retryAfter)
		}
		if tt.status == 302 {
			w.header.Set("Location", w.former.URL)
		}
		outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, tt.receives)})[0]
		if (outcome == sqsqueue.Done()) != tt.done || outcome.IsParked() != tt.parked || outcome.WaitOf() != tt.wait {
			t.Errorf("%d: got %+v", tt.status, outcome)
		}
		if len(w.bodies) != 1 {
			t.Errorf("%d: got %d requests", tt.status, len(w.bodies))
		}
	}
}

// TestForward_deadEndpointIsLeftAlone: an hour of it costs a call a minute, and
// loses nothing.
func TestForward_deadEndpointIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	address := w.former.URL
	w.former.URL = "http://127.0.0.1:1/gone"
	for receives := 1; receives <= breaker.Failures+3; receives++ {
		outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, receives)})[0]
		if !outcome.Holds() || outcome.WaitOf() > 2*time.Minute || outcome.WaitOf() < time.Second {
			t.Fatalf("got %+v", outcome)
		}
	}
	w.at = w.at.Add(time.Hour)
	w.former.URL = address
	if outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, 60)})[0]; outcome != sqsqueue.Done() {
		t.Errorf("got %+v from one that is back", outcome)
	}
	if strings.Contains(w.log.String(), "gone") {
		t.Errorf("the log tells the address: %s", w.log.String())
	}
}

func TestForward_waitsWithoutAnEndpointAndParksWhatIsNoneOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.former = nil
	if outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, 1)})[0]; outcome.WaitOf() != time.Minute {
		t.Errorf("got %+v without an endpoint", outcome)
	}
	w.secret = &failure.Error{Class: failure.Later, Op: "read call secret", Wait: time.Minute, Err: errors.New("placeholder")}
	if outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{record(t, event, 1)})[0]; !outcome.Holds() {
		t.Errorf("got %+v without a document", outcome)
	}
	for _, body := range []string{"no json", `{"v":1,"kind":"ticket","ticket":{"id":"1"}}`, `{"v":1,"kind":"forward","forward":{"kind":"message"}}`} {
		if outcome := w.HandleGroup(t.Context(), []sqsqueue.Record{{ID: "r", Body: []byte(body)}})[0]; !outcome.IsParked() {
			t.Errorf("%s: got %+v", body, outcome)
		}
	}
}
