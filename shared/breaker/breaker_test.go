package breaker_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/breaker"
)

// world is a circuit before a server whose answer each test chooses.
type world struct {
	*breaker.Breaker
	server *httptest.Server
	status atomic.Int64
	asked  atomic.Int64
	held   chan struct{} // a call waits for it, when set

	mu      sync.Mutex
	at      time.Time
	changes []breaker.Change
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	w.status.Store(http.StatusOK)
	w.server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		w.asked.Add(1)
		if w.held != nil {
			<-w.held
		}
		out.WriteHeader(int(w.status.Load()))
	}))
	t.Cleanup(w.server.Close)
	w.Breaker = breaker.New(breaker.Options{
		Now: w.now, Jitter: func() float64 { return 0.5 }, Changed: func(c breaker.Change) { w.changes = append(w.changes, c) },
	})
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) request(t *testing.T, ctx context.Context) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.server.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// call makes one call and tells how long it is to wait, zero for one that was made.
func (w *world) call(t *testing.T) time.Duration {
	t.Helper()
	return w.callWith(t, w.request(t, t.Context()), nil)
}

func (w *world) callWith(t *testing.T, request, first *http.Request) time.Duration {
	t.Helper()
	response, err := w.Do(http.DefaultClient, request, first)
	if err == nil {
		_ = response.Body.Close()
	}
	var open *breaker.OpenError
	if errors.As(err, &open) {
		return open.Wait
	}
	return 0
}

func (w *world) breakDown(t *testing.T) {
	t.Helper()
	w.status.Store(http.StatusServiceUnavailable)
	for range breaker.Failures {
		w.call(t)
	}
}

func TestDo_failuresInARowOpenAndAnAnswerCloses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.status.Store(http.StatusServiceUnavailable)
	for range breaker.Failures - 1 {
		w.call(t)
	}
	w.status.Store(http.StatusOK)
	w.call(t) // the row is broken
	w.breakDown(t)
	before := w.asked.Load()
	if wait := w.call(t); wait < breaker.Shortest || wait > 2*breaker.Shortest || w.asked.Load() != before {
		t.Fatalf("got a wait of %s and %d calls, want none made", wait, w.asked.Load()-before)
	}
	w.pass(breaker.Shortest)
	w.status.Store(http.StatusOK)
	if wait := w.call(t); wait != 0 || w.asked.Load() != before+1 {
		t.Fatalf("got a wait of %s, want the probe let through", wait)
	}
	if want := []breaker.Change{breaker.Opened, breaker.Closed}; !slices.Equal(w.changes, want) {
		t.Errorf("got %v told, want %v", w.changes, want)
	}
	if wait := w.call(t); wait != 0 {
		t.Errorf("got a wait of %s behind a closed circuit", wait)
	}
}

func TestDo_pauseDoublesToAMinute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.breakDown(t)
	pause := breaker.Shortest
	for range 6 {
		before := w.asked.Load()
		w.pass(pause - time.Millisecond)
		if w.call(t); w.asked.Load() != before {
			t.Fatalf("asked again before %s", pause)
		}
		w.pass(time.Millisecond)
		if w.call(t); w.asked.Load() != before+1 {
			t.Fatalf("not asked again after %s", pause)
		}
		pause = min(2*pause, breaker.Longest)
	}
	if w.changes[0] != breaker.Opened || len(w.changes) != 7 || slices.Contains(w.changes[1:], breaker.Opened) {
		t.Errorf("got %v told, want it opened once", w.changes)
	}
}

// Six hours of asking each second are some hundred calls.
func TestDo_deadSystemIsHardlyAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.status.Store(http.StatusServiceUnavailable)
	for range 6 * 3600 {
		w.call(t)
		w.pass(time.Second)
	}
	if asked := w.asked.Load(); asked < 300 || asked > 400 {
		t.Errorf("asked %d times in six hours, want about once a minute", asked)
	}
}

func TestDo_oneProbeAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.breakDown(t)
	w.pass(breaker.Shortest)
	w.held = make(chan struct{})
	w.status.Store(http.StatusOK)
	before := w.asked.Load()
	request := w.request(t, t.Context())
	probed := make(chan time.Duration)
	go func() { probed <- w.callWith(t, request, nil) }()
	for w.asked.Load() == before {
		time.Sleep(time.Millisecond)
	}
	for range 20 {
		if wait := w.call(t); wait < time.Second {
			t.Fatalf("a second call was let through beside the probe")
		}
	}
	close(w.held)
	if wait := <-probed; wait != 0 || w.asked.Load() != before+1 {
		t.Errorf("got %d calls, want the probe alone", w.asked.Load()-before)
	}
}

func TestDo_whatSaysNothingOfTheSystem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, w *world){
		"refusals": func(t *testing.T, w *world) { w.status.Store(http.StatusBadRequest); w.call(t) },
		"limits":   func(t *testing.T, w *world) { w.status.Store(http.StatusTooManyRequests); w.call(t) },
		"calls that their caller broke off": func(t *testing.T, w *world) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			w.callWith(t, w.request(t, ctx), nil)
		},
		"files that break where they come from": func(t *testing.T, w *world) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL, io.MultiReader(&broken{}))
			if err != nil {
				t.Fatal(err)
			}
			w.callWith(t, request, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for range 4 * breaker.Failures {
				test(t, w)
			}
			if len(w.changes) > 0 {
				t.Errorf("got %v, want the circuit closed", w.changes)
			}
		})
	}
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errors.New("the source broke") }

func TestDo_noConnectionOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.server.Close()
	for range breaker.Failures {
		w.call(t)
	}
	if !slices.Equal(w.changes, []breaker.Change{breaker.Opened}) {
		t.Errorf("got %v, want it opened", w.changes)
	}
}

func TestDo_noSecondMessageIsRiskedOnADeadSystem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var reads, messages atomic.Int64
	look := func() *http.Request {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		return request
	}
	client := &http.Client{Transport: counting{func(r *http.Request) {
		if r.Method == http.MethodGet {
			reads.Add(1)
		} else {
			messages.Add(1)
		}
	}}}
	send := func() {
		response, err := w.Do(client, w.request(t, t.Context()), look())
		if err == nil {
			_ = response.Body.Close()
		}
	}
	w.status.Store(http.StatusServiceUnavailable)
	for range 3600 {
		send()
		w.pass(time.Second)
	}
	if messages.Load() != 1 || reads.Load() < 50 {
		t.Fatalf("got %d messages risked and %d looks, want the one that found it down", messages.Load(), reads.Load())
	}
	w.status.Store(http.StatusOK)
	w.pass(2 * breaker.Longest)
	before := reads.Load()
	send()
	send()
	if messages.Load() != 1+2 || reads.Load() != before+1 {
		t.Errorf("got %d messages and %d looks, want both sent behind one look", messages.Load()-1, reads.Load()-before)
	}
}

type counting struct{ count func(*http.Request) }

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count(r)
	return http.DefaultTransport.RoundTrip(r)
}

// A new process knows nothing yet: where messages are not repeated it looks
// before its first one.
func TestDo_cautiousProcessLooksBeforeItsFirstMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Breaker = breaker.New(breaker.Options{Now: w.now, Cautious: true})
	for _, want := range []int64{2, 3} {
		w.callWith(t, w.request(t, t.Context()), w.request(t, t.Context()))
		if got := w.asked.Load(); got != want {
			t.Errorf("got %d calls, want %d: one look, before the first", got, want)
		}
	}
}
