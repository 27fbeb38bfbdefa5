package dynamostore_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
)

// world is a store over an empty table with a clock that tests move.
type world struct {
	*dynamostore.Store
	mu  sync.Mutex
	at  time.Time
	ids atomic.Int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Store = dynamostore.New(client, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func find(t *testing.T, w *world, who dynamostore.Identities) dynamostore.Contact {
	t.Helper()
	who.Portfolio = "p"
	contact, err := w.FindContact(t.Context(), who)
	if err != nil {
		t.Fatalf("find contact %+v: %v", who, err)
	}
	return contact
}

func TestFindContact_identitiesSeenTogetherJoin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	byBSUID := find(t, w, dynamostore.Identities{BSUID: "ES.abc"})
	both := find(t, w, dynamostore.Identities{BSUID: "ES.abc", Canonical: "34600000001", Phone: "34600000001"})
	byPhone := find(t, w, dynamostore.Identities{Canonical: "34600000001", Phone: "34600000001"})
	if byBSUID.ID != both.ID || both.ID != byPhone.ID {
		t.Fatalf("got contacts %s, %s, %s, want one", byBSUID.ID, both.ID, byPhone.ID)
	}
	_, contact, err := w.Conversation(t.Context(), both.ID, "main")
	if err != nil || contact.Phone != "34600000001" || contact.BSUID != "ES.abc" {
		t.Fatalf("got contact %+v, %v, want both identities kept for sending", contact, err)
	}
}

func TestFindContact_firstSightOfManyAtOnceMakesOneContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var wait sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 12 {
		wait.Go(func() {
			contact, err := w.FindContact(t.Context(), dynamostore.Identities{Portfolio: "p", BSUID: "ES.new", Canonical: "34611", Phone: "34611"})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("find contact: %v", err)
			}
			seen[contact.ID] = true
		})
	}
	wait.Wait()
	if len(seen) != 1 {
		t.Fatalf("got %d contacts for one person, want 1: %v", len(seen), seen)
	}
}

func TestAcquireConversation_leaseIsExclusiveUntilItEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	first, err := w.AcquireConversation(ctx, "c1", "main", "a")
	if err != nil || first.Generation != 1 {
		t.Fatalf("got %+v, %v, want generation 1", first, err)
	}
	var held *dynamostore.HeldError
	if _, err := w.AcquireConversation(ctx, "c1", "main", "b"); !errors.As(err, &held) {
		t.Fatalf("got %v, want the lease held", err)
	}
	w.pass(dynamostore.Lease + time.Second)
	if _, err := w.AcquireConversation(ctx, "c1", "main", "b"); err != nil {
		t.Fatalf("a dead run's lease did not end: %v", err)
	}
	first.Ticket = "9"
	if err := w.SaveConversation(ctx, first, "a", true); !errors.Is(err, dynamostore.ErrLeaseLost) {
		t.Fatalf("got %v, want the dead run's write refused", err)
	}
}

func TestSaveConversation_keepsWhatOthersWrote(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	talk, err := w.AcquireConversation(ctx, "c1", "main", "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.CloseWindow(ctx, "c1", "main", w.now()); err != nil {
		t.Fatal(err)
	}
	talk.Heard("wamid.in1", w.now().Add(-time.Hour))
	talk.Ticket, talk.HelpdeskUser, talk.Opening = "35", "9001", true
	talk.Profile, talk.Earlier = "digest", []string{"34", "9"}
	if err := w.SaveConversation(ctx, talk, "a", true); err != nil {
		t.Fatal(err)
	}
	got, _, err := w.Conversation(ctx, "c1", "main")
	if err != nil {
		t.Fatal(err)
	}
	want := talk
	want.RefusedAt = w.now()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if got.Open(w.now()) {
		t.Fatal("window is open although WhatsApp refused a send after the last message")
	}
}

func TestClaim_oneOfManyWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var wins, held atomic.Int64
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			effect, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e"}, fmt.Sprintf("run%d", i))
			var other *dynamostore.HeldError
			switch {
			case err == nil && effect.Claims == 1:
				wins.Add(1)
			case errors.As(err, &other):
				held.Add(1)
			default:
				t.Errorf("got %+v, %v", effect, err)
			}
		})
	}
	wait.Wait()
	if wins.Load() != 1 || held.Load() != 15 {
		t.Fatalf("got %d winners and %d held, want 1 and 15", wins.Load(), held.Load())
	}
}

