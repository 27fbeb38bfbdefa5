package sweep

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	simulator "ventana/infra/sim/zendesk"
	"ventana/shared/clock"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/zendesk"
)

// The credentials of the simulated account: Ventana's own, which limits count,
// and the inspector's, which they do not.
const (
	clientID       = "bench-client"
	clientSecret   = "bench-client-secret"
	inspectorEmail = "agent@example.com"
	inspectorToken = "bench-token"
)

// desk is the simulated account behind a counter.
type desk struct {
	account *simulator.Zendesk
	// setup is the inspector's client, which makes what the bench needs.
	setup *zendesk.Client
	url   string
	// window is the id of the field that shows the window.
	window string

	mu     sync.Mutex
	counts Counts
	delay  time.Duration // of each answer to Ventana
}

// newDesk opens an account whose address is url, with the window's field as
// `ventana setup zendesk` makes it.
func newDesk(url string, now *clock.Clock) (*desk, error) {
	account, err := simulator.New(simulator.Options{
		Clock: now, ClientID: clientID, ClientSecret: clientSecret, InspectorEmail: inspectorEmail, InspectorToken: inspectorToken, BaseURL: url,
	})
	if err != nil {
		return nil, err
	}
	d := &desk{account: account, url: url, setup: zendesk.New(zendesk.Options{
		BaseURL: url, Basic: &zendesk.Basic{Email: inspectorEmail, Token: inspectorToken}, UserAgent: "ventana bench", Now: now.Now,
	})}
	return d, nil
}

// ServeHTTP counts a call of Ventana's and answers it as late as the real one
// would; the inspector's are neither counted nor held up.
func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.Header.Get("Authorization"), "Basic ") {
		d.account.ServeHTTP(w, r)
		return
	}
	d.mu.Lock()
	delay := d.delay
	d.mu.Unlock()
	time.Sleep(delay)
	answer := &statusWriter{ResponseWriter: w}
	d.account.ServeHTTP(answer, r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts.Calls++
	switch {
	case answer.status == http.StatusTooManyRequests:
		d.counts.Limited++
	case r.Method == http.MethodPut:
		d.counts.Updates++
	}
}

// statusWriter keeps the status that a handler answers.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// take gives what was counted, and begins anew.
func (d *desk) take() Counts {
	d.mu.Lock()
	defer d.mu.Unlock()
	counts := d.counts
	d.counts = Counts{}
	return counts
}

// unlimited lifts the limits of the plan, named lays one plan's on.
func (d *desk) unlimited() error {
	return d.account.SetLimits(json.RawMessage(`{"account":100000000,"ticket_updates":100000000}`))
}

func (d *desk) plan(name string) error {
	return d.account.SetLimits(json.RawMessage(fmt.Sprintf(`{"plan":%q}`, name)))
}

func (d *desk) answerAfter(delay time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.delay = delay
}

// addField makes the field that shows the window.
func (d *desk) addField(ctx context.Context) error {
	const body = `{"ticket_field":{"type":"tagger","title":"WhatsApp window","custom_field_options":[` +
		`{"name":"Open","value":"` + helpdesk.WindowOpen + `"},{"name":"Closing","value":"` + helpdesk.WindowClosing + `"},` +
		`{"name":"Closed","value":"` + helpdesk.WindowClosed + `"}]}}`
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api/v2/ticket_fields", strings.NewReader(body))
	if err != nil {
		return fmt.Errorf("add field: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.SetBasicAuth(inspectorEmail+"/token", inspectorToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("add field: %w", err)
	}
	defer response.Body.Close()
	var answer struct {
		Field struct {
			ID int64 `json:"id"`
		} `json:"ticket_field"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Field.ID == 0 {
		return fmt.Errorf("add field: status %d, %w", response.StatusCode, err)
	}
	d.window = strconv.FormatInt(answer.Field.ID, 10)
	return nil
}

// open opens a customer's ticket, as their first message does.
func (d *desk) open(ctx context.Context, contact string) (string, error) {
	user, err := d.setup.EnsureUser(ctx, helpdesk.User{ExternalID: contact, Name: "Ana " + contact})
	if err != nil {
		return "", err
	}
	opened, err := d.setup.OpenTicket(ctx, helpdesk.NewTicket{
		ExternalID: "ventana:" + contact + ":main:1", Requester: user, Subject: "WhatsApp: Ana", Body: "Hello", Tags: []string{helpdesk.Tag},
		Fields: []helpdesk.Field{{ID: d.window, Value: helpdesk.WindowOpen}},
	})
	return opened.Ticket, err
}

// notes is when each ticket got its internal notes, by number.
func (d *desk) notes() map[string][]time.Time {
	at := map[string][]time.Time{}
	for _, ticket := range d.account.Tickets() {
		for _, comment := range ticket.Comments {
			if !comment.Public {
				id := strconv.FormatInt(ticket.ID, 10)
				at[id] = append(at[id], comment.CreatedAt)
			}
		}
	}
	return at
}
