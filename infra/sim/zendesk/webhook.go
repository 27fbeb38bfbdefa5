package zendesk

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// conditionalEvents is the subscription of a webhook that triggers call.
const conditionalEvents = "conditional_ticket_events"

// eventPrefix stands before the kind of each ticket event.
const eventPrefix = "zen:event-type:ticket."

// webhook is one webhook of the account: connected to triggers or subscribed
// to events, never both.
type webhook struct {
	ID            string            `json:"id"`
	Name          string            `json:"name"`
	Description   string            `json:"description,omitempty"`
	Status        string            `json:"status"`
	Endpoint      string            `json:"endpoint"`
	Method        string            `json:"http_method"`
	Format        string            `json:"request_format"`
	Subscriptions []string          `json:"subscriptions"`
	Auth          *webhookAuth      `json:"authentication,omitempty"`
	Headers       map[string]string `json:"custom_headers,omitempty"`
	Secret        string            `json:"secret"`
	Seeded        bool              `json:"seeded,omitempty"` // made by New, which renews its URL
	CreatedAt     time.Time         `json:"created_at"`
	CreatedBy     int64             `json:"created_by"`
	UpdatedAt     time.Time         `json:"updated_at"`
	UpdatedBy     int64             `json:"updated_by"`
}

// webhookAuth is sent with each request of a webhook.
type webhookAuth struct {
	Type     string          `json:"type"` // basic_auth, bearer_token or api_key
	Data     json.RawMessage `json:"data,omitempty"`
	Position string          `json:"add_position"`
}

// seedSubscriptions are what Ventana's own webhook asks for, as `ventana setup
// zendesk` makes it: with others, a change of the field that shows the window would
// be an event here and none in an account.
func seedSubscriptions() []string {
	var list []string
	for _, kind := range []string{"comment_added", "merged", "status_changed", "tags_changed"} {
		list = append(list, eventPrefix+kind)
	}
	return list
}

// seedWebhook makes the webhook of Options, or renews its URL and secret, so
// that a restart on another port goes on.
func (z *Zendesk) seedWebhook() {
	if z.options.WebhookURL == "" {
		return
	}
	for _, h := range z.state.webhooks.rows {
		if h.Seeded {
			h.Endpoint, h.Secret = z.options.WebhookURL, z.options.WebhookSecret
			z.state.webhooks.put(h.ID, h)
		}
	}
	if len(z.state.webhooks.rows) > 0 {
		return
	}
	now := z.stamp()
	h := &webhook{ID: z.webhookID(), Name: "ventana", Status: "active", Endpoint: z.options.WebhookURL,
		Method: http.MethodPost, Format: "json", Subscriptions: seedSubscriptions(), Secret: z.options.WebhookSecret,
		Seeded: true, CreatedAt: now, UpdatedAt: now, CreatedBy: z.integration, UpdatedBy: z.integration}
	z.state.webhooks.put(h.ID, h)
}

// webhookID has the form of Zendesk's: 26 capitals and digits.
func (z *Zendesk) webhookID() string { return "01" + strings.ToUpper(z.newToken())[:24] }

func (h *webhook) view() map[string]any {
	view := map[string]any{
		"id": h.ID, "name": h.Name, "status": h.Status, "endpoint": h.Endpoint, "http_method": h.Method,
		"request_format": h.Format, "subscriptions": h.Subscriptions, "created_at": h.CreatedAt,
		"created_by": idText(h.CreatedBy), "updated_at": h.UpdatedAt, "updated_by": idText(h.UpdatedBy),
	}
	if h.Description != "" {
		view["description"] = h.Description
	}
	if h.Auth != nil {
		view["authentication"] = webhookAuth{Type: h.Auth.Type, Position: h.Auth.Position} // never the credential
	}
	if len(h.Headers) > 0 {
		view["custom_headers"] = h.Headers
	}
	return view
}

