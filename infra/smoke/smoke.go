package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"ventana/infra/redrive"
	"ventana/shared/secret"
)

// requestTimeout is a little above what API Gateway waits for the function.
const requestTimeout = 15 * time.Second

// Target is what is checked. Without its documents less is.
type Target struct {
	API string // the HTTP API's address
	// Connections are the ids of the WhatsApp connections; those of Verify when it
	// is there.
	Connections []string
	Verify      *secret.Verify // with it, signed deliveries are tried
	Call        *secret.Call   // with it, the delivery is a canary to a number
	Stack       string         // whose alarms and queues; empty = not checked
	Queues      redrive.API
	Alarms      AlarmAPI // nil = not checked
	Now         time.Time
	NewID       func() string
}

// Result is what became of one check.
type Result struct {
	Check string
	// Err says what is not as it should be; nil when all is well. With Unchecked it
	// says why nobody knows.
	Err       error
	Unchecked bool
	Remedy    string // what to do about Err
}

// Run does every check that the target has the means for.
func Run(ctx context.Context, target Target) []Result {
	r := &run{Target: target, client: &http.Client{
		Timeout: requestTimeout,
		// An address that leads elsewhere is not the API.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	r.API = strings.TrimRight(r.API, "/")
	if !r.health(ctx) {
		return r.results // one line is enough for an API that is not there
	}
	r.strangers(ctx)
	r.signed(ctx)
	r.deadLetters(ctx)
	r.alarms(ctx)
	return r.results
}

// run is one run over a target.
type run struct {
	Target
	client  *http.Client
	results []Result
}

// note keeps what became of a check.
func (r *run) note(check string, err error, remedy string) bool {
	r.results = append(r.results, Result{Check: check, Err: err, Remedy: remedy})
	return err == nil
}

// skip keeps a check that could not be made.
func (r *run) skip(check string, err error) {
	r.results = append(r.results, Result{Check: check, Err: err, Unchecked: true})
}

func (r *run) health(ctx context.Context) bool {
	answer, err := r.ask(ctx, http.MethodGet, "/health", nil, nil)
	if err == nil {
		err = answer.is(http.StatusOK, `{"status":"ok"}`)
	}
	return r.note("health is answered", err, "Is the address the stack's output ApiUrl? If so, see docs/runbooks/webhook-failures.md, and roll back: docs/deploy.md.")
}

// strangers knocks without a secret, and with wrong ones.
func (r *run) strangers(ctx context.Context) {
	const open = "The API takes what it must refuse. Roll back at once: docs/deploy.md."
	for _, id := range r.connections() {
		path := "/webhooks/" + id
		empty := []byte(`{"object":"whatsapp_business_account","entry":[]}`)
		unsigned, err := r.ask(ctx, http.MethodPost, path, empty, nil)
		if err == nil && unsigned.status == http.StatusNotFound {
			r.note(id+": known", errors.New("the verify secret has no such connection"), "Put it there, or name those that it has with --connection.")
			continue
		}
		if err == nil && unsigned.status == http.StatusForbidden {
			r.note(id+": verify secret is filled", errors.New("it refuses even what is not signed as if it were signed wrongly: it has no valid document"),
				"Store the verify document: docs/connections.md.")
			continue
		}
		if err == nil {
			err = unsigned.is(http.StatusUnauthorized, "")
		}
		r.note(id+": what is not signed is refused", err, open)
		r.note(id+": what is signed wrongly is refused", r.expect(ctx, http.StatusForbidden, path, empty, r.NewID()), open)
		handshake, err := r.ask(ctx, http.MethodGet, path+"?hub.mode=subscribe&hub.challenge=smoke&hub.verify_token="+r.NewID(), nil, nil)
		if err == nil {
			err = handshake.is(http.StatusForbidden, "")
		}
		r.note(id+": a wrong verify token is refused", err, open)
	}
}

// connections are the ids of those that speak WhatsApp.
func (r *run) connections() []string {
	if r.Verify == nil {
		return r.Connections
	}
	var ids []string
	for _, c := range r.Verify.Connections {
		if c.Kind == secret.KindCloudAPI {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// expect posts a delivery signed with a secret and compares the status.
func (r *run) expect(ctx context.Context, status int, path string, body []byte, appSecret string) error {
	answer, err := r.ask(ctx, http.MethodPost, path, body, &appSecret)
	if err != nil {
		return err
	}
	return answer.is(status, "")
}

// failed is an answer that was not expected.
func failed(format string, values ...any) error { return fmt.Errorf(format, values...) }
