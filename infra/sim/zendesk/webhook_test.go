package zendesk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSignatureVector(t *testing.T) {
	t.Parallel()
	got := sign(testSecret, "2026-11-22T10:00:00Z", []byte(`{"ticket_id":"35","event":"public_comment"}`))
	if want := "UPNhZ7+mZ6BOp68/0Sy7HooJnWAybjuuX19ZSDkwKJ0="; got != want {
		t.Errorf("sign() = %s, want %s", got, want)
	}
}

func TestAgentsCommentIsPostedAsAnEvent(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	a := newAccount(t, withWebhook(r))
	id, user := a.ticket(`,"external_id":"wa:1","tags":["whatsapp"],"priority":"normal"`)
	r.events(t, 1) // the opening comment
	a.advance(time.Hour)
	if _, err := a.z.AgentComment(t.Context(), 1, "We are on it", true); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return len(r.all()) == 2 })
	event := r.events(t, 2)["comment_added"]
	event.check(t, "type", "zen:event-type:ticket.comment_added", "account_id", "221298", "subject", "zen:ticket:"+id,
		"zendesk_event_version", "2022-11-06", "detail.id", id, "detail.status", "NEW", "detail.priority", "NORMAL",
		"detail.type", "null", "detail.external_id", "wa:1", "detail.requester_id", user, "detail.tags", `["whatsapp"]`,
		"event.comment.body", "We are on it", "event.comment.is_public", "true", "event.comment.author.is_staff", "true",
		"event.comment.author.name", "Bea Agent", "event.meta.sequence.position", "1")
	if event.at("detail.actor_id") != event.at("event.comment.author.id") {
		t.Errorf("actor %s, author %s: Bea is both", event.at("detail.actor_id"), event.at("event.comment.author.id"))
	}
	comments := a.inspect(http.MethodGet, "/api/v2/tickets/"+id+"/comments?sort=-created_at", "")
	event.check(t, "event.comment.id", comments.at("comments.0.id"))

	stamp := event.header.Get("X-Zendesk-Webhook-Signature-Timestamp")
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || a.clock.Now().Sub(at).Abs() > time.Minute {
		t.Errorf("timestamp %q is not the simulated time", stamp)
	}
	if got, want := event.header.Get("X-Zendesk-Webhook-Signature"), sign("local-webhook-secret", stamp, []byte(event.text)); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	for _, name := range []string{"X-Zendesk-Account-Id", "X-Zendesk-Webhook-Id", "X-Zendesk-Webhook-Invocation-Id"} {
		if event.header.Get(name) == "" {
			t.Errorf("header %s is missing", name)
		}
	}
}

func TestActorOfOurWriteIsTheIntegration(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	a := newAccount(t, withWebhook(r))
	id, user := a.ticket("")
	r.events(t, 1)
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id,
		`{"ticket":{"comment":{"body":"Hello","author_id":`+user+`},"status":"open","tags":["x"]}}`))
	events := r.events(t, 4)
	me := a.call(http.MethodGet, "/api/v2/users/me", "").at("user.id")
	events["comment_added"].check(t, "detail.actor_id", me, "event.comment.author.id", user, "event.comment.author.is_staff", "false")
	events["status_changed"].check(t, "event.current", "OPEN", "event.previous", "NEW", "detail.actor_id", me,
		"event.meta.sequence.id", events["comment_added"].at("event.meta.sequence.id"), "event.meta.sequence.position", "2")
	events["tags_changed"].check(t, "event.tags_added", `["x"]`, "event.tags_removed", "[]")
}

func TestWebhookIsRepeatedAsTheVendorRepeats(t *testing.T) {
	t.Parallel()
	refused, timeout := errors.New("connection refused"), context.DeadlineExceeded
	tests := []struct {
		name    string
		status  int
		after   string
		err     error
		repeats int
		wait    time.Duration
	}{
		{"success", 200, "", nil, 0, 0},
		{"conflict", 409, "", nil, 3, shortestWait},
		{"busy with a short wait", 503, "30", nil, 3, 3 * time.Second},
		{"limited with a tiny wait", 429, "1", nil, 3, shortestWait},
		{"busy without a wait", 503, "", nil, 0, 0},
		{"busy with a long wait", 503, "60", nil, 0, 0},
		{"busy with a date", 503, "Sun, 22 Nov 2026 10:00:00 GMT", nil, 0, 0},
		{"internal error", 500, "1", nil, 0, 0},
		{"bad gateway", 502, "1", nil, 0, 0},
		{"not found", 404, "", nil, 0, 0},
		{"timeout", 0, "", timeout, 5, shortestWait},
		{"refused connection", 0, "", refused, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Retry-After": {tt.after}}
			repeats := 0
			for attempt := 1; attempt < 10; attempt++ {
				wait, again := retry(attempt, tt.status, header, tt.err)
				if !again {
					break
				}
				repeats++
				if wait != tt.wait {
					t.Errorf("wait %s, want %s", wait, tt.wait)
				}
			}
			if repeats != tt.repeats {
				t.Errorf("%d repeats, want %d", repeats, tt.repeats)
			}
		})
	}
}

