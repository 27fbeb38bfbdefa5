package zendesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ErrUnknownTicket is the error of what an agent does to a ticket that is not
// there or was deleted.
var ErrUnknownTicket = errors.New("no such ticket")

// AgentComment adds a comment as Bea Agent, as if typed on the screen: a body
// that is HTML becomes a rich comment, anything else stays to the letter. It
// gives back the comment's id. Errors: ErrUnknownTicket, a closed ticket, an
// empty body.
func (z *Zendesk) AgentComment(ctx context.Context, ticketID int64, body string, public bool) (int64, error) {
	return z.AgentReply(ctx, ticketID, AgentReply{Body: body, Public: public})
}

// AgentUpdate changes a ticket as Bea Agent: an empty status and nil tags stay
// as they are, other tags replace all. Errors: ErrUnknownTicket, an unknown
// status, a closed ticket.
func (z *Zendesk) AgentUpdate(_ context.Context, ticketID int64, status string, tags []string) error {
	in := &ticketInput{}
	if status != "" {
		in.Status = &status
	}
	if tags != nil {
		in.Tags = &tags
	}
	if _, err := z.asAgent(ticketID, in); err != nil {
		return fmt.Errorf("agent update of ticket %d: %w", ticketID, err)
	}
	return nil
}

func (z *Zendesk) asAgent(ticketID int64, in *ticketInput) (*audit, error) {
	z.mu.Lock()
	defer z.unlock()
	t, err := z.openTicket(ticketID)
	if err != nil {
		return nil, ErrUnknownTicket
	}
	return z.update(t, in, z.state.users.get(z.bea), channelWeb, "")
}

// TicketView is a ticket as the playground shows it.
type TicketView struct {
	ID         int64    `json:"id"`
	Subject    string   `json:"subject"`
	Status     string   `json:"status"`
	ExternalID string   `json:"external_id"`
	Requester  string   `json:"requester"` // name
	Tags       []string `json:"tags"`
	// Fields are the custom fields that hold something, by title; a dropdown's
	// shows the name of its option. Left out when there are none.
	Fields    map[string]string `json:"fields,omitempty"`
	UpdatedAt time.Time         `json:"updated_at"`
	Comments  []CommentView     `json:"comments"` // oldest first
}

// CommentView is a comment as the playground shows it. Its id is text, as in
// Zendesk's events.
type CommentView struct {
	ID         string    `json:"id"`
	Author     string    `json:"author"`      // name
	AuthorRole string    `json:"author_role"` // admin, agent or end-user
	Body       string    `json:"body"`
	Public     bool      `json:"public"`
	CreatedAt  time.Time `json:"created_at"`
	// Attachments are its files, inline images too; left out when there are none.
	Attachments []AttachmentView `json:"attachments,omitempty"`
}

// Tickets is every ticket that is not deleted, with its comments, by number.
func (z *Zendesk) Tickets() []TicketView { return z.ticketViews(true) }

// TicketList is Tickets without their comments: for who only looks which there
// are, among many.
func (z *Zendesk) TicketList() []TicketView { return z.ticketViews(false) }

func (z *Zendesk) ticketViews(comments bool) []TicketView {
	z.mu.Lock()
	defer z.mu.Unlock()
	views := []TicketView{}
	for _, id := range z.state.ticketIDs {
		if t := z.state.tickets.get(id); !t.Deleted {
			views = append(views, z.agentsView(t, comments))
		}
	}
	return views
}

// Ticket is one ticket with its comments; false when there is none or it is
// deleted.
func (z *Zendesk) Ticket(id int64) (TicketView, bool) {
	z.mu.Lock()
	defer z.mu.Unlock()
	t := z.state.tickets.get(id)
	if t == nil || t.Deleted {
		return TicketView{}, false
	}
	return z.agentsView(t, true), true
}

// agentsView shows a ticket. z.mu is held.
func (z *Zendesk) agentsView(t *ticket, comments bool) TicketView {
	view := TicketView{ID: t.ID, Subject: t.Subject, Status: t.Status, ExternalID: t.ExternalID,
		Requester: z.state.users.get(t.Requester).Name, Tags: orEmpty(slices.Clone(t.Tags)), UpdatedAt: t.UpdatedAt,
		Fields: z.fieldsView(t), Comments: []CommentView{}}
	if comments {
		view.Comments = z.commentViews(t.ID)
	}
	return view
}

// RevokeTokens ends every access token before its time, as an administrator can,
// and tells how many there were. Clients ask for new ones.
func (z *Zendesk) RevokeTokens() int {
	z.mu.Lock()
	defer z.unlock()
	count := len(z.state.tokens.rows)
	for digest := range z.state.tokens.rows {
		z.state.tokens.drop(digest)
	}
	return count
}

func (z *Zendesk) commentViews(ticketID int64) []CommentView {
	views := []CommentView{}
	for _, id := range z.state.commentsOf[ticketID] {
		c := z.state.comments.get(id)
		author := z.state.users.get(c.Author)
		views = append(views, CommentView{ID: strconv.FormatInt(c.ID, 10), Author: author.Name, AuthorRole: author.Role,
			Body: c.Body, Public: c.Public, CreatedAt: c.CreatedAt, Attachments: z.filesView(c)})
	}
	return views
}
