package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/sqsqueue"
)

// TestTurn_deathAtEachPoint kills the process at each call of a conversation's
// first and of its later messages: whatever was done is found again.
func TestTurn_deathAtEachPoint(t *testing.T) {
	t.Parallel()
	points := []string{
		"FindContact before", "FindContact after", "AcquireConversation after", "Claim before", "Claim after",
		"EnsureUser before", "EnsureUser after", "SaveConversation before", "SaveConversation after",
		"OpenTicket before", "OpenTicket after", "LinkTicket before", "LinkTicket after",
		"AddComment before", "AddComment after", "FinishIn before", "FinishIn after",
	}
	for _, point := range points {
		for _, known := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s with %d messages known", point, known), func(t *testing.T) {
				t.Parallel()
				q := &queue{world: newWorld()}
				want := []string{"message 2", "message 3", "message 4"}
				if known > 0 {
					done(t, q.handle(t, q.message(1)), 1)
					want = append([]string{"message 1"}, want...)
				}
				for n := 2; n <= 4; n++ {
					q.records = append(q.records, record(t, q.message(n)))
				}
				q.crashesAt(point)
				q.drain(t)
				tickets := q.desk.Tickets()
				if len(tickets) != 1 {
					t.Fatalf("got %d tickets, want 1", len(tickets))
				}
				if diff := cmp.Diff(want, lines(tickets[0])); diff != "" {
					t.Errorf("messages (-want +got):\n%s", diff)
				}
				if left := q.store.Unfinished(); len(left) > 0 || q.parked > 0 {
					t.Errorf("got %d parked and unfinished effects %+v", q.parked, left)
				}
			})
		}
	}
}

func TestTurn_postedByADeadRunIsFoundByItsMarker(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.crashesAt("AddComment after")
	if !dies(func() { w.handle(t, w.message(2), w.message(3)) }) {
		t.Fatal("the process did not die")
	}
	waits(t, w.handle(t, w.message(2), w.message(3)), 2*time.Second)
	w.pass(visibility)
	done(t, w.handle(t, w.message(2), w.message(3), w.message(4)), 3)
	if diff := cmp.Diff([]string{"message 1", "message 2\nmessage 3", "message 4"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	if comment := w.desk.Tickets()[0].Comments[1].ID; w.effect(t, 2).Result != comment || w.effect(t, 3).Result != comment {
		t.Errorf("got results %q and %q, want the comment %s", w.effect(t, 2).Result, w.effect(t, 3).Result, comment)
	}
}

func TestTurn_lostAnswerWaitsAMinuteThenLooks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		point  string
		posted bool
	}{
		{"when the comment stands there", "AddComment after", true},
		{"when it does not", "AddComment before", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			w.failsAt(tt.point, ambiguous())
			waits(t, w.handle(t, w.message(2), w.message(3)), time.Minute)
			waits(t, w.handle(t, w.message(2), w.message(3)), 2*time.Second) // a repetition, too early
			if calls := w.desk.Calls("Trace"); calls != 0 {
				t.Fatalf("got %d looks within the minute, want none", calls)
			}
			w.pass(time.Minute)
			done(t, w.handle(t, w.message(2), w.message(3)), 2)
			if diff := cmp.Diff([]string{"message 1", "message 2\nmessage 3"}, w.bodies(t, 0)); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
			if looks := w.desk.Calls("Trace"); looks != 1 {
				t.Errorf("got %d looks, want 1", looks)
			}
		})
	}
}

