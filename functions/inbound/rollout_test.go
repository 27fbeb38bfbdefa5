package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/policy"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
)

// limited is a world with a former endpoint and a roll-out.
func limited(share float64) *world {
	w := newWorld()
	w.former = &secret.Former{URL: "https://former.example", AppSecret: "0123456789abcdef"}
	w.policy = policy.Rollout{Mode: policy.Live, Share: share}
	return w
}

// onward are the bodies in the queue of the former endpoint.
func (w *world) onward() []string {
	var bodies []string
	for _, e := range w.queue.envelopes {
		if e.Kind == envelope.KindForward {
			bodies = append(bodies, e.Forward.Body)
		}
	}
	return bodies
}

// entries are the origins of these messages.
func entries(numbers ...int) []string {
	var bodies []string
	for _, n := range numbers {
		bodies = append(bodies, fmt.Sprintf(`{"entry":[%d]}`, n))
	}
	return bodies
}

func (w *world) rolledOut(t *testing.T) rollout.Counts {
	t.Helper()
	counts, err := w.store.RolloutCounts(t.Context(), rollout.Day(w.now()))
	if err != nil {
		t.Fatal(err)
	}
	return counts["main"]
}

func TestRollout_whoIsOutGoesOnInOrderAndOnce(t *testing.T) {
	t.Parallel()
	w := limited(0)
	done(t, w.handle(t, w.message(1), w.message(2)), 2)
	done(t, w.handle(t, w.message(3)), 1)
	done(t, w.handle(t, w.message(2)), 1) // WhatsApp repeats it
	if diff := cmp.Diff(entries(1, 2, 3), w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
	groups := map[string]bool{}
	for _, e := range w.queue.envelopes {
		groups[e.Group] = true
	}
	if len(groups) != 1 || len(w.desk.Tickets()) != 0 || len(w.store.Unfinished()) != 0 {
		t.Errorf("got %d groups, %d tickets, %d effects not done", len(groups), len(w.desk.Tickets()), len(w.store.Unfinished()))
	}
	if talk := w.talkNow(t); !talk.LastInboundAt.IsZero() || !talk.DueAt.IsZero() {
		t.Errorf("got %+v, want no window watched of somebody who is not ours", talk)
	}
	if got := w.rolledOut(t); got != (rollout.Counts{Former: 3}) {
		t.Errorf("counted %+v", got)
	}
	w.policy.Share = 1
	done(t, w.handle(t, w.message(1), w.message(2), w.message(3)), 3)
	if len(w.desk.Tickets()) != 0 {
		t.Error("what the former endpoint got stands in a ticket too")
	}
	done(t, w.handle(t, w.message(4)), 1)
	if diff := cmp.Diff([]string{"message 4"}, w.bodies(t, 0)); diff != "" {
		t.Error(diff)
	}
}

// The list names people, and a message need not tell all that a person is known by.
func TestRollout_listKnowsThePersonHoweverTheyWrite(t *testing.T) {
	t.Parallel()
	w := limited(0)
	w.policy.Allow = []string{"+" + phone}
	known := w.message(1)
	if _, err := w.store.FindContact(t.Context(), identities("p", *known.Message)); err != nil {
		t.Fatal(err)
	}
	known.Message.From.Phone = ""
	done(t, w.handle(t, known), 1)
	if len(w.onward()) != 0 || len(w.desk.Tickets()) != 1 {
		t.Errorf("got %d passed on and %d tickets, want who is on the list answered here", len(w.onward()), len(w.desk.Tickets()))
	}
}

// TestRollout_openTicketIsFinishedHere: going back moves who has none, and whose
// ticket is closed for good.
func TestRollout_openTicketIsFinishedHere(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]error{"closed": helpdesk.ErrClosed, "deleted": helpdesk.ErrGone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := limited(1)
			done(t, w.handle(t, w.message(1)), 1)
			w.policy.Share = 0
			done(t, w.handle(t, w.message(2)), 1)
			done(t, w.handle(t, w.message(1)), 1) // WhatsApp repeats it
			w.failsAt("AddComment before", end)
			done(t, w.handle(t, w.message(3), w.message(4)), 2)
			done(t, w.handle(t, w.message(3), w.message(5)), 2)
			if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" {
				t.Errorf("here (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(entries(3, 4, 5), w.onward()); diff != "" {
				t.Errorf("there (-want +got):\n%s", diff)
			}
			if got := len(w.desk.Tickets()); got != 1 {
				t.Errorf("got %d tickets, want no follow-up", got)
			}
		})
	}
}

