package zendesk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"ventana/shared/helpdesk"
)

// maxKey is the longest Idempotency-Key that Zendesk takes, in bytes.
const maxKey = 255

// markersKey is where our markers stand in a change's custom metadata.
const markersKey = "ventana"

// ticketInput is a ticket as create and update take it. The order of members
// is part of the contract: see encode.
type ticketInput struct {
	Subject     string              `json:"subject,omitempty"`
	ExternalID  string              `json:"external_id,omitempty"`
	RequesterID id                  `json:"requester_id,omitempty"`
	GroupID     id                  `json:"group_id,omitempty"`
	Comment     *commentInput       `json:"comment,omitempty"`
	Status      string              `json:"status,omitempty"`
	Tags        []string            `json:"tags,omitempty"`
	Fields      []fieldInput        `json:"custom_fields,omitempty"`
	Metadata    map[string][]string `json:"metadata,omitempty"`
	FollowupOf  id                  `json:"via_followup_source_id,omitempty"`
	// UpdatedStamp with SafeUpdate makes an update conditional.
	UpdatedStamp string `json:"updated_stamp,omitempty"`
	SafeUpdate   bool   `json:"safe_update,omitempty"`
}

type commentInput struct {
	Body     string `json:"body"`
	AuthorID id     `json:"author_id,omitempty"`
	// Public is always said: what the first comment was sticks as the default.
	Public bool `json:"public"`
	// Uploads are the tokens of files.
	Uploads []string `json:"uploads,omitempty"`
}

// ticketOutput is what we read of a ticket.
type ticketOutput struct {
	ID         id       `json:"id"`
	ExternalID string   `json:"external_id"`
	Status     string   `json:"status"`
	UpdatedAt  string   `json:"updated_at"`
	Tags       []string `json:"tags"`
}

// Ticket statuses, the categories behind an account's own ones.
const (
	statusNew     = "new"
	statusOpen    = "open"
	statusPending = "pending"
	statusHold    = "hold"
	statusSolved  = "solved"
	statusClosed  = "closed"
	statusDeleted = "deleted"
)

// changeAnswer is the answer to a create or an update.
type changeAnswer struct {
	Ticket ticketOutput `json:"ticket"`
	Audit  audit        `json:"audit"`
}

// audit is one change of a ticket. The id of its Comment event is the
// comment's id.
type audit struct {
	ID       id              `json:"id"`
	Metadata json.RawMessage `json:"metadata"`
	Events   []struct {
		ID   id     `json:"id"`
		Type string `json:"type"`
	} `json:"events"`
}

func (a audit) comment() id {
	for _, event := range a.Events {
		if event.Type == "Comment" {
			return event.ID
		}
	}
	return 0
}

// metadata is the custom metadata that carries markers. Keep them few: Zendesk
// is said to keep about 1 KB of it, thirty digests.
func metadata(markers []string) map[string][]string {
	if len(markers) == 0 {
		return nil
	}
	return map[string][]string{markersKey: markers}
}

// markersIn finds our markers in the metadata of an audit or a comment. What
// other programs keep there, in whatever form, is none.
func markersIn(raw json.RawMessage) []string {
	var holder struct {
		Custom map[string]json.RawMessage `json:"custom"`
	}
	var markers []string
	if json.Unmarshal(raw, &holder) != nil || json.Unmarshal(holder.Custom[markersKey], &markers) != nil {
		return nil
	}
	return markers
}

// markersOfChange finds our markers in the metadata of an exported change. No
// page says whether what a program put there stands under "custom", as in an
// audit, or by itself, so both count.
func markersOfChange(raw json.RawMessage) []string {
	if markers := markersIn(raw); markers != nil {
		return markers
	}
	var bare map[string]json.RawMessage
	var markers []string
	if json.Unmarshal(raw, &bare) != nil || json.Unmarshal(bare[markersKey], &markers) != nil {
		return nil
	}
	return markers
}