func TestTurn_postsOnlyWhatIsMissingBeforeItJoinsNewOnes(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("AddComment after", ambiguous())
	waits(t, w.handle(t, w.message(2)), time.Minute)
	// A run died between its claim and its post of the third.
	w.crashesAt("AddComment before")
	w.pass(time.Minute)
	if !dies(func() { w.handle(t, w.message(2), w.message(3)) }) {
		t.Fatal("the process did not die")
	}
	w.pass(visibility)
	done(t, w.handle(t, w.message(2), w.message(3), w.message(4)), 3)
	if diff := cmp.Diff([]string{"message 1", "message 2", "message 3", "message 4"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// TestTurn_orderHoldsWhenOnlySomeClaimsWereGivenBack: the helpdesk is busy, and
// the table refuses to give back the claim of one message of a burst. That one
// is looked for in the next run, its neighbours are not; the order stays.
func TestTurn_orderHoldsWhenOnlySomeClaimsWereGivenBack(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			return later(time.Second)
		}
		return nil
	})
	postponed := 0
	w.store.Fault(func(point string) error {
		if point == "Postpone before" {
			if postponed++; postponed == 2 {
				return errStore
			}
		}
		return nil
	})
	waits(t, w.handle(t, w.message(2), w.message(3), w.message(4)), time.Second)
	w.desk.Fault(nil)
	w.pass(visibility)
	done(t, w.handle(t, w.message(2), w.message(3), w.message(4)), 3)
	if diff := cmp.Diff([]string{"message 1", "message 2", "message 3", "message 4"}, lines(w.desk.Tickets()[0])); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// TestTurn_repeatIsConditionalOnTheLook: an agent's change between look and
// repeat makes the helpdesk refuse, and the look is repeated.
func TestTurn_repeatIsConditionalOnTheLook(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("AddComment before", ambiguous())
	waits(t, w.handle(t, w.message(2)), time.Minute)
	w.pass(time.Minute)
	ticket := w.desk.Tickets()[0].ID
	changes := 0
	w.desk.Fault(func(point string) error {
		if point == "Trace after" && changes == 0 {
			changes++
			w.pass(time.Second)
			w.desk.Set(ticket, helpdesktest.StatusOpen)
		}
		return nil
	})
	waits(t, w.handle(t, w.message(2)), time.Second)
	w.pass(time.Second)
	done(t, w.handle(t, w.message(2)), 1)
	if looks := w.desk.Calls("Trace"); looks != 2 {
		t.Errorf("got %d looks, want the second after the conflict", looks)
	}
	if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

func TestTurn_lostAnswerToTheOpeningIsAdopted(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"OpenTicket after", "OpenTicket before"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.failsAt(point, ambiguous())
			waits(t, w.handle(t, w.message(1), w.message(2)), time.Minute)
			w.pass(time.Minute)
			done(t, w.handle(t, w.message(1), w.message(2)), 2)
			if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" || len(w.desk.Tickets()) != 1 {
				t.Errorf("%d tickets, comments (-want +got):\n%s", len(w.desk.Tickets()), diff)
			}
		})
	}
}

// The ticket was opened, and what answered was the refusal of a repeat: the message's
// claim says that nothing was done.
func TestTurn_openingThatSeemedRefusedIsLookedAtBeforeTheTicketGrows(t *testing.T) {
	t.Parallel()
	for name, look := range map[string][]error{"at once": nil, "when the look was refused too": {later(time.Second)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.failsAt("OpenTicket after", later(3*time.Second))
			waits(t, w.handle(t, w.message(1)), 3*time.Second)
			w.pass(3 * time.Second)
			if look != nil {
				w.failsAt("Trace before", look...)
				w.handle(t, w.message(1), w.message(2))
				w.pass(time.Minute)
			}
			done(t, w.handle(t, w.message(1), w.message(2)), 2)
			if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" || len(w.desk.Tickets()) != 1 {
				t.Errorf("%d tickets, comments (-want +got):\n%s", len(w.desk.Tickets()), diff)
			}
		})
	}
}

// TestTurn_anotherMessageOpenedTheTicket: the first message was parked after
// its ticket was opened, so the second finds the key used for another ticket.
func TestTurn_anotherMessageOpenedTheTicket(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.diesOpening(t)
	done(t, w.handle(t, w.message(2)), 1)
	if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" || len(w.desk.Tickets()) != 1 {
		t.Errorf("%d tickets, comments (-want +got):\n%s", len(w.desk.Tickets()), diff)
	}
	done(t, w.handle(t, w.message(1)), 1)
	if got := w.bodies(t, 0); len(got) != 2 {
		t.Errorf("got %v, want the first message found in the ticket", got)
	}
}

// The run that opened the ticket finished the message too, and died before it had
// noted the ticket: the message says nothing more, and an echo, a warning or a
// note would find no ticket.
func TestTurn_ticketOfADeadRunIsNotedAlthoughNothingIsLeftToSay(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.crashesAt("FinishIn after")
	if !dies(func() { w.handle(t, w.message(1)) }) {
		t.Fatal("the process did not die")
	}
	w.pass(visibility)
	done(t, w.handle(t, w.message(1)), 1)
	talk, _, err := w.store.Conversation(t.Context(), "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	if tickets := w.desk.Tickets(); len(tickets) != 1 || talk.Ticket != tickets[0].ID || talk.Opening {
		t.Errorf("got conversation %+v and %d tickets, want the ticket noted", talk, len(tickets))
	}
}

