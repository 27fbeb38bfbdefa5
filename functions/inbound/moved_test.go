package main

import (
	"testing"

	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
)

// moved is WhatsApp's remark that message 1's customer has a new id and phone.
func (w *world) moved(n int) envelope.Envelope {
	e := w.message(n)
	from := e.Message.From
	e.Message.Type, e.Message.Text = typeSystem, ""
	e.Message.From = envelope.Sender{BSUID: "ES.moved", PreviousBSUID: from.BSUID, Phone: "34600000099", PreviousPhone: from.Phone}
	return e
}

func TestMoved_remarkAloneOpensNoTicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.moved(1)), 1)
	if tickets := w.desk.Tickets(); len(tickets) != 0 {
		t.Fatalf("got %d tickets for a remark of WhatsApp's own, want none", len(tickets))
	}
	if effect := w.effect(t, 1); !effect.Done {
		t.Error("the remark is not done with")
	}
}

func TestMoved_newIdentityWritesInTheSameTicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	done(t, w.handle(t, w.moved(2)), 1)
	after := w.message(3)
	after.Message.From = envelope.Sender{BSUID: "ES.moved"}
	done(t, w.handle(t, after), 1)
	byPhone := w.message(4)
	byPhone.Message.From = envelope.Sender{Phone: "34600000099"}
	done(t, w.handle(t, byPhone), 1)
	if tickets := w.desk.Tickets(); len(tickets) != 1 || len(tickets[0].Comments) != 4 {
		t.Fatalf("got %+v, want one ticket with all that was said", tickets)
	}
}

func TestReopen_ticketClosedMeanwhileKeepsTheCommentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	ticket := w.desk.Tickets()[0].ID
	w.desk.Set(ticket, helpdesktest.StatusSolved)
	w.desk.Fault(func(point string) error {
		if point == "AddComment reopen" {
			return &failure.Error{Class: failure.Permanent, Op: "reopen", Code: "ClosedTicket", Err: helpdesk.ErrClosed}
		}
		return nil
	})
	done(t, w.handle(t, w.message(2)), 1)
	w.desk.Fault(nil)
	total := 0
	for _, one := range w.desk.Tickets() {
		total += len(one.Comments)
	}
	if total != 2 {
		t.Fatalf("got %d comments for two messages", total)
	}
}

// The new identity wrote before WhatsApp told that it is the old person's: the
// two contacts are joined by the event itself.
func TestMoved_newIdentityThatWroteFirstIsJoined(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	fresh := w.message(2)
	fresh.Message.From = envelope.Sender{BSUID: "ES.moved", Phone: "34600000099"}
	done(t, w.handle(t, fresh), 1)
	done(t, w.handle(t, w.moved(3)), 1)
	again := w.message(4)
	again.Message.From = envelope.Sender{BSUID: "ES.moved"}
	done(t, w.handle(t, again), 1)
	said := w.said()
	if len(said) != 2 || said[0][len(said[0])-1] != w.text(4) {
		t.Fatalf("got %q, want what comes after in the older ticket", said)
	}
}

// Events come late and twice: an old change never puts an old address back.
func TestMoved_lateChangeChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	change := func(n int, from, to, old, phone string) envelope.Envelope {
		e := w.message(n)
		e.Message.Type, e.Message.Text = typeSystem, ""
		e.Message.From = envelope.Sender{BSUID: to, PreviousBSUID: from, Phone: phone, PreviousPhone: old}
		return e
	}
	first := change(2, "ES.ana", "ES.b", phone, "34600000008")
	done(t, w.handle(t, first), 1)
	done(t, w.handle(t, change(3, "ES.b", "ES.c", "34600000008", "34600000009")), 1)
	done(t, w.handle(t, first), 1) // again, days later
	late := w.message(1)           // and a message from before, which was never handled
	late.Message.ID, late.Message.From.Name = "wamid.late", "Ana before"
	done(t, w.handle(t, late), 1)
	_, contact, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || contact.BSUID != "ES.c" || contact.Phone != "34600000009" {
		t.Errorf("got %+v, %v, want the newest address", contact, err)
	}
}

// A changed user id without a number may be a number given up: whoever has it
// next must not read what was meant for this person.
func TestMoved_userIDChangedWithoutANumberForgetsTheNumber(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	change := w.message(2)
	change.Message.Type, change.Message.Text = typeSystem, ""
	change.Message.From = envelope.Sender{BSUID: "ES.new", PreviousBSUID: change.Message.From.BSUID}
	done(t, w.handle(t, change), 1)
	_, contact, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || contact.BSUID != "ES.new" || contact.Phone != "" {
		t.Fatalf("got %+v, %v, want the new user id alone", contact, err)
	}
	late := w.message(1) // from before the change
	late.Message.ID = "wamid.late"
	done(t, w.handle(t, late), 1)
	if _, contact, err = w.store.Conversation(t.Context(), "c1", "main"); err != nil || contact.Phone != "" {
		t.Errorf("got %+v, %v: old news bring the number back", contact, err)
	}
}
