package trail

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func moment() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

func get(t *testing.T, h http.Handler, target string) (body struct {
	Events []Event `json:"events"`
	Last   int64   `json:"last"`
}) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return body
}

func TestSince(t *testing.T) {
	t.Parallel()
	trail := New(moment)
	for range 3 {
		trail.Add(Event{Kind: Sent, Queue: "q", Messages: []string{"m1"}})
	}
	if got := get(t, trail, "/sim/trail?since=2"); got.Last != 3 || len(got.Events) != 1 || got.Events[0].ID != 3 {
		t.Errorf("got %+v, want the third event", got)
	}
	if got := get(t, trail, "/sim/trail?since=9"); got.Events == nil || len(got.Events) != 0 {
		t.Errorf("got %+v, want an empty list", got)
	}
}

func TestOldEventsAreForgotten(t *testing.T) {
	t.Parallel()
	trail := New(moment)
	for range 3*kept + 7 {
		trail.Add(Event{Kind: Call})
	}
	got := trail.Since(0)
	if len(got) != kept || got[0].ID != 2*kept+8 || got[kept-1].ID != 3*kept+7 {
		t.Errorf("%d events from %d to %d", len(got), got[0].ID, got[len(got)-1].ID)
	}
}

func TestStreamGoesOnAfterTheLastEvent(t *testing.T) {
	t.Parallel()
	trail := New(moment)
	trail.Add(Event{Kind: Fired, Target: "seen"})
	server := httptest.NewServer(trail)
	defer server.Close()
	r, _ := http.NewRequestWithContext(t.Context(), "GET", server.URL, nil)
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Last-Event-ID", "1")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	trail.Add(Event{Kind: Fired, Target: "sweep"})
	lines := bufio.NewReader(answer.Body)
	var got []string
	for range 3 {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{"id: 2", "event: fired", `data: {"id":2,"at":"2026-11-22T09:00:00Z","kind":"fired","target":"sweep"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stream (-want +got):\n%s", diff)
	}
}