// The list of tickets did not show the new one yet, and the repetition's bytes
// are others, because the person changed their name.
func TestTurn_openedWithOtherWordsIsLookedAtBeforeItGrows(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.diesOpening(t)
	again := w.message(1)
	again.Message.From.Name = "Ana Ruiz"
	done(t, w.handle(t, again, w.message(2)), 2)
	if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" || len(w.desk.Tickets()) != 1 {
		t.Errorf("%d tickets, comments (-want +got):\n%s", len(w.desk.Tickets()), diff)
	}
}

func TestTurn_solvedTicketOpensOnlyWhenTheCustomerSpeaks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		kinds []string
		want  string
	}{
		{"a text opens it", []string{"text"}, helpdesktest.StatusOpen},
		{"an image opens it", []string{"image"}, helpdesktest.StatusOpen},
		{"a reaction leaves it", []string{"reaction"}, helpdesktest.StatusSolved},
		{"a remark of WhatsApp leaves it", []string{"system"}, helpdesktest.StatusSolved},
		{"a text beside a reaction opens it", []string{"reaction", "text"}, helpdesktest.StatusOpen},
	}
	for _, tt := range tests {
		for _, found := range []bool{false, true} {
			name := tt.name
			if found {
				name += " when it is found after a death"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld()
				done(t, w.handle(t, w.message(1)), 1)
				ticket := w.desk.Tickets()[0].ID
				w.desk.Set(ticket, helpdesktest.StatusSolved)
				var burst []envelope.Envelope
				for i, kind := range tt.kinds {
					e := w.message(2 + i)
					e.Message.Type = kind
					burst = append(burst, e)
				}
				if found {
					w.crashesAt("AddComment reopen")
					if dies(func() { w.handle(t, burst...) }) {
						w.pass(visibility)
					}
				}
				done(t, w.handle(t, burst...), len(burst))
				got := w.desk.Tickets()[0]
				if got.Status != tt.want || len(got.Comments) != 2 {
					t.Errorf("got it %s with %d comments, want it %s with 2", got.Status, len(got.Comments), tt.want)
				}
			})
		}
	}
}

func TestTurn_reopeningThatFailsIsRepeatedWithoutTheComment(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.desk.Set(w.desk.Tickets()[0].ID, helpdesktest.StatusSolved)
	w.failsAt("AddComment reopen", later(3*time.Second))
	waits(t, w.handle(t, w.message(2)), 3*time.Second)
	w.pass(3 * time.Second)
	done(t, w.handle(t, w.message(2)), 1)
	got := w.desk.Tickets()[0]
	if got.Status != helpdesktest.StatusOpen || len(got.Comments) != 2 {
		t.Errorf("got it %s with %d comments, want it open with 2", got.Status, len(got.Comments))
	}
}

func TestTurn_closedTicketIsFollowedUpAndDeletedOneIsNot(t *testing.T) {
	t.Parallel()
	for status, followed := range map[string]bool{helpdesktest.StatusClosed: true, helpdesktest.StatusDeleted: false} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			first := w.desk.Tickets()[0].ID
			w.desk.Set(first, status)
			done(t, w.handle(t, w.message(2), w.message(3)), 2)
			tickets := w.desk.Tickets()
			if len(tickets) != 2 || tickets[1].ExternalID != "ventana:c1:main:2" {
				t.Fatalf("got %d tickets, want a second of generation 2", len(tickets))
			}
			want := ""
			if followed {
				want = first
			}
			if tickets[1].FollowupOf != want {
				t.Errorf("got it following up %q, want %q", tickets[1].FollowupOf, want)
			}
			if diff := cmp.Diff([]string{"message 2", "message 3"}, w.bodies(t, 1)); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
			done(t, w.handle(t, w.message(4)), 1)
			if len(w.desk.Tickets()) != 2 {
				t.Error("the next message opened another ticket")
			}
		})
	}
}

