package playground_test

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"ventana/infra/local/trail"
	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
)

func (f *fake) ticket(r *http.Request) (*zendesk.TicketView, error) {
	for i := range f.tickets {
		if strconv.FormatInt(f.tickets[i].ID, 10) == r.PathValue("id") {
			return &f.tickets[i], nil
		}
	}
	return nil, errors.New("no such ticket")
}

// write puts a text on a phone.
func (f *fake) write(who, from, text, status string) string {
	return f.put(who, graph.PhoneMessage{From: from, Type: "text", Text: text, Status: status})
}

// put gives a message its id and time and puts it on a phone.
func (f *fake) put(who string, m graph.PhoneMessage) string {
	m.ID, m.Timestamp = "wamid."+f.id(), strconv.FormatInt(f.now().Unix(), 10)
	f.phones[who] = append(f.phones[who], m)
	return m.ID
}

func (f *fake) climb(who, id, status string) {
	for i := range f.phones[who] {
		if f.phones[who][i].ID == id {
			f.phones[who][i].Status = status
		}
	}
}

// arrives is a customer's text in the helpdesk, with files: on the open ticket or a new one.
func (f *fake) arrives(who, text string, files ...zendesk.AttachmentView) {
	for i := range f.tickets {
		if f.tickets[i].ExternalID == who && f.tickets[i].Status != "closed" {
			f.comment(&f.tickets[i], "Lucía Serrano", "end-user", text, true, files...)
			return
		}
	}
	f.tickets = append(f.tickets, zendesk.TicketView{
		ID: int64(len(f.tickets) + 1), Subject: "WhatsApp: Lucía Serrano", Status: "open", ExternalID: who,
		Requester: "Lucía Serrano", Tags: []string{"whatsapp"}, UpdatedAt: f.now(),
	})
	f.comment(&f.tickets[len(f.tickets)-1], "Lucía Serrano", "end-user", text, true, files...)
}

func (f *fake) comment(ticket *zendesk.TicketView, author, role, body string, public bool, files ...zendesk.AttachmentView) {
	ticket.UpdatedAt = f.now()
	ticket.Comments = append(ticket.Comments, zendesk.CommentView{
		ID: f.id(), Author: author, AuthorRole: role, Body: body, Public: public, CreatedAt: f.now(), Attachments: files,
	})
}

// carry leaves the trail of one message and does its effect at the end.
func (f *fake) carry(effect func(), connection, function, target, method, path string) {
	queue := "ventana-" + function + ".fifo"
	serial := strconv.FormatInt(f.carried.Add(1), 10)
	request, hook, messages := "r"+serial, "h"+serial, []string{"m" + serial}
	for _, event := range []trail.Event{
		{Kind: trail.Invoked, Function: "webhook", RequestID: hook, LogStream: "w1"},
		{Kind: trail.Sent, Queue: queue, Messages: messages, Function: "webhook", RequestID: hook, LogStream: "w1"},
		{Kind: trail.Finished, Function: "webhook", RequestID: hook, LogStream: "w1", TookMS: 3.4},
		{Kind: trail.Request, Method: "POST", Path: "/webhooks/" + connection, Status: 200, TookMS: 4.1, RequestID: hook},
		{Kind: trail.Received, Queue: queue, Function: function, Messages: messages},
		{Kind: trail.Invoked, Function: function, RequestID: request, LogStream: "s1", Messages: messages},
		{Kind: trail.Call, Target: target, Method: method, Path: path, Status: 201, TookMS: 9.2, Function: function, RequestID: request, LogStream: "s1"},
	} {
		time.Sleep(f.pace / 4)
		f.trail.Load().Add(event)
	}
	f.mu.Lock()
	effect()
	f.mu.Unlock()
	f.trail.Load().Add(trail.Event{
		Kind: trail.Finished, Function: function, RequestID: request, LogStream: "s1", TookMS: 31, Queue: queue, Messages: messages,
	})
}

// statuses lets a message climb.
func (f *fake) statuses(who, id string) {
	for _, status := range []string{"sent", "delivered", "read"} {
		time.Sleep(f.pace)
		f.carry(func() { f.climb(who, id, status) }, "whatsapp", "status", "dynamodb", "PUT", "/")
	}
}
