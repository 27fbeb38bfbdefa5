package delivery

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestPostRepeatsUntilRetryIsContent(t *testing.T) {
	t.Parallel()
	server := newReceiver(t, 503, 500, 200)
	poster := newPoster(t)
	var seen []string
	done := make(chan struct{})
	poster.Post(Request{
		Connection: "whatsapp", URL: server.URL, Body: []byte(`{"a":1}`),
		Header: func(attempt int, at time.Time) http.Header {
			return http.Header{"X-Attempt": {fmt.Sprint(attempt)}, "X-At": {at.Format(time.RFC3339)}}
		},
		Answered: func(attempt int, a Attempt) { seen = append(seen, fmt.Sprint(attempt, ":", a.Status)) },
		Retry: func(_ int, status int, header http.Header, err error) (time.Duration, bool) {
			if err != nil || header.Get("X-Receiver") == "" {
				t.Errorf("retry got header %v and error %v", header, err)
			}
			if status == 200 {
				close(done)
				return 0, false
			}
			return time.Millisecond, true
		},
	})
	<-done
	waitFor(t, func() bool { return poster.Pending() == 0 })

	if got := fmt.Sprint(seen); got != "[1:503 2:500 3:200]" {
		t.Errorf("answered %s", got)
	}
	list := poster.List()
	if len(list) != 1 || len(list[0].Attempts) != 3 || list[0].Pending {
		t.Fatalf("List() = %+v", list)
	}
	if got, want := list[0].Digest, "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"; got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if a := list[0].Attempts[0]; a.Body != `{"a":1} 1 2026-11-22T09:00:00Z` || !a.At.Equal(start) {
		t.Errorf("first attempt %+v", a)
	}
}

func TestPostWithoutRetryIsTriedOnce(t *testing.T) {
	t.Parallel()
	server := newReceiver(t, 500)
	poster := newPoster(t)
	poster.Post(Request{URL: server.URL})
	waitFor(t, func() bool { return poster.Pending() == 0 })
	if list := poster.List(); len(list) != 1 || len(list[0].Attempts) != 1 {
		t.Errorf("List() = %+v", list)
	}
}

func TestPostNowGivesTheAnswerBack(t *testing.T) {
	t.Parallel()
	server := newReceiver(t, 403)
	poster := newPoster(t)
	status, body, err := poster.PostNow(t.Context(), Request{URL: server.URL, Body: []byte("x")})
	if err != nil || status != 403 || body != "x  " {
		t.Errorf("PostNow() = %d, %q, %v", status, body, err)
	}
	if poster.Pending() != 0 || len(poster.List()) != 1 {
		t.Errorf("pending %d, list %+v", poster.Pending(), poster.List())
	}
}

func TestAttemptWithoutAnswerIsRecordedWithItsError(t *testing.T) {
	t.Parallel()
	server := newReceiver(t, 200)
	server.Close()
	poster := newPoster(t)
	if _, _, err := poster.PostNow(t.Context(), Request{URL: server.URL}); err == nil {
		t.Error("PostNow() to a closed port has no error")
	}
	if a := poster.List()[0].Attempts[0]; a.Error == "" || a.Status != 0 {
		t.Errorf("attempt %+v", a)
	}
}

func TestTimeoutEndsAnAttempt(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(func() { close(release); server.Close() })
	poster := newPoster(t)
	_, _, err := poster.PostNow(t.Context(), Request{URL: server.URL, Timeout: 20 * time.Millisecond})
	if err == nil {
		t.Error("PostNow() outlived its timeout")
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	t.Cleanup(server.Close)
	poster := newPoster(t)
	if status, _, err := poster.PostNow(t.Context(), Request{URL: server.URL}); status != 302 || err != nil {
		t.Errorf("PostNow() = %d, %v, want 302", status, err)
	}
}

func TestCloseStopsRetries(t *testing.T) {
	t.Parallel()
	server := newReceiver(t, 500)
	poster := newPoster(t)
	tried := make(chan struct{})
	poster.Post(Request{URL: server.URL, Retry: func(int, int, http.Header, error) (time.Duration, bool) {
		close(tried)
		return time.Hour, true
	}})
	<-tried
	poster.Close()
	poster.Post(Request{URL: server.URL})
	if got := len(poster.List()); got != 1 {
		t.Errorf("%d deliveries after Close, want 1", got)
	}
}

func TestListKeepsTheNewest(t *testing.T) {
	t.Parallel()
	poster := newPoster(t)
	poster.mu.Lock()
	for range listLimit + 3 {
		poster.add(Request{})
	}
	poster.mu.Unlock()
	list := poster.List()
	if len(list) != listLimit || list[len(list)-1].ID != "delivery-5003" {
		t.Errorf("%d deliveries, the last is %s", len(list), list[len(list)-1].ID)
	}
}

func newPoster(t *testing.T) *Poster {
	t.Helper()
	poster := New(func() time.Time { return start })
	t.Cleanup(poster.Close)
	return poster
}

// newReceiver answers with the statuses in turn, the last one for ever, and
// echoes body, attempt and time.
func newReceiver(t *testing.T, statuses ...int) *httptest.Server {
	t.Helper()
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		status := statuses[0]
		if len(statuses) > 1 {
			statuses = statuses[1:]
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Receiver", "test")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "%s %s %s", body, r.Header.Get("X-Attempt"), r.Header.Get("X-At"))
	}))
	t.Cleanup(server.Close)
	return server
}

func waitFor(t *testing.T, ready func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if ready() {
			return
		}
	}
	t.Fatal("waited 5 s in vain")
}
