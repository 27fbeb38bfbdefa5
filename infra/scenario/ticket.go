package scenario

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Ticket is a ticket as the simulators show it.
type Ticket struct {
	ID         int64     `json:"id"`
	Status     string    `json:"status"`
	ExternalID string    `json:"external_id"`
	Subject    string    `json:"subject"`
	Tags       []string  `json:"tags"`
	Comments   []Comment `json:"comments"`
}

// The roles of those who write comments.
const (
	roleCustomer = "end-user"
	roleAgent    = "agent" // Ventana itself writes as an administrator
)

// Comment is one comment of a ticket.
type Comment struct {
	ID         string       `json:"id"` // text: larger than a float holds
	AuthorRole string       `json:"author_role"`
	Body       string       `json:"body"`
	Public     bool         `json:"public"`
	Files      []Attachment `json:"attachments"`
}

// Attachment is a file of a comment.
type Attachment struct {
	Name   string `json:"name"`
	Type   string `json:"content_type"`
	Size   int64  `json:"size"` // in bytes
	SHA256 string `json:"sha256"`
}

// Tickets lists all tickets.
func (p *Player) Tickets(ctx context.Context) ([]Ticket, error) {
	var tickets []Ticket
	err := p.call(ctx, http.MethodGet, "/sim/agents/tickets", nil, &tickets)
	return tickets, err
}

// Carried are the files of a ticket that came from WhatsApp, in the order of
// their comments: an agent wrote none of these.
func (t Ticket) Carried() []Attachment {
	return t.files(func(role string) bool { return role != roleAgent })
}

// Attached are the files of a ticket that agents attached.
func (t Ticket) Attached() []Attachment {
	return t.files(func(role string) bool { return role == roleAgent })
}

func (t Ticket) files(of func(role string) bool) (files []Attachment) {
	for _, comment := range t.Comments {
		if of(comment.AuthorRole) {
			files = append(files, comment.Files...)
		}
	}
	return files
}

