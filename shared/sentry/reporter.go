package sentry

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	sdk "github.com/getsentry/sentry-go"

	"ventana/shared/telemetry"
)

const (
	// patience is how long a run waits at its end for what it told.
	patience = time.Second
	// margin is kept of a run's time for its answer.
	margin = 300 * time.Millisecond
	// callTimeout bounds one request to Sentry. It goes on beside the work.
	callTimeout = 2 * time.Second
	// rest is how long a Sentry that does not answer is left alone.
	rest = time.Minute
)

// Settings say what events carry and where they go.
type Settings struct {
	DSN         string        // empty turns everything off
	Release     func() string // of the build; asked for by the first thing to tell
	Environment string        // the stage
	Function    string
	Version     string // of the function, as Lambda counts them
	// CheckIns are the tasks that a schedule starts, with the minutes between.
	CheckIns map[string]int
}

// Reporter tells Sentry. It may be used by many goroutines, and a nil one tells
// nothing.
type Reporter struct {
	settings Settings
	client   func() *sdk.Client // built once, by whoever asks first

	request   atomic.Value // string: the id of the run
	pending   atomic.Bool  // something was told since the last flush
	restUntil atomic.Int64 // Unix nanoseconds
}

// Open returns a reporter, or nil without a DSN.
func Open(settings Settings) *Reporter {
	if settings.DSN == "" {
		return nil
	}
	r := &Reporter{settings: settings}
	r.client = sync.OnceValue(r.build)
	r.request.Store("")
	return r
}

func (r *Reporter) build() *sdk.Client {
	client, err := sdk.NewClient(sdk.ClientOptions{
		Dsn: r.settings.DSN, Release: r.settings.Release(), Environment: r.settings.Environment,
		ServerName: r.settings.Function, // else the SDK would take the host's name; scrub leaves it out of events
		HTTPClient: &http.Client{Timeout: callTimeout},
		BeforeSend: scrub,
		// None of the SDK's own: they add the machine, all modules and source lines.
		Integrations:         func([]sdk.Integration) []sdk.Integration { return nil },
		DisableClientReports: true,
	})
	if err != nil {
		slog.Warn("SENTRY_DSN is not valid: Sentry is told nothing") // the error would quote it
		return sdk.NewNoopClient()
	}
	return client
}

// scrub is the last look at an event: what the SDK added by itself goes.
func scrub(event *sdk.Event, _ *sdk.EventHint) *sdk.Event {
	event.ServerName, event.User, event.Request = "", sdk.User{}, nil
	event.Breadcrumbs, event.Modules, event.Attachments = nil, nil, nil
	return event
}

// tell hands an event over; it is sent beside what goes on.
func (r *Reporter) tell(event *sdk.Event) {
	if r == nil || r.rests() {
		return
	}
	r.client().CaptureEvent(event, nil, nil)
	r.pending.Store(true)
}

func (r *Reporter) rests() bool { return time.Now().UnixNano() < r.restUntil.Load() }

// Flush waits for what was told: a second at most, and never longer than ctx has
// time without its last moments.
func (r *Reporter) Flush(ctx context.Context) {
	if r == nil || !r.pending.Swap(false) || r.rests() {
		return
	}
	wait := patience
	if deadline, limited := ctx.Deadline(); limited {
		wait = min(wait, time.Until(deadline)-margin)
	}
	client := r.client()
	if !client.IsEnabled() || wait > 0 && client.Flush(wait) {
		return
	}
	r.restUntil.Store(time.Now().Add(rest).UnixNano())
	slog.Warn("sentry did not answer in time", telemetry.KeyRest, rest.String())
}
