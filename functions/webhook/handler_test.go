package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"ventana/shared/envelope"
)

func TestHandle_verificationOfTheCallback(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		connection string
		token      string
		status     int
		body       string
	}{
		{"the right token is answered with the challenge as it came", "whatsapp", verifyToken, 200, "1158201444<&>"},
		{"a wrong token is refused", "whatsapp", "another-token-of-32-characters-ok", 403, `{"status":"forbidden"}`},
		{"a missing token is refused", "whatsapp", "", 403, `{"status":"forbidden"}`},
		{"a helpdesk has no verification", "zendesk", verifyToken, 404, `{"status":"not found"}`},
		{"an unknown connection is not found", "twilio", verifyToken, 404, `{"status":"not found"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := request("GET", tt.connection, nil, nil)
			r.QueryStringParameters = map[string]string{"hub.mode": "subscribe", "hub.challenge": "1158201444<&>", "hub.verify_token": tt.token}
			got := w.call(t, r)
			if got.StatusCode != tt.status || got.Body != tt.body {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, got.Body, tt.status, tt.body)
			}
			if tt.status == 200 && !strings.HasPrefix(got.Headers["content-type"], "text/plain") {
				t.Errorf("got content type %q, want plain text: Meta compares the bytes", got.Headers["content-type"])
			}
		})
	}
}

func TestHandle_routesAndMethods(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		method     string
		connection string
		status     int
		body       string
	}{
		{"health is ok while the process runs", "GET", "", 200, `{"status":"ok"}`},
		{"a post to health is not found", "POST", "", 404, `{"status":"not found"}`},
		{"a delivery to an unknown connection is not found", "POST", "twilio", 404, `{"status":"not found"}`},
		{"a put is no method of ours", "PUT", "whatsapp", 405, `{"status":"method not allowed"}`},
		{"a head is no method of ours", "HEAD", "whatsapp", 405, `{"status":"method not allowed"}`},
		{"a delete is no method of ours, whatever the connection", "DELETE", "twilio", 405, `{"status":"method not allowed"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got := w.call(t, request(tt.method, tt.connection, nil, []byte("{}")))
			if got.StatusCode != tt.status || got.Body != tt.body {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, got.Body, tt.status, tt.body)
			}
			if allow := got.Headers["allow"]; (tt.status == 405) != (allow == "GET, POST") {
				t.Errorf("got Allow %q with status %d", allow, tt.status)
			}
			if w.sent() != 0 {
				t.Errorf("got %d envelopes sent, want none", w.sent())
			}
		})
	}
}

func TestHandle_deliveryGoesToTheQueuesOfItsEvents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		request func(t *testing.T, w *world) events.APIGatewayV2HTTPRequest
		want    map[string]int
	}{
		{"a customer's message goes to inbound", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretNow, sample(t, "text.json"))
		}, map[string]int{"https://q/in.fifo": 1}},
		{"a status goes to status", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretNow, sample(t, "status_read.json"))
		}, map[string]int{"https://q/status": 1}},
		{"a notice goes to status", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretNow, sample(t, "template_status.json"))
		}, map[string]int{"https://q/status": 1}},
		{"a mixed delivery is cut apart", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretNow, sample(t, "batch.json"))
		}, map[string]int{"https://q/in.fifo": 5, "https://q/status": 3}},
		{"what the business wrote in the phone app goes to inbound", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretNow, sample(t, "echoes.json"))
		}, map[string]int{"https://q/in.fifo": 4}},
		{"a ticket event goes to outbound", func(_ *testing.T, w *world) events.APIGatewayV2HTTPRequest {
			return zendeskPost(zendeskNow, w.clock(), []byte(commentAdded))
		}, map[string]int{"https://q/out.fifo": 1}},
		{"a customer's own comment needs nothing and is taken", func(_ *testing.T, w *world) events.APIGatewayV2HTTPRequest {
			return zendeskPost(zendeskNow, w.clock(), []byte(strings.Replace(commentAdded, `"is_staff":true`, `"is_staff":false`, 1)))
		}, map[string]int{}},
		{"a body in base64 is verified as the bytes it stands for", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			r := metaPost(secretNow, sample(t, "text.json"))
			r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(r.Body)), true
			return r
		}, map[string]int{"https://q/in.fifo": 1}},
		{"the second secret of the list is accepted", func(t *testing.T, _ *world) events.APIGatewayV2HTTPRequest {
			return metaPost(secretBefore, sample(t, "text.json"))
		}, map[string]int{"https://q/in.fifo": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got := w.call(t, tt.request(t, w))
			if got.StatusCode != 200 || got.Body != `{"status":"accepted"}` {
				t.Fatalf("got %d %q, want it taken", got.StatusCode, got.Body)
			}
			for _, queue := range []string{"https://q/in.fifo", "https://q/out.fifo", "https://q/status"} {
				if len(w.sqs.taken[queue]) != tt.want[queue] {
					t.Errorf("%s: got %d envelopes, want %d", queue, len(w.sqs.taken[queue]), tt.want[queue])
				}
			}
		})
	}
}

