package graph

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/shared/clock"
)

// connection is the name under which webhooks are listed.
const connection = "whatsapp"

// Target is the name of this simulator in faults.
const Target = "graph"

// Options configure a simulator. CallbackURL may be empty: then no webhook is
// posted. Dir may be empty: then nothing is kept. Clock, Faults and Poster get
// defaults of their own when nil.
type Options struct {
	Clock  *clock.Clock
	Faults *fault.Injector
	Poster *delivery.Poster

	// CallbackURL is where webhooks go, as set in the app's dashboard.
	CallbackURL string
	// Dir is the folder of the state file, graph.jsonl, and of the files' bytes,
	// graph-media.
	Dir string
	// BaseURL is where this simulator is reached, without the version: it begins
	// the URLs of files in webhooks. Empty leaves them out.
	BaseURL string

	AppSecret   string // key of X-Hub-Signature-256
	VerifyToken string // for hub.verify_token
	AccessToken string // the Bearer token that is valid from the start and never ends

	PhoneNumberID string
	WABAID        string
	// DisplayNumber is the business phone number as people write it.
	DisplayNumber string
}

// Graph is the simulator. Make it with New; all methods may be called by many
// goroutines.
type Graph struct {
	options Options
	seams   seams
	handler http.Handler

	mu      sync.Mutex
	state   *state
	journal *journal
	store   *store
	tariff  *tariff
	limits  *buckets
	lanes   map[string]*lane
	events  events
	closed  bool
	coming  atomic.Int64 // timers of soon that have not finished
}

// seams are what tests replace: how ids come about and how long things take in
// real time.
type seams struct {
	newMessageID func(phone string) string
	step         time.Duration        // between two statuses of one message
	jitter       func() time.Duration // before a shuffled webhook
	schedule     []time.Duration      // waits between attempts; the last repeats
	later        func(wait time.Duration, f func())
}

func defaultSeams() seams {
	return seams{
		newMessageID: newMessageID,
		step:         25 * time.Millisecond,
		jitter:       func() time.Duration { return rand.N(200 * time.Millisecond) },
		schedule:     retrySchedule(),
		later:        func(wait time.Duration, f func()) { time.AfterFunc(wait, f) },
	}
}

// New reads the state in Dir and goes on with what was unfinished: statuses not
// yet reported and webhooks not yet answered 200.
func New(options Options) (*Graph, error) { return newGraph(options, defaultSeams()) }

func newGraph(options Options, s seams) (*Graph, error) {
	options.Clock = cmp.Or(options.Clock, clock.New(""))
	options.Faults = cmp.Or(options.Faults, fault.New())
	if options.Poster == nil {
		options.Poster = delivery.New(options.Clock.Now)
	}
	g := &Graph{
		options: options,
		seams:   s,
		limits:  newBuckets(),
		lanes:   map[string]*lane{},
		state:   newState(options.PhoneNumberID),
	}
	tariff, err := newTariff()
	if err != nil {
		return nil, fmt.Errorf("graph simulator: %w", err)
	}
	g.tariff = tariff
	journal, err := openJournal(options.Dir, g.state)
	if err != nil {
		return nil, fmt.Errorf("graph simulator: %w", err)
	}
	g.journal, g.store = journal, newStore(options.Dir)
	if err := g.store.sweep(g.neededMedia()); err != nil {
		return nil, fmt.Errorf("graph simulator: sweep files: %w", errors.Join(err, journal.close()))
	}
	g.handler = options.Faults.Wrap(Target, nil, refuse, http.HandlerFunc(g.route))
	g.resume()
	options.Clock.OnAdvance(g.advanced)
	return g, nil
}

// ServeHTTP answers the Graph API; the path begins with the version.
func (g *Graph) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.handler.ServeHTTP(w, r) }

// Close stops statuses and closes the state file; what changes later is not
// kept. It does not close the poster, which the simulators share.
func (g *Graph) Close() error {
	g.lock()
	defer g.unlock()
	g.closed = true
	if err := errors.Join(g.journal.close(), g.store.close()); err != nil {
		return fmt.Errorf("close graph simulator: %w", err)
	}
	return nil
}

// resume goes on after a restart.
func (g *Graph) resume() {
	g.lock()
	defer g.unlock()
	for _, p := range g.state.pendingPosts() {
		g.enqueue(p)
	}
	for _, m := range g.state.messages {
		if len(m.Plan) > 0 {
			g.scheduleStatus(m.ID)
		}
	}
	g.armTemplates()
}

// advanced lets happen what the clock has jumped over.
func (g *Graph) advanced() {
	g.lock()
	defer g.unlock()
	if !g.closed {
		g.settle()
	}
}

// commit changes the state and gives the change to the journal. The caller
// holds the lock.
func (g *Graph) commit(r record) {
	g.state.apply(r)
	g.events.note(r, g.state, g.now())
	g.journal.add(r)
}

func (g *Graph) lock() { g.mu.Lock() }

// unlock writes what was changed under the lock before anybody can be told of
// it: an answer goes out only after the lock is free.
func (g *Graph) unlock() {
	g.keep()
	g.mu.Unlock()
}

// keep writes the changes so far. The caller holds the lock.
func (g *Graph) keep() {
	if err := g.journal.flush(); err != nil {
		// The simulator goes on in memory: a full disk must not look like an
		// outage of WhatsApp.
		slog.Error("graph simulator: keep state", "err", err)
	}
}

func (g *Graph) now() time.Time { return g.options.Clock.Now() }

// after runs f under the lock once the real time has passed, unless the
// simulator is closed by then.
func (g *Graph) after(wait time.Duration, f func()) {
	g.seams.later(wait, func() {
		g.lock()
		defer g.unlock()
		if !g.closed {
			f()
		}
	})
}

// soonest is up to when a timer counts as something that is about to happen, in
// real time. What limits delay for longer is not waited for.
const soonest = 300 * time.Millisecond

// soon is after, for what Pending counts. The caller holds the lock.
func (g *Graph) soon(wait time.Duration, f func()) {
	if wait > soonest {
		g.after(wait, f)
		return
	}
	g.coming.Add(1)
	g.seams.later(wait, func() {
		defer g.coming.Add(-1) // after f, which may set the next
		g.lock()
		defer g.unlock()
		if !g.closed {
			f()
		}
	})
}

// Pending is how many statuses and webhooks come by themselves within a moment,
// those that the poster has already not among them.
func (g *Graph) Pending() int { return int(g.coming.Load()) }
