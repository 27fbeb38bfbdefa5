package zendesk

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestCreatedTicket(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	_, user := a.ticket("")
	got := a.must(201, a.call(http.MethodPost, "/api/v2/tickets.json", `{"ticket":{"subject":"WhatsApp: Ana","external_id":"wa:conv:1",
		"requester_id":`+user+`,"comment":{"body":"Hi <b>& bye\nline two","author_id":"`+user+`"},
		"tags":["WhatsApp","wa_inbound","whatsapp"],"priority":"normal","metadata":{"wa_message_id":"wamid.1"}}}`))
	got.check(t, "ticket.status", "new", "ticket.tags", `["wa_inbound","whatsapp"]`, "ticket.external_id", "wa:conv:1",
		"ticket.requester_id", user, "ticket.submitter_id", user, "ticket.description", "Hi <b>& bye\nline two",
		"ticket.via.channel", "api", "audit.metadata.custom.wa_message_id", "wamid.1",
		"audit.events.0.type", "Comment", "audit.events.0.author_id", user, "audit.events.0.public", "true",
		"audit.events.0.body", "Hi <b>& bye\nline two", "audit.events.0.plain_body", "Hi <b>& bye\nline two",
		"audit.events.0.html_body", `<div class="zd-comment" dir="auto"><p>Hi &lt;b&gt;&amp; bye<br>line two</p></div>`,
		"audit.events.1.type", "Create")
	id := got.at("ticket.id")
	if location := got.header.Get("Location"); location != "http://zendesk.test/api/v2/tickets/"+id+".json" {
		t.Errorf("Location = %q", location)
	}
	if me := a.call(http.MethodGet, "/api/v2/users/me", ""); got.at("audit.author_id") != me.at("user.id") {
		t.Errorf("audit.author_id = %s, want the API user %s", got.at("audit.author_id"), me.at("user.id"))
	}
	listed := a.must(200, a.call(http.MethodGet, "/api/v2/tickets?external_id=wa:conv:1", ""))
	listed.check(t, "tickets.0.id", id, "count", "1")
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets/show_many?ids=1,"+id+",77", "")).check(t, "count", "2")
}

func TestIDsAreLargeAndHeldByAFloat(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	first, user := a.ticket("")
	second, _ := a.ticket("")
	if first != "1" || second != "2" {
		t.Errorf("tickets %s and %s, want 1 and 2", first, second)
	}
	number, err := strconv.ParseInt(user, 10, 64)
	if err != nil || number <= 1<<53 || number%2 != 0 || int64(float64(number)) != number {
		t.Errorf("user id %s, want an even one above 2^53", user)
	}
}

func TestExternalIDIsNotUnique(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for range 2 {
		a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"external_id":"same","comment":{"body":"x"}}}`))
	}
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets?external_id=same", "")).check(t, "count", "2")
}

func TestRequesterDefaultsToTheCallerAndCanBeInline(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	me := a.call(http.MethodGet, "/api/v2/users/me", "").at("user.id")
	a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x"}}}`)).
		check(t, "ticket.requester_id", me, "ticket.submitter_id", me)
	first := a.must(201, a.call(http.MethodPost, "/api/v2/tickets",
		`{"ticket":{"requester":{"name":"Ana","email":"ana@example.com"},"comment":{"body":"x"}}}`))
	second := a.must(201, a.call(http.MethodPost, "/api/v2/tickets",
		`{"ticket":{"requester":{"email":"ANA@example.com"},"comment":{"body":"x"}}}`))
	second.check(t, "ticket.requester_id", first.at("ticket.requester_id"))
	a.must(422, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"requester":{"name":"Ana"},"comment":{"body":"x"}}}`))
}

func TestCustomersCommentByAnAdminDoesNotReopen(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket("")
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"status":"solved"}}`))
	got := a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id,
		`{"ticket":{"comment":{"body":"Thanks","author_id":`+user+`},"metadata":{"wa_message_id":"wamid.2"}}}`))
	got.check(t, "ticket.status", "solved", "audit.events.0.type", "Comment", "audit.events.0.author_id", user)
	got = a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id,
		`{"ticket":{"comment":{"body":"One more","author_id":`+user+`},"status":"open"}}`))
	got.check(t, "ticket.status", "open", "audit.events.1.type", "Change", "audit.events.1.field_name", "status",
		"audit.events.1.value", "open", "audit.events.1.previous_value", "solved")
}

