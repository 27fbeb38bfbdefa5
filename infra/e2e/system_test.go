package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"ventana/infra/local"
	"ventana/infra/scenario"
	"ventana/infra/sim/playground"
)

// patience bounds every wait of these tests. It is real time on a machine that
// may be busy with many other tests; what waits longer is broken.
const patience = 90 * time.Second

// system is a running local system.
type system struct {
	local.Endpoints
	*scenario.Player
	data string
	logs *logs
	stop func()
}

// start runs a system until the test ends, or until stop is called.
func start(t *testing.T, data string) *system {
	t.Helper()
	return startWith(t, data, nil)
}

// startWith is start with parameters of the template.
func startWith(t *testing.T, data string, parameters map[string]string) *system {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan local.Endpoints, 1)
	ended := make(chan error, 1)
	logs := &logs{}
	go func() {
		defer close(ended) // so that whoever asks again is not kept waiting
		ended <- local.Run(ctx, local.Options{
			Template: "../../template.yaml", Parameters: parameters, Data: data, Stdout: io.Discard, Stderr: logs,
			Playground: playground.Handler(), OnReady: func(e local.Endpoints) { ready <- e },
		})
	}()
	var once sync.Once
	stop := func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("local system: %v", err)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("the system's last words:\n%s", logs.tail())
		}
	})
	select {
	case endpoints := <-ready:
		return &system{
			Endpoints: endpoints, data: data, logs: logs, stop: stop,
			Player: &scenario.Player{API: endpoints.API, Sim: endpoints.Sim, Events: "../../events", Out: t.Output(), Client: http.DefaultClient},
		}
	case err := <-ended:
		t.Fatalf("local system did not start: %v\n%s", err, logs.tail())
	case <-time.After(10 * time.Minute): // a first build of every function, on a busy machine
		t.Fatalf("local system is not ready\n%s", logs.tail())
	}
	return nil
}

// logs keeps what the system says, for a test that fails or counts.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// count tells how often the system has said something.
func (l *logs) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Count(l.text.Bytes(), []byte(text))
}

func (l *logs) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	return text[max(0, len(text)-20_000):]
}

// says has a customer write one text.
func (s *system) says(t *testing.T, who, text string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"type": "text", "text": map[string]string{"body": text}})
	if err != nil {
		t.Fatal(err)
	}
	s.control(t, http.MethodPost, "/sim/customers/"+url.PathEscape(who)+"/messages", string(body), nil)
}

// control makes one call to the simulators' control surface.
func (s *system) control(t *testing.T, method, path, body string, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.Endpoints.Sim+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, raw, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
}

// eventually waits until check has nothing to object.
func eventually(t *testing.T, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %v", patience, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// walk moves the clock on in steps, so that everything due happens on the way.
func (s *system) walk(t *testing.T, advance, step string) {
	t.Helper()
	s.control(t, http.MethodPost, "/sim/clock", fmt.Sprintf(`{"advance":%q,"step":%q}`, advance, step), nil)
}

// customerWords gives, for each ticket, what its customer's comments say, line
// by line.
func (s *system) customerWords(t *testing.T) map[int64][]string {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	words := map[int64][]string{}
	for _, ticket := range tickets {
		for _, comment := range ticket.Comments {
			if comment.AuthorRole == "end-user" {
				words[ticket.ID] = append(words[ticket.ID], strings.Split(comment.Body, "\n")...)
			}
		}
	}
	return words
}

// noDeadLetters fails the test when anything was parked.
func (s *system) noDeadLetters(t *testing.T) {
	t.Helper()
	now, err := s.System(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if count, reasons := now.DeadLetters(); count > 0 {
		t.Errorf("%d dead letters: %q", count, reasons)
	}
}

// drained waits until nothing is under way in any queue.
func (s *system) drained(t *testing.T) {
	t.Helper()
	eventually(t, func() error {
		now, err := s.System(t.Context())
		if err == nil && now.Waiting() > 0 {
			err = fmt.Errorf("%d messages are waiting", now.Waiting())
		}
		return err
	})
}