func TestHandle_garbageWellSignedIsOneUnreadableEnvelope(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		post  func(w *world, body []byte) events.APIGatewayV2HTTPRequest
		queue string
	}{
		{"of WhatsApp, in inbound", func(_ *world, body []byte) events.APIGatewayV2HTTPRequest { return metaPost(secretNow, body) }, "https://q/in.fifo"},
		{"of Zendesk, in outbound", func(w *world, body []byte) events.APIGatewayV2HTTPRequest {
			return zendeskPost(zendeskNow, w.clock(), body)
		}, "https://q/out.fifo"},
	}
	bodies := map[string]string{"no JSON": "<html>\xff\x00 502 </html>", "half of it": `{"object":"whatsapp_business_acc`, "nothing": "", "null": "null"}
	for _, tt := range tests {
		for what, body := range bodies {
			t.Run(what+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				if got := w.call(t, tt.post(w, []byte(body))); got.StatusCode != 200 {
					t.Fatalf("got %d, want 200: a repetition would be no better", got.StatusCode)
				}
				if w.sent() != 1 || len(w.sqs.taken[tt.queue]) != 1 {
					t.Fatalf("got %v, want one envelope in %s", w.sqs.taken, tt.queue)
				}
				if e := w.sqs.taken[tt.queue][0]; e.Kind != envelope.KindUnreadable || e.Unreadable.Size != len(body) || e.Unreadable.Reason == "" {
					t.Errorf("got %+v, want it unreadable, with size and reason", e)
				}
			})
		}
	}
}

// TestHandle_forgery: whoever cannot sign learns nothing and enqueues nothing.
func TestHandle_forgery(t *testing.T) {
	t.Parallel()
	body := []byte(commentAdded)
	tests := []struct {
		name    string
		request func(w *world) events.APIGatewayV2HTTPRequest
		status  int
	}{
		{"a foreign secret", func(*world) events.APIGatewayV2HTTPRequest { return metaPost("a-secret-of-somebody-else", body) }, 403},
		{"the signature of another body", func(*world) events.APIGatewayV2HTTPRequest {
			r := metaPost(secretNow, body)
			r.Body += " "
			return r
		}, 403},
		{"no signature", func(*world) events.APIGatewayV2HTTPRequest { return request("POST", "whatsapp", nil, body) }, 401},
		{"a signature of no known form", func(*world) events.APIGatewayV2HTTPRequest {
			return request("POST", "whatsapp", map[string]string{"x-hub-signature-256": "sha1=00"}, body)
		}, 401},
		{"WhatsApp's signature on the helpdesk's connection", func(*world) events.APIGatewayV2HTTPRequest {
			r := metaPost(secretNow, body)
			r.PathParameters["connection"] = "zendesk"
			return r
		}, 401},
		{"a foreign secret of the helpdesk", func(w *world) events.APIGatewayV2HTTPRequest {
			return zendeskPost("a-secret-of-somebody-else", w.clock(), body)
		}, 403},
		{"a delivery recorded six minutes ago", func(w *world) events.APIGatewayV2HTTPRequest {
			return zendeskPost(zendeskNow, w.clock().Add(-6*time.Minute), body)
		}, 401},
		{"a delivery of six minutes ahead", func(w *world) events.APIGatewayV2HTTPRequest {
			return zendeskPost(zendeskNow, w.clock().Add(6*time.Minute), body)
		}, 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got := w.call(t, tt.request(w))
			want := map[int]string{401: `{"status":"unauthorized"}`, 403: `{"status":"forbidden"}`}[tt.status]
			if got.StatusCode != tt.status || got.Body != want {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, got.Body, tt.status, want)
			}
			if w.sent() != 0 {
				t.Errorf("got %d envelopes sent, want none", w.sent())
			}
		})
	}
}

