package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// from makes a message come from somebody.
func from(e envelope.Envelope, bsuid, phone string) envelope.Envelope {
	e.Message.From = envelope.Sender{BSUID: bsuid, Phone: phone}
	return e
}

// said are the customer's words of each ticket, oldest ticket first.
func (w *world) said() [][]string {
	var all [][]string
	for _, ticket := range w.desk.Tickets() {
		var words []string
		for _, comment := range ticket.Comments {
			if comment.Public {
				words = append(words, strings.Split(comment.Plain, "\n")...)
			}
		}
		all = append(all, words)
	}
	return all
}

func (w *world) text(n int) string { return w.message(n).Message.Text }

func TestJoin_twoContactsThatAreOnePersonGoOnInTheOlderTicket(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][2]int{"the phone wrote first": {0, 1}, "the user id wrote first": {1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			who := [2]envelope.Sender{{Phone: "34600000007"}, {BSUID: "ES.seven"}}
			for n, at := range order {
				done(t, w.handle(t, from(w.message(n+1), who[at].BSUID, who[at].Phone)), 1)
			}
			done(t, w.handle(t, from(w.message(3), "ES.seven", "34600000007")), 1)
			done(t, w.handle(t, from(w.message(4), "", "34600000007")), 1)
			done(t, w.handle(t, from(w.message(5), "ES.seven", "")), 1)
			said := w.said()
			if len(said) != 2 || !slices.Equal(said[0], []string{w.text(1), w.text(3), w.text(4), w.text(5)}) || !slices.Equal(said[1], []string{w.text(2)}) {
				t.Fatalf("got %q, want everything after the join in the older ticket", said)
			}
			for _, ticket := range w.desk.Tickets() {
				notes := 0
				for _, comment := range ticket.Comments {
					if !comment.Public {
						notes++
					}
				}
				if notes != 1 {
					t.Errorf("ticket %s has %d notes, want one that names the other", ticket.ID, notes)
				}
			}
		})
	}
}

// While a join is under way its other contact is nobody's to write for: a message by
// an identity that still leads there would open a third ticket.
func TestJoin_messageOfTheOtherWaitsUntilItIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
	done(t, w.handle(t, from(w.message(2), "ES.seven", "")), 1)
	meanwhile := from(w.message(4), "", "34600000007")
	w.store.Fault(func(point string) error {
		if point == "JoinContacts before" {
			w.store.Fault(nil)
			if got := w.handle(t, meanwhile); len(got) != 1 || !got[0].Holds() {
				t.Errorf("got %+v in the midst of the join, want it held", got)
			}
		}
		return nil
	})
	done(t, w.handle(t, from(w.message(3), "ES.seven", "34600000007")), 1)
	done(t, w.handle(t, meanwhile), 1)
	if said := w.said(); len(said) != 2 || len(said[0]) != 3 {
		t.Errorf("got %q, want no third ticket", said)
	}
}

func TestJoin_onlyTicketIsTakenOver(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
	// The user id is known from elsewhere, without a ticket here.
	if _, err := w.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: "ES.seven"}); err != nil {
		t.Fatal(err)
	}
	done(t, w.handle(t, from(w.message(2), "ES.seven", "34600000007")), 1)
	if said := w.said(); len(said) != 1 || len(said[0]) != 2 {
		t.Fatalf("got %q, want one ticket", said)
	}
}

// Wherever a run dies while it joins, the repeated one brings it to its end.
func TestJoin_anyDeathOnTheWay(t *testing.T) {
	t.Parallel()
	for _, point := range []string{
		"AcquireConversation after", "MoveTicket before", "MoveTicket after", "AddComment before", "AddComment after",
		"SaveConversation before", "SaveConversation after", "JoinContacts before", "JoinContacts after", "Finish after",
	} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
			done(t, w.handle(t, from(w.message(2), "ES.seven", "")), 1)
			both := from(w.message(3), "ES.seven", "34600000007")
			w.crashesAt(point)
			if !dies(func() { w.handle(t, both) }) {
				t.Fatalf("%s was not reached", point)
			}
			w.store.Fault(nil)
			w.desk.Fault(nil)
			for range 4 {
				w.pass(visibility)
				w.handle(t, both)
			}
			w.pass(visibility)
			done(t, w.handle(t, from(w.message(4), "", "34600000007")), 1)
			said := w.said()
			if len(said) != 2 || !slices.Equal(said[0], []string{w.text(1), w.text(3), w.text(4)}) {
				t.Fatalf("got %q", said)
			}
		})
	}
}

// A note that has to wait makes the whole join wait; the repeat is the same.
func TestJoin_noteThatHasToWait(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
	done(t, w.handle(t, from(w.message(2), "ES.seven", "")), 1)
	both := from(w.message(3), "ES.seven", "34600000007")
	w.failsAt("AddComment before", later(time.Second))
	waits(t, w.handle(t, both), time.Second)
	w.desk.Fault(nil)
	w.store.Fault(nil)
	w.pass(visibility)
	done(t, w.handle(t, both), 1)
	for _, ticket := range w.desk.Tickets() {
		var notes []string
		for _, comment := range ticket.Comments {
			if !comment.Public {
				notes = append(notes, comment.Plain)
			}
		}
		if len(notes) != 1 || strings.Contains(notes[0], "also wrote in ticket #"+ticket.ID) {
			t.Errorf("ticket %s has the notes %q, want one that names the other", ticket.ID, notes)
		}
	}
}