// OpenTicket opens a ticket with its first comment, public and in the
// requester's name; one that is Internal with a note of our own user, who is then
// the requester. Zendesk mails a requester by triggers that ask for a public
// ticket, which it is not. A repeat within two hours gives the same ticket, by
// Idempotency-Key; after that call FindTicket first. FollowupOf works for a
// closed ticket only, and is ignored by Zendesk otherwise.
// https://developer.zendesk.com/api-reference/ticketing/introduction/#idempotency
//
// A refusal that may be about the Fields is asked again without them, under the
// same key: a key that was refused was not used.
//
// Errors to look for: helpdesk.ErrIdempotencyMismatch, helpdesk.ErrRequesterGone.
func (c *Client) OpenTicket(ctx context.Context, ticket helpdesk.NewTicket) (helpdesk.Opened, error) {
	op := "zendesk open ticket " + ticket.ExternalID
	input, err := newTicketInput(op, ticket)
	if err != nil {
		return helpdesk.Opened{}, err
	}
	var refused bool
	input.Fields, refused = fieldInputs(ticket.Fields)
	opened, err := c.createTicket(ctx, op, input)
	if input.yieldsFields(err) {
		refused = true
		opened, err = c.createTicket(ctx, op, input)
	}
	if err != nil {
		return helpdesk.Opened{}, err
	}
	opened.FieldsRefused = refused
	return opened, nil
}

func (c *Client) createTicket(ctx context.Context, op string, input ticketInput) (helpdesk.Opened, error) {
	body, err := encode(op, "ticket", input)
	if err != nil {
		return helpdesk.Opened{}, err
	}
	ask := call{op: op, method: http.MethodPost, path: "/api/v2/tickets", body: body, key: input.ExternalID, effect: once}
	if !input.Comment.Public { // a digest
		ask.class = chore
	}
	var answer changeAnswer
	if err := c.do(ctx, ask, &answer); err != nil {
		return helpdesk.Opened{}, err
	}
	if answer.Ticket.ID == 0 {
		return helpdesk.Opened{}, ask.unreadable()
	}
	return helpdesk.Opened{Ticket: answer.Ticket.ID.String(), Comment: answer.Audit.comment().String()}, nil
}

func newTicketInput(op string, ticket helpdesk.NewTicket) (ticketInput, error) {
	if ticket.ExternalID == "" || len(ticket.ExternalID) > maxKey {
		return ticketInput{}, permanent(op, "BadKey", "external id must have 1 to 255 bytes to serve as idempotency key")
	}
	var requester, group, followup id
	var err error
	if !ticket.Internal { // else Zendesk takes who asks
		if requester, err = parseID(op, "requester", ticket.Requester); err != nil {
			return ticketInput{}, err
		}
	}
	if ticket.Group != "" {
		if group, err = parseID(op, "group", ticket.Group); err != nil {
			return ticketInput{}, err
		}
	}
	if ticket.FollowupOf != "" {
		if followup, err = parseID(op, "follow-up", ticket.FollowupOf); err != nil {
			return ticketInput{}, err
		}
	}
	return ticketInput{
		Subject: ticket.Subject, ExternalID: ticket.ExternalID, RequesterID: requester, GroupID: group,
		Comment: &commentInput{Body: ticket.Body, AuthorID: requester, Public: !ticket.Internal},
		Tags:    ticket.Tags, Metadata: metadata(ticket.Markers), FollowupOf: followup,
	}, nil
}

// FindTicket finds the newest ticket with an external id that is not deleted.
// External ids are not unique in Zendesk. This reads the database, not the
// search index, so that a ticket is found as soon as it exists. The comment's
// id stays empty: it would take a second call.
func (c *Client) FindTicket(ctx context.Context, externalID string) (helpdesk.Opened, bool, error) {
	ask := call{
		op: "zendesk find ticket " + externalID, method: http.MethodGet, path: "/api/v2/tickets",
		query: url.Values{"external_id": {externalID}},
	}
	var answer struct {
		Tickets []ticketOutput `json:"tickets"`
	}
	if err := c.do(ctx, ask, &answer); err != nil {
		return helpdesk.Opened{}, false, err
	}
	var newest id
	for _, ticket := range answer.Tickets {
		// Ids of tickets grow with time.
		if ticket.ExternalID == externalID && ticket.Status != statusDeleted && ticket.ID > newest {
			newest = ticket.ID
		}
	}
	return helpdesk.Opened{Ticket: newest.String()}, newest != 0, nil
}