func TestSafeUpdate(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	stamp := a.call(http.MethodGet, "/api/v2/tickets/"+id, "").at("ticket.updated_at")
	update := func(stamp string) answer {
		return a.call(http.MethodPut, "/api/v2/tickets/"+id,
			`{"ticket":{"comment":{"body":"x"},"safe_update":"true","updated_stamp":"`+stamp+`"}}`)
	}
	a.advance(5 * time.Second)
	a.must(200, update(stamp))
	conflict := a.must(409, update(stamp))
	conflict.check(t, "error", "UpdateConflict")
	a.must(200, update(a.call(http.MethodGet, "/api/v2/tickets/"+id, "").at("ticket.updated_at")))
	a.must(400, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"safe_update":true}}`))
	comments := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments", ""))
	comments.check(t, "count", "3")
}

func TestFollowUpOfAClosedTicket(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket(`,"tags":["whatsapp"]`)
	follow := func(more string) answer {
		return a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"via_followup_source_id":`+id+
			`,"requester_id":`+user+`,"comment":{"body":"again","author_id":`+user+`}`+more+`}}`))
	}
	// Silently ignored while the source is not closed.
	follow("").check(t, "ticket.via.source.rel", "null", "ticket.tags", "[]")
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"status":"closed"}}`))
	child := follow("")
	child.check(t, "ticket.via.source.rel", "follow_up", "ticket.via.source.from.ticket_id", id, "ticket.tags", `["whatsapp"]`)
	follow(`,"tags":["other"]`).check(t, "ticket.tags", `["other"]`)
	parent := a.call(http.MethodGet, "/api/v2/tickets/"+id, "")
	parent.check(t, "ticket.followup_ids.0", child.at("ticket.id"), "ticket.status", "closed")
}

func TestDeletedTicketIsGone(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket(`,"external_id":"e"`)
	a.must(204, a.call(http.MethodDelete, "/api/v2/tickets/"+id, ""))
	for _, path := range []string{"", "/comments", "/audits", "/tags"} {
		a.must(404, a.call(http.MethodGet, "/api/v2/tickets/"+id+path, "")).check(t, "error", "RecordNotFound")
	}
	a.must(404, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"status":"open"}}`))
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets?external_id=e", "")).check(t, "count", "0")
}

func TestTags(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket(`,"tags":["a"]`)
	path := "/api/v2/tickets/" + id + "/tags"
	steps := []struct {
		method, body, want string
		status             int
	}{
		{http.MethodPut, `{"tags":["b","A"]}`, `["a","b"]`, 200},
		{http.MethodDelete, `{"tags":["a"]}`, `["b"]`, 200},
		{http.MethodPost, `{"tags":["c d","e!"]}`, `["c","d","e"]`, 201},
		{http.MethodGet, "", `["c","d","e"]`, 200},
	}
	for _, step := range steps {
		a.must(step.status, a.call(step.method, path, step.body)).check(t, "tags", step.want)
	}
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"tags":["z"]}}`)).check(t, "ticket.tags", `["z"]`)
	a.must(409, a.call(http.MethodPut, path, `{"tags":["q"],"safe_update":"true","updated_stamp":"2020-01-01T00:00:00Z"}`))
}

func TestMerge(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	target, _ := a.ticket("")
	source, _ := a.ticket(`,"tags":["whatsapp"]`)
	started := a.must(200, a.call(http.MethodPost, "/api/v2/tickets/"+target+"/merge", `{"ids":[`+source+`],"target_comment":"merged"}`))
	started.check(t, "job_status.status", "queued")
	a.must(200, a.call(http.MethodGet, "/api/v2/job_statuses/"+started.at("job_status.id"), "")).
		check(t, "job_status.status", "completed", "job_status.results.0.id", source)
	a.call(http.MethodGet, "/api/v2/tickets/"+source, "").check(t, "ticket.status", "closed", "ticket.tags", `["closed_by_merge","whatsapp"]`)
	a.call(http.MethodGet, "/api/v2/tickets/"+target+"/comments?sort=-created_at", "").
		check(t, "comments.0.body", "merged", "comments.0.public", "false")
	a.must(422, a.call(http.MethodPost, "/api/v2/tickets/"+target+"/merge", `{"ids":[`+source+`]}`))
}

func TestSearchRunsBehind(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket(`,"external_id":"wa:1"`)
	path := `/api/v2/search?query=type:ticket+external_id:"wa:1"`
	a.must(200, a.call(http.MethodGet, path, "")).check(t, "count", "0")
	a.must(200, a.inspect(http.MethodGet, path, "")).check(t, "count", "1", "results.0.result_type", "ticket")
	a.advance(searchLag)
	a.must(200, a.call(http.MethodGet, path, "")).check(t, "count", "1")
	a.must(422, a.call(http.MethodGet, "/api/v2/search?query=hello", ""))
}

func TestLongCommentIsRefused(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	a.must(422, a.call(http.MethodPut, "/api/v2/tickets/"+id,
		`{"ticket":{"comment":{"body":"`+strings.Repeat("x", maxComment+1)+`"}}}`)).check(t, "error", "RecordInvalid")
}
