package scenario

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Ticket is a ticket as the simulators show it.
type Ticket struct {
	ID         int64     `json:"id"`
	Status     string    `json:"status"`
	ExternalID string    `json:"external_id"`
	Comments   []Comment `json:"comments"`
}

// Comment is one comment of a ticket.
type Comment struct {
	ID         string `json:"id"` // text: larger than a float holds
	AuthorRole string `json:"author_role"`
	Body       string `json:"body"`
	Public     bool   `json:"public"`
}

// Message is one message on a phone.
type Message struct {
	From   string `json:"from"`
	Type   string `json:"type"`
	Text   string `json:"text"`
	Status string `json:"status"`
}

// expect looks until the expectation holds or its time is up.
func (p *Player) expect(ctx context.Context, step Step) error {
	within := DefaultWithin
	if step.Within != "" {
		var err error
		if within, err = time.ParseDuration(step.Within); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(within)
	for {
		err := p.holds(ctx, step)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not so within %s: %w", within, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (p *Player) holds(ctx context.Context, step Step) error {
	switch {
	case step.ExpectTicket != nil:
		return p.ticketHolds(ctx, *step.ExpectTicket)
	case step.ExpectPhone != nil:
		return p.phoneHolds(ctx, *step.ExpectPhone)
	default:
		return p.queuesHold(ctx, *step.ExpectQueues)
	}
}

// Tickets lists all tickets.
func (p *Player) Tickets(ctx context.Context) ([]Ticket, error) {
	var tickets []Ticket
	err := p.call(ctx, http.MethodGet, "/sim/agents/tickets", nil, &tickets)
	return tickets, err
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
	if want.Tickets != 0 && len(tickets) != want.Tickets {
		return fmt.Errorf("%d tickets about %q, want %d", len(tickets), want.About, want.Tickets)
	}
	if len(tickets) == 0 {
		return fmt.Errorf("no ticket in which %q stands", want.About)
	}
	ticket := tickets[len(tickets)-1]
	if want.Status != "" && ticket.Status != want.Status {
		return fmt.Errorf("ticket %d is %s, want %s", ticket.ID, ticket.Status, want.Status)
	}
	if want.Customer != nil {
		said, should := said(ticket), strings.Join(want.Customer, "\n")
		if said != should {
			return fmt.Errorf("the customer's comments on ticket %d say\n%q, want\n%q", ticket.ID, said, should)
		}
	}
	return notesHold(ticket, want)
}

// said joins what the customer's comments say: messages that came together may
// stand in one comment.
func said(ticket Ticket) string {
	var bodies []string
	for _, comment := range ticket.Comments {
		if comment.AuthorRole == "end-user" {
			bodies = append(bodies, comment.Body)
		}
	}
	return strings.Join(bodies, "\n")
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
	return nil
}

func (p *Player) phoneHolds(ctx context.Context, want ExpectPhone) error {
	var messages []Message
	if err := p.call(ctx, http.MethodGet, "/sim/customers/"+url.PathEscape(want.Who)+"/messages", nil, &messages); err != nil {
		return err
	}
	var texts []string
	status := ""
	for _, message := range messages {
		if message.From == "business" && message.Status != "failed" {
			texts, status = append(texts, message.Text), message.Status
		}
	}
	if want.Business != nil && !slices.Equal(texts, want.Business) {
		return fmt.Errorf("the phone shows\n%q, want\n%q", texts, want.Business)
	}
	if want.Status != "" && status != want.Status {
		return fmt.Errorf("the last message is %q, want %q", status, want.Status)
	}
	return nil
}

// System is the part of /sim/system that expectations look at.
type System struct {
	Queues []struct {
		Name        string `json:"name"`
		DeadLetters bool   `json:"dead_letters"`
		Visible     int    `json:"visible"`
		InFlight    int    `json:"in_flight"`
		Messages    []struct {
			Attributes map[string]string `json:"attributes"`
		} `json:"messages"`
	} `json:"queues"`
}

// System reads what the local host tells of itself.
func (p *Player) System(ctx context.Context) (System, error) {
	var system System
	err := p.call(ctx, http.MethodGet, "/sim/system", nil, &system)
	return system, err
}

// DeadLetters counts what is parked, with the reasons.
func (s System) DeadLetters() (count int, reasons []string) {
	for _, queue := range s.Queues {
		if !queue.DeadLetters {
			continue
		}
		count += queue.Visible + queue.InFlight
		for _, message := range queue.Messages {
			reasons = append(reasons, message.Attributes["reason"])
		}
	}
	return count, reasons
}

// Waiting counts what is still to be handled.
func (s System) Waiting() int {
	waiting := 0
	for _, queue := range s.Queues {
		if !queue.DeadLetters {
			waiting += queue.Visible + queue.InFlight
		}
	}
	return waiting
}

func (p *Player) queuesHold(ctx context.Context, want ExpectQueues) error {
	system, err := p.System(ctx)
	if err != nil {
		return err
	}
	letters, reasons := system.DeadLetters()
	said := strings.Join(reasons, "\n")
	switch {
	case want.DeadLetters != nil && letters != *want.DeadLetters:
		return fmt.Errorf("%d dead letters, want %d: %s", letters, *want.DeadLetters, said)
	case want.Reason != "" && !strings.Contains(said, want.Reason):
		return fmt.Errorf("dead letters say %q, want %q", said, want.Reason)
	case want.Empty && system.Waiting() > 0:
		return errors.New("messages are still waiting in the queues")
	}
	return nil
}
