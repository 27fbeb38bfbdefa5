package zendesk

import (
	"context"
	"net/http"
	"slices"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// AddComment appends one comment. An update knows no idempotency key: after an
// Ambiguous failure look with Trace before repeating.
//
// With Reopen, a ticket that the answer shows pending, on hold or solved is
// opened by a second update (Zendesk does not do that for API comments, and a
// status in the first one would turn a new ticket into an open one). Then come
// the Tags that the ticket lacks. When one of these later steps fails, its
// error comes together with Added: the comment exists, so repeat only Reopen
// and AddTags.
//
// A refusal that may be about the Fields, as of an option that somebody removed,
// is asked again without them: what the customer said matters more.
//
// Stamp makes the update conditional. Stamps have a resolution of one second,
// so that a change within the second of the stamp goes unnoticed: the hole is
// narrow, and it is there.
//
// Errors to look for: helpdesk.ErrClosed, ErrGone, ErrConflict,
// ErrRequesterGone, ErrUploadGone.
func (c *Client) AddComment(ctx context.Context, comment helpdesk.NewComment) (helpdesk.Added, error) {
	op := "zendesk add comment to ticket " + comment.Ticket
	input := ticketInput{
		Comment:  &commentInput{Body: comment.Body, Public: comment.Public, Uploads: comment.Uploads},
		Metadata: metadata(comment.Markers), UpdatedStamp: comment.Stamp, SafeUpdate: comment.Stamp != "",
	}
	if comment.Author != "" {
		author, err := parseID(op, "author", comment.Author)
		if err != nil {
			return helpdesk.Added{}, err
		}
		input.Comment.AuthorID = author
	}
	if comment.Solve {
		input.Status = statusSolved
	}
	var refused bool
	input.Fields, refused = fieldInputs(comment.Fields)
	answer, ask, err := c.updateTicket(ctx, op, comment.Ticket, input, once, classOf(comment))
	if input.yieldsFields(err) {
		refused = true
		answer, ask, err = c.updateTicket(ctx, op, comment.Ticket, input, once, classOf(comment))
	}
	if err != nil {
		return helpdesk.Added{}, err
	}
	added := helpdesk.Added{Comment: answer.Audit.comment().String(), FieldsRefused: refused}
	if added.Comment == "" {
		return helpdesk.Added{}, ask.unreadable()
	}
	return added, c.follow(ctx, comment, answer.Ticket)
}

// follow does what comes after the comment, where the ticket needs it.
func (c *Client) follow(ctx context.Context, comment helpdesk.NewComment, ticket ticketOutput) error {
	if comment.Reopen && isWaiting(ticket.Status) {
		if err := c.Reopen(ctx, comment.Ticket); err != nil {
			return err
		}
	}
	missing := slices.DeleteFunc(slices.Clone(comment.Tags), func(tag string) bool {
		return slices.Contains(ticket.Tags, tag)
	})
	return c.AddTags(ctx, comment.Ticket, missing)
}

func isWaiting(status string) bool {
	return status == statusPending || status == statusHold || status == statusSolved
}

// Reopen sets a ticket's status to open. A repeat changes nothing, unless an
// agent changed the status in between.
func (c *Client) Reopen(ctx context.Context, ticket string) error {
	_, _, err := c.updateTicket(ctx, "zendesk reopen ticket "+ticket, ticket, ticketInput{Status: statusOpen}, repeatable, urgent)
	return err
}

// AddTags adds tags to a ticket and leaves those that agents set; the member
// "tags" of an update would replace them all. No tags is no call.
func (c *Client) AddTags(ctx context.Context, ticket string, tags []string) error {
	return c.changeTags(ctx, "zendesk tag ticket "+ticket, http.MethodPut, ticket, tags)
}

// RemoveTags takes tags off a ticket and leaves the others. A repeat changes
// nothing; no tags is no call.
func (c *Client) RemoveTags(ctx context.Context, ticket string, tags []string) error {
	return c.changeTags(ctx, "zendesk untag ticket "+ticket, http.MethodDelete, ticket, tags)
}

func (c *Client) changeTags(ctx context.Context, op, method, ticket string, tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return err
	}
	body, err := encode(op, "tags", tags)
	if err != nil {
		return err
	}
	return c.do(ctx, call{op: op, method: method, path: ticketPath(number) + "/tags", body: body, effect: repeatable, ticket: true}, nil)
}

func (c *Client) updateTicket(ctx context.Context, op, ticket string, input ticketInput, effect effect, class class) (changeAnswer, call, error) {
	number, err := parseID(op, "ticket", ticket)
	if err != nil {
		return changeAnswer{}, call{}, err
	}
	body, err := encode(op, "ticket", input)
	if err != nil {
		return changeAnswer{}, call{}, err
	}
	ask := call{
		op: op, method: http.MethodPut, path: ticketPath(number), body: body, effect: effect, class: class,
		ticket: true, setsStatus: input.Status != "",
	}
	var answer changeAnswer
	err = c.do(ctx, ask, &answer)
	return answer, ask, err
}

func ticketPath(ticket id) string { return "/api/v2/tickets/" + ticket.String() }

func permanent(op, code, text string) *failure.Error {
	return &failure.Error{Class: failure.Permanent, Code: code, Op: op, Err: textError(text)}
}

// textError is a cause that is only told.
type textError string

func (e textError) Error() string { return string(e) }
