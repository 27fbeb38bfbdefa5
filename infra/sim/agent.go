package sim

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"ventana/infra/sim/zendesk"
)

// listTickets shows every ticket with its comments, or without.
func (s *server) listTickets(r *http.Request) (any, error) {
	list := s.Zendesk.Tickets
	switch comments := r.URL.Query().Get("comments"); comments {
	case "":
	case "none":
		list = s.Zendesk.TicketList
	default:
		return nil, wrong("comments %q: leave it out, or give none", comments)
	}
	tickets := list()
	if tickets == nil {
		tickets = []zendesk.TicketView{}
	}
	return tickets, nil
}

// showTicket shows one ticket with its comments.
func (s *server) showTicket(r *http.Request) (any, error) {
	id, err := ticketID(r)
	if err != nil {
		return nil, err
	}
	ticket, found := s.Zendesk.Ticket(id)
	if !found {
		return nil, advise(fmt.Errorf("ticket %d: %w", id, zendesk.ErrUnknownTicket))
	}
	return ticket, nil
}

// commentForm shows what a comment may hold. A file has exact bytes, or a size
// for which bytes are made, or neither and is then a small real one of its type.
const commentForm = `{"body":"…","public":true,"files":[{"name":"a.pdf","size":1000},{"name":"b.txt","content_base64":"…"}]}`

// agentComment writes a comment as an agent. Without "public" it is a public
// reply, as in the helpdesk's own API.
func (s *server) agentComment(r *http.Request) (any, error) {
	ticket, err := ticketID(r)
	if err != nil {
		return nil, err
	}
	var comment struct {
		Body     string              `json:"body"`
		HTMLBody string              `json:"html_body"`
		Public   *bool               `json:"public"`
		Files    []zendesk.AgentFile `json:"files"`
	}
	if err := readStrictUpTo(fileBodyMax, r, &comment, commentForm); err != nil {
		return nil, err
	}
	switch {
	case comment.Body != "" && comment.HTMLBody != "":
		return nil, wrong("body, html_body: give one of them")
	case comment.Body == "" && comment.HTMLBody == "" && len(comment.Files) == 0:
		return nil, wrong("body: write a text, or give files")
	}
	id, err := s.Zendesk.AgentReply(r.Context(), ticket, zendesk.AgentReply{
		Body: comment.Body, HTMLBody: comment.HTMLBody, Public: comment.Public == nil || *comment.Public, Files: comment.Files,
	})
	if errors.Is(err, zendesk.ErrFile) {
		return nil, wrong("files: %v", err)
	}
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
