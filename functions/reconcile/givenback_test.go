package main

import (
	"slices"
	"testing"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
)

// givesBack is a reply that outbound set out to send and did not, as WhatsApp did
// not answer.
func (m month) givesBack(t *testing.T) (comment, id string) {
	t.Helper()
	comment = m.reply()
	id = dynamostore.PartID("zendesk", m.ticket, comment, "0")
	wanted := dynamostore.Effect{Kind: dynamostore.EffectSend, ID: id, Comment: comment, Helpdesk: "zendesk", Ticket: m.ticket, Contact: "c1", Number: "main"}
	if _, err := m.store.Claim(t.Context(), wanted, "outbound"); err != nil {
		t.Fatal(err)
	}
	if err := m.store.Postpone(t.Context(), dynamostore.EffectSend, id, "outbound", dynamostore.Pause{}); err != nil {
		t.Fatal(err)
	}
	return comment, id
}

// tells is a note about a comment.
func (m month) tells(t *testing.T, comment, subject string) {
	t.Helper()
	id := dynamostore.NoteID("zendesk", m.ticket, comment, subject)
	if _, err := m.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectNote, ID: id, Ticket: m.ticket}, "outbound"); err != nil {
		t.Fatal(err)
	}
	m.done(t, dynamostore.EffectNote, id, "1")
}

// A window closed while a reply waited for WhatsApp: once the agent was told, or
// the reply is kept, it is stuck no more. One that nobody decided about is.
func TestStatement_replyThatWasGivenBack(t *testing.T) {
	t.Parallel()
	t.Run("told that the window closed", func(t *testing.T) {
		t.Parallel()
		m := newMonth(t)
		comment, _ := m.givesBack(t)
		m.tells(t, comment, "closed")
		told := m.made(t)
		expect(t, told, "0 of 1 unaccounted")
		if got := told.Total(); got.Refused != 1 || len(m.enqueued) != 0 {
			t.Errorf("%d refused and looks %v, want it counted as told", got.Refused, m.enqueued)
		}
	})
	t.Run("kept until the customer writes", func(t *testing.T) {
		t.Parallel()
		m := newMonth(t)
		comment, _ := m.givesBack(t)
		m.tells(t, comment, "closed")
		link, err := m.store.AcquireTicket(t.Context(), "zendesk", m.ticket, "test")
		if err != nil {
			t.Fatal(err)
		}
		link.Kept = []string{comment}
		if err := m.store.MoveCursor(t.Context(), link, "test", true); err != nil {
			t.Fatal(err)
		}
		told := m.made(t)
		expect(t, told, "0 of 1 unaccounted")
		if got := told.Total(); got.UnderWay != 1 || got.Refused != 0 || len(m.enqueued) != 0 {
			t.Errorf("%+v and looks %v, want it under way", got, m.enqueued)
		}
	})
	t.Run("told that it leaves, and it did not", func(t *testing.T) {
		t.Parallel()
		m := newMonth(t)
		comment, _ := m.givesBack(t)
		m.tells(t, comment, "released")
		expect(t, m.made(t), "0 of 1 unaccounted, 1 repaired", "stuck "+comment+": looked at again")
		if len(m.enqueued) != 1 {
			t.Errorf("looks %v, want one", m.enqueued)
		}
	})
}

// On the canary's ticket nothing is missing: its reply is known, and what agents
// write there has nobody to go to.
func TestStatement_canarysTicketMissesNothing(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	if _, err := m.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: "ES.ana"}); err != nil { // c1
		t.Fatal(err)
	}
	contact, err := m.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: conversation.CanaryUser})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.store.AcquireConversation(t.Context(), contact.ID, "main", "test"); err != nil {
		t.Fatal(err)
	}
	desk := m.desks["zendesk"]
	ticket := desk.Seed()
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: contact.ID, Number: "main"}
	if err := m.store.LinkTicket(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if _, err := m.store.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectCanary, ID: "answer", Helpdesk: "zendesk", Ticket: ticket}, "inbound"); err != nil {
		t.Fatal(err)
	}
	answer := desk.Write(ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "tweet", Markers: []string{"answer"}})
	if err := m.store.Finish(t.Context(), dynamostore.EffectCanary, "answer", answer); err != nil {
		t.Fatal(err)
	}
	desk.Write(ticket, helpdesk.Comment{Public: true, Staff: true, Plain: "who is this?"})
	lost := m.reply() // on a customer's ticket, at the same time
	expect(t, m.made(t), "0 of 1 unaccounted, 1 repaired", "unsent "+lost+": looked at again")
	if len(m.enqueued) != 1 || m.enqueued[0].Ticket.ID != m.ticket || slices.Contains(m.counted, "Unaccounted unsent") {
		t.Errorf("looks %+v, metrics %v", m.enqueued, m.counted)
	}
}
