package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// named is a user or a group that is told along with a ticket.
type named struct {
	ID   id     `json:"id"`
	Name string `json:"name"`
}

// wholeTicket is a ticket without its names.
type wholeTicket struct {
	ticketOutput
	Subject     string        `json:"subject"`
	RequesterID id            `json:"requester_id"`
	AssigneeID  id            `json:"assignee_id"`
	GroupID     id            `json:"group_id"`
	Fields      []fieldOutput `json:"custom_fields"`
}

// names belong to the tickets of an answer.
type names struct {
	Users  []named `json:"users"`
	Groups []named `json:"groups"`
}

// ReadTicket reads a ticket with one request. Of a closed one it gives both, the
// ticket and ErrClosed: its group still tells where the conversation belongs.
//
// Errors to look for: helpdesk.ErrClosed, ErrGone.
// https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/
func (c *Client) ReadTicket(ctx context.Context, ticket string) (helpdesk.Ticket, error) {
	op := "zendesk read ticket " + ticket
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return helpdesk.Ticket{}, err
	}
	ask := call{
		op: op, method: http.MethodGet, path: ticketPath(number), ticket: true,
		query: url.Values{"include": {"groups,users"}},
	}
	var answer struct {
		Ticket wholeTicket `json:"ticket"`
		names
	}
	if err := c.do(ctx, ask, &answer); err != nil {
		return helpdesk.Ticket{}, err
	}
	at, err := time.Parse(time.RFC3339, answer.Ticket.UpdatedAt)
	if err != nil || answer.Ticket.ID != number {
		return helpdesk.Ticket{}, ask.unreadable()
	}
	switch answer.Ticket.Status {
	case statusDeleted:
		return helpdesk.Ticket{}, ask.fail(failure.Permanent, "Deleted", 0, helpdesk.ErrGone)
	case statusClosed:
		return answer.read(answer.Ticket, at), ask.fail(failure.Permanent, "ClosedTicket", 0, helpdesk.ErrClosed)
	}
	return answer.read(answer.Ticket, at), nil
}

// ReadTickets reads up to helpdesk.ManyTickets tickets with one request, closed
// ones too, in the order of their ids. Those that were deleted or merged away are
// left out.
// https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#show-multiple-tickets
func (c *Client) ReadTickets(ctx context.Context, tickets []string) ([]helpdesk.Ticket, error) {
	op := "zendesk read " + strconv.Itoa(len(tickets)) + " tickets"
	switch {
	case len(tickets) == 0:
		return nil, nil
	case len(tickets) > helpdesk.ManyTickets:
		return nil, permanent(op, "TooMany", "more than "+strconv.Itoa(helpdesk.ManyTickets)+" tickets in one request")
	}
	for _, ticket := range tickets {
		if _, err := parseID(op, "ticket", ticket); err != nil {
			return nil, err
		}
	}
	ask := call{
		op: op, method: http.MethodGet, path: "/api/v2/tickets/show_many",
		query: url.Values{"ids": {strings.Join(tickets, ",")}, "include": {"groups,users"}},
	}
	var answer struct {
		Tickets []wholeTicket `json:"tickets"`
		names
	}
	if err := c.do(ctx, ask, &answer); err != nil {
		return nil, err
	}
	slices.SortFunc(answer.Tickets, func(a, b wholeTicket) int { return cmp.Compare(a.ID, b.ID) })
	var read []helpdesk.Ticket
	for _, shown := range answer.Tickets {
		at, err := time.Parse(time.RFC3339, shown.UpdatedAt)
		if err != nil || shown.ID == 0 {
			return nil, ask.unreadable()
		}
		if shown.Status != statusDeleted {
			read = append(read, answer.read(shown, at))
		}
	}
	return read, nil
}

func (answer names) read(shown wholeTicket, at time.Time) helpdesk.Ticket {
	return helpdesk.Ticket{
		ID: shown.ID.String(), Status: shown.Status, Subject: shown.Subject, Requester: shown.RequesterID.String(),
		RequesterName: nameOf(shown.RequesterID, answer.Users), Tags: shown.Tags,
		Group: nameOf(shown.GroupID, answer.Groups), Assignee: shown.AssigneeID.String(), AssigneeName: nameOf(shown.AssigneeID, answer.Users),
		Fields: fieldsIn(shown.Fields), UpdatedAt: at.UTC(), Stamp: shown.UpdatedAt,
	}
}

// nameOf is empty for who is not told along.
func nameOf(wanted id, list []named) string {
	for _, entry := range list {
		if entry.ID == wanted && wanted != 0 {
			return entry.Name
		}
	}
	return ""
}
