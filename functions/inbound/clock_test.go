package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/helpdesktest"
	"ventana/shared/note"
	"ventana/shared/secret"
)

// withFields is a world whose helpdesk has both fields of the window.
func withFields() *world {
	w := newWorld()
	w.fields = secret.Fields{Window: "900", OpenUntil: "901"}
	return w
}

// shown is what the nth ticket's fields show: until when, and how it stands.
func (w *world) shown(t *testing.T, n int) string {
	t.Helper()
	ticket := w.desk.Tickets()[n]
	read := helpdesk.Ticket{Fields: ticket.Fields}
	return read.Field("901") + " " + read.Field("900")
}

func openUntil(until time.Time) string { return note.Moment(until) + " " + helpdesk.WindowOpen }

// at moves an event to a time.
func at(e envelope.Envelope, at time.Time) envelope.Envelope {
	e.Message.At = at
	return e
}

// Whatever moves the window moves what the ticket shows of it, in the same call.
func TestFields_followTheWindow(t *testing.T) {
	t.Parallel()
	w := withFields()
	start := w.now()
	done(t, w.handle(t, at(w.message(1), start)), 1)
	ticket := w.desk.Tickets()[0].ID
	if got := w.shown(t, 0); got != openUntil(start.Add(24*time.Hour)) {
		t.Fatalf("a new ticket shows %q", got)
	}
	for name, event := range map[string]envelope.Envelope{
		"a message": w.message(2), "a reaction": w.reaction(3), "a missed call": w.call(4, missed()), "an answered call": w.call(5, spoken(9)),
		"a call of ours that was answered": w.call(6, ours(spoken(9))),
	} {
		w.pass(26 * time.Hour)
		if err := w.desk.SetFields(t.Context(), ticket, []helpdesk.Field{{ID: "900", Value: helpdesk.WindowClosed}}, ""); err != nil {
			t.Fatal(err)
		}
		done(t, w.handle(t, at(event, w.now())), 1)
		if got, want := w.shown(t, 0), openUntil(w.now().Add(24*time.Hour)); got != want {
			t.Errorf("after %s: %q, want %q", name, got, want)
		}
	}
	w.pass(26 * time.Hour)
	before := w.shown(t, 0)
	remark := at(w.message(7), w.now())
	remark.Message.Type, remark.Message.Text = "system", ""
	done(t, w.handle(t, remark, at(w.echo(8), w.now()), at(w.call(9, ours(missed())), w.now())), 3)
	if got := w.shown(t, 0); got != before {
		t.Errorf("what moves no window shows %q, before %q", got, before)
	}
}

// A message that comes days late shows what is: the window has closed.
func TestFields_lateMessageShowsAClosedWindow(t *testing.T) {
	t.Parallel()
	w := withFields()
	sent := w.now().Add(-30 * time.Hour)
	done(t, w.handle(t, at(w.message(1), sent), at(w.message(2), sent.Add(time.Second))), 2)
	if got, want := w.shown(t, 0), note.Moment(sent.Add(24*time.Hour+time.Second))+" "+helpdesk.WindowClosed; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A follow-up and a ticket in place of a deleted one have the fields too, and
// where their first message is not the last that counts, the sweep is to show it.
func TestFields_ofATicketThatIsOpenedAnew(t *testing.T) {
	t.Parallel()
	for _, end := range []string{helpdesktest.StatusClosed, helpdesktest.StatusDeleted} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			w := withFields()
			done(t, w.handle(t, at(w.message(1), w.now())), 1)
			w.desk.Set(w.desk.Tickets()[0].ID, end)
			w.pass(time.Hour)
			done(t, w.handle(t, at(w.message(2), w.now())), 1)
			if got := w.shown(t, 1); got != openUntil(w.now().Add(24*time.Hour)) {
				t.Errorf("got %q", got)
			}
			if talk := w.talkNow(t); talk.DueLevel != 0 {
				t.Errorf("got level %d due, want the usual look", talk.DueLevel)
			}
			w.desk.Set(w.desk.Tickets()[1].ID, end)
			late := at(w.message(3), w.now().Add(-50*time.Minute))
			done(t, w.handle(t, late), 1)
			if talk := w.talkNow(t); talk.DueLevel != conversation.LevelShow || talk.DueAt.After(w.now()) {
				t.Errorf("got %s and level %d due, want the window shown at once", talk.DueAt, talk.DueLevel)
			}
		})
	}
}

// What the account has no field for, or has removed, costs no message.
func TestFields_whatCannotBeShownIsLeftOut(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(w *world){
		"no fields":        func(w *world) { w.fields = secret.Fields{} },
		"one field":        func(w *world) { w.fields.OpenUntil = "" },
		"a field that was": func(w *world) { w.desk.RefuseField("900") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := withFields()
			prepare(w)
			done(t, w.handle(t, w.message(1)), 1)
			done(t, w.handle(t, w.call(2, missed()), w.message(3)), 2)
			if got := w.bodies(t, 0); len(got) != 3 {
				t.Errorf("got %q, want all of them", got)
			}
		})
	}
}

