package fault

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const inboundAgent = "ventana (inbound; stream-1)"

func TestStatusFaultRefusesWithoutWork(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "status", Status: 429, RetryAfter: 2, Path: "^POST /graph/v26.0/", Times: 2})

	for i, want := range []int{429, 429, 200} {
		response := post(t, server.URL+"/graph/v26.0/1/messages", "")
		if response.StatusCode != want {
			t.Errorf("call %d: status %d, want %d", i, response.StatusCode, want)
		}
		if want == 429 && response.Header.Get("Retry-After") != "2" {
			t.Errorf("call %d: Retry-After %q, want 2", i, response.Header.Get("Retry-After"))
		}
	}
	if got := worked.Load(); got != 1 {
		t.Errorf("work done %d times, want 1", got)
	}
}

func TestFaultsOfOthersPathsAndTargetsStay(t *testing.T) {
	t.Parallel()
	injector, _, server := newServer(t)
	add(t, injector, Fault{Target: "zendesk", Do: "status", Status: 500})
	add(t, injector, Fault{Target: "graph", Do: "status", Status: 500, Path: "^GET "})
	if got := post(t, server.URL+"/graph/x", "").StatusCode; got != 200 {
		t.Errorf("status %d, want 200", got)
	}
	if left := injector.List(); len(left) != 2 {
		t.Errorf("%d faults left, want 2", len(left))
	}
}

func TestExemptRequestMeetsNoFault(t *testing.T) {
	t.Parallel()
	injector, _, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "status", Status: 500})
	if got := post(t, server.URL+"/graph/x", "inspector").StatusCode; got != 200 {
		t.Errorf("status %d, want 200", got)
	}
}

func TestDropAnswerDoesTheWorkAndBreaksTheConnection(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "drop-answer"})
	response, err := http.Post(server.URL+"/graph/x", "application/json", strings.NewReader("{}"))
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("answered %d, want a broken connection", response.StatusCode)
	}
	if got := worked.Load(); got != 1 {
		t.Errorf("work done %d times, want 1", got)
	}
}

func TestHangLastsUntilTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "hang"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/graph/x", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("answered %d, want a timeout", response.StatusCode)
	}
	if got := worked.Load(); got != 0 {
		t.Errorf("work done %d times, want 0", got)
	}
}

func TestDropRequestBreaksTheConnectionWithoutWork(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "drop-request"})
	response, err := http.Post(server.URL+"/graph/x", "application/json", strings.NewReader("{}"))
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("answered %d, want a broken connection", response.StatusCode)
	}
	if got := worked.Load(); got != 0 {
		t.Errorf("work done %d times, want 0", got)
	}
}

func TestSlowDoesTheWorkLater(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	add(t, injector, Fault{Target: "graph", Do: "slow", DelayMS: 50})
	begun := time.Now()
	if got := post(t, server.URL+"/graph/x", "").StatusCode; got != 200 || worked.Load() != 1 {
		t.Errorf("status %d, work done %d times, want 200 and 1", got, worked.Load())
	}
	if took := time.Since(begun); took < 50*time.Millisecond {
		t.Errorf("answered after %s, want 50 ms or more", took)
	}
}

func TestPartialIsForTargetsWithBatches(t *testing.T) {
	t.Parallel()
	injector, worked, _ := newServer(t)
	partial := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMultiStatus) }
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { worked.Add(1) })
	server := httptest.NewServer(injector.WrapBatch("sqs", nil, nil, partial, next))
	t.Cleanup(server.Close)
	if err := injector.Add(Fault{Target: "graph", Do: "partial"}); err == nil || !strings.Contains(err.Error(), "sqs") {
		t.Errorf("a partial fault of what has no batches: %v, want an error that names sqs", err)
	}
	add(t, injector, Fault{Target: "sqs", Do: "partial"})
	if got := post(t, server.URL+"/", "").StatusCode; got != http.StatusMultiStatus || worked.Load() != 0 {
		t.Errorf("status %d, work done %d times, want what the target answers and 0", got, worked.Load())
	}
}

func TestStruckCountsWhatHappenedAndSurvivesClear(t *testing.T) {
	t.Parallel()
	injector, _, server := newServer(t)
	injector.OnKill(func(string, string) {})
	add(t, injector, Fault{Target: "graph", Do: "status", Status: 503, Times: 2})
	add(t, injector, Fault{Target: "graph", Do: "hang", Path: "never"})
	add(t, injector, Fault{Target: "function", Name: "inbound", Do: "kill", After: "graph POST"})
	for range 3 {
		post(t, server.URL+"/graph/x", inboundAgent)
	}
	if err := injector.Clear(); err != nil {
		t.Fatal(err)
	}
	want := []StruckCount{
		{Struck{Target: "graph", Do: "kill", Name: "inbound"}, 1},
		{Struck{Target: "graph", Do: "status", Status: 503}, 2},
	}
	if diff := cmp.Diff(want, injector.Struck()); diff != "" {
		t.Errorf("Struck() (-want +got):\n%s", diff)
	}
}

func TestKillComesAfterTheWorkOfTheNthCallAndBeforeItsAnswer(t *testing.T) {
	t.Parallel()
	injector, worked, server := newServer(t)
	var killed []string
	injector.OnKill(func(function, logStream string) {
		killed = append(killed, fmt.Sprintf("%s %s after %d", function, logStream, worked.Load()))
	})
	add(t, injector, Fault{Target: "function", Name: "inbound", Do: "kill", After: "graph POST /messages$", Nth: 2, Times: 2})

	post(t, server.URL+"/graph/1/messages", inboundAgent)
	post(t, server.URL+"/graph/1/media", inboundAgent)
	post(t, server.URL+"/graph/1/messages", "ventana (outbound; stream-9)")
	post(t, server.URL+"/graph/1/messages", "curl/8")
	post(t, server.URL+"/graph/1/messages", inboundAgent)
	post(t, server.URL+"/graph/1/messages", inboundAgent)
	response := post(t, server.URL+"/graph/1/messages", inboundAgent)

	want := "inbound stream-1 after 5, inbound stream-1 after 6"
	if got := strings.Join(killed, ", "); got != want {
		t.Errorf("killed %q, want %q", got, want)
	}
	if response.StatusCode != 200 || response.Header.Get("X-Work") != "done" {
		t.Errorf("the answer after a kill is %d %v", response.StatusCode, response.Header)
	}
	if left := injector.List(); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestTargetsAreThoseWrapped(t *testing.T) {
	t.Parallel()
	injector, _, _ := newServer(t)
	if got := injector.Targets(); len(got) != 1 || got[0] != "graph" {
		t.Errorf("Targets() = %v, want [graph]", got)
	}
}

// newServer serves /graph/ behind an injector and counts the work done.
func newServer(t *testing.T) (*Injector, *atomic.Int64, *httptest.Server) {
	t.Helper()
	injector, worked := New(), &atomic.Int64{}
	work := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		worked.Add(1)
		w.Header().Set("X-Work", "done")
		_, _ = io.WriteString(w, "{}")
	})
	refuse := func(w http.ResponseWriter, _ *http.Request, status, retryAfter int) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(retryAfter))
		}
		w.WriteHeader(status)
	}
	exempt := func(r *http.Request) bool { return r.UserAgent() == "inspector" }
	server := httptest.NewServer(http.StripPrefix("/graph", injector.Wrap("graph", exempt, refuse, work)))
	t.Cleanup(server.Close)
	return injector, worked, server
}

func post(t *testing.T, url, userAgent string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("post %s: %v", url, err)
	}
	_ = response.Body.Close()
	return response
}