// notesOn are the internal notes of a ticket.
func (w *world) notesOn(ticket string) []string {
	var notes []string
	for _, one := range w.desk.Tickets() {
		for _, comment := range one.Comments {
			if one.ID == ticket && !comment.Public {
				notes = append(notes, comment.Plain)
			}
		}
	}
	return notes
}

// A ticket that one of the two may have opened without knowing is found before
// the other's becomes theirs: it would be linked to nobody.
func TestJoin_ticketThatIsBeingOpenedIsNotForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
	w.failsAt("OpenTicket after", ambiguous())
	lost := from(w.message(2), "ES.seven", "")
	if outcomes := w.handle(t, lost); len(outcomes) != 1 || !outcomes[0].Holds() {
		t.Fatalf("got %+v, want the lost answer to wait", outcomes)
	}
	w.desk.Fault(nil)
	w.store.Fault(nil)
	w.pass(visibility)
	done(t, w.handle(t, from(w.message(3), "ES.seven", "34600000007")), 1) // before the lost one returns
	done(t, w.handle(t, lost), 1)
	said := w.said()
	if len(said) != 2 || !slices.Equal(said[0], []string{w.text(1), w.text(3)}) || !slices.Equal(said[1], []string{w.text(2)}) {
		t.Fatalf("got %q, want each message once", said)
	}
	second := w.desk.Tickets()[1].ID
	if _, linked, err := w.store.TicketLink(t.Context(), "zendesk", second); err != nil || !linked {
		t.Errorf("ticket %s is linked to nobody, so no reply would leave it", second)
	}
}

// A join that died after it had saved our side says nothing twice, and nothing
// that is not so.
func TestJoin_deathBetweenTheTwoSavesTellsNoNonsense(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"SaveConversation before", "SaveConversation after", "JoinContacts before", "JoinContacts after"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
			done(t, w.handle(t, from(w.message(2), "ES.seven", "")), 1)
			w.crashesAt(point)
			both := from(w.message(3), "ES.seven", "34600000007")
			if !dies(func() { w.handle(t, both) }) {
				t.Fatalf("%s was not reached", point)
			}
			w.store.Fault(nil)
			w.desk.Fault(nil)
			for range 4 {
				w.pass(visibility)
				w.handle(t, both)
			}
			for _, ticket := range w.desk.Tickets() {
				notes := w.notesOn(ticket.ID)
				if len(notes) != 1 || strings.Contains(notes[0], "in ticket #"+ticket.ID+":") {
					t.Errorf("ticket %s has the notes %q, want one that names the other", ticket.ID, notes)
				}
			}
		})
	}
}

// After a join the helpdesk's user stays the one whose ticket goes on: a new
// name reaches that one, and no second user is made.
func TestJoin_helpdeskUserStaysOne(t *testing.T) {
	t.Parallel()
	w := newWorld()
	named := func(n int, bsuid, phone, name string) envelope.Envelope {
		e := from(w.message(n), bsuid, phone)
		e.Message.From.Name = name
		return e
	}
	done(t, w.handle(t, named(1, "", "34600000007", "Ana")), 1)
	if _, err := w.store.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: "ES.seven"}); err != nil {
		t.Fatal(err)
	}
	done(t, w.handle(t, named(2, "ES.seven", "34600000007", "Ana")), 1)
	done(t, w.handle(t, named(3, "ES.seven", "34600000007", "Ana María")), 1)
	if got := w.desk.User("c1").Name; got != "Ana María" {
		t.Errorf("got the name %q on the ticket's user, want the new one", got)
	}
	if stranger := w.desk.User("c2"); stranger.ExternalID != "" {
		t.Errorf("got a second user %+v", stranger)
	}
}

// A number that was given to somebody else: its new owner is known by another
// user id, so the two are two. The number goes, tickets and words do not.
func TestTakeOver_recycledNumberJoinsNobody(t *testing.T) {
	t.Parallel()
	for name, comes := range map[string]func(w *world) envelope.Envelope{
		"by a number change": func(w *world) envelope.Envelope {
			e := w.message(3)
			e.Message.Type, e.Message.Text = typeSystem, ""
			e.Message.From = envelope.Sender{BSUID: "ES.ana2", PreviousBSUID: "ES.ana", Phone: "34600000002", PreviousPhone: "34600000001"}
			return e
		},
		"by a message": func(w *world) envelope.Envelope { return from(w.message(3), "ES.ana", "34600000002") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, from(w.message(1), "ES.berta", "34600000002")), 1)
			done(t, w.handle(t, from(w.message(2), "ES.ana", "34600000001")), 1)
			done(t, w.handle(t, comes(w)), 1)
			done(t, w.handle(t, from(w.message(4), "", "34600000002")), 1)
			done(t, w.handle(t, from(w.message(5), "ES.berta", "")), 1)
			said := w.said()
			if len(said) != 2 || !slices.Contains(said[1], w.text(4)) || !slices.Equal(said[0], []string{w.text(1), w.text(5)}) {
				t.Fatalf("got %q, want the number's words with its new owner and Berta's with Berta", said)
			}
			if notes := append(w.notesOn(w.desk.Tickets()[0].ID), w.notesOn(w.desk.Tickets()[1].ID)...); len(notes) != 0 {
				t.Errorf("got notes %q, want none: nobody was joined", notes)
			}
			_, berta, err := w.store.Conversation(t.Context(), "c1", "main")
			if err != nil || berta.Phone != "" || berta.BSUID != "ES.berta" {
				t.Errorf("got %+v, %v, want nothing of hers to go to the number any more", berta, err)
			}
		})
	}
}
