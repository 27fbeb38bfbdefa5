package main

import (
	"slices"
	"strings"
	"testing"
	"time"

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

func TestJoin_onlyTicketIsTakenOver(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, from(w.message(1), "", "34600000007")), 1)
	// The user id is known from elsewhere, without a ticket here.
	if _, err := w.store.FindContact(t.Context(), identities("p", envelope.Sender{BSUID: "ES.seven"})); err != nil {
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