func TestHandle_sizeIsCappedBeforeAnythingIsRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		body   string
		base64 bool
		status int
	}{
		{"one byte too many", strings.Repeat("x", MaxBodyBytes+1), false, 413},
		{"one byte too many in base64", base64.StdEncoding.EncodeToString(make([]byte, MaxBodyBytes+1)), true, 413},
		{"far too many in base64", strings.Repeat("A", 6<<20), true, 413},
		{"what is called base64 and is none", "{}", true, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := request("POST", "nobody", nil, nil)
			r.Body, r.IsBase64Encoded = tt.body, tt.base64
			if got := w.call(t, r); got.StatusCode != tt.status {
				t.Errorf("got %d, want %d even for an unknown connection", got.StatusCode, tt.status)
			}
			if w.reads != 0 {
				t.Errorf("got %d reads of the secret, want none", w.reads)
			}
		})
	}
}

func TestHandle_largestBodyIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := append([]byte(`{"object":"whatsapp_business_account","entry":[]}`), strings.Repeat(" ", MaxBodyBytes)...)[:MaxBodyBytes]
	if got := w.call(t, metaPost(secretNow, body)); got.StatusCode != 200 {
		t.Fatalf("got %d, want the largest body taken", got.StatusCode)
	}
}

func TestHandle_rotatedSecretIsReadAgainOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := sample(t, "text.json")
	w.call(t, metaPost(secretNow, body)) // warm
	w.document = verifyDocument(t, []string{secretNext, secretNow})
	if got := w.call(t, metaPost(secretNext, body)); got.StatusCode != 200 || w.reads != 2 {
		t.Fatalf("got %d after %d reads, want the rotated secret accepted after one more read", got.StatusCode, w.reads)
	}
	for range 50 {
		if got := w.call(t, metaPost("a-secret-of-somebody-else", body)); got.StatusCode != 403 {
			t.Fatalf("got %d, want a forgery refused", got.StatusCode)
		}
	}
	if w.reads != 2 {
		t.Errorf("got %d reads, want a flood of forgeries to cost none", w.reads)
	}
	w.pass(31 * time.Second)
	w.call(t, metaPost("a-secret-of-somebody-else", body))
	if w.reads != 3 {
		t.Errorf("got %d reads, want one more after the pause", w.reads)
	}
}

func TestHandle_unsignedAsksForNoRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.call(t, request("POST", "whatsapp", nil, []byte("{}")))
	w.call(t, zendeskPost(zendeskNow, w.clock().Add(-time.Hour), []byte(commentAdded)))
	if w.reads != 1 {
		t.Errorf("got %d reads of the secret, want the first only", w.reads)
	}
}

