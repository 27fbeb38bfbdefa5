package contact_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/contact"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk/helpdesktest"
)

func TestSplit_eachWritesInTheirOwnTicketAgain(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	if id, ticket := m.writes(t, ben(), "main"); id != m.ana || ticket != m.bens {
		t.Fatalf("Ben writes as %s in %s: no mistake to undo", id, ticket)
	}
	plan, told, err := m.split(t, contact.Request{From: m.ana})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ben().Keys(), keys(plan.Going)); diff != "" || plan.Into.ID != m.ben || plan.New {
		t.Errorf("into %s went (-want +got):\n%s", plan.Into.ID, diff)
	}
	if diff := cmp.Diff(ana().Keys(), keys(plan.Staying)); diff != "" {
		t.Errorf("stayed (-want +got):\n%s", diff)
	}
	if len(plan.Tickets) != 1 || plan.Tickets[0].Ticket != m.bens || !plan.JoinedAt.Equal(m.at) {
		t.Errorf("planned tickets %+v, joined at %s", plan.Tickets, plan.JoinedAt)
	}
	want := []contact.Told{{Helpdesk: "zendesk", Ticket: m.anas, Stands: true}, {Helpdesk: "zendesk", Ticket: m.bens, Stands: true}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if id, ticket := m.writes(t, ben(), "main"); id != m.ben || ticket != m.bens {
		t.Errorf("Ben writes as %s in %s, want %s in %s", id, ticket, m.ben, m.bens)
	}
	id, ticket := m.writes(t, ana(), "main")
	if id != m.ana || ticket == m.bens {
		t.Errorf("Ana writes as %s in %s, want %s in a ticket of her own", id, ticket, m.ana)
	}
	for on, other := range map[string]string{m.bens: m.anas, m.anas: m.bens} {
		if notes := m.notes(on); len(notes) != 1 || !strings.Contains(notes[0], "#"+other) {
			t.Errorf("ticket %s: notes %q, want one that names %s", on, notes, other)
		}
	}
}

func TestSplit_secondRunSaysThatItIsDone(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]contact.Request{
		"what a join brought":       {},
		"into the former contact":   {Into: "the former"},
		"an identity by its kind":   {Identities: []string{"phone"}},
		"an identity by its ending": {Identities: []string{"phone:+55 ••• •21"}},
		"a whole identity":          {Identities: []string{"(11) 98765-4321"}, Region: "br"},
		"to a new contact":          {Identities: []string{"phone"}, Into: contact.NewContact},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMistake(t)
			request.From = m.ana
			if request.Into == "the former" {
				request.Into = m.ben
			}
			first, _, err := m.split(t, request)
			if err != nil || first.Done || first.Begun || first.New != (request.Into == contact.NewContact) {
				t.Fatalf("got %+v, %v", first, err)
			}
			id, _ := m.writes(t, ben(), "main")
			if id != first.Into.ID || (id == m.ben) == first.New {
				t.Errorf("Ben writes as %s", id)
			}
			m.writes(t, ana(), "main")
			m.at = m.at.Add(40 * 24 * time.Hour)
			before := m.state(t, first)
			second, told, err := m.split(t, request)
			if err != nil || !second.Done || second.Into.ID != first.Into.ID || len(told) != 0 {
				t.Errorf("got %+v, %v, want it done before", second, err)
			}
			if diff := cmp.Diff(before, m.state(t, first)); diff != "" {
				t.Errorf("the second run changed (-before +after):\n%s", diff)
			}
		})
	}
}

// state is all that a split may change, with a new contact's id left out.
func (m mistake) state(t *testing.T, plan contact.Plan) string {
	t.Helper()
	text := ""
	for _, id := range []string{m.ana, m.ben, plan.Into.ID} {
		found, known, err := m.Portrait(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintf("%t %+v\n", known, found)
	}
	text += fmt.Sprintf("%q\n%q\n", m.notes(m.anas), m.notes(m.bens))
	if plan.Into.ID != m.ben {
		text = strings.ReplaceAll(text, plan.Into.ID, "the new one")
	}
	return text
}

func TestSplit_cutOffAnywhereTheSameCommandFinishesIt(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]contact.Request{
		"what a join brought":   {},
		"several, to a new one": {Identities: []string{"phone", "bsuid:8901"}, Into: contact.NewContact},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := ""
			for steps := 1000; ; steps++ {
				m := newTwofoldMistake(t)
				request.From, m.life.left = m.ana, steps
				plan, _, err := m.split(t, request)
				switch {
				case err != nil && !errors.Is(err, errDead):
					t.Fatal(err)
				case steps >= 1000: // nothing died: this is how it ends
					want, steps = m.state(t, plan), -1
					continue
				case err == nil:
					return
				}
				m.life.left = 1000
				m.at = m.at.Add(dynamostore.Lease + time.Second)
				if plan, _, err = m.split(t, request); err != nil {
					t.Fatalf("repeat after %d steps: %v", steps, err)
				}
				if diff := cmp.Diff(want, m.state(t, plan)); diff != "" {
					t.Errorf("cut off after %d steps (-want +got):\n%s", steps, diff)
				}
			}
		})
	}
}

