package zendesk

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestTicketEventsHoldTheLastMinuteBack(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	start := a.clock.Now().Add(-2 * time.Minute).Unix()
	path := fmt.Sprintf("/api/v2/incremental/ticket_events.json?start_time=%d&include=comment_events", start)
	a.ticket("")
	comment, err := a.z.AgentComment(t.Context(), 1, "We are on it", true)
	if err != nil {
		t.Fatal(err)
	}
	a.must(200, a.call(http.MethodGet, path, "")).check(t, "count", "0", "end_of_stream", "true", "ticket_events", "[]")
	a.advance(61 * time.Second)
	got := a.must(200, a.call(http.MethodGet, path, ""))
	got.check(t, "count", "2", "end_of_stream", "true", "ticket_events.1.ticket_id", "1",
		"ticket_events.1.child_events.0.event_type", "Comment", "ticket_events.1.child_events.0.body", "We are on it",
		"ticket_events.1.child_events.0.id", fmt.Sprint(comment), "ticket_events.1.child_events.0.public", "true",
		"ticket_events.1.child_events.0.via.channel", "web")
	bare := a.must(200, a.call(http.MethodGet, fmt.Sprintf("/api/v2/incremental/ticket_events?start_time=%d", start), ""))
	bare.check(t, "ticket_events.1.child_events.0.comment_present", "true", "ticket_events.1.child_events.0.body", "?")
	// end_time is where to go on: nothing is lost between.
	if _, err := a.z.AgentComment(t.Context(), 1, "more", true); err != nil {
		t.Fatal(err)
	}
	a.advance(2 * time.Minute)
	next := a.must(200, a.call(http.MethodGet, "/api/v2/incremental/ticket_events?start_time="+got.at("end_time"), ""))
	next.check(t, "count", "1")
}

func TestTicketEventsPageBetweenSeconds(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	start := a.clock.Now().Unix()
	for range 3 {
		a.ticket("")
		a.advance(10 * time.Second)
	}
	a.advance(time.Minute)
	first := a.must(200, a.call(http.MethodGet, fmt.Sprintf("/api/v2/incremental/ticket_events?start_time=%d&per_page=2", start), ""))
	first.check(t, "count", "2", "end_of_stream", "false")
	second := a.must(200, a.call(http.MethodGet, "/api/v2/incremental/ticket_events?per_page=2&start_time="+first.at("end_time"), ""))
	second.check(t, "count", "2", "end_of_stream", "true", "ticket_events.1.ticket_id", "3")
}

func TestIncrementalStartTime(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	limits(t, a, `{"incremental":100}`)
	now := a.clock.Now().Unix()
	tests := []struct {
		name, query string
		status      int
		code        string
	}{
		{"within the last minute", fmt.Sprintf("?start_time=%d", now), 400, "StartTimeTooRecent"},
		{"missing", "", 400, "InvalidValue"},
		{"no number", "?start_time=yesterday", 400, "InvalidValue"},
		{"old enough", fmt.Sprintf("?start_time=%d", now-120), 200, "?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"ticket_events", "tickets", "tickets/cursor"} {
				got := a.call(http.MethodGet, "/api/v2/incremental/"+path+tt.query, "")
				if got.status != tt.status || got.at("error") != tt.code {
					t.Errorf("%s: got %d %s, want %d %s", path, got.status, got.text, tt.status, tt.code)
				}
			}
		})
	}
	a.must(403, a.as("bea@example.com", http.MethodGet, "/api/v2/incremental/ticket_events?start_time=1", ""))
}

func TestIncrementalTicketsByTime(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	start := a.clock.Now().Unix()
	for range 3 {
		a.ticket("")
		a.advance(10 * time.Second)
	}
	a.must(204, a.call(http.MethodDelete, "/api/v2/tickets/3", ""))
	a.advance(time.Minute)
	path := "/api/v2/incremental/tickets.json?per_page=2&start_time="
	first := a.must(200, a.call(http.MethodGet, fmt.Sprint(path, start), ""))
	first.check(t, "count", "2", "tickets.0.id", "1", "tickets.1.id", "2", "end_of_stream", "false")
	rest := a.must(200, a.call(http.MethodGet, path+first.at("end_time"), ""))
	rest.check(t, "tickets.0.id", "2", "tickets.1.id", "3", "tickets.1.status", "deleted", "end_of_stream", "true")
}

func TestTicketsAreCountedAndListedByRequester(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket("")
	own, user := a.ticket("")
	gone, _ := a.ticket("")
	a.must(204, a.call(http.MethodDelete, "/api/v2/tickets/"+gone, ""))
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets/count.json", "")).check(t, "count.value", "2")
	a.must(200, a.call(http.MethodGet, "/api/v2/users/"+user+"/tickets/requested", "")).
		check(t, "count", "1", "tickets.0.id", own, "tickets.0.requester_id", user)
	a.must(404, a.call(http.MethodGet, "/api/v2/users/5/tickets/requested", ""))
}

func TestIncrementalTicketsByCursor(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for range 3 {
		a.ticket("")
	}
	a.must(204, a.call(http.MethodDelete, "/api/v2/tickets/3", ""))
	a.advance(2 * time.Minute)
	first := a.must(200, a.call(http.MethodGet, "/api/v2/incremental/tickets/cursor?start_time=0&per_page=2", ""))
	first.check(t, "tickets.1.id", "2", "tickets.2", "?", "end_of_stream", "false")
	rest := a.must(200, a.call(http.MethodGet, "/api/v2/incremental/tickets/cursor?cursor="+first.at("after_cursor"), ""))
	rest.check(t, "tickets.0.id", "3", "tickets.0.status", "deleted", "end_of_stream", "true")
	again := a.must(200, a.call(http.MethodGet, "/api/v2/incremental/tickets/cursor?cursor="+rest.at("after_cursor"), ""))
	again.check(t, "tickets", "[]", "after_cursor", rest.at("after_cursor"))
	a.must(400, a.call(http.MethodGet, "/api/v2/incremental/tickets/cursor?cursor=x", ""))
}