func TestRepeatedWebhookKeepsItsBodyAndInvocation(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(409, ""), status(503, "1"))
	a := newAccount(t, withWebhook(r))
	a.ticket("")
	waitFor(t, func() bool { return len(r.all()) == 3 })
	got := r.all()
	for _, again := range got[1:] {
		if again.body != got[0].body || again.header.Get("X-Zendesk-Webhook-Invocation-Id") != got[0].header.Get("X-Zendesk-Webhook-Invocation-Id") {
			t.Error("a repeat differs from the first attempt")
		}
	}
	waitFor(t, func() bool { return a.poster.Pending() == 0 })
}

func TestLostDoubledAndReorderedWebhooks(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	a := newAccount(t, withWebhook(r))
	say := func(body string) {
		if _, err := a.z.AgentComment(t.Context(), 1, body, true); err != nil {
			t.Fatal(err)
		}
	}
	limits(t, a, `{"lose_webhooks":true}`)
	a.ticket("")
	limits(t, a, `{"lose_webhooks":false,"double_webhooks":true}`)
	say("twice")
	waitFor(t, func() bool { return len(r.all()) == 2 })
	if got := r.all(); got[0].body != got[1].body {
		t.Error("the double differs")
	}
	limits(t, a, `{"double_webhooks":false,"reorder_webhooks":true}`)
	say("first")
	say("second")
	if got := len(r.all()); got != 2 || a.z.Pending() != 2 {
		t.Errorf("%d webhooks before the gathering ended and %d to come, want 2 and 2", got, a.z.Pending())
	}
	waitFor(t, func() bool { return len(r.all()) == 4 })
	if left := a.z.Pending(); left != 0 {
		t.Errorf("%d webhooks are held after the gathering, want none", left)
	}
	// Which of two arrives first is the network's affair, so look at what the poster was asked.
	for _, one := range r.all()[2:] {
		place := 2
		if strings.Contains(one.body, `"first"`) {
			place = 3
		}
		sum := sha256.Sum256([]byte(one.body))
		if got := a.poster.List()[place].Digest; got != hex.EncodeToString(sum[:]) {
			t.Errorf("delivery %d is not the one that contains %.80s", place, one.body)
		}
	}
}

func TestWebhookEndpoints(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	create := func(more string) answer {
		return a.call(http.MethodPost, "/api/v2/webhooks", `{"webhook":{"name":"n","status":"active","endpoint":"https://x.example.com/h",
			"http_method":"POST","request_format":"json"`+more+`}}`)
	}
	made := a.must(201, create(`,"subscriptions":["zen:event-type:ticket.comment_added"],
		"authentication":{"type":"bearer_token","data":{"token":"t"},"add_position":"header"},"custom_headers":{"x-tenant":"t1"}`))
	made.check(t, "webhook.authentication.type", "bearer_token", "webhook.authentication.data", "?", "webhook.custom_headers.x-tenant", "t1")
	path := "/api/v2/webhooks/" + made.at("webhook.id")
	secret := a.must(200, a.call(http.MethodGet, path+"/signing_secret", ""))
	secret.check(t, "signing_secret.algorithm", "SHA256")
	if a.must(201, a.call(http.MethodPost, path+"/signing_secret", "")).at("signing_secret.secret") == secret.at("signing_secret.secret") {
		t.Error("the secret was not renewed")
	}
	a.must(204, a.call(http.MethodPatch, path, `{"webhook":{"status":"inactive"}}`))
	a.must(200, a.call(http.MethodGet, path, "")).check(t, "webhook.status", "inactive", "webhook.name", "n")
	a.must(200, a.call(http.MethodGet, "/api/v2/webhooks?filter[name_contains]=n", "")).check(t, "webhooks.0.id", made.at("webhook.id"))
	a.must(400, a.call(http.MethodPatch, path, `{"webhook":{"subscriptions":["conditional_ticket_events"]}}`))
	a.must(204, a.call(http.MethodDelete, path, ""))
	a.must(404, a.call(http.MethodGet, path, ""))

	for name, more := range map[string]string{
		"both kinds":      `,"subscriptions":["conditional_ticket_events","zen:event-type:ticket.created"]`,
		"unknown event":   `,"subscriptions":["zen:event-type:ticket.exploded"]`,
		"events in XML":   `,"subscriptions":["zen:event-type:ticket.created"],"request_format":"xml"`,
		"no URL":          `,"endpoint":"nowhere"`,
		"unknown auth":    `,"authentication":{"type":"magic","add_position":"header"}`,
		"unknown status":  `,"status":"on"`,
		"missing members": `,"name":""`,
	} {
		if got := create(more); got.status != 400 {
			t.Errorf("%s: status %d, want 400", name, got.status)
		}
	}
	limits(t, a, `{"events":false}`)
	a.must(403, create(`,"subscriptions":["zen:event-type:ticket.created"]`))
	a.must(201, create(`,"subscriptions":["conditional_ticket_events"]`))
}

