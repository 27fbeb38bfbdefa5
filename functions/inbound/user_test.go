package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/secret"
)

func (w *world) named(n int, name, username, phone string) envelope.Envelope {
	e := w.message(n)
	e.Message.From.Name, e.Message.From.Username, e.Message.From.Phone = name, username, phone
	return e
}

// TestUser_isToldAgainOnlyWhenSomethingChanged: name, username and number reach
// the helpdesk when they change, and cost nothing while they do not.
func TestUser_isToldAgainOnlyWhenSomethingChanged(t *testing.T) {
	t.Parallel()
	w := newWorld()
	steps := []struct {
		name string
		e    envelope.Envelope
		told int
	}{
		{"the first message", w.named(1, "Ana", "", phone), 1},
		{"nothing new", w.named(2, "Ana", "", phone), 1},
		{"a new name", w.named(3, "Ana María", "", phone), 2},
		{"no name, which tells nothing", w.named(4, "", "", phone), 2},
		{"a username", w.named(5, "Ana María", "ana.m", phone), 3},
		{"a new number", w.named(6, "Ana María", "ana.m", "34600000009"), 4},
		{"nothing new again", w.named(7, "Ana María", "ana.m", "34600000009"), 4},
	}
	for _, step := range steps {
		done(t, w.handle(t, step.e), 1)
		if got := w.desk.Calls("EnsureUser"); got != step.told {
			t.Errorf("%s: the helpdesk was told %d times, want %d", step.name, got, step.told)
		}
	}
	_, contact, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil || contact.Username != "ana.m" || contact.Phone != "34600000009" {
		t.Errorf("got contact %+v, %v, want username and number of the last", contact, err)
	}
}

func TestUser_whatCannotBeToldHoldsNothingUp(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"EnsureUser before", "DescribeContact before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.named(1, "Ana", "", phone)), 1)
			w.failsAt(point, errStore)
			done(t, w.handle(t, w.named(2, "Ana María", "", phone)), 1)
			done(t, w.handle(t, w.named(3, "Ana María", "", phone)), 1)
			if got := w.desk.Calls("EnsureUser"); got != 2 {
				t.Errorf("the helpdesk was told %d times, want the change told with the next message", got)
			}
		})
	}
}

func TestIntroduce_newTicketNamesTheEarlierOnes(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	first := w.desk.Tickets()[0].ID
	w.desk.Set(first, helpdesktest.StatusClosed)
	w.failsAt("AddComment before", nil, errStore) // the note fails the first time
	done(t, w.handle(t, w.message(2)), 1)
	done(t, w.handle(t, w.message(3)), 1)
	done(t, w.handle(t, w.message(4)), 1)
	notes := 0
	for _, comment := range w.desk.Tickets()[1].Comments {
		if !comment.Public {
			notes++
			if !strings.Contains(comment.Plain, "#"+first) {
				t.Errorf("got the note %q, want it to name #%s", comment.Plain, first)
			}
		}
	}
	if notes != 1 {
		t.Errorf("got %d notes on the new ticket, want one", notes)
	}
}

func TestIntroduce_firstTicketSaysNothing(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1), w.message(2)), 2)
	for _, comment := range w.desk.Tickets()[0].Comments {
		if !comment.Public {
			t.Errorf("got the note %q on a person's first ticket", comment.Plain)
		}
	}
}

func TestMarkRead_whenTheNumberAsksForIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	if len(w.line.read) != 0 {
		t.Fatalf("got %v marked as read, want none unless asked for", w.line.read)
	}
	w.number.ReadReceipts = secret.ReadTicket
	done(t, w.handle(t, w.message(2), w.message(3)), 2)
	if !slices.Equal(w.line.read, []string{"wamid.3"}) {
		t.Errorf("got %v marked as read, want the last of the burst", w.line.read)
	}
	w.failsAt("AddComment before", later(time.Minute))
	waits(t, w.handle(t, w.message(8)), time.Minute)
	if len(w.line.read) != 1 {
		t.Errorf("got %v marked as read, want none that is not in the ticket", w.line.read)
	}
	w.failsAt("")
	w.pass(visibility)
	w.line.err = errors.New("refused")
	done(t, w.handle(t, w.message(4)), 1)
	if len(w.bodies(t, 0)) != 3 {
		t.Error("a receipt that fails held up the message")
	}
}

// A WhatsApp group is one conversation with one ticket, whoever speaks in it,
// apart from what its members write alone.
func TestGroup_isAConversationOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld()
	inGroup := func(n int, bsuid, name string) envelope.Envelope {
		e := w.message(n)
		e.Message.From = envelope.Sender{BSUID: bsuid, Name: name, Group: "R3JvdXA"}
		return e
	}
	done(t, w.handle(t, inGroup(1, "ES.ana", "Ana"), inGroup(2, "ES.luis", "Luis")), 2)
	done(t, w.handle(t, w.message(3)), 1)
	if bodies := w.bodies(t, 0); !slices.Equal(bodies, []string{"[group] Ana:\nmessage 1", "[group] Luis:\nmessage 2"}) {
		t.Errorf("got %q in the group's ticket", bodies)
	}
	if bodies := w.bodies(t, 1); !slices.Equal(bodies, []string{"message 3"}) {
		t.Errorf("got %q in Ana's own", bodies)
	}
}