func TestRollout_withoutAFormerEndpointNothingIsLimitedOrRead(t *testing.T) {
	t.Parallel()
	w := limited(0)
	w.former = nil
	done(t, w.handle(t, w.message(1)), 1)
	if len(w.desk.Tickets()) != 1 || len(w.onward()) != 0 || w.policies != 0 {
		t.Errorf("got %d tickets, %d passed on, %d reads of the rules", len(w.desk.Tickets()), len(w.onward()), w.policies)
	}
}

func TestRollout_allIdentitiesOfAPersonAreOnOneSide(t *testing.T) {
	t.Parallel()
	w := limited(0)
	w.policy.Allow = []string{"+5511987654321"}
	variants := []envelope.Sender{
		{BSUID: "BR.1", Phone: "551187654321"}, {Phone: "5511987654321"}, {BSUID: "BR.1"}, {Phone: "551187654321"},
	}
	for n, from := range variants {
		e := w.message(n + 1)
		e.Message.From = from
		done(t, w.handle(t, e), 1)
	}
	if len(w.desk.Tickets()) != 1 || len(w.onward()) != 0 {
		t.Errorf("got %d tickets, %d passed on", len(w.desk.Tickets()), len(w.onward()))
	}
	for share := 0.0; share < 1; share += 0.05 { // whichever side it is, all are on it
		w := limited(share)
		for n, from := range variants {
			e := w.message(n + 1)
			e.Message.From = from
			done(t, w.handle(t, e), 1)
		}
		if here, there := len(w.desk.Tickets()), len(w.onward()); here*there != 0 || there != 0 && there != len(variants) {
			t.Errorf("at %.2f: %d tickets, %d passed on", share, here, there)
		}
	}
}

func TestRollout_shadowDoesNothingOutsideAndCounts(t *testing.T) {
	t.Parallel()
	w := limited(1)
	w.policy.Mode = policy.Shadow
	at := w.now().Add(-time.Hour)
	say := func(n int, at time.Time) envelope.Envelope {
		e := w.message(n)
		e.Message.At = at
		return e
	}
	done(t, w.handle(t, say(1, at), say(2, at.Add(time.Second))), 2)
	done(t, w.handle(t, say(3, at.Add(time.Minute))), 1)
	done(t, w.handle(t, say(3, at.Add(time.Minute))), 1) // repeated
	w.pass(26 * time.Hour)
	day := rollout.Day(w.now())
	done(t, w.handle(t, say(4, w.now())), 1)
	if diff := cmp.Diff(entries(1, 2, 3, 4), w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
	if len(w.desk.Tickets()) != 0 || w.desk.Calls("EnsureUser") != 0 || len(w.line.read) != 0 {
		t.Error("shadow touched the helpdesk or the phone")
	}
	if talk := w.talkNow(t); talk.DueAt.IsZero() || talk.Ticket != "" {
		t.Errorf("got %+v, want a window that is watched", talk)
	}
	if got := w.rolledOut(t); got != (rollout.Counts{Former: 1, WouldOpen: 1}) {
		t.Errorf("on %s counted %+v", day, got)
	}
	w.pass(-26 * time.Hour)
	if got := w.rolledOut(t); got != (rollout.Counts{Former: 3, WouldOpen: 1, WouldComment: 2}) {
		t.Errorf("counted %+v", got)
	}
	w.policy.Share = 0 // nobody would be in
	w.pass(26 * time.Hour)
	done(t, w.handle(t, say(5, w.now())), 1)
	if got := w.rolledOut(t); got != (rollout.Counts{Former: 2, WouldOpen: 1}) {
		t.Errorf("counted %+v for somebody who would be out", got)
	}
}

func TestRollout_whatCannotBePassedOnIsParkedAndComesBack(t *testing.T) {
	t.Parallel()
	w := limited(0)
	bare := w.message(2)
	bare.Origin = ""
	outcomes := w.handle(t, w.message(1), bare, w.message(3))
	if len(outcomes) != 3 || !outcomes[1].IsParked() || outcomes[2] != sqsqueue.Done() {
		t.Fatalf("got %+v", outcomes)
	}
	if diff := cmp.Diff(entries(1, 3), w.onward()); diff != "" {
		t.Error(diff)
	}
	w.policy.Share = 1
	done(t, w.handle(t, bare), 1)
	if diff := cmp.Diff([]string{"message 2"}, w.bodies(t, 0)); diff != "" {
		t.Error(diff)
	}
}

func TestRollout_whatNobodyCanReadGoesOnWhileSomebodyIsOut(t *testing.T) {
	t.Parallel()
	unread := envelope.NewUnreadable("whatsapp", "d", time.Now(), []byte(`{"x":1}`), "id: missing")
	for name, tt := range map[string]struct {
		share  float64
		origin string
		parked bool
	}{
		"somebody is out":     {0.5, `{"entry":[9]}`, false},
		"nobody is out":       {1, `{"entry":[9]}`, true},
		"nothing to pass on":  {0.5, "", true},
		"everybody is out":    {0, `{"entry":[9]}`, false},
		"nobody out, no text": {1, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := limited(tt.share)
			e := unread
			e.Origin = tt.origin
			outcomes := w.handle(t, e)
			if len(outcomes) != 1 || outcomes[0].IsParked() != tt.parked || (len(w.onward()) == 1) == tt.parked {
				t.Errorf("got %+v and %d passed on", outcomes, len(w.onward()))
			}
		})
	}
	w := limited(0)
	e := unread
	e.Origin, w.queue.failures = `{"entry":[9]}`, 1
	if outcomes := w.handle(t, e, w.message(1)); len(outcomes) != 1 || !outcomes[0].Holds() {
		t.Errorf("got %+v, want it and those behind it to wait", outcomes)
	}
}

