package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// named is a user or a group that is told along with a ticket.
type named struct {
	ID   id     `json:"id"`
	Name string `json:"name"`
}

// ticketAnswer is a ticket with the names that belong to it.
type ticketAnswer struct {
	Ticket struct {
		ticketOutput
		Subject     string        `json:"subject"`
		RequesterID id            `json:"requester_id"`
		AssigneeID  id            `json:"assignee_id"`
		GroupID     id            `json:"group_id"`
		Fields      []fieldOutput `json:"custom_fields"`
	} `json:"ticket"`
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
	var answer ticketAnswer
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
		return answer.read(at), ask.fail(failure.Permanent, "ClosedTicket", 0, helpdesk.ErrClosed)
	}
	return answer.read(at), nil
}

func (answer ticketAnswer) read(at time.Time) helpdesk.Ticket {
	shown := answer.Ticket
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