// Two contacts that are one person have one window: the later word of each on
// it counts, and the ticket that goes on shows it.
func TestJoin_theLaterWordOnTheWindowCounts(t *testing.T) {
	t.Parallel()
	w := withFields()
	start := w.now()
	ctx := t.Context()
	done(t, w.handle(t, at(from(w.message(1), "", "34600000007"), start)), 1)
	w.pass(time.Hour)
	done(t, w.handle(t, at(from(w.message(2), "ES.seven", ""), w.now())), 1)
	free, answered := start.Add(100*time.Hour), start.Add(90*time.Minute)
	for contact, until := range map[string]time.Time{"c1": free, "c2": start.Add(70 * time.Hour)} {
		if err := w.store.FreeUntil(ctx, contact, "main", until); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.store.Answered(ctx, "c2", "main", answered); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	remark := from(w.message(3), "ES.seven", "34600000007")
	remark.Message.Type, remark.Message.Text = "system", ""
	done(t, w.handle(t, at(remark, w.now())), 1)

	talk, _, err := w.store.Conversation(ctx, "c2", "main")
	if err != nil {
		t.Fatal(err)
	}
	if !talk.FreeUntil.Equal(free) || !talk.AnsweredAt.Equal(answered) || !talk.LastInboundAt.Equal(start.Add(time.Hour)) {
		t.Errorf("got %+v", talk)
	}
	if got := w.shown(t, 0); got != openUntil(start.Add(25*time.Hour)) {
		t.Errorf("the ticket that goes on shows %q", got)
	}
}

// A refusal that the one contact met closes the window of both.
func TestJoin_aRefusalIsNotForgotten(t *testing.T) {
	t.Parallel()
	w := withFields()
	done(t, w.handle(t, at(from(w.message(1), "", "34600000007"), w.now())), 1)
	done(t, w.handle(t, at(from(w.message(2), "ES.seven", ""), w.now())), 1)
	refused := w.now().Add(time.Minute)
	if err := w.store.CloseWindow(t.Context(), "c1", "main", refused); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	remark := from(w.message(3), "ES.seven", "34600000007")
	remark.Message.Type, remark.Message.Text = "system", ""
	done(t, w.handle(t, at(remark, w.now())), 1)
	talk, _, err := w.store.Conversation(t.Context(), "c2", "main")
	if err != nil || talk.Open(w.now()) || !talk.ClosesAt().Equal(refused) {
		t.Errorf("got the window until %s, %v, want it closed by the refusal", talk.ClosesAt(), err)
	}
	if got := w.shown(t, 0); got != note.Moment(refused)+" "+helpdesk.WindowClosed {
		t.Errorf("the ticket shows %q", got)
	}
}

// TestClock_anyOrderGivesTheSameWindow: the clock is WhatsApp's and only moves
// forward, so neither the order nor the repetition of what is told, nor when it
// arrives, changes when the window closes.
func TestClock_anyOrderGivesTheSameWindow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 3))
			w := withFields()
			var heard, refused, free time.Time
			later := func(of *time.Time, at time.Time) {
				if at.After(*of) {
					*of = at
				}
			}
			var told []func()
			for n := 1; n <= 4+random.IntN(8); n++ {
				when := w.now().Add(-time.Duration(random.IntN(72*3600)) * time.Second)
				tell := func(opens bool, e envelope.Envelope) {
					told = append(told, func() { done(t, w.handle(t, at(e, when)), 1) })
					if opens {
						later(&heard, when)
					}
				}
				switch random.IntN(8) {
				case 0, 1:
					tell(true, w.message(n))
				case 2:
					tell(true, w.reaction(n))
				case 3:
					tell(true, w.call(n, []envelope.Call{ringing(), missed(), spoken(9)}[random.IntN(3)]))
				case 4:
					tell(true, w.call(n, ours(spoken(9))))
					tell(true, w.call(n, ours(envelope.Call{Taken: true})))
				case 5:
					tell(false, []envelope.Envelope{w.echo(n), w.call(n, ours(missed()))}[random.IntN(2)])
				case 6:
					later(&refused, when)
					told = append(told, func() { noError(t, w.store.CloseWindow(t.Context(), "c1", "main", when)) })
				default:
					later(&free, when)
					told = append(told, func() { noError(t, w.store.FreeUntil(t.Context(), "c1", "main", when)) })
				}
			}
			done(t, w.handle(t, at(w.echo(99), w.now())), 1) // so that the conversation is there
			for range 3 {
				random.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
				for _, tell := range told {
					w.pass(time.Duration(random.IntN(900)) * time.Second)
					tell()
				}
				want := conversation.Conversation{LastInboundAt: heard, RefusedAt: refused, FreeUntil: free}
				if got := w.talkNow(t); !got.ClosesAt().Equal(want.ClosesAt()) || !got.FreeUntil.Equal(free) {
					t.Fatalf("got the window until %s and free until %s, want %s and %s", got.ClosesAt(), got.FreeUntil, want.ClosesAt(), free)
				}
			}
		})
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
