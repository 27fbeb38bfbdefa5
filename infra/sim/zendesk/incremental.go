package zendesk

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// holdback is what incremental exports leave out: the last minute. A start
// within it is refused.
const holdback = time.Minute

// maxExport is the largest page of an export, in records.
const maxExport = 1000

// startTime reads start_time, in epoch seconds.
func startTime(c *call) (int64, error) {
	text := c.r.URL.Query().Get("start_time")
	if text == "" {
		return 0, &refusal{status: http.StatusBadRequest, body: plainError{"InvalidValue", "start_time is required"}}
	}
	start, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, &refusal{status: http.StatusBadRequest, body: plainError{"InvalidValue", "start_time must be an epoch time in seconds"}}
	}
	if start > c.now.Add(-holdback).Unix() {
		return 0, &refusal{status: http.StatusBadRequest, body: plainError{"StartTimeTooRecent",
			"Too recent start_time. Use a start_time older than 1 minute"}}
	}
	return start, nil
}

// ticketEvents is GET /incremental/ticket_events: audits since start_time,
// oldest first, up to a minute ago. include=comment_events adds the comments'
// texts. A page is cut only between seconds, so that its end_time can be the
// next start_time; the events of that second come again.
func (z *Zendesk) ticketEvents(c *call) (reply, error) {
	start, err := startTime(c)
	if err != nil {
		return reply{}, err
	}
	size, err := exportSize(c)
	if err != nil {
		return reply{}, err
	}
	until := c.now.Add(-holdback).Unix()
	sideload := strings.Contains(c.r.URL.Query().Get("include"), "comment_events")
	events := []map[string]any{}
	end, done := until, true
	var last int64
	for _, id := range z.state.auditIDs {
		a := z.state.audits.get(id)
		at := a.At.Unix()
		if at < start || at > until {
			continue
		}
		if len(events) >= size && at > last {
			end, done = last, false
			break
		}
		last = at
		events = append(events, z.exportAudit(a, sideload))
	}
	query := c.r.URL.Query()
	query.Set("start_time", strconv.FormatInt(end, 10))
	return reply{http.StatusOK, map[string]any{
		"ticket_events": events, "count": len(events), "end_time": end, "end_of_stream": done,
		"next_page": z.link("/incremental/ticket_events.json?" + query.Encode()),
	}}, nil
}

func exportSize(c *call) (int, error) {
	query := c.r.URL.Query()
	if !query.Has("per_page") {
		return maxExport, nil
	}
	return positive(query, "per_page", maxExport)
}

func (z *Zendesk) exportAudit(a *audit, sideload bool) map[string]any {
	children := []map[string]any{}
	for _, e := range a.Events {
		children = append(children, z.exportEvent(a, e, sideload))
	}
	return map[string]any{
		"id": a.ID, "ticket_id": a.Ticket, "timestamp": a.At.Unix(), "created_at": a.At, "updater_id": a.Author,
		"via": a.via()["channel"], "system": a.metadata()["system"], "metadata": a.metadata()["custom"],
		"event_type": "Audit", "child_events": children,
	}
}

func (z *Zendesk) exportEvent(a *audit, e auditEvent, sideload bool) map[string]any {
	view := map[string]any{"id": e.ID, "event_type": e.Type, "type": e.Type, "via": a.via()["channel"], "created_at": a.At}
	switch {
	case e.Type == "Comment" && sideload:
		view = z.auditEventView(a, e)
		view["event_type"] = "Comment"
	case e.Type == "Comment":
		view["comment_present"], view["comment_public"] = true, z.state.comments.get(e.ID).Public
	case e.Member != "":
		view[e.Member] = e.Value
		if e.Type == "Change" {
			view["previous_value"] = e.Previous
		}
	}
	return view
}

// exportTickets is GET /incremental/tickets/cursor: tickets by
// generated_timestamp, deleted ones included, from start_time on or after a
// cursor.
func (z *Zendesk) exportTickets(c *call) (reply, error) {
	size, err := exportSize(c)
	if err != nil {
		return reply{}, err
	}
	after, err := exportCursor(c)
	if err != nil {
		return reply{}, err
	}
	found := z.generatedAfter(after, c.now)
	done := len(found) <= size
	views := []map[string]any{}
	for _, t := range found[:min(len(found), size)] {
		views = append(views, z.ticketView(t))
		after = mark{t.Generated, t.ID}
	}
	return reply{http.StatusOK, map[string]any{
		"tickets": views, "after_cursor": after.String(), "before_cursor": nil, "before_url": nil, "end_of_stream": done,
		"after_url": z.link("/incremental/tickets/cursor.json?cursor=" + after.String()),
	}}, nil
}

// exportTicketsByTime is GET /incremental/tickets: the same tickets by time. A
// page is cut only between seconds, as that of ticketEvents.
func (z *Zendesk) exportTicketsByTime(c *call) (reply, error) {
	start, err := startTime(c)
	if err != nil {
		return reply{}, err
	}
	size, err := exportSize(c)
	if err != nil {
		return reply{}, err
	}
	end, done := c.now.Add(-holdback).Unix(), true
	views := []map[string]any{}
	var last int64
	for _, t := range z.generatedAfter(mark{start, 0}, c.now) {
		if len(views) >= size && t.Generated > last {
			end, done = last, false
			break
		}
		last = t.Generated
		views = append(views, z.ticketView(t))
	}
	query := c.r.URL.Query()
	query.Set("start_time", strconv.FormatInt(end, 10))
	return reply{http.StatusOK, map[string]any{
		"tickets": views, "count": len(views), "end_time": end, "end_of_stream": done,
		"next_page": z.link("/incremental/tickets.json?" + query.Encode()),
	}}, nil
}

// generatedAfter lists the tickets behind a mark, but for the last minute's, in
// the order of the exports.
func (z *Zendesk) generatedAfter(after mark, now time.Time) []*ticket {
	until := now.Add(-holdback).Unix()
	var found []*ticket
	for _, t := range z.state.tickets.rows {
		if t.Generated <= until && after.before(t) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *ticket) int {
		return cmp.Or(cmp.Compare(a.Generated, b.Generated), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// mark is a place in the export: what comes after this timestamp and ticket.
type mark struct {
	generated, ticket int64
}

func (m mark) before(t *ticket) bool {
	return t.Generated > m.generated || t.Generated == m.generated && t.ID > m.ticket
}

func (m mark) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d|%d", m.generated, m.ticket))
}

func exportCursor(c *call) (mark, error) {
	text := c.r.URL.Query().Get("cursor")
	if text == "" {
		start, err := startTime(c)
		return mark{start, 0}, err
	}
	var m mark
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		_, err = fmt.Sscanf(string(data), "%d|%d", &m.generated, &m.ticket)
	}
	if err != nil {
		return mark{}, invalidAttribute("cursor is not valid: %q", text)
	}
	return m, nil
}
