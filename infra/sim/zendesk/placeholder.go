package zendesk

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// render fills the placeholders of a trigger's body. Values go in as they are:
// a quote or a newline in one breaks the JSON around it, as with Zendesk.
// Unknown placeholders become nothing.
func (z *Zendesk) render(a *action, body string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(body, "{{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed {
			out.WriteString("{{" + rest)
			return out.String()
		}
		out.WriteString(z.placeholder(a, strings.TrimSpace(name)))
		body = after
	}
}

func (z *Zendesk) placeholder(a *action, name string) string {
	t := a.ticket
	if fieldID, isField := strings.CutPrefix(name, "ticket.ticket_field_"); isField {
		id, err := strconv.ParseInt(fieldID, 10, 64)
		if err != nil {
			return ""
		}
		return textOf(t.Values[id])
	}
	if member, ofRequester := strings.CutPrefix(name, "ticket.requester."); ofRequester {
		return personText(z.state.users.get(t.Requester), member)
	}
	if member, ofAssignee := strings.CutPrefix(name, "ticket.assignee."); ofAssignee {
		return personText(z.state.users.get(t.Assignee), member)
	}
	if member, ofActor := strings.CutPrefix(name, "current_user."); ofActor {
		return personText(a.actor, member)
	}
	if strings.HasPrefix(name, "ticket.latest_") {
		return z.latest(a, strings.TrimPrefix(name, "ticket.latest_"))
	}
	return ticketText(t, name)
}

func ticketText(t *ticket, name string) string {
	switch name {
	case "ticket.id":
		return fmt.Sprint(t.ID)
	case "ticket.external_id":
		return t.ExternalID
	case "ticket.status":
		return titleCase(t.Status)
	case "ticket.tags":
		return strings.Join(t.Tags, " ")
	case "ticket.title":
		return t.Subject
	case "ticket.description":
		return t.Opening
	case "ticket.priority":
		return titleCase(t.Priority)
	case "ticket.created_at_with_timestamp":
		return t.CreatedAt.Format(time.RFC3339)
	case "ticket.updated_at_with_timestamp":
		return t.UpdatedAt.Format(time.RFC3339)
	}
	return ""
}

// titleCase writes an enumeration as agents read it: "Open".
func titleCase(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

func personText(u *user, member string) string {
	if u == nil {
		return ""
	}
	switch member {
	case "id":
		return fmt.Sprint(u.ID)
	case "name":
		return u.Name
	case "email":
		return u.Email
	case "phone":
		return u.Phone
	case "external_id":
		return u.ExternalID
	case "role":
		return u.Role
	}
	return ""
}

// latest is the newest comment of the kind asked for, the action's own included.
func (z *Zendesk) latest(a *action, kind string) string {
	list := z.state.commentsOf[a.ticket.ID]
	for i := len(list) - 1; i >= 0; i-- {
		c := z.state.comments.get(list[i])
		switch {
		case kind == "comment":
			return c.Body
		case kind == "comment_html":
			return c.html()
		case kind == "public_comment" && c.Public:
			return c.Body
		case kind == "public_comment_html" && c.Public:
			return c.html()
		}
	}
	return ""
}