func TestHandle_secretThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		document string
		err      error
		status   int
	}{
		{"the placeholder of a new stack refuses everything", `{"connections":[]}`, nil, 403},
		{"a broken document refuses everything", `{"connections":`, nil, 403},
		{"a secret left as a placeholder refuses everything",
			`{"connections":[{"id":"whatsapp","kind":"cloudapi","app_secrets":["CHANGEME-CHANGEME-CHANGEME"],"verify_token":"0123456789abcdef"}]}`, nil, 403},
		{"a store that cannot be reached asks to come again", "", errors.New("dial tcp: i/o timeout"), 503},
	}
	for _, tt := range tests {
		for _, method := range []string{"GET", "POST"} {
			t.Run(tt.name+" on "+method, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.document, w.storeErr = tt.document, tt.err
				r := metaPost(secretNow, sample(t, "text.json"))
				r.RequestContext.HTTP.Method = method
				got := w.call(t, r)
				if got.StatusCode != tt.status || w.sent() != 0 {
					t.Errorf("got %d and %d sent, want %d and none", got.StatusCode, w.sent(), tt.status)
				}
				if again := got.Headers["retry-after"]; (tt.status == 503) != (again == "30") {
					t.Errorf("got Retry-After %q with status %d", again, got.StatusCode)
				}
			})
		}
	}
}

func TestHandle_storeThatFailsLaterServesTheLastDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := sample(t, "text.json")
	w.call(t, metaPost(secretNow, body))
	w.storeErr = errors.New("throttled")
	w.pass(time.Hour)
	if got := w.call(t, metaPost(secretNow, body)); got.StatusCode != 200 {
		t.Errorf("got %d, want the delivery taken with the document that is known", got.StatusCode)
	}
}

func TestHandle_whatIsNotEnqueuedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(*fakeSQS)
	}{
		{"when the queues are down", func(f *fakeSQS) { f.down = true }},
		{"when one entry of a batch is refused", func(f *fakeSQS) { f.refuse = func(body string) bool { return strings.Contains(body, "erste") } }},
		{"when one queue of two refuses", func(f *fakeSQS) {
			f.refuse = func(body string) bool { return strings.Contains(body, `"kind":"notice"`) }
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.spoil(w.sqs)
			got := w.call(t, metaPost(secretNow, sample(t, "batch.json")))
			if got.StatusCode != 503 || got.Headers["retry-after"] != "30" || got.Body != `{"status":"come again"}` {
				t.Errorf("got %d %v %q, want 503 with Retry-After: 30", got.StatusCode, got.Headers, got.Body)
			}
			if want := "WorkFailed not enqueued"; len(w.counted) != 1 || w.counted[0] != want {
				t.Errorf("counted %q, want %q for the alarm that rolls a release back", w.counted, want)
			}
		})
	}
}

// TestHandle_answersBeforeItsTimeIsUp: a Lambda that times out answers without
// Retry-After, and then Zendesk never repeats.
func TestHandle_answersBeforeItsTimeIsUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sqs.stuck = true
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Hour))
	defer cancel()
	w.sqs.asked = func(given context.Context) {
		outer, _ := ctx.Deadline()
		if inner, ok := given.Deadline(); !ok || !inner.Equal(outer.Add(-reserve)) {
			t.Errorf("the queue may answer until %s, want %s before the function's end", inner, reserve)
		}
		w.sqs.stuck = false
	}
	if _, err := w.Handle(ctx, metaPost(secretNow, sample(t, "text.json"))); err != nil {
		t.Fatal(err)
	}
	w.sqs.stuck, w.sqs.asked = true, nil
	over, cancelOver := context.WithDeadline(t.Context(), time.Now().Add(reserve))
	defer cancelOver()
	got, err := w.Handle(over, metaPost(secretNow, sample(t, "text.json")))
	if err != nil || got.StatusCode != 503 || got.Headers["retry-after"] != "30" {
		t.Fatalf("got %d %v, %v, want 503 with Retry-After: 30", got.StatusCode, got.Headers, err)
	}
}

