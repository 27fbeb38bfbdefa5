package zendesk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/shared/clock"
)

// Options say which account is simulated and where its webhooks go.
type Options struct {
	// Clock tells the account's time; nil is real time.
	Clock *clock.Clock
	// Faults breaks calls on purpose; nil breaks none.
	Faults *fault.Injector
	// Poster sends webhooks; nil sends none.
	Poster *delivery.Poster
	// WebhookURL and WebhookSecret make the webhook "ventana", subscribed to
	// ticket events, unless the state already has webhooks of its own. With an
	// empty URL none is made. At a restart the URL of that webhook is renewed.
	WebhookURL    string
	WebhookSecret string
	// ClientID and ClientSecret are the OAuth client's, which acts as the
	// integration's own user.
	ClientID     string
	ClientSecret string
	// InspectorEmail and InspectorToken are the legacy credential; the email
	// defaults to agent@example.com. An empty token refuses all of them.
	InspectorEmail string
	InspectorToken string
	// BaseURL stands before the links in answers, without a slash at the end,
	// for example http://127.0.0.1:8090/zendesk.
	BaseURL string
	// Dir is the folder of the state file and of the contents of files; empty
	// keeps the state in memory, and contents in a folder that Close removes.
	Dir string
}

// Zendesk is one simulated account. Make it with New; all methods may be
// called by many goroutines.
type Zendesk struct {
	options  Options
	now      func() time.Time
	newToken func() string // 32 hexadecimal digits that nobody can guess
	routes   *http.ServeMux
	handler  http.Handler // routes behind the faults
	journal  *journal
	posts    *outbox
	files    *fileStore
	// linkSecret signs the addresses on the files' host.
	linkSecret string

	mu              sync.Mutex
	state           *state
	limiter         *limiter
	load            loadCount
	inFlight        map[string]bool // Idempotency-Keys being worked on
	settingsChanged bool
	doomed          []string // contents to drop at the next unlock
	integration     int64    // user behind the OAuth client
	bea             int64    // user behind the control API
}

// New opens the account in options.Dir, or makes a new one with its staff.
// Errors: a state file or a folder that cannot be read or written.
func New(options Options) (*Zendesk, error) {
	if options.Clock == nil {
		options.Clock = clock.New("")
	}
	if options.Faults == nil {
		options.Faults = fault.New()
	}
	if options.InspectorEmail == "" {
		options.InspectorEmail = "agent@example.com"
	}
	options.BaseURL = strings.TrimSuffix(options.BaseURL, "/")
	z := &Zendesk{
		options: options, now: options.Clock.Now, newToken: randomToken,
		state: newState(), limiter: newLimiter(), inFlight: map[string]bool{}, linkSecret: randomToken(),
	}
	var err error
	if z.journal, err = openJournal(options.Dir, z.state); err != nil {
		return nil, fmt.Errorf("zendesk: %w", err)
	}
	if z.files, err = openFiles(options.Dir, z.newToken); err == nil {
		err = z.files.sweep(z.state.contents())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("zendesk: %w", err), z.journal.close())
	}
	z.posts = newOutbox(options.Poster, z.newToken)
	z.posts.behave(z.state.settings)
	z.state.index()
	z.seedStaff()
	z.seedWebhook()
	z.keep()
	z.routes = z.newMux()
	z.handler = options.Faults.Wrap("zendesk", z.inspector, refuse, http.HandlerFunc(z.serve))
	return z, nil
}

// ServeHTTP answers as https://{subdomain}.zendesk.com would: /api/v2/… and
// /oauth/tokens, and the addresses of files.
func (z *Zendesk) ServeHTTP(w http.ResponseWriter, r *http.Request) { z.handler.ServeHTTP(w, r) }

// Pending is how many webhooks are held back and go out by themselves within a
// moment; those that the poster has are not among them.
func (z *Zendesk) Pending() int { return z.posts.waiting() }

// Close closes the state file. The account answers on, in memory, but takes and
// gives no more files.
func (z *Zendesk) Close() error {
	z.posts.flush()
	z.mu.Lock()
	defer z.unlock()
	z.keep()
	if err := errors.Join(z.journal.close(), z.files.close()); err != nil {
		return fmt.Errorf("zendesk: %w", err)
	}
	return nil
}

// seedStaff makes the three members of staff that every local account has.
func (z *Zendesk) seedStaff() {
	z.integration = z.seedUser("Ventana Integration", "integration@example.com", roleAdmin)
	// The inspector is an administrator, so that it can look at everything.
	z.seedUser("Inspector", z.options.InspectorEmail, roleAdmin)
	z.bea = z.seedUser("Bea Agent", "bea@example.com", roleAgent)
}

func (z *Zendesk) seedUser(name, email, role string) int64 {
	if id, ok := z.state.usersByEmail[strings.ToLower(email)]; ok {
		return id
	}
	now := z.stamp()
	u := &user{ID: z.state.newID(), Name: name, Email: email, Role: role, Verified: true, CreatedAt: now, UpdatedAt: now}
	z.state.users.put(u.ID, u)
	z.state.indexUser(u)
	return u.ID
}

// stamp is the time as records carry it: whole seconds, UTC.
func (z *Zendesk) stamp() time.Time { return z.now().UTC().Truncate(time.Second) }

// refuse writes the answer of a status fault.
func refuse(w http.ResponseWriter, r *http.Request, status, retryAfter int) {
	drain(r)
	injected(status, retryAfter).write(w)
}

func randomToken() string {
	var b [16]byte
	// Read never fails since Go 1.24; it stops the program instead.
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// asRefusal makes any error of a handler an answer.
func asRefusal(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return &refusal{status: http.StatusInternalServerError, body: plainError{"InternalError", err.Error()}}
}