func TestTurn_ticketClosedAfterALostAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		point string
		want  int
	}{
		{"the comment that stands there is found", "AddComment after", 1},
		{"the one that does not opens a follow-up", "AddComment before", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			w.failsAt(tt.point, ambiguous())
			waits(t, w.handle(t, w.message(2)), time.Minute)
			w.desk.Set(w.desk.Tickets()[0].ID, helpdesktest.StatusClosed)
			w.pass(time.Minute)
			done(t, w.handle(t, w.message(2)), 1)
			var all []string
			for _, ticket := range w.desk.Tickets() {
				all = append(all, lines(ticket)...)
			}
			if diff := cmp.Diff([]string{"message 1", "message 2"}, all); diff != "" || len(w.desk.Tickets()) != tt.want {
				t.Errorf("%d tickets, want %d; messages (-want +got):\n%s", len(w.desk.Tickets()), tt.want, diff)
			}
		})
	}
}

func TestTurn_deskThatClosesEveryTicketIsLeftForLater(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			tickets := w.desk.Tickets()
			w.desk.Set(tickets[len(tickets)-1].ID, helpdesktest.StatusClosed)
		}
		return nil
	})
	got := w.handle(t, w.message(2), w.message(3), w.message(4), w.message(5), w.message(6))
	if last := got[len(got)-1]; last.WaitOf() != 10*time.Second {
		t.Fatalf("got %+v, want the rest to wait", got)
	}
}

func TestTurn_refusalForNowWaitsAsAskedAndCostsNoClaim(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("AddComment before", later(17*time.Second), later(0), later(time.Hour))
	waits(t, w.handle(t, w.message(2)), 17*time.Second)
	w.pass(17 * time.Second)
	waits(t, w.handle(t, w.message(2)), 10*time.Second)
	w.pass(10 * time.Second)
	waits(t, w.handle(t, w.message(2)), time.Hour)
	if claims := w.effect(t, 2).Claims; claims != 0 {
		t.Errorf("got %d claims after three refusals, want 0: nothing was done", claims)
	}
	w.pass(time.Hour)
	done(t, w.handle(t, w.message(2)), 1)
	if w.desk.Calls("Trace") != 0 {
		t.Error("nothing was done, so there was nothing to look for")
	}
}

func TestTurn_refusalForGood(t *testing.T) {
	t.Parallel()
	parked := sqsqueue.ParkFor(deadletter.Refused, "add comment to ticket 1002: permanent RecordInvalid")
	parkedAlone := sqsqueue.ParkFor(deadletter.Refused, "open ticket ventana:c1:main:1: permanent RecordInvalid")
	tests := []struct {
		name  string
		known bool   // a message before the burst opened the ticket
		crash string // where a run before this one died
		bad   int
		want  []sqsqueue.Outcome
		lines []string
	}{
		{"of the middle one of a burst", true, "", 3,
			[]sqsqueue.Outcome{sqsqueue.Done(), parked, sqsqueue.Done()}, []string{"message 1", "message 2", "message 4"}},
		{"of the first one of a burst", true, "", 2,
			[]sqsqueue.Outcome{parked, sqsqueue.Done(), sqsqueue.Done()}, []string{"message 1", "message 3", "message 4"}},
		{"of the last one of a burst", true, "", 4,
			[]sqsqueue.Outcome{sqsqueue.Done(), sqsqueue.Done(), parked}, []string{"message 1", "message 2", "message 3"}},
		{"of the one that opens the ticket", false, "", 2,
			[]sqsqueue.Outcome{parkedAlone, sqsqueue.Done(), sqsqueue.Done()}, []string{"message 3", "message 4"}},
		{"of the second, when the first opened the ticket in the same run", false, "", 3,
			[]sqsqueue.Outcome{sqsqueue.Done(), parked, sqsqueue.Done()}, []string{"message 2", "message 4"}},
		{"of the last, when the first opened the ticket in the same run", false, "", 4,
			[]sqsqueue.Outcome{sqsqueue.Done(), sqsqueue.Done(), parked}, []string{"message 2", "message 3"}},
		{"of one that a dead run left", true, "AddComment before", 3,
			[]sqsqueue.Outcome{sqsqueue.Done(), parked, sqsqueue.Done()}, []string{"message 1", "message 2", "message 4"}},
		{"of the first that a dead run left", true, "AddComment before", 2,
			[]sqsqueue.Outcome{parked, sqsqueue.Done(), sqsqueue.Done()}, []string{"message 1", "message 3", "message 4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.desk.Refuse(fmt.Sprintf("message %d", tt.bad))
			if tt.known {
				done(t, w.handle(t, w.message(1)), 1)
			}
			burst := []envelope.Envelope{w.message(2), w.message(3), w.message(4)}
			if tt.crash != "" {
				w.crashesAt(tt.crash)
				if !dies(func() { w.handle(t, burst...) }) {
					t.Fatal("the process did not die")
				}
				w.pass(visibility)
			}
			got := w.handle(t, burst...)
			if diff := cmp.Diff(fmt.Sprintf("%+v", tt.want), fmt.Sprintf("%+v", got)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			tickets := w.desk.Tickets()
			if diff := cmp.Diff(tt.lines, lines(tickets[0])); diff != "" || len(tickets) != 1 {
				t.Errorf("%d tickets, messages (-want +got):\n%s", len(tickets), diff)
			}
		})
	}
}

func TestTurn_parkedByOneRefusalWaitsForItsTurnOnTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.desk.Refuse("message 2")
	calls := 0
	w.desk.Fault(func(point string) error {
		if point == "AddComment before" {
			if calls++; calls == 3 { // the burst, the second alone, now the third alone
				return later(4 * time.Second)
			}
		}
		return nil
	})
	got := w.handle(t, w.message(2), w.message(3), w.message(4))
	if len(got) != 2 || !got[0].IsParked() || got[1].WaitOf() != 4*time.Second {
		t.Fatalf("got %+v, want the second parked and the third waiting", got)
	}
	w.pass(4 * time.Second)
	done(t, w.handle(t, w.message(3), w.message(4)), 2)
}

