package main

import (
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/sqsqueue"
)

// union is a world whose ticket was merged into another.
type union struct {
	*world
	target string
}

// newUnion opens the other ticket, of a requester, with an agent's reply by mail.
func newUnion(t *testing.T, requester string) union {
	t.Helper()
	u := union{world: newWorld(t)}
	talk, err := u.store.AcquireConversation(t.Context(), "c1", "main", "inbound")
	if err != nil {
		t.Fatal(err)
	}
	talk.Ticket, talk.Helpdesk, talk.HelpdeskUser = u.ticket, "zendesk", "77"
	if err := u.store.SaveConversation(t.Context(), talk, "inbound", true); err != nil {
		t.Fatal(err)
	}
	opened, err := u.desk.OpenTicket(t.Context(), helpdesk.NewTicket{ExternalID: "mail", Requester: requester, Body: "by mail"})
	if err != nil {
		t.Fatal(err)
	}
	u.target = opened.Ticket
	u.desk.Write(u.target, helpdesk.Comment{Public: true, Staff: true, Plain: "answered by mail"})
	u.desk.Set(u.ticket, "closed")
	return u
}

// merge handles the event, and others of the same ticket before it.
func (u union) merge(t *testing.T) sqsqueue.Outcome {
	t.Helper()
	outcomes := u.HandleGroup(t.Context(), []sqsqueue.Record{
		u.record(t, envelope.Ticket{ID: u.ticket, Event: "status_changed"}),
		u.record(t, envelope.Ticket{ID: u.ticket, Event: "merged", MergedInto: u.target}),
	})
	return outcomes[len(outcomes)-1]
}

func (u union) open(t *testing.T) string {
	t.Helper()
	talk, _, err := u.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	return talk.Ticket
}

// onTarget are the notes of the other ticket.
func (u union) onTarget() []string {
	var notes []string
	for _, ticket := range u.desk.Tickets() {
		for _, comment := range ticket.Comments {
			if ticket.ID == u.target && !comment.Public {
				notes = append(notes, comment.Plain)
			}
		}
	}
	return notes
}

// TestMerged_conversationFollowsItsTicket: whatever dies on the way, messages go
// to the ticket that is left, replies there leave, and what stood there does not.
func TestMerged_conversationFollowsItsTicket(t *testing.T) {
	t.Parallel()
	type death struct{}
	played := func(dieAt int) (points int) {
		u := newUnion(t, "77")
		fault := func(string) error {
			if points++; points == dieAt {
				panic(death{})
			}
			return nil
		}
		u.store.Fault(fault)
		u.desk.Fault(fault)
		for range 3 {
			func() {
				defer func() {
					if gone := recover(); gone != nil && gone != (death{}) {
						panic(gone)
					}
				}()
				u.merge(t)
			}()
			u.pass(visibility)
		}
		u.store.Fault(nil)
		u.desk.Fault(nil)
		if got := u.open(t); got != u.target {
			t.Errorf("death %d: the conversation is in ticket %s, want %s", dieAt, got, u.target)
		}
		if notes := u.onTarget(); len(notes) != 1 || !strings.Contains(notes[0], "#"+u.ticket) {
			t.Errorf("death %d: notes %q, want one", dieAt, notes)
		}
		u.ticket = u.target
		u.reply("now on WhatsApp")
		if outcome := u.look(t); outcome != sqsqueue.Done() {
			t.Errorf("death %d: %+v", dieAt, outcome)
		}
		if texts := u.line.texts(); len(texts) != 1 || texts[0] != "now on WhatsApp" {
			t.Errorf("death %d: sent %q, want the new reply alone", dieAt, texts)
		}
		return points
	}
	points := played(0)
	for at := 1; at <= points; at++ {
		played(at)
	}
}

// TestMerged_intoSomebodyElsesTicketStaysApart: nobody reads what was written to
// another person.
func TestMerged_intoSomebodyElsesTicketStaysApart(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(t *testing.T) union{
		"another requester": func(t *testing.T) union { return newUnion(t, "78") },
		"another conversation": func(t *testing.T) union {
			u := newUnion(t, "77")
			if err := u.store.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: u.target, Contact: "c1", Number: "second"}); err != nil {
				t.Fatal(err)
			}
			return u
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := prepare(t)
			for range 2 {
				if outcome := u.merge(t); outcome != sqsqueue.Done() {
					t.Errorf("got %+v", outcome)
				}
			}
			if u.open(t) != u.ticket || len(u.onTarget()) != 1 || !strings.Contains(u.onTarget()[0], "otra persona") {
				t.Errorf("the conversation is in ticket %s, notes %q", u.open(t), u.onTarget())
			}
		})
	}
}

// TestMerged_nothingToFollow: the next message opens a ticket, as ever.
func TestMerged_nothingToFollow(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"closed", "deleted"} {
		u := newUnion(t, "77")
		u.desk.Set(u.target, status)
		if outcome := u.merge(t); outcome != sqsqueue.Done() || u.open(t) != u.ticket {
			t.Errorf("into a %s one: %+v, ticket %s", status, outcome, u.open(t))
		}
	}
	u := newUnion(t, "77")
	if _, err := u.store.AcquireConversation(t.Context(), "c1", "main", "inbound"); err != nil {
		t.Fatal(err)
	}
	if outcome := u.merge(t); !outcome.Holds() {
		t.Errorf("while a message is handled: %+v, want a wait", outcome)
	}
	u.pass(2 * time.Minute)
	if outcome := u.merge(t); outcome != sqsqueue.Done() || u.open(t) != u.target {
		t.Errorf("after it: %+v, ticket %s", outcome, u.open(t))
	}
}
