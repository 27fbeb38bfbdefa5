package whole

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"ventana/infra/count"
	"ventana/infra/price"
)

// The targets before which a meter stands, by the names of local.Options.Around.
const (
	targetAPI      = "api"
	targetHelpdesk = "zendesk"
	targetProvider = "graph"
	targetQueues   = "sqs"
	targetTable    = "dynamodb"
)

// meter stands before everything that functions speak to: it counts what each asks
// for, and tells when a text arrives in the helpdesk or at WhatsApp. It may be used
// by many goroutines.
type meter struct {
	token *regexp.Regexp // what texts carry that are waited for

	mu      sync.Mutex
	uses    map[string]Use // by function, of webhook by who posted
	arrived map[string]chan time.Time
	deaf    bool
	chores  int // surveys that WhatsApp has accepted
}

func newMeter() *meter {
	return &meter{uses: map[string]Use{}, arrived: map[string]chan time.Time{}, token: regexp.MustCompile(`\bbench-[0-9]+\b`)}
}

// around is local.Options.Around.
func (m *meter) around(target string, next http.Handler) http.Handler {
	switch target {
	case targetAPI:
		return m.api(next)
	case targetQueues:
		return count.Queues(next, m.askedQueue)
	case targetTable:
		return count.Tables(next, func(r *http.Request, one count.Table) { m.add(count.Caller(r), Use{Table: one}) })
	case targetHelpdesk, targetProvider:
		return m.outside(target, next)
	default:
		return next
	}
}

func (m *meter) add(function string, use Use) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uses[function] = m.uses[function].plus(use)
}

// take gives what each function has asked for, and begins anew.
func (m *meter) take() map[string]Use {
	m.mu.Lock()
	defer m.mu.Unlock()
	uses := m.uses
	m.uses = map[string]Use{}
	return uses
}

// drop has the API lose what comes from now on, and say that it took it: WhatsApp's
// simulator then knows customers of whom the system does not.
func (m *meter) drop(deaf bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.deaf = deaf
}

func (m *meter) api(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		deaf := m.deaf
		m.mu.Unlock()
		if deaf && r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body) // of a simulator of this process
			w.WriteHeader(http.StatusOK)
			return
		}
		m.add(webhookOf(strings.TrimPrefix(r.URL.Path, "/webhooks/")), Use{API: 1})
		next.ServeHTTP(w, r)
	})
}

// askedQueue adds a request of a queue; webhook's by who posted what it sends on.
func (m *meter) askedQueue(r *http.Request, one count.Queue) {
	function := count.Caller(r)
	if function == webhook {
		function = webhookOf(whatsApp)
		if strings.Contains(one.Name, "outbound") {
			function = webhookOf(zendesk)
		}
	}
	m.add(function, queueRequests(one.Name, one.Requests))
}

// The function that takes deliveries, and who posts them.
const (
	webhook  = "webhook"
	whatsApp = "whatsapp"
	zendesk  = "zendesk"
)

// webhookOf is what webhook does with the deliveries of a connection.
func webhookOf(connection string) string { return webhook + " of " + connection }

// queueRequests are so many requests of a queue, which its name or address tells.
func queueRequests(queue string, n int) Use {
	if count.QueueItem(queue) == price.SQSFIFORequest {
		return Use{FIFO: n}
	}
	return Use{Standard: n}
}

// survey is in what WhatsApp is asked to ask of a customer.
const survey = "ventana-survey-"

// readWhole bounds which bodies are read before they are passed on: words are
// shorter, and files are streamed.
const readWhole = 64 << 10

func (m *meter) outside(target string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		function := count.Caller(r)
		if function == "" {
			next.ServeHTTP(w, r)
			return
		}
		var body []byte
		if r.ContentLength >= 0 && r.ContentLength < readWhole {
			var err error
			if body, err = io.ReadAll(r.Body); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			r = count.Again(r, body)
		}
		sent := &count.Body{ReadCloser: r.Body}
		r.Body = sent
		answer := &answered{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		use := Use{Out: sent.Bytes}
		if target == targetHelpdesk {
			use.Helpdesk = 1
		} else {
			use.Provider = 1
		}
		m.add(function, use)
		if answer.status < http.StatusMultipleChoices {
			m.accepted(body)
		}
	})
}

// accepted tells whoever waits for what a body said.
func (m *meter) accepted(body []byte) {
	at := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if bytes.Contains(body, []byte(survey)) {
		m.chores++
	}
	for _, found := range m.token.FindAll(body, -1) {
		if waiting := m.arrived[string(found)]; waiting != nil {
			waiting <- at // it holds one, and is taken out
			delete(m.arrived, string(found))
		}
	}
}

// asked counts the surveys that WhatsApp has accepted so far.
func (m *meter) asked() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.chores
}

// expect waits for a text with that token; call what it returns after it is written.
func (m *meter) expect(token string) (arrived func(ctx context.Context) (time.Time, error)) {
	waiting := make(chan time.Time, 1)
	m.mu.Lock()
	m.arrived[token] = waiting
	m.mu.Unlock()
	return func(ctx context.Context) (time.Time, error) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		select {
		case at := <-waiting:
			return at, nil
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("bench: %s did not arrive: %w", token, ctx.Err())
		}
	}
}

// patience bounds the wait for one text, in real time: what takes longer is lost.
const patience = 3 * time.Minute

// answered remembers a status. Unwrap keeps flushing and hijacking.
type answered struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