func TestClaim_tellsWhatMayHaveHappenedBefore(t *testing.T) {
	t.Parallel()
	claim := func(t *testing.T, w *world) dynamostore.Effect {
		t.Helper()
		effect, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e", Ticket: "35"}, "b")
		if err != nil {
			t.Fatalf("claim: %v", err)
		}
		return effect
	}
	for name, test := range map[string]struct {
		before  func(t *testing.T, w *world)
		look    bool // the next claim has to look outside first
		done    bool
		elapsed time.Duration
	}{
		"a run that died may have acted": {
			before: func(*testing.T, *world) {}, look: true, elapsed: dynamostore.Lease,
		},
		"a call that was refused did nothing": {
			before: func(t *testing.T, w *world) {
				mustPostpone(t, w, dynamostore.Pause{For: 10 * time.Second})
			}, elapsed: 10 * time.Second,
		},
		"a lost answer may have acted": {
			before: func(t *testing.T, w *world) {
				mustPostpone(t, w, dynamostore.Pause{For: time.Minute, Ambiguous: true})
			}, look: true, elapsed: time.Minute,
		},
		"a done effect stays done": {
			before: func(t *testing.T, w *world) {
				if err := w.Finish(t.Context(), dynamostore.EffectComment, "e", "811"); err != nil {
					t.Fatal(err)
				}
			}, done: true, elapsed: dynamostore.EffectLife - time.Hour,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e"}, "a"); err != nil {
				t.Fatal(err)
			}
			test.before(t, w)
			w.pass(test.elapsed)
			got := claim(t, w)
			if look := !got.Done && (got.Claims > 1 || got.Ambiguous); look != test.look || got.Done != test.done {
				t.Fatalf("got claims %d, ambiguous %v, done %v; want look %v, done %v", got.Claims, got.Ambiguous, got.Done, test.look, test.done)
			}
			if test.done && got.Result != "811" {
				t.Fatalf("got result %q, want 811", got.Result)
			}
		})
	}
}

func mustPostpone(t *testing.T, w *world, pause dynamostore.Pause) {
	t.Helper()
	if err := w.Postpone(t.Context(), dynamostore.EffectComment, "e", "a", pause); err != nil {
		t.Fatal(err)
	}
	var held *dynamostore.HeldError
	if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e"}, "c"); !errors.As(err, &held) {
		t.Fatalf("got %v, want the pause kept", err)
	}
}

func TestFinish_aLaterWordThatItHappenedBeatsGivingUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	if err := w.GiveUp(ctx, dynamostore.EffectSend, "e", "unconfirmed"); err != nil {
		t.Fatal(err)
	}
	if err := w.Finish(ctx, dynamostore.EffectSend, "e", "wamid.1"); err != nil {
		t.Fatal(err)
	}
	if err := w.Finish(ctx, dynamostore.EffectSend, "e", "wamid.2"); err != nil {
		t.Fatal(err)
	}
	got, known, err := w.Effect(ctx, dynamostore.EffectSend, "e")
	if err != nil || !known || got.Lost || got.Result != "wamid.1" {
		t.Fatalf("got %+v, %v, %v, want the first message's id", got, known, err)
	}
}

func TestClimb_statesClimbInAnyOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arrive []string
		want   conversation.State
	}{
		"in order":                      {[]string{"sent", "delivered", "read"}, conversation.StateRead},
		"backwards":                     {[]string{"read", "delivered", "sent"}, conversation.StateRead},
		"failed yields to delivery":     {[]string{"failed", "delivered"}, conversation.StateDelivered},
		"failed after delivery":         {[]string{"delivered", "failed"}, conversation.StateDelivered},
		"late sent keeps failed":        {[]string{"failed", "sent"}, conversation.StateFailed},
		"unknown states change nothing": {[]string{"sent", "teleported"}, conversation.StateSent},
		"repeated":                      {[]string{"sent", "sent", "delivered", "delivered"}, conversation.StateDelivered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ctx := t.Context()
			if err := w.RecordSent(ctx, dynamostore.Sent{MessageID: "wamid.1", Effect: "e", Ticket: "35", Contact: "c1", Number: "main", SentAt: w.now()}); err != nil {
				t.Fatal(err)
			}
			var last dynamostore.Sent
			for _, state := range test.arrive {
				sent, _, known, err := w.Climb(ctx, envelope.Status{ID: "wamid.1", State: state, At: w.now(), Pricing: &envelope.Pricing{Category: "service"}})
				if err != nil || !known {
					t.Fatalf("climb to %s: known %v, %v", state, known, err)
				}
				last = sent
			}
			if last.State != test.want || last.Ticket != "35" {
				t.Fatalf("got %+v, want state %s", last, test.want)
			}
		})
	}
	t.Run("a message nobody recorded is not invented", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		if _, moved, known, err := w.Climb(t.Context(), envelope.Status{ID: "wamid.x", State: "sent"}); moved || known || err != nil {
			t.Fatalf("got moved %v, known %v, %v", moved, known, err)
		}
	})
}

