package zendesk

import (
	"encoding/json"
	"strings"
	"time"
)

// Channels of a ticket, a comment or an audit.
const (
	channelAPI = "api"
	channelWeb = "web" // an agent at the screen
)

// action is one thing done to one ticket: it becomes one audit, the events of
// one sequence, and one evaluation of the triggers. z.mu is held throughout.
type action struct {
	z       *Zendesk
	ticket  *ticket
	actor   *user // who is authenticated, whoever the comment's author is
	channel string
	created bool
	at      time.Time
	audit   *audit
	comment *comment
	events  []event
	touched bool
}

// event is one ticket event for webhooks.
type event struct {
	kind string // without the prefix zen:event-type:ticket.
	body map[string]any
}

// begin starts an action; its audit takes its id now, before its events.
func (z *Zendesk) begin(t *ticket, actor *user, channel string) *action {
	at := z.stamp()
	return &action{z: z, ticket: t, actor: actor, channel: channel, at: at,
		audit: &audit{ID: z.state.newID(), Ticket: t.ID, Author: actor.ID, At: at, Channel: channel}}
}

// record notes a changed member in the audit.
func (a *action) record(member string, previous, value any) {
	e := auditEvent{ID: a.z.state.newID(), Type: "Change", Member: member, Value: raw(value), Previous: raw(previous)}
	if a.created {
		e.Type, e.Previous = "Create", nil
	}
	a.audit.Events = append(a.audit.Events, e)
	a.touched = true
}

// emit notes an event for webhooks. The members of a new ticket are part of
// its creation and emit nothing.
func (a *action) emit(kind string, body map[string]any) {
	if a.created && kind != "created" && kind != "comment_added" && kind != "attachment_linked_to_comment" {
		return
	}
	a.events = append(a.events, event{kind, body})
}

// text changes a member that is a text; nil leaves it.
func (a *action) text(member, kind string, target, value *string) {
	if value == nil || *value == *target {
		return
	}
	previous := *target
	*target = *value
	a.record(member, orNull(previous), orNull(*value))
	a.emit(kind, map[string]any{"current": eventText(member, *value), "previous": eventText(member, previous)})
}

// eventText is a member as events spell it: enumerations in capitals.
func eventText(member, value string) any {
	switch member {
	case "status", "priority", "type":
		return orNull(strings.ToUpper(value))
	}
	return orNull(value)
}

// reference changes a member that is an id; nil leaves it.
func (a *action) reference(member, kind string, target *int64, value *idInput) {
	if value == nil || int64(*value) == *target {
		return
	}
	previous := *target
	*target = int64(*value)
	// Audits show ids as text.
	a.record(member, idText(previous), idText(*target))
	a.emit(kind, map[string]any{"current": idText(*target), "previous": idText(previous)})
}

// tags replaces all tags.
func (a *action) tags(next []string) {
	a.followTags(next)
	previous := a.ticket.Tags
	added, removed := minus(next, previous), minus(previous, next)
	if len(added)+len(removed) == 0 {
		return
	}
	a.ticket.Tags = next
	a.record("tags", orEmpty(previous), orEmpty(next))
	a.emit("tags_changed", map[string]any{"tags_added": added, "tags_removed": removed})
}

// say adds a comment with its files. Its id is the id of the audit's Comment
// event.
func (a *action) say(author *user, body commentInput) {
	c := &comment{ID: a.z.state.newID(), Ticket: a.ticket.ID, Audit: a.audit.ID, Author: author.ID,
		Public: body.isPublic(a.created || a.ticket.Openness), Channel: a.channel, CreatedAt: a.at}
	c.Body, c.Rich = body.text()
	a.attach(c, body)
	a.comment = c
	a.audit.Events = append(a.audit.Events, auditEvent{ID: c.ID, Type: "Comment"})
	a.touched = true
	a.ticket.Public = a.ticket.Public || c.Public
	if a.created {
		a.ticket.Opening, a.ticket.Openness = c.Body, c.Public
	}
	a.emit("comment_added", map[string]any{"comment": a.z.commentEvent(c)})
}

// finish stores the action and tells webhooks. An action that changed nothing
// leaves the ticket as it was.
func (a *action) finish() {
	s := a.z.state
	if a.touched {
		a.ticket.UpdatedAt, a.ticket.Generated = a.at, a.at.Unix()
	}
	s.tickets.put(a.ticket.ID, a.ticket)
	s.audits.put(a.audit.ID, a.audit)
	s.indexAudit(a.audit)
	if a.comment != nil {
		s.comments.put(a.comment.ID, a.comment)
		s.indexComment(a.comment)
	}
	if a.touched {
		a.z.publish(a)
		a.z.fireTriggers(a)
	}
}

// raw is a value as JSON; values here are texts, numbers and lists of them.
func raw(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return data
}