// webhookInput is a webhook in a request.
type webhookInput struct {
	Name          *string            `json:"name"`
	Description   *string            `json:"description"`
	Status        *string            `json:"status"`
	Endpoint      *string            `json:"endpoint"`
	Method        *string            `json:"http_method"`
	Format        *string            `json:"request_format"`
	Subscriptions *[]string          `json:"subscriptions"`
	Auth          *webhookAuth       `json:"authentication"`
	Headers       *map[string]string `json:"custom_headers"`
}

func (in *webhookInput) assign(h *webhook) {
	for target, value := range map[*string]*string{&h.Name: in.Name, &h.Description: in.Description,
		&h.Status: in.Status, &h.Endpoint: in.Endpoint, &h.Method: in.Method, &h.Format: in.Format} {
		if value != nil {
			*target = *value
		}
	}
	if in.Subscriptions != nil {
		h.Subscriptions = *in.Subscriptions
	}
	if in.Auth != nil {
		h.Auth = in.Auth
	}
	if in.Headers != nil {
		h.Headers = *in.Headers
	}
}

// check refuses what Zendesk refuses of a webhook, and methods that the
// simulator cannot send.
func (h *webhook) check() error {
	if h.Name == "" || h.Endpoint == "" || h.Method == "" || h.Format == "" || h.Status == "" {
		return invalidAttribute("name, status, endpoint, http_method and request_format are required")
	}
	if u, err := url.Parse(h.Endpoint); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return invalidAttribute("endpoint is not a valid URL: %q", h.Endpoint)
	}
	if h.Status != "active" && h.Status != "inactive" {
		return invalidAttribute("status must be active or inactive, got %q", h.Status)
	}
	if h.Method != http.MethodPost || !slices.Contains([]string{"json", "xml", "form_encoded"}, h.Format) {
		return invalidAttribute("http_method and request_format: %s %s is not supported", h.Method, h.Format)
	}
	if a := h.Auth; a != nil && (!slices.Contains([]string{"basic_auth", "bearer_token", "api_key"}, a.Type) || a.Position != "header") {
		return invalidAttribute("authentication is not valid: type %q, add_position %q", a.Type, a.Position)
	}
	return h.checkSubscriptions()
}

func (h *webhook) checkSubscriptions() error {
	if slices.Contains(h.Subscriptions, conditionalEvents) && len(h.Subscriptions) > 1 {
		return invalidAttribute("subscriptions: %s excludes event types", conditionalEvents)
	}
	for _, name := range h.Subscriptions {
		kind, ofTicket := strings.CutPrefix(name, eventPrefix)
		known := name == conditionalEvents || ofTicket && slices.Contains(eventKinds(), kind) ||
			!ofTicket && strings.HasPrefix(name, "zen:event-type:")
		if !known {
			return invalidAttribute("subscriptions: unknown event type %q", name)
		}
	}
	if h.takesEvents() && h.Format != "json" {
		return invalidAttribute("a webhook subscribed to events must be POST and json")
	}
	return nil
}

// takesEvents tells an event-subscribed webhook from one that triggers call.
func (h *webhook) takesEvents() bool {
	return len(h.Subscriptions) > 0 && !slices.Contains(h.Subscriptions, conditionalEvents)
}

// headers are what the webhook adds to each request.
func (h *webhook) headers(header http.Header) {
	for name, value := range h.Headers {
		header.Set(name, value)
	}
	if h.Auth == nil {
		return
	}
	var data struct{ Username, Password, Token, Name, Value string }
	// Data that does not decode was refused by the vendor's own form; here it adds nothing.
	_ = json.Unmarshal(h.Auth.Data, &data)
	switch h.Auth.Type {
	case "basic_auth":
		r := http.Request{Header: header}
		r.SetBasicAuth(data.Username, data.Password)
	case "bearer_token":
		header.Set("Authorization", "Bearer "+data.Token)
	case "api_key":
		header.Set(data.Name, data.Value)
	}
}
