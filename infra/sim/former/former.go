package former

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"ventana/infra/sim/fault"
	"ventana/shared/delivery"
	"ventana/shared/provider/cloudapi"
)

// maxBody is the largest delivery: Meta sends up to 3 MB.
const maxBody = 3 << 20

// Options are what the endpoint needs.
type Options struct {
	Now       func() time.Time
	Faults    *fault.Injector
	AppSecret string
}

// Event is one event that came.
type Event struct {
	At   time.Time `json:"at"`
	List string    `json:"list"` // messages, statuses, message_echoes, calls, or the field of a notice
	ID   string    `json:"id,omitempty"`
	// Who is the customer as the event names them, a phone where it has one.
	Who   string          `json:"who,omitempty"`
	Text  string          `json:"text,omitempty"`
	State string          `json:"state,omitempty"` // of a status
	Body  json.RawMessage `json:"body"`            // the whole delivery
}

// Former is the endpoint. It may be used by many goroutines.
type Former struct {
	options Options
	handler http.Handler

	mu      sync.Mutex
	events  []Event
	refused int
}

// New returns an endpoint that nothing has come to.
func New(options Options) *Former {
	f := &Former{options: options}
	f.handler = options.Faults.Wrap("former", nil, func(w http.ResponseWriter, _ *http.Request, status, retryAfter int) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		}
		answer(w, status, http.StatusText(status))
	}, http.HandlerFunc(f.take))
	return f
}

// ServeHTTP takes a delivery.
func (f *Former) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.handler.ServeHTTP(w, r) }

func (f *Former) take(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/webhooks" {
		answer(w, http.StatusNotFound, "not found")
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, http.StatusMethodNotAllowed, "method not allowed")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		f.refuse(w, http.StatusRequestEntityTooLarge, "too large")
		return
	}
	header := map[string]string{}
	for name := range r.Header {
		header[strings.ToLower(name)] = r.Header.Get(name)
	}
	if err := cloudapi.Verify([]string{f.options.AppSecret}, delivery.Delivery{Header: header, Body: body}); err != nil {
		f.refuse(w, http.StatusForbidden, "wrong signature")
		return
	}
	events, ok := read(body)
	if !ok || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		f.refuse(w, http.StatusBadRequest, "not a delivery of WhatsApp's")
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, event := range events {
		event.At, event.Body = f.options.Now().UTC(), body
		f.events = append(f.events, event)
	}
	answer(w, http.StatusOK, "ok")
}

func (f *Former) refuse(w http.ResponseWriter, status int, word string) {
	f.mu.Lock()
	f.refused++
	f.mu.Unlock()
	answer(w, status, word)
}

func answer(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"status":"`+word+`"}`+"\n") // a client that left needs no answer
}

// View is what GET /sim/former shows.
type View struct {
	Events  []Event `json:"events"` // in the order in which they came
	Refused int     `json:"refused"`
}

// View is what came so far.
func (f *Former) View() View {
	f.mu.Lock()
	defer f.mu.Unlock()
	return View{Events: append([]Event{}, f.events...), Refused: f.refused}
}

// Forget empties it.
func (f *Former) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events, f.refused = nil, 0
}
