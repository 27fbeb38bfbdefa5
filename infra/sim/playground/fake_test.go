package playground_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ventana/infra/local/trail"
	"ventana/infra/sim/fault"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/playground"
	"ventana/infra/sim/zendesk"
)

// fake answers the controls like the local system, from memory: a customer's
// message becomes a comment, a public comment a message that climbs to read.
type fake struct {
	trail  atomic.Pointer[trail.Trail]
	faults *fault.Injector
	pace   time.Duration // between the steps of a message

	ahead   atomic.Int64 // nanoseconds
	carried atomic.Int64 // messages
	refuse  atomic.Bool  // customers' messages
	server  *httptest.Server

	mu        sync.Mutex
	serial    int
	customers []graph.Customer
	described []graph.Profile // changes of customers
	comments  []agentComment
	phones    map[string][]graph.PhoneMessage
	lost      map[string][]map[string]any
	tickets   []zendesk.TicketView
}

func newFake(t *testing.T) (*fake, *httptest.Server) {
	t.Helper()
	f := &fake{faults: fault.New(), pace: 20 * time.Millisecond, phones: map[string][]graph.PhoneMessage{}, lost: map[string][]map[string]any{}}
	f.trail.Store(trail.New(f.now))
	f.server = httptest.NewServer(f.handler())
	t.Cleanup(func() {
		f.server.CloseClientConnections() // the stream never ends by itself
		f.server.Close()
	})
	return f, f.server
}

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", playground.Handler())
	mux.HandleFunc("GET /sim/trail", func(w http.ResponseWriter, r *http.Request) { f.trail.Load().ServeHTTP(w, r) })
	mux.HandleFunc("GET /sim/customers", f.answer(func(*http.Request) any { return f.customers }))
	f.fileControls(mux)
	mux.HandleFunc("GET /sim/customers/{who}/messages", f.answer(func(r *http.Request) any {
		return append([]graph.PhoneMessage{}, f.phones[r.PathValue("who")]...)
	}))
	mux.HandleFunc("GET /sim/customers/{who}/undelivered", f.answer(func(r *http.Request) any { return f.lost[r.PathValue("who")] }))
	mux.HandleFunc("POST /sim/customers/{who}/messages", f.answer(f.customerSends))
	mux.HandleFunc("GET /sim/agents/tickets", f.answer(func(*http.Request) any { return f.tickets }))
	mux.HandleFunc("POST /sim/agents/tickets/{id}/comments", f.answer(f.agentComments))
	mux.HandleFunc("POST /sim/agents/tickets/{id}", f.answer(f.agentChanges))
	mux.HandleFunc("GET /sim/clock", f.answer(func(*http.Request) any { return f.clock() }))
	mux.HandleFunc("POST /sim/clock", f.answer(f.advance))
	mux.HandleFunc("GET /sim/faults", f.answer(func(*http.Request) any { return f.faults.List() }))
	mux.HandleFunc("POST /sim/faults", f.answer(func(r *http.Request) any {
		var one fault.Fault
		if err := json.NewDecoder(r.Body).Decode(&one); err != nil {
			return err
		}
		return f.faults.Add(one)
	}))
	mux.HandleFunc("DELETE /sim/faults", f.answer(func(*http.Request) any { _ = f.faults.Clear(); return f.faults.List() }))
	mux.HandleFunc("GET /sim/system", f.answer(func(*http.Request) any { return json.RawMessage(system) }))
	return mux
}

// system is what the host tells, cut to what the page shows.
const system = `{"functions":[{"name":"webhook","invocations":42,"cold_starts":1},{"name":"inbound","invocations":12,"errors":1,"cold_starts":2,"running":1},
	{"name":"outbound","invocations":9,"cold_starts":1},{"name":"status","invocations":21,"cold_starts":1},{"name":"reconcile","invocations":3,"cold_starts":1}],
	"queues":[{"name":"ventana-inbound.fifo","visible":0,"in_flight":1},{"name":"ventana-inbound-dlq.fifo","dead_letters":true,"visible":204,"not_shown":203,
	"messages":[{"id":"d1","kind":"unreadable","connection":"whatsapp","attributes":{"reason":"no JSON"}}]},
	{"name":"ventana-outbound.fifo"},{"name":"ventana-outbound-dlq.fifo"},{"name":"ventana-status"},{"name":"ventana-status-dlq"},{"name":"ventana-schedule-dlq"}]}`

// answer runs one control at a time and encodes what it gives back.
func (f *fake) answer(control func(*http.Request) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		body := control(r)
		if err, wrong := body.(error); wrong {
			w.WriteHeader(http.StatusUnprocessableEntity)
			body = map[string]string{"error": err.Error()}
		}
		_ = json.NewEncoder(w).Encode(body) // a page that left needs no answer
	}
}

func (f *fake) now() time.Time { return time.Now().Add(time.Duration(f.ahead.Load())).UTC() }

func (f *fake) clock() any { return map[string]any{"now": f.now()} }

func (f *fake) advance(r *http.Request) any {
	var body struct{ Advance string }
	_ = json.NewDecoder(r.Body).Decode(&body) // an empty one fails below
	by, err := time.ParseDuration(body.Advance)
	if err != nil {
		return fmt.Errorf("advance %q: give a duration such as 23h", body.Advance)
	}
	f.ahead.Add(int64(by))
	return f.clock()
}

func (f *fake) id() string {
	f.serial++
	return strconv.Itoa(f.serial)
}

func (f *fake) agentChanges(r *http.Request) any {
	var change struct {
		Status string
		Tags   []string
	}
	if err := json.NewDecoder(r.Body).Decode(&change); err != nil {
		return err
	}
	ticket, err := f.ticket(r)
	if err != nil {
		return err
	}
	if change.Status != "" {
		ticket.Status = change.Status
	}
	if change.Tags != nil {
		ticket.Tags = change.Tags
	}
	return map[string]int64{"id": ticket.ID}
}