func TestWebhookTest(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, status(202, ""))
	a := newAccount(t)
	a.must(200, a.call(http.MethodPost, "/api/v2/webhooks/test", `{"request":{"endpoint":"`+r.url+`","payload":"hello"}}`)).
		check(t, "response.status", "202")
	got := r.all()[0]
	if want := sign(testSecret, got.header.Get("X-Zendesk-Webhook-Signature-Timestamp"), []byte("hello")); got.body != "hello" ||
		got.header.Get("X-Zendesk-Webhook-Signature") != want {
		t.Errorf("test request %q is signed %q", got.body, got.header)
	}
	a.must(404, a.call(http.MethodPost, "/api/v2/webhooks/test?webhook_id=none", "{}"))
}

func TestTrigger(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	a := newAccount(t)
	hook := a.must(201, a.call(http.MethodPost, "/api/v2/webhooks", `{"webhook":{"name":"n","status":"active","endpoint":"`+r.url+`",
		"http_method":"POST","request_format":"json","subscriptions":["conditional_ticket_events"],
		"authentication":{"type":"api_key","data":{"name":"X-Key","value":"k"},"add_position":"header"}}}`)).at("webhook.id")
	me := a.call(http.MethodGet, "/api/v2/users/me", "").at("user.id")
	create := func(field string) answer {
		return a.call(http.MethodPost, "/api/v2/triggers", `{"trigger":{"title":"t","conditions":{"all":[
			{"field":"update_type","operator":"is","value":"Change"},{"field":"comment_is_public","operator":"is","value":"true"},
			{"field":"`+field+`","operator":"includes","value":"whatsapp"},{"field":"role","operator":"is_not","value":"end_user"},
			{"field":"role","operator":"is_not","value":"`+me+`"}],"any":[]},"actions":[{"field":"notification_webhook","value":["`+hook+`",
			"{\"ticket_id\":\"{{ticket.id}}\",\"status\":\"{{ticket.status}}\",\"actor_id\":\"{{current_user.id}}\",\"ext\":\"{{ticket.requester.external_id}}\",\"x\":\"{{nothing}}\"}"]}]}}`)
	}
	made := a.must(201, create("current_tags"))
	a.must(422, create("weather"))
	id, user := a.ticket(`,"tags":["whatsapp"]`)
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"comment":{"body":"ours","author_id":`+user+`}}}`))
	for _, public := range []bool{false, true} {
		if _, err := a.z.AgentComment(t.Context(), 1, "hello", public); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return len(r.all()) > 0 && a.poster.Pending() == 0 })
	got := r.all()
	if len(got) != 1 || got[0].header.Get("X-Key") != "k" ||
		!strings.HasPrefix(got[0].body, `{"ticket_id":"`+id+`","status":"New","actor_id":"9007`) || !strings.HasSuffix(got[0].body, `"x":""}`) {
		t.Errorf("trigger posted %v", got)
	}
	path := "/api/v2/triggers/" + made.at("trigger.id")
	a.must(400, a.call(http.MethodDelete, "/api/v2/webhooks/"+hook, ""))
	a.must(200, a.call(http.MethodPut, path, `{"trigger":{"active":false}}`)).check(t, "trigger.active", "false", "trigger.title", "t")
	a.must(200, a.call(http.MethodGet, "/api/v2/triggers", "")).check(t, "count", "1")
	a.must(204, a.call(http.MethodDelete, path, ""))
	a.must(404, a.call(http.MethodGet, path, ""))
}
