package graph

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/shared/clock"
)

const (
	testNumber  = "100000000000001"
	testAccount = "200000000000001"
	testToken   = "token"
	testSecret  = "app-secret"
	testVerify  = "verify-token"
	ana         = "34600000001"
	anaUserID   = "ES.9f3K2QpXz7LmTt41"
)

// world is a simulator with a receiver of its webhooks.
type world struct {
	t        *testing.T
	graph    *Graph
	clock    *clock.Clock
	faults   *fault.Injector
	poster   *delivery.Poster
	receiver *receiver
	dir      string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), receiver: newReceiver(t)}
	w.clock = clock.New(filepath.Join(t.TempDir(), "clock"))
	w.start()
	return w
}

// start makes the simulator from what is in the folder.
func (w *world) start() {
	w.t.Helper()
	w.faults = fault.New()
	w.poster = delivery.New(w.clock.Now)
	seams := defaultSeams()
	seams.step = 2 * time.Millisecond
	seams.schedule = []time.Duration{5 * time.Millisecond}
	g, err := newGraph(Options{
		Clock: w.clock, Faults: w.faults, Poster: w.poster, CallbackURL: w.receiver.server.URL, Dir: w.dir,
		AppSecret: testSecret, VerifyToken: testVerify, AccessToken: testToken,
		PhoneNumberID: testNumber, WABAID: testAccount, DisplayNumber: "+34 911 000 001", BaseURL: "http://sim.test/graph",
	}, seams)
	if err != nil {
		w.t.Fatal(err)
	}
	w.graph = g
	w.t.Cleanup(func() { w.poster.Close(); _ = g.Close() })
}

// stop closes the simulator, as a restart of the host does.
func (w *world) stop() {
	w.t.Helper()
	w.poster.Close()
	if err := w.graph.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// call asks the Graph API with the right token.
func (w *world) call(method, path, body string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+testToken)
	answer := httptest.NewRecorder()
	w.graph.ServeHTTP(answer, r)
	return answer
}

// sendText sends a text to a phone and returns status and message id.
func (w *world) sendText(to, body string) (status int, id string) {
	w.t.Helper()
	raw, err := json.Marshal(map[string]any{
		"messaging_product": "whatsapp", "to": to, "type": "text",
		"text": map[string]string{"body": body}, "biz_opaque_callback_data": "marker-1",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", string(raw))
	var sent sendAnswer
	if err := json.Unmarshal(answer.Body.Bytes(), &sent); err == nil && len(sent.Messages) == 1 {
		id = sent.Messages[0].ID
	}
	return answer.Code, id
}

// post sends a message to a recipient, both as members of the request, and
// returns its id.
func (w *world) post(to, object string) string {
	w.t.Helper()
	answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/messages", `{"messaging_product":"whatsapp",`+to+`,`+object+`}`)
	var sent sendAnswer
	if err := json.Unmarshal(answer.Body.Bytes(), &sent); err != nil || len(sent.Messages) != 1 {
		w.t.Fatalf("send %s: %d %s", object, answer.Code, answer.Body)
	}
	return sent.Messages[0].ID
}

// bubble is a message as the phone shows it.
func (w *world) bubble(who, id string) PhoneMessage {
	w.t.Helper()
	for _, m := range w.graph.CustomerMessages(who) {
		if m.ID == id {
			return m
		}
	}
	w.t.Fatalf("the phone of %s does not show %s", who, id)
	return PhoneMessage{}
}

// customer writes as a customer.
func (w *world) customer(who, message string) string {
	w.t.Helper()
	id, err := w.graph.CustomerSend(w.t.Context(), who, json.RawMessage(message))
	if err != nil {
		w.t.Fatalf("CustomerSend(%s): %v", who, err)
	}
	return id
}

func (w *world) advance(d time.Duration) {
	w.t.Helper()
	if err := w.clock.Advance(d); err != nil {
		w.t.Fatal(err)
	}
}

// reverse holds the next shuffled webhooks back. The function that it returns
// waits until there are count of them and lets them go, the last one first, each
// when the one before has arrived.
func (w *world) reverse(count int) (turn func(arrived func(sent int) bool)) {
	w.t.Helper()
	const held = time.Hour
	var mu sync.Mutex
	var posts []func()
	w.graph.mu.Lock()
	w.graph.seams.jitter = func() time.Duration { return held }
	later := w.graph.seams.later
	w.graph.seams.later = func(wait time.Duration, f func()) {
		if wait != held {
			later(wait, f)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		posts = append(posts, f)
	}
	w.graph.mu.Unlock()
	w.limits(`{"shuffle_statuses":true}`)
	return func(arrived func(sent int) bool) {
		w.t.Helper()
		w.until(func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(posts) == count
		})
		for i := range count {
			posts[count-1-i]()
			w.until(func() bool { return arrived(i + 1) })
		}
	}
}

func (w *world) limits(raw string) {
	w.t.Helper()
	if err := w.graph.SetLimits(json.RawMessage(raw)); err != nil {
		w.t.Fatal(err)
	}
}

// received is one webhook as it came in.
type received struct {
	header http.Header
	body   string
	value  seenValue
}

// receiver takes webhooks; answer says with which status.
type receiver struct {
	server *httptest.Server
	mu     sync.Mutex
	got    []received
	answer func(count int) int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{answer: func(int) int { return http.StatusOK }}
	r.server = httptest.NewServer(r)
	t.Cleanup(r.server.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.Method == http.MethodGet {
		query := request.URL.Query()
		if query.Get("hub.mode") != "subscribe" || query.Get("hub.verify_token") != testVerify {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, query.Get("hub.challenge"))
		return
	}
	body, _ := io.ReadAll(request.Body)
	var seen seenNotification
	_ = json.Unmarshal(body, &seen)
	r.mu.Lock()
	defer r.mu.Unlock()
	got := received{header: request.Header, body: string(body)}
	if len(seen.Entry) == 1 && len(seen.Entry[0].Changes) == 1 {
		got.value = seen.Entry[0].Changes[0].Value
	}
	r.got = append(r.got, got)
	w.WriteHeader(r.answer(len(r.got)))
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received{}, r.got...)
}

// wait returns the webhooks once there are at least count of them.
func (w *world) wait(count int) []received {
	w.t.Helper()
	w.until(func() bool { return len(w.receiver.all()) >= count })
	return w.receiver.all()
}

// statuses are those received so far for a message, in order of arrival.
func (w *world) statuses(id string) (list []string) {
	w.t.Helper()
	for _, got := range w.receiver.all() {
		for _, raw := range got.value.Statuses {
			var s statusObject
			if err := json.Unmarshal(raw, &s); err != nil {
				w.t.Fatal(err)
			}
			if s.ID == id {
				list = append(list, s.Status)
			}
		}
	}
	return list
}

func (w *world) until(ready func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if ready() {
			return
		}
	}
	w.t.Fatalf("waited 10 s in vain; webhooks: %d", len(w.receiver.all()))
}

func errorCode(t *testing.T, answer *httptest.ResponseRecorder) int {
	t.Helper()
	var body errorBody
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		t.Fatalf("answer %d %q: %v", answer.Code, answer.Body, err)
	}
	return body.Error.Code
}