func TestTicket_linkLeaseAndCursor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	if _, err := w.AcquireTicket(ctx, "zendesk", "35", "a"); !errors.Is(err, dynamostore.ErrNotLinked) {
		t.Fatalf("got %v, want not linked", err)
	}
	link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: "35", Contact: "c1", Number: "main", Cursor: "800"}
	if err := w.LinkTicket(ctx, link); err != nil {
		t.Fatal(err)
	}
	again := link
	again.Cursor = "0"
	if err := w.LinkTicket(ctx, again); err != nil {
		t.Fatal(err)
	}
	got, err := w.AcquireTicket(ctx, "zendesk", "35", "a")
	link.Begins = "800" // where the cursor stood then
	if err != nil || !cmp.Equal(link, got) {
		t.Fatalf("got %+v, %v, want the first link untouched", got, err)
	}
	var held *dynamostore.HeldError
	if _, err := w.AcquireTicket(ctx, "zendesk", "35", "b"); !errors.As(err, &held) {
		t.Fatalf("got %v, want held", err)
	}
	got.Cursor = "811"
	if err := w.MoveCursor(ctx, got, "a", true); err != nil {
		t.Fatal(err)
	}
	if err := w.MoveCursor(ctx, got, "a", true); !errors.Is(err, dynamostore.ErrLeaseLost) {
		t.Fatalf("got %v, want the lease given back", err)
	}
	moved, err := w.AcquireTicket(ctx, "zendesk", "35", "b")
	if err != nil || moved.Cursor != "811" {
		t.Fatalf("got %+v, %v, want cursor 811", moved, err)
	}
}

func TestKnownMarkers_onlyClaimedOnesAreOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	for _, effect := range []dynamostore.Effect{{Kind: dynamostore.EffectComment, ID: "m1"}, {Kind: dynamostore.EffectNote, ID: "m2"}} {
		if _, err := w.Claim(ctx, effect, "a"); err != nil {
			t.Fatal(err)
		}
	}
	markers := []string{"m1", "m2", "forged"}
	for i := range 120 {
		markers = append(markers, fmt.Sprintf("other%d", i))
	}
	known, err := w.KnownMarkers(ctx, []string{dynamostore.EffectComment, dynamostore.EffectNote}, markers)
	if err != nil || !known["m1"] || !known["m2"] || known["forged"] || len(known) != 2 {
		t.Fatalf("got %v, %v, want m1 and m2", known, err)
	}
}

func TestBudget_countsDeathsApartFromFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	var silent int
	for range 3 {
		var err error
		if silent, err = w.BeginReceive(ctx, "r"); err != nil {
			t.Fatal(err)
		}
	}
	if silent != 2 {
		t.Fatalf("got %d silent ends, want 2", silent)
	}
	if err := w.UndoReceive(ctx, "r"); err != nil {
		t.Fatal(err)
	}
	if silent, _ = w.BeginReceive(ctx, "r"); silent != 2 {
		t.Fatalf("got %d silent ends after a receive that handled nothing, want 2", silent)
	}
	for range 2 { // a count whose answer gets lost is repeated
		if err := w.EndReceive(ctx, "r"); err != nil {
			t.Fatal(err)
		}
	}
	if silent, _ = w.BeginReceive(ctx, "r"); silent != 0 {
		t.Fatalf("got %d silent ends after a good one, want none in a row", silent)
	}
	for want := 1; want <= 3; want++ {
		if got, err := w.CountAttempt(ctx, "r"); err != nil || got != want {
			t.Fatalf("got attempt %d, %v, want %d", got, err, want)
		}
	}
}

func TestWatermark_neverGoesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	for _, to := range []time.Time{w.now(), w.now().Add(-time.Hour)} {
		if err := w.MoveWatermark(ctx, "zendesk", to); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.Watermark(ctx, "zendesk"); err != nil || !got.Equal(w.now()) {
		t.Fatalf("got %s, %v, want %s", got, err, w.now())
	}
}