func TestHandle_largestDeliveryOfMeta(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var messages strings.Builder
	filler := strings.Repeat("ñ", 1450)
	for i := range 1000 {
		if i > 0 {
			messages.WriteByte(',')
		}
		fmt.Fprintf(&messages, `{"from":"34600%06d","id":"wamid.%d","timestamp":"1795300000","type":"text","text":{"body":"%d %s"}}`, i%100, i, i, filler)
	}
	body := `{"object":"whatsapp_business_account","entry":[{"id":"2","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[` +
		messages.String() + `]}}]}]}`
	if len(body) < 3_000_000 {
		t.Fatalf("the delivery has %d bytes, want 3 MB", len(body))
	}
	if got := w.call(t, metaPost(secretNow, []byte(body))); got.StatusCode != 200 {
		t.Fatalf("got %d, want it taken", got.StatusCode)
	}
	taken := w.sqs.taken["https://q/in.fifo"]
	if len(taken) != 1000 || len(w.sqs.groups) != 100 {
		t.Fatalf("got %d envelopes in %d groups, want 1000 in 100", len(taken), len(w.sqs.groups))
	}
	last := map[string]int{}
	for _, e := range taken {
		var n int
		if _, err := fmt.Sscanf(e.Message.Text, "%d ", &n); err != nil {
			t.Fatal(err)
		}
		if before, seen := last[e.Message.From.Phone]; seen && n < before {
			t.Fatalf("message %d of %s came after %d", n, e.Message.From.Phone, before)
		}
		last[e.Message.From.Phone] = n
	}
}

// TestHandle_logsTellNothingOfPeopleOrSecrets searches the log of every kind of
// request for what must not stand there.
func TestHandle_logsTellNothingOfPeopleOrSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := metaPost(secretNow, sample(t, "text.json"))
	forged := metaPost("a-secret-of-somebody-else", sample(t, "batch.json"))
	odd := request("POST", "whatsapp", map[string]string{"x-hub-signature-256": "sha256=34600000001"}, sample(t, "system.json"))
	ticket := zendeskPost(zendeskNow, w.clock(), []byte(commentAdded))
	stale := zendeskPost(zendeskNow, w.clock().Add(-time.Hour), []byte(commentAdded))
	garbage := metaPost(secretNow, []byte("not JSON of 34600000001"))
	challenge := request("GET", "whatsapp", nil, nil)
	challenge.QueryStringParameters = map[string]string{"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "guess-of-a-stranger"}
	for _, r := range []events.APIGatewayV2HTTPRequest{text, forged, odd, ticket, stale, garbage, challenge} {
		w.call(t, r)
	}
	w.sqs.down = true
	w.call(t, text)
	w.document = `{"connections":[{"id":"whatsapp","kind":"cloudapi","app_secrets":["` + secretNext + `"],"verify_token":"short-tok"}]}`
	w.pass(time.Hour)
	w.call(t, metaPost(secretNext, sample(t, "text.json")))
	logged := w.log.String()
	if lines := strings.Count(logged, "\n"); lines < 8 {
		t.Fatalf("got %d lines, want one for each request:\n%s", lines, logged)
	}
	forbidden := []string{
		"34600000001", "34600000009", "551187654321", "ES.9f3K2QpXz7LmTt41", "Ana", "ana.r", "4471", "primera", "agente", "Luz", "wamid",
		secretNow, secretBefore, secretNext, zendeskNow, verifyToken, "short-tok", "guess-of-a-stranger", "1158201444", "not JSON of",
		text.Headers["x-hub-signature-256"][7:], forged.Headers["x-hub-signature-256"][7:], ticket.Headers["x-zendesk-webhook-signature"],
	}
	for _, word := range forbidden {
		if strings.Contains(logged, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

func TestHandle_answersAreShortAndFixed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	secretive := metaPost("a-secret-of-somebody-else", sample(t, "text.json"))
	for _, r := range []events.APIGatewayV2HTTPRequest{
		metaPost(secretNow, sample(t, "text.json")), secretive, request("POST", "x<script>", nil, nil),
		request("PATCH", "whatsapp", nil, nil), request("GET", "", nil, nil),
	} {
		got := w.call(t, r)
		if len(got.Body) > 40 || got.Headers["content-type"] != "application/json" || strings.Contains(got.Body, "script") {
			t.Errorf("got %d %q as %q, want a short fixed JSON body", got.StatusCode, got.Body, got.Headers["content-type"])
		}
		if got.StatusCode >= http.StatusInternalServerError {
			t.Errorf("got %d", got.StatusCode)
		}
	}
}