// newTwofoldMistake is one in which the join brought two identities of Ben's,
// and Ana has two of her own.
func newTwofoldMistake(t *testing.T) mistake {
	t.Helper()
	before, together := ben(), both()
	before.Parent, together.Parent = bensParent, bensParent
	m := newMistakeOf(t, before, together)
	renewed := dynamostore.Identities{Portfolio: "p", BSUID: "ES.anas-other-12345"}
	if err := m.MoveIdentity(t.Context(), dynamostore.Contact{ID: m.ana}, renewed); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSplit_messageBeingHandledIsWaitedFor(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	if _, err := m.AcquireConversation(t.Context(), m.ana, "main", "inbound"); err != nil {
		t.Fatal(err)
	}
	var held *dynamostore.HeldError
	plan, _, err := m.split(t, contact.Request{From: m.ana})
	if !errors.As(err, &held) || errors.Is(err, contact.ErrUntold) {
		t.Fatalf("got %v, want it held", err)
	}
	m.at = m.at.Add(dynamostore.Lease + time.Second)
	if id, _ := m.writes(t, ben(), "main"); id != m.ana {
		t.Errorf("Ben writes as %s, want nothing changed", id)
	}
	if plan, _, err = m.split(t, contact.Request{From: m.ana}); err != nil || plan.Begun {
		t.Errorf("got %+v, %v, want the next try to begin at once", plan, err)
	}
}

// TestSplit_canBeTriedAsOftenAsItIsHeld: a try that changed nothing leaves
// nothing behind, whoever it was for.
func TestSplit_canBeTriedAsOftenAsItIsHeld(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	if _, err := m.AcquireConversation(t.Context(), m.ana, "main", "inbound"); err != nil {
		t.Fatal(err)
	}
	var held *dynamostore.HeldError
	for i := range 110 {
		_, _, err := m.split(t, contact.Request{From: m.ana, Identities: []string{"phone"}, Into: contact.NewContact})
		if !errors.As(err, &held) {
			t.Fatalf("try %d: got %v, want it held", i, err)
		}
	}
}

// TestSplit_unfinishedOneIsNotForgottenForAnother: the notes of the first could
// not be written, and somebody else splits something else meanwhile.
func TestSplit_unfinishedOneIsNotForgottenForAnother(t *testing.T) {
	t.Parallel()
	m := newTwofoldMistake(t)
	first := contact.Request{From: m.ana, Identities: []string{"bsuid:8901"}, Into: contact.NewContact}
	m.desk.Fault(func(string) error {
		return &failure.Error{Class: failure.Later, Op: "desk", Code: "429", Wait: 7 * time.Second}
	})
	begun, _, err := m.split(t, first)
	if !errors.Is(err, contact.ErrUntold) {
		t.Fatalf("got %v, want it split and not told", err)
	}
	m.desk.Fault(nil)
	m.at = m.at.Add(7 * time.Second)
	if other, _, err := m.split(t, contact.Request{From: m.ana, Identities: []string{"bsuid:2345"}}); err != nil || other.Begun || !other.New {
		t.Fatalf("the other: got %+v, %v", other, err)
	}
	told := len(m.notes(m.bens))
	if again, _, err := m.split(t, first); err != nil || !again.Begun || again.Into.ID != begun.Into.ID {
		t.Errorf("the first again: got %+v, %v", again, err)
	}
	if now := len(m.notes(m.bens)); told != 1 || now != 2 {
		t.Errorf("%d notes became %d, want the missing one written", told, now)
	}
}

func TestSplit_noteThatCannotBeWrittenIsWrittenByTheNextRun(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	m.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			return &failure.Error{Class: failure.Later, Op: "desk", Code: "429", Wait: 7 * time.Second}
		}
		return nil
	})
	if _, _, err := m.split(t, contact.Request{From: m.ana}); !errors.Is(err, contact.ErrUntold) {
		t.Fatalf("got %v, want it split and not told", err)
	}
	m.desk.Fault(nil)
	m.at = m.at.Add(7 * time.Second)
	plan, told, err := m.split(t, contact.Request{From: m.ana})
	if err != nil || !plan.Begun || len(told) != 2 || len(m.notes(m.anas)) != 1 || len(m.notes(m.bens)) != 1 {
		t.Errorf("got %+v, %v, notes %q and %q", told, err, m.notes(m.anas), m.notes(m.bens))
	}
}

