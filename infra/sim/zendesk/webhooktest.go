package zendesk

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// testInput is the body of POST /webhooks/test: what to send instead of the
// webhook's own settings.
type testInput struct {
	Endpoint string `json:"endpoint"`
	Format   string `json:"request_format"`
	Payload  string `json:"payload"`
}

// testWebhook is POST /webhooks/test: one request, answered with what the
// endpoint answered. With ?webhook_id= it goes out as that webhook, without as
// one that does not exist yet, signed with the documented test secret.
func (z *Zendesk) testWebhook(c *call) (reply, error) {
	var in struct {
		Request testInput `json:"request"`
	}
	if len(bytes.TrimSpace(c.body)) > 0 && json.Unmarshal(c.body, &in) != nil {
		return reply{}, unparsable()
	}
	h := &webhook{ID: "01TEST", Secret: testSecret, Endpoint: in.Request.Endpoint, Format: "json"}
	if id := c.r.URL.Query().Get("webhook_id"); id != "" {
		known := z.state.webhooks.get(id)
		if known == nil {
			return reply{}, recordNotFound()
		}
		copied := *known
		h = &copied
	}
	if in.Request.Endpoint != "" {
		h.Endpoint = in.Request.Endpoint
	}
	if h.Endpoint == "" || z.posts.poster == nil {
		return reply{}, invalidAttribute("request.endpoint or webhook_id is required")
	}
	if in.Request.Format != "" {
		h.Format = in.Request.Format
	}
	payload := in.Request.Payload
	if payload == "" {
		payload = `{"test":true}`
	}
	// The endpoint may take its twelve seconds; the account goes on meanwhile.
	z.mu.Unlock()
	status, answer, err := z.posts.poster.PostNow(c.r.Context(), z.posts.request(h, []byte(payload)))
	z.mu.Lock()
	if err != nil {
		return reply{}, &refusal{status: http.StatusBadRequest, body: plainError{"WebhookTestFailed", err.Error()}}
	}
	return ok("response", map[string]any{"status": status, "payload": answer, "headers": []any{}})
}
