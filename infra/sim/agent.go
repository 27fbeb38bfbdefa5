package sim

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"ventana/infra/sim/zendesk"
)

// listTickets shows every ticket with its comments.
func (s *server) listTickets(*http.Request) (any, error) {
	tickets := s.Zendesk.Tickets()
	if tickets == nil {
		tickets = []zendesk.TicketView{}
	}
	return tickets, nil
}

// agentComment writes a comment as an agent. Without "public" it is a public
// reply, as in the helpdesk's own API.
func (s *server) agentComment(r *http.Request) (any, error) {
	ticket, err := ticketID(r)
	if err != nil {
		return nil, err
	}
	var comment struct {
		Body   string `json:"body"`
		Public *bool  `json:"public"`
	}
	if err := readStrict(r, &comment, `{"body":"…","public":true}`); err != nil {
		return nil, err
	}
	if comment.Body == "" {
		return nil, wrong("body: write a text")
	}
	id, err := s.Zendesk.AgentComment(r.Context(), ticket, comment.Body, comment.Public == nil || *comment.Public)
	if err != nil {
		return nil, advise(err)
	}
	return map[string]int64{"id": id}, nil
}

// agentUpdate changes status and tags as an agent.
func (s *server) agentUpdate(r *http.Request) (any, error) {
	ticket, err := ticketID(r)
	if err != nil {
		return nil, err
	}
	var update struct {
		Status string    `json:"status"`
		Tags   *[]string `json:"tags"`
	}
	if err := readStrict(r, &update, `{"status":"solved","tags":["…"]}`); err != nil {
		return nil, err
	}
	if update.Status == "" && update.Tags == nil {
		return nil, wrong("status, tags: give at least one of them")
	}
	var tags []string // nil leaves them, an empty list removes them
	if update.Tags != nil {
		tags = append([]string{}, *update.Tags...)
	}
	if err := s.Zendesk.AgentUpdate(r.Context(), ticket, update.Status, tags); err != nil {
		return nil, advise(err)
	}
	return map[string]int64{"id": ticket}, nil
}

func ticketID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, wrong("ticket %q is no number, use the id of a ticket", r.PathValue("id"))
	}
	return id, nil
}

// advise adds to an error of the helpdesk where the tickets can be seen.
func advise(err error) error {
	status := http.StatusUnprocessableEntity
	if errors.Is(err, zendesk.ErrUnknownTicket) {
		status = http.StatusNotFound
	}
	return &mistake{status, fmt.Sprintf("%v; GET /sim/agents/tickets lists the tickets and their states", err)}
}