func TestTurn_unforeseenFailureIsTriedAgainAfterALook(t *testing.T) {
	t.Parallel()
	w := newWorld()
	done(t, w.handle(t, w.message(1)), 1)
	w.failsAt("AddComment after", errStore)
	got := w.handle(t, w.message(2))
	if len(got) != 1 || got[0] != sqsqueue.Retry(errStore) {
		t.Fatalf("got %+v, want a retry", got)
	}
	w.pass(5 * time.Second)
	done(t, w.handle(t, w.message(2)), 1)
	if got := w.bodies(t, 0); len(got) != 2 {
		t.Errorf("got %v, want the comment found", got)
	}
}

func TestTurn_customerWhomTheHelpdeskForgotIsMadeKnownAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []string{helpdesktest.StatusOpen, helpdesktest.StatusClosed} {
		t.Run("on a ticket that is "+status, func(t *testing.T) {
			t.Parallel()
			q := &queue{world: newWorld()}
			done(t, q.handle(t, q.message(1)), 1)
			q.desk.DeleteUser("c1")
			q.desk.Set(q.desk.Tickets()[0].ID, status)
			for n := 2; n <= 4; n++ {
				q.records = append(q.records, record(t, q.message(n)))
			}
			q.drain(t)
			var all []string
			for _, ticket := range q.desk.Tickets() {
				all = append(all, lines(ticket)...)
			}
			if diff := cmp.Diff([]string{"message 1", "message 2", "message 3", "message 4"}, all); diff != "" || q.parked != 0 {
				t.Errorf("%d parked, messages (-want +got):\n%s", q.parked, diff)
			}
		})
	}
}

func TestTurn_customerWhomTheHelpdeskRefusesForGoodIsParked(t *testing.T) {
	t.Parallel()
	for _, status := range []string{helpdesktest.StatusOpen, helpdesktest.StatusClosed} {
		t.Run("on a ticket that is "+status, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			done(t, w.handle(t, w.message(1)), 1)
			w.desk.SuspendUser("c1")
			w.desk.Set(w.desk.Tickets()[0].ID, status)
			got := w.handle(t, w.message(2), w.message(3))
			if len(got) != 2 || !got[0].IsParked() || !got[1].IsParked() {
				t.Errorf("got %+v, want both parked: waiting would hold the customer's messages for days", got)
			}
		})
	}
}

func TestTurn_nameOfTheCustomer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from envelope.Sender
		want string
	}{
		{"is the profile's", envelope.Sender{BSUID: "ES.a", Phone: phone, Name: " Ana ", Username: "ana.r"}, "WhatsApp: Ana"},
		{"is the user name without a profile", envelope.Sender{BSUID: "ES.a", Phone: phone, Username: "@ana.r"}, "WhatsApp: ana.r"},
		{"is the phone without either", envelope.Sender{BSUID: "ES.a", Phone: phone}, "WhatsApp: +34600000001"},
		{"is told to be unknown without all of them", envelope.Sender{BSUID: "ES.a"}, "WhatsApp: WhatsApp customer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			e := w.message(1)
			e.Message.From = tt.from
			done(t, w.handle(t, e), 1)
			if got := w.desk.Tickets()[0].Subject; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
