package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// pageSize is the largest page that cursor pagination gives.
const pageSize = 100

// maxAuditPages bounds a look: 5,000 changes, as many as the comments that
// Zendesk allows on one ticket.
const maxAuditPages = 50

// page is how a list goes on.
type page struct {
	HasMore     bool   `json:"has_more"`
	AfterCursor string `json:"after_cursor"`
}

// Trace looks for markers in a ticket. The stamp is read before the look, as
// the API spelled it, so that a change during the look makes a conditional
// update fail. Without markers only the ticket is read.
//
// The look goes through the ticket's audits, where custom metadata is
// documented to stand. Their list has no documented order but oldest first, so
// a marker that is not there is known only at the list's end: one call for each
// hundred changes, and a look that cannot reach the end is an Unknown failure,
// because "not found" would let the caller write twice.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
//
// Errors to look for: helpdesk.ErrGone.
func (c *Client) Trace(ctx context.Context, ticket string, markers []string) (helpdesk.Trace, error) {
	op := "zendesk trace ticket " + ticket
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return helpdesk.Trace{}, err
	}
	shown, err := c.showTicket(ctx, op, number)
	if err != nil {
		return helpdesk.Trace{}, err
	}
	trace := helpdesk.Trace{
		Found: map[string]string{}, Stamp: shown.UpdatedAt,
		Open: shown.Status == statusNew || shown.Status == statusOpen, Closed: shown.Status == statusClosed,
	}
	return trace, c.lookInAudits(ctx, op, number, markers, trace.Found)
}

func (c *Client) showTicket(ctx context.Context, op string, ticket id) (ticketOutput, error) {
	ask := call{op: op, method: http.MethodGet, path: ticketPath(ticket), ticket: true}
	var answer struct {
		Ticket ticketOutput `json:"ticket"`
	}
	if err := c.do(ctx, ask, &answer); err != nil {
		return ticketOutput{}, err
	}
	if answer.Ticket.ID != ticket || answer.Ticket.UpdatedAt == "" {
		return ticketOutput{}, ask.unreadable()
	}
	if answer.Ticket.Status == statusDeleted {
		return ticketOutput{}, ask.fail(failure.Permanent, "Deleted", 0, helpdesk.ErrGone)
	}
	return answer.Ticket, nil
}

// lookInAudits fills found until every marker is in it or the list ends.
func (c *Client) lookInAudits(ctx context.Context, op string, ticket id, markers []string, found map[string]string) error {
	wanted := map[string]bool{}
	for _, marker := range markers {
		wanted[marker] = true
	}
	ask := call{op: op, method: http.MethodGet, path: ticketPath(ticket) + "/audits", ticket: true}
	cursor := ""
	for range maxAuditPages {
		if len(found) == len(wanted) {
			return nil
		}
		ask.query = pageQuery(pageSize, cursor)
		var answer struct {
			Audits []audit `json:"audits"`
			Meta   page    `json:"meta"`
		}
		if err := c.do(ctx, ask, &answer); err != nil {
			return err
		}
		for _, change := range answer.Audits {
			noteMarkers(change, wanted, found)
		}
		if !answer.Meta.HasMore {
			return nil
		}
		cursor = answer.Meta.AfterCursor
	}
	return ask.fail(failure.Unknown, "TooManyAudits", 0, textError("more than "+strconv.Itoa(maxAuditPages*pageSize)+" changes"))
}

func noteMarkers(change audit, wanted map[string]bool, found map[string]string) {
	comment := change.comment()
	if comment == 0 {
		return
	}
	for _, marker := range markersIn(change.Metadata) {
		if wanted[marker] {
			found[marker] = comment.String()
		}
	}
}

func pageQuery(size int, cursor string) url.Values {
	query := url.Values{"page[size]": {strconv.Itoa(size)}}
	if cursor != "" {
		query.Set("page[after]", cursor)
	}
	return query
}