func TestSplit_ticketThatTakesNoNoteIsTold(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(mistake){
		"closed":           func(m mistake) { m.desk.Set(m.anas, helpdesktest.StatusClosed) },
		"refused for good": func(m mistake) { m.desk.Refuse("#" + m.bens) }, // which the note on Ana's ticket names
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMistake(t)
			refuse(m)
			_, told, err := m.split(t, contact.Request{From: m.ana})
			want := []contact.Told{{Helpdesk: "zendesk", Ticket: m.anas}, {Helpdesk: "zendesk", Ticket: m.bens, Stands: true}}
			if diff := cmp.Diff(want, told); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestSplit_lasts: a message that shows identities of both is the user id's, and
// makes no contact of the two again.
func TestSplit_lasts(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	if _, _, err := m.split(t, contact.Request{From: m.ana}); err != nil {
		t.Fatal(err)
	}
	if found, err := m.FindContact(t.Context(), both()); err != nil || found.ID != m.ana || found.Other != "" {
		t.Errorf("got %+v, %v, want Ana alone", found, err)
	}
	if id, ticket := m.writes(t, ben(), "main"); id != m.ben || ticket != m.bens {
		t.Errorf("Ben writes as %s in %s", id, ticket)
	}
}

// TestSplit_whatNoJoinBrought: a remark gave Ben a number that is another
// person's. Nothing was joined, so they become a new contact.
func TestSplit_whatNoJoinBrought(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := ben()
	who.BSUID = "BR.ben1234567890"
	before, ticket := w.writes(t, who, "main")
	other := dynamostore.Identities{Portfolio: "p", Canonical: "5521987654321", Phone: "5521987654321"}
	if err := w.MoveIdentity(t.Context(), dynamostore.Contact{ID: before}, other); err != nil {
		t.Fatal(err)
	}
	if id, _ := w.writes(t, other, "main"); id != before {
		t.Fatalf("the other writes as %s", id)
	}
	plan, told, err := w.split(t, contact.Request{From: before, Identities: []string{"+55 21 98765-4321"}})
	if err != nil || !plan.New || len(told) != 1 || told[0].Ticket != ticket {
		t.Fatalf("got %+v, %+v, %v", plan, told, err)
	}
	if notes := w.notes(ticket); len(notes) != 1 || strings.Contains(notes[0], "#") {
		t.Errorf("got notes %q, want one that names no other ticket", notes)
	}
	id, theirs := w.writes(t, other, "main")
	if id != plan.Into.ID || theirs == ticket {
		t.Errorf("the other writes as %s in %s, want %s in a ticket of their own", id, theirs, plan.Into.ID)
	}
	if kept, _, err := w.Portrait(t.Context(), before); err != nil || kept.Phone != who.Canonical || kept.BSUID != who.BSUID {
		t.Errorf("got %+v, %v, want Ben to be written to at his own number", kept.Contact, err)
	}
}

// TestSplit_oldOneIsKnownByItsTraces: a split that is too old for the journal is
// done all the same.
func TestSplit_oldOneIsKnownByItsTraces(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	request := contact.Request{From: m.ana, Into: m.ben}
	if _, _, err := m.split(t, request); err != nil {
		t.Fatal(err)
	}
	m.forget(t)
	before := m.state(t, contact.Plan{Into: dynamostore.Portrait{Contact: dynamostore.Contact{ID: m.ben}}})
	plan, told, err := m.split(t, request)
	if err != nil || !plan.Done || len(told) != 0 {
		t.Errorf("got %+v, %v, want it done before", plan, err)
	}
	if diff := cmp.Diff(before, m.state(t, plan)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// TestSplit_latestOfSeveralIsMeant, unless the request says which.
func TestSplit_latestOfSeveralIsMeant(t *testing.T) {
	t.Parallel()
	m, cleo := newCrowd(t)
	for _, into := range []string{m.ben, cleo} {
		m.at = m.at.Add(time.Minute)
		if _, _, err := m.split(t, contact.Request{From: m.ana, Into: into}); err != nil {
			t.Fatal(err)
		}
	}
	for into, request := range map[string]contact.Request{
		m.ben: {From: m.ana, Into: m.ben},
		cleo:  {From: m.ana},
	} {
		if plan, _, err := m.split(t, request); err != nil || !plan.Done || plan.Into.ID != into {
			t.Errorf("got %+v, %v, want the one into %s done", plan, err, into)
		}
	}
}

// TestSplit_ticketOfAnotherHelpdeskIsNotNamed: its number means nothing there.
func TestSplit_ticketOfAnotherHelpdeskIsNotNamed(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	m.edit(t, m.ben, "main", func(c *conversation.Conversation) { c.Helpdesk, c.Ticket = "freshdesk", m.desk.Seed() })
	if _, _, err := m.split(t, contact.Request{From: m.ana}); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, ticket := range m.desk.Tickets() {
		for _, comment := range ticket.Comments {
			if told++; strings.Contains(comment.Plain, "#") {
				t.Errorf("ticket %s: %q", ticket.ID, comment.Plain)
			}
		}
	}
	if told != 2 {
		t.Errorf("got %d notes, want one for each", told)
	}
}

// TestSplit_otherNumbersAreToldToo: Ben may have written to any number as Ana.
func TestSplit_otherNumbersAreToldToo(t *testing.T) {
	t.Parallel()
	m := newMistake(t)
	_, sales := m.writes(t, ana(), "sales")
	m.edit(t, m.ana, "support", func(*conversation.Conversation) {}) // nothing was written there
	_, told, err := m.split(t, contact.Request{From: m.ana})
	if err != nil || len(told) != 3 || len(m.notes(sales)) != 1 {
		t.Errorf("got %+v, %v, want the ticket of sales told too", told, err)
	}
}
