package zendesk

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// listWebhooks is GET /webhooks, with ?filter[name_contains]= a part of them.
// Zendesk pages it by cursor; here all come at once.
func (z *Zendesk) listWebhooks(c *call) (reply, error) {
	views := []map[string]any{}
	for _, h := range z.sortedWebhooks() {
		if strings.Contains(h.Name, c.r.URL.Query().Get("filter[name_contains]")) {
			views = append(views, h.view())
		}
	}
	return reply{http.StatusOK, map[string]any{
		"webhooks": views, "links": map[string]any{"prev": nil, "next": nil},
		"meta": map[string]any{"has_more": false, "after_cursor": nil, "before_cursor": nil},
	}}, nil
}

func (z *Zendesk) sortedWebhooks() []*webhook {
	var list []*webhook
	for _, h := range z.state.webhooks.rows {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *webhook) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// createWebhook is POST /webhooks. A plan without event subscriptions refuses
// them with 403; the vendor's answer there is unverified.
func (z *Zendesk) createWebhook(c *call) (reply, error) {
	var in webhookInput
	if err := c.decode("webhook", &in); err != nil {
		return reply{}, err
	}
	now := z.stamp()
	h := &webhook{ID: z.webhookID(), Secret: "whs_" + z.newToken(), CreatedAt: now, UpdatedAt: now,
		CreatedBy: c.user.ID, UpdatedBy: c.user.ID}
	in.assign(h)
	if err := h.check(); err != nil {
		return reply{}, err
	}
	if h.takesEvents() && !z.state.settings.Events {
		return reply{}, forbidden()
	}
	z.state.webhooks.put(h.ID, h)
	return reply{http.StatusCreated, map[string]any{"webhook": h.view()}}, nil
}

// oneWebhook is GET, PUT, PATCH and DELETE /webhooks/{id}. Changes answer 204
// without a body.
func (z *Zendesk) oneWebhook(c *call) (reply, error) {
	h := z.state.webhooks.get(c.r.PathValue("id"))
	if h == nil {
		return reply{}, recordNotFound()
	}
	switch c.r.Method {
	case http.MethodGet:
		return ok("webhook", h.view())
	case http.MethodDelete:
		if z.usedByTrigger(h.ID) {
			return reply{}, invalidAttribute("the webhook is connected to a trigger")
		}
		z.state.webhooks.drop(h.ID)
		return reply{http.StatusNoContent, nil}, nil
	}
	var in webhookInput
	if err := c.decode("webhook", &in); err != nil {
		return reply{}, err
	}
	next := *h
	if c.r.Method == http.MethodPut {
		// PUT replaces: members left out are gone.
		next = webhook{ID: h.ID, Secret: h.Secret, Seeded: h.Seeded, CreatedAt: h.CreatedAt, CreatedBy: h.CreatedBy}
	}
	in.assign(&next)
	if err := next.check(); err != nil {
		return reply{}, err
	}
	if next.takesEvents() != h.takesEvents() {
		return reply{}, invalidAttribute("subscriptions: a webhook cannot change between triggers and events")
	}
	next.UpdatedAt, next.UpdatedBy = z.stamp(), c.user.ID
	z.state.webhooks.put(h.ID, &next)
	return reply{http.StatusNoContent, nil}, nil
}

// signingSecret is GET /webhooks/{id}/signing_secret; POST makes a new one
// (that verb is unverified).
func (z *Zendesk) signingSecret(c *call) (reply, error) {
	h := z.state.webhooks.get(c.r.PathValue("id"))
	if h == nil {
		return reply{}, recordNotFound()
	}
	status := http.StatusOK
	if c.r.Method == http.MethodPost {
		h.Secret, status = "whs_"+z.newToken(), http.StatusCreated
		z.state.webhooks.put(h.ID, h)
	}
	return reply{status, map[string]any{
		"signing_secret": map[string]any{"algorithm": "SHA256", "secret": h.Secret},
	}}, nil
}

func (z *Zendesk) usedByTrigger(webhookID string) bool {
	for _, t := range z.state.triggers.rows {
		for _, a := range t.Actions {
			if target, _, err := a.webhook(); err == nil && target == webhookID {
				return true
			}
		}
	}
	return false
}
