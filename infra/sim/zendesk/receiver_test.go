package zendesk

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// receiver is the endpoint of a webhook: it keeps what it gets and answers as
// answers say, then with 200.
type receiver struct {
	url string

	mu      sync.Mutex
	got     []received
	answers []func(w http.ResponseWriter)
}

type received struct {
	header http.Header
	body   string
}

func newReceiver(t *testing.T, answers ...func(w http.ResponseWriter)) *receiver {
	t.Helper()
	r := &receiver{answers: answers}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Errorf("read webhook: %v", err)
		}
		r.mu.Lock()
		r.got = append(r.got, received{request.Header.Clone(), string(body)})
		var answer func(http.ResponseWriter)
		if len(r.answers) > 0 {
			answer, r.answers = r.answers[0], r.answers[1:]
		}
		r.mu.Unlock()
		if answer != nil {
			answer(w)
		}
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received(nil), r.got...)
}

// events waits for n requests and gives back their bodies by event kind.
func (r *receiver) events(t *testing.T, n int) map[string]answer {
	t.Helper()
	waitFor(t, func() bool { return len(r.all()) >= n })
	byKind := map[string]answer{}
	for _, one := range r.all() {
		var got answer
		decoder := json.NewDecoder(strings.NewReader(one.body))
		decoder.UseNumber()
		if err := decoder.Decode(&got.body); err != nil {
			t.Fatalf("webhook is no JSON: %s", one.body)
		}
		got.header, got.text = one.header, one.body
		byKind[strings.TrimPrefix(got.at("type"), eventPrefix)] = got
	}
	return byKind
}

// status answers with a status and, if not empty, a Retry-After.
func status(code int, retryAfter string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(code)
	}
}

// withWebhook makes New seed a webhook to the receiver.
func withWebhook(r *receiver) func(*Options) {
	return func(o *Options) { o.WebhookURL, o.WebhookSecret = r.url, "local-webhook-secret" }
}
