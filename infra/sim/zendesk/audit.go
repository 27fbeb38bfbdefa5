package zendesk

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// audit is one change of a ticket: its comment and its changed members.
type audit struct {
	ID      int64           `json:"id"`
	Ticket  int64           `json:"ticket_id"`
	Author  int64           `json:"author_id"` // the authenticated user, not the comment's author
	At      time.Time       `json:"created_at"`
	Channel string          `json:"channel"`
	Client  string          `json:"client,omitempty"` // User-Agent
	Custom  json.RawMessage `json:"custom,omitempty"` // ticket.metadata of the request
	Events  []auditEvent    `json:"events,omitempty"`
}

// auditEvent is one line of an audit. A Comment event has the comment's id.
type auditEvent struct {
	ID       int64           `json:"id"`
	Type     string          `json:"type"`
	Member   string          `json:"field_name,omitempty"`
	Value    json.RawMessage `json:"value,omitempty"`
	Previous json.RawMessage `json:"previous_value,omitempty"`
	Comment  int64           `json:"comment_id,omitempty"`
}

func (a *audit) metadata() map[string]any {
	system := map[string]any{}
	if a.Client != "" {
		system["client"] = a.Client
	}
	var custom any = map[string]any{}
	if len(a.Custom) > 0 {
		custom = a.Custom
	}
	return map[string]any{"system": system, "custom": custom}
}

// via is the audit's channel: what answers call "api" is "web_service" here.
func (a *audit) via() map[string]any {
	if a.Channel == channelAPI {
		return viaView("web_service")
	}
	return viaView(a.Channel)
}

func (z *Zendesk) auditView(a *audit) map[string]any {
	events := []map[string]any{}
	for _, e := range a.Events {
		events = append(events, z.auditEventView(a, e))
	}
	return map[string]any{
		"id": a.ID, "ticket_id": a.Ticket, "created_at": a.At, "author_id": a.Author,
		"metadata": a.metadata(), "events": events, "via": a.via(),
	}
}

func (z *Zendesk) auditEventView(a *audit, e auditEvent) map[string]any {
	view := map[string]any{"id": e.ID, "type": e.Type}
	switch e.Type {
	case "Comment":
		view = z.commentView(z.state.comments.get(e.ID), false)
		delete(view, "metadata")
		delete(view, "created_at")
		view["via"] = a.via()
	case "CommentPrivacyChange":
		view["comment_id"], view["public"] = e.Comment, e.Value
	case "AttachmentRedactionEvent":
		view["comment_id"], view["attachment_id"] = e.Comment, e.Value
	case "Change":
		view["field_name"], view["value"], view["previous_value"] = e.Member, e.Value, e.Previous
	default:
		view["field_name"], view["value"] = e.Member, e.Value
	}
	return view
}

// listAudits is GET /tickets/{id}/audits, oldest first.
func (z *Zendesk) listAudits(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	if _, err := z.openTicket(number); err != nil {
		return reply{}, err
	}
	return z.page(c, "audits", z.state.auditsOf[number], func(id int64) any {
		return z.auditView(z.state.audits.get(id))
	})
}

// idText is an id as events, audits and placeholders write it; none is null.
func idText(id int64) any {
	if id == 0 {
		return nil
	}
	return strconv.FormatInt(id, 10)
}

// minus is what a has and b lacks.
func minus(a, b []string) []string {
	rest := []string{}
	for _, text := range a {
		if !slices.Contains(b, text) {
			rest = append(rest, text)
		}
	}
	return rest
}
