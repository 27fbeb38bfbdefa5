package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"ventana/infra/scenario"
)

// inTicket checks what the customer's comments of a ticket say.
func (s *system) inTicket(t *testing.T, ticket int64, want ...string) error {
	t.Helper()
	if got := s.customerWords(t)[ticket]; !slices.Equal(got, want) {
		return fmt.Errorf("ticket %d holds %q, want %q", ticket, got, want)
	}
	return nil
}

// onPhone checks what a phone shows of the business.
func (s *system) onPhone(t *testing.T, who string, want ...string) error {
	t.Helper()
	var messages []scenario.Message
	s.control(t, http.MethodGet, "/sim/customers/"+url.PathEscape(who)+"/messages", "", &messages)
	var got []string
	for _, message := range messages {
		if message.From == "business" {
			got = append(got, message.Text)
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the phone shows %q, want %q", got, want)
	}
	return nil
}

// hasNote checks that a ticket has an internal note.
func (s *system) hasNote(t *testing.T, id int64) error {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		if ticket.ID == id && slices.ContainsFunc(ticket.Comments, func(c scenario.Comment) bool { return !c.Public }) {
			return nil
		}
	}
	return fmt.Errorf("ticket %d has no note", id)
}