func TestRollout_surveysAnswerStaysHere(t *testing.T) {
	t.Parallel()
	w, ticket := surveyed(t)
	w.former = &secret.Former{URL: "https://former.example", AppSecret: "0123456789abcdef"}
	w.policy = policy.Rollout{Mode: policy.Live, Share: 0}
	talk := w.talkNow(t)
	owner := w.newOwner()
	if _, err := w.store.AcquireConversation(t.Context(), talk.Contact, "main", owner); err != nil {
		t.Fatal(err)
	}
	talk.NextTicket(true) // it was closed meanwhile, so that only the survey ties the person to us
	noError(t, w.store.SaveConversation(t.Context(), talk, owner, true))
	tap := w.tap(11, ticket, 2)
	tap.Origin = `{"entry":[11]}`
	words := w.says(12, "because")
	words.Origin = `{"entry":[12]}`
	done(t, w.handle(t, tap, words), 2)
	if got := w.rated(t, ticket).Score; got != 2 {
		t.Errorf("got score %d", got)
	}
	if diff := cmp.Diff(entries(12), w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}

// TestRollout_callsGoOnWhole: the former endpoint must hear a call ring, and its
// end, which have one id.
func TestRollout_callsGoOnWhole(t *testing.T) {
	t.Parallel()
	w := limited(0)
	ring, end := w.call(1, ringing()), w.call(1, missed())
	ring.Origin, end.Origin = `{"entry":["ring"]}`, `{"entry":["end"]}`
	done(t, w.handle(t, ring, end), 2)
	if diff := cmp.Diff([]string{ring.Origin, end.Origin}, w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
	done(t, w.handle(t, end), 1)
	if got := len(w.onward()); got != 2 {
		t.Errorf("got %d, want the end once", got)
	}
}

func TestRollout_echoOfWhatWeSentIsNotTheirs(t *testing.T) {
	t.Parallel()
	w := limited(0)
	echo := w.echo(1)
	echo.Origin = entries(1)[0]
	noError(t, w.store.RecordSent(t.Context(), dynamostore.Sent{MessageID: echo.Message.ID, Effect: "x", SentAt: w.now()}))
	other := w.echo(2)
	other.Origin = entries(2)[0]
	done(t, w.handle(t, echo, other), 2)
	if diff := cmp.Diff(entries(2), w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}

// TestRollout_oneSideWhateverDies moves the share to and fro while processes die,
// calls fail, tickets are closed and WhatsApp repeats: every message ends on one
// side, at least once there and once here, and in order.
func TestRollout_oneSideWhateverDies(t *testing.T) {
	t.Parallel()
	here, there := 0, 0
	for seed := range uint64(200) {
		w := limited(0)
		random := rand.New(rand.NewPCG(seed, 3))
		strike := func(point string) error {
			switch random.IntN(24) {
			case 0:
				panic(crash{})
			case 1:
				return errStore
			case 2:
				if strings.HasPrefix(point, "AddComment") || strings.HasPrefix(point, "OpenTicket") {
					return ambiguous()
				}
			}
			return nil
		}
		w.store.Fault(strike)
		w.desk.Fault(strike)
		q := &queue{world: w}
		const messages = 12
		for n := 1; n <= messages; n++ {
			w.policy.Share = float64(random.IntN(2))
			q.records = append(q.records, record(t, w.message(n)))
			if random.IntN(4) == 0 {
				q.records = append(q.records, record(t, w.message(1+random.IntN(n))))
			}
			for range random.IntN(4) {
				if len(q.records) > 0 {
					q.receive(t.Context(), 1+random.IntN(4))
				}
			}
			if tickets := w.desk.Tickets(); len(tickets) > 0 && random.IntN(4) == 0 {
				w.desk.Set(tickets[len(tickets)-1].ID, "closed")
			}
		}
		q.drain(t)
		var mine []string
		for _, ticket := range w.desk.Tickets() {
			mine = append(mine, lines(ticket)...)
		}
		var theirs []string // in the order in which each first came
		for _, body := range w.onward() {
			if !slices.Contains(theirs, body) {
				theirs = append(theirs, body)
			}
		}
		for n := 1; n <= messages; n++ {
			text, body := fmt.Sprintf("message %d", n), entries(n)[0]
			count := 0
			for _, line := range mine {
				if line == text {
					count++
				}
			}
			if sent := slices.Contains(theirs, body); count > 1 || (count == 1) == sent {
				t.Fatalf("seed %d: message %d stands here %d times and went there: %v\n%s", seed, n, count, sent, strings.Join(mine, "\n"))
			}
		}
		number := func(body string) (n int) {
			_, _ = fmt.Sscanf(body, `{"entry":[%d]}`, &n)
			return n
		}
		if !slices.IsSortedFunc(theirs, func(a, b string) int { return number(a) - number(b) }) {
			t.Fatalf("seed %d: out of order there: %v", seed, theirs)
		}
		// A note of earlier tickets is one that may stay away.
		if left := slices.DeleteFunc(w.store.Unfinished(), func(e dynamostore.Effect) bool { return e.Kind == dynamostore.EffectNote }); len(left) != 0 {
			t.Fatalf("seed %d: left over: %+v", seed, left)
		}
		here, there = here+len(mine), there+len(theirs)
	}
	if here < 200 || there < 200 {
		t.Errorf("%d messages here, %d there: the walks prove little", here, there)
	}
}

// TestRollout_ticketThatMayBeOpenIsNotAbandoned: the answer to its opening was
// lost, and nobody can know yet whether it stands there.
func TestRollout_ticketThatMayBeOpenIsNotAbandoned(t *testing.T) {
	t.Parallel()
	w := limited(1)
	w.failsAt("OpenTicket before", ambiguous())
	waits(t, w.handle(t, w.message(1)), time.Minute)
	w.policy.Share = 0
	w.pass(2 * time.Minute)
	done(t, w.handle(t, w.message(1), w.message(2)), 2)
	if diff := cmp.Diff([]string{"message 1", "message 2"}, w.bodies(t, 0)); diff != "" || len(w.onward()) != 0 {
		t.Errorf("%d passed on, here (-want +got):\n%s", len(w.onward()), diff)
	}
}

// TestRollout_handedOverStaysThereWhateverDies: the process dies when the message is
// on its way, and everybody is let in before it comes again.
func TestRollout_handedOverStaysThereWhateverDies(t *testing.T) {
	t.Parallel()
	w := limited(1)
	done(t, w.handle(t, w.message(1)), 1)
	w.desk.Set(w.desk.Tickets()[0].ID, "closed")
	w.policy.Share = 0
	w.crashesAt("PassedOn before")
	if !dies(func() { w.handle(t, w.message(2)) }) {
		t.Fatal("nothing died")
	}
	w.policy.Share = 1
	w.pass(visibility)
	done(t, w.handle(t, w.message(2)), 1)
	if got := len(w.desk.Tickets()); got != 1 {
		t.Errorf("got %d tickets: both sides have the message", got)
	}
	if diff := cmp.Diff(entries(2, 2), w.onward()); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}