// about gives the tickets in which a text stands, oldest first.
func (p *Player) about(ctx context.Context, text string) ([]Ticket, error) {
	tickets, err := p.Tickets(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(tickets, func(a, b Ticket) int { return int(a.ID - b.ID) })
	return slices.DeleteFunc(tickets, func(ticket Ticket) bool {
		return !slices.ContainsFunc(ticket.Comments, func(c Comment) bool { return strings.Contains(c.Body, text) })
	}), nil
}

func (p *Player) find(ctx context.Context, text string) (Ticket, error) {
	tickets, err := p.about(ctx, text)
	if err != nil {
		return Ticket{}, err
	}
	if len(tickets) == 0 {
		return Ticket{}, fmt.Errorf("no ticket in which %q stands", text)
	}
	return tickets[len(tickets)-1], nil
}

func (p *Player) ticketHolds(ctx context.Context, want ExpectTicket) error {
	tickets, err := p.about(ctx, want.About)
	if err != nil {
		return err
	}
	switch {
	case want.None && len(tickets) == 0:
		return nil
	case want.None:
		return fmt.Errorf("ticket %d is about %q, want none", tickets[0].ID, want.About)
	case want.Tickets != 0 && len(tickets) != want.Tickets:
		return fmt.Errorf("%d tickets about %q, want %d", len(tickets), want.About, want.Tickets)
	case len(tickets) == 0:
		return fmt.Errorf("no ticket in which %q stands", want.About)
	}
	ticket := tickets[len(tickets)-1]
	if want.Status != "" && ticket.Status != want.Status {
		return fmt.Errorf("ticket %d is %s, want %s", ticket.ID, ticket.Status, want.Status)
	}
	if err := p.frameHolds(ctx, ticket, want); err != nil {
		return err
	}
	if err := wordsHold(ticket, want); err != nil {
		return err
	}
	if err := notesHold(ticket, want); err != nil {
		return err
	}
	if err := p.carriedHold(ctx, ticket, want); err != nil {
		return err
	}
	return p.numberHolds(ctx, ticket, want)
}

// wordsHold checks the public comments but those that bring a file from
// WhatsApp. Messages that came together may stand in one comment.
func wordsHold(ticket Ticket, want ExpectTicket) error {
	var customer, business []string
	for _, comment := range ticket.Comments {
		switch {
		case comment.AuthorRole != roleAgent && len(comment.Files) > 0:
		case comment.AuthorRole == roleCustomer:
			customer = append(customer, comment.Body)
		case comment.Public:
			business = append(business, comment.Body)
		}
	}
	said, should := strings.Join(customer, "\n"), strings.Join(want.Customer, "\n")
	if want.Customer != nil && said != should {
		return fmt.Errorf("the customer's comments on ticket %d say\n%q, want\n%q", ticket.ID, said, should)
	}
	for _, text := range want.Says {
		if !strings.Contains(said, text) {
			return fmt.Errorf("the customer's comments on ticket %d say\n%q, want\n%q in them", ticket.ID, said, text)
		}
	}
	if want.Business != nil && !slices.Equal(business, want.Business) {
		return fmt.Errorf("the business's comments on ticket %d say\n%q, want\n%q", ticket.ID, business, want.Business)
	}
	return nil
}

func notesHold(ticket Ticket, want ExpectTicket) error {
	var notes []string
	for _, comment := range ticket.Comments {
		if !comment.Public {
			notes = append(notes, comment.Body)
		}
	}
	if want.NoNotes && len(notes) > 0 {
		return fmt.Errorf("ticket %d has the note %q, want none", ticket.ID, notes[0])
	}
	for _, text := range want.Notes {
		if !slices.ContainsFunc(notes, func(note string) bool { return strings.Contains(note, text) }) {
			return fmt.Errorf("no note on ticket %d contains %q: %q", ticket.ID, text, notes)
		}
	}
	if want.Ordered != nil && !slices.ContainsFunc(notes, func(note string) bool { return contains(note, want.Ordered) }) {
		return fmt.Errorf("no note on ticket %d contains %q in this order: %q", ticket.ID, want.Ordered, notes)
	}
	return nil
}

// contains reports whether texts stand in a note one after the other.
func contains(note string, texts []string) bool {
	for _, text := range texts {
		_, after, found := strings.Cut(note, text)
		if !found {
			return false
		}
		note = after
	}
	return true
}

// frameHolds checks what stands around a ticket's comments.
func (p *Player) frameHolds(ctx context.Context, ticket Ticket, want ExpectTicket) error {
	switch {
	case !strings.Contains(ticket.Subject, want.Subject):
		return fmt.Errorf("ticket %d is called %q, want %q in it", ticket.ID, ticket.Subject, want.Subject)
	case want.Tags != nil && !slices.Equal(ticket.Tags, want.Tags):
		return fmt.Errorf("ticket %d has the tags %q, want %q", ticket.ID, ticket.Tags, want.Tags)
	case slices.ContainsFunc(want.Tagged, func(tag string) bool { return !slices.Contains(ticket.Tags, tag) }):
		return fmt.Errorf("ticket %d has the tags %q, want %q among them", ticket.ID, ticket.Tags, want.Tagged)
	case want.Group == "":
		return nil
	}
	var shown struct {
		Groups []struct {
			Name string `json:"name"`
		} `json:"groups"`
	}
	if err := p.call(ctx, http.MethodGet, fmt.Sprintf("/zendesk/api/v2/tickets/%d?include=groups", ticket.ID), nil, &shown); err != nil {
		return err
	}
	if len(shown.Groups) != 1 || shown.Groups[0].Name != want.Group {
		return fmt.Errorf("ticket %d is in the groups %+v, want %s", ticket.ID, shown.Groups, want.Group)
	}
	return nil
}

// carriedHold checks the files that came from WhatsApp, which come in any order.
func (p *Player) carriedHold(ctx context.Context, ticket Ticket, want ExpectTicket) error {
	if want.Files == nil {
		return nil
	}
	left := ticket.Carried()
	if want.Who != "" {
		messages, err := p.Messages(ctx, want.Who)
		if err != nil {
			return err
		}
		if err := sameBytes(left, digestsOf(messages)); err != nil {
			return fmt.Errorf("ticket %d: %w", ticket.ID, err)
		}
	}
	for _, file := range want.Files {
		at := slices.IndexFunc(left, file.is)
		if at < 0 {
			return fmt.Errorf("no file %+v on ticket %d: %+v", file, ticket.ID, left)
		}
		left = slices.Delete(left, at, at+1)
	}
	if len(left) > 0 {
		return fmt.Errorf("ticket %d has these files too: %+v", ticket.ID, left)
	}
	return nil
}

// inspector is the helpdesk's own credential for whoever looks at it.
const inspectorUser, inspectorToken = "agent@example.com/token", "local-token"

// numberHolds asks the helpdesk whom it takes the customer for.
func (p *Player) numberHolds(ctx context.Context, ticket Ticket, want ExpectTicket) error {
	if want.Phone == "" {
		return nil
	}
	var shown struct {
		Users []struct {
			Role  string `json:"role"`
			Phone string `json:"phone"`
		} `json:"users"`
	}
	if err := p.call(ctx, http.MethodGet, fmt.Sprintf("/zendesk/api/v2/tickets/%d/comments?include=users", ticket.ID), nil, &shown); err != nil {
		return err
	}
	for _, user := range shown.Users {
		if user.Role == roleCustomer && user.Phone == want.Phone {
			return nil
		}
	}
	return fmt.Errorf("the helpdesk knows %+v on ticket %d, want a customer with %s", shown.Users, ticket.ID, want.Phone)
}
