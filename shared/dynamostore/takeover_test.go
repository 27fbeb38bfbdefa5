package dynamostore_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// known is somebody with a user id and the phone that everything has.
func known(bsuid string, at time.Time) dynamostore.Identities {
	return dynamostore.Identities{Portfolio: "p", BSUID: bsuid, Canonical: "34600000001", Phone: "34600000001", At: at}
}

// moves tells of a number change, as inbound does.
func moves(t *testing.T, w *world, from, to dynamostore.Identities) {
	t.Helper()
	from.At = to.At
	if err := w.MoveIdentity(t.Context(), find(t, w, from), to); err != nil {
		t.Fatal(err)
	}
}

func contactOf(t *testing.T, w *world, id string) dynamostore.Contact {
	t.Helper()
	contact, known, err := w.ContactOf(t.Context(), id)
	if err != nil || !known {
		t.Fatalf("contact %s: known %v, %v", id, known, err)
	}
	return contact
}

func TestMoveIdentity_anOldChangeThatComesAgainPutsNothingBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := func(minutes int, bsuid, phone string) dynamostore.Identities {
		return dynamostore.Identities{
			Portfolio: "p", BSUID: bsuid, Canonical: phone, Phone: phone, At: w.now().Add(time.Duration(minutes) * time.Minute),
		}
	}
	a, b, c := at(0, "ES.a", "34600000001"), at(1, "ES.b", "34600000002"), at(2, "ES.c", "34600000003")
	id := find(t, w, a).ID
	moves(t, w, a, b)
	moves(t, w, b, c)
	want := dynamostore.Contact{ID: id, BSUID: "ES.c", Phone: "34600000003"}
	for name, again := range map[string]func(){
		"the change":                   func() { moves(t, w, a, b) },
		"a message":                    func() { find(t, w, a) },
		"a message with a new parent":  func() { parent := b; parent.Parent = "ES.ENT.b"; find(t, w, parent) },
		"a description of before both": func() { _ = w.DescribeContact(t.Context(), want, a) },
	} {
		again()
		if got := contactOf(t, w, id); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	late := portrait(t, w, id)
	if len(late.Identities) != 7 || !late.DescribedAt.Equal(c.At) {
		t.Errorf("got %+v of %s, want what old news is the first to tell to lead here all the same", late.Identities, late.DescribedAt)
	}
	same := at(2, "ES.c", "34600000004")
	if err := w.DescribeContact(t.Context(), want, same); err != nil {
		t.Fatal(err)
	}
	if got := contactOf(t, w, id); got.Phone != "34600000004" {
		t.Errorf("got %+v, want news of the same second taken", got)
	}
}

func TestFindContact_newUserIDBesideAPhone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		owner, comes dynamostore.Identities
		want, other  string
	}{
		"of somebody with another user id is its next owner": {
			known("ES.old", time.Time{}), known("ES.new", time.Time{}), "c2", "c1",
		},
		"of somebody with none is that person's": {
			known("", time.Time{}), known("ES.new", time.Time{}), "c1", "",
		},
		"of somebody with another, by old news, is that person's former": {
			known("ES.old", time.Unix(2000, 0)), known("ES.new", time.Unix(1000, 0)), "c1", "",
		},
		"of somebody with another but the same parent is that person's": {
			everything(), dynamostore.Identities{BSUID: "ES.new", Parent: everything().Parent, Canonical: everything().Canonical}, "c1", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			find(t, w, test.owner)
			for range 2 {
				if got := find(t, w, test.comes); got.ID != test.want || got.Other != test.other {
					t.Errorf("got %+v, want %s and other %q", got, test.want, test.other)
				}
			}
			if test.other == "" {
				return
			}
			if got := contactOf(t, w, test.want); got.Phone != "" {
				t.Errorf("got %+v, want no address before it leads there", got)
			}
		})
	}
}

func TestTakeOver_thePhoneGoesAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elder := known("ES.elder", w.now().Add(-time.Hour))
	elder.Parent, elder.Username = "ES.ENT.elder", "elder"
	newcomer := known("ES.newcomer", w.now())
	before := find(t, w, elder)
	write(t, w, before.ID, "main", "40", "user-elder")
	met := find(t, w, newcomer)
	for range 2 {
		if err := w.TakeOver(t.Context(), met, newcomer); err != nil {
			t.Fatal(err)
		}
	}
	kept, fresh := portrait(t, w, before.ID), portrait(t, w, met.ID)
	if want := (dynamostore.Contact{ID: before.ID, BSUID: "ES.elder", Parent: "ES.ENT.elder", Username: "elder"}); kept.Contact != want {
		t.Errorf("got %+v, want %+v: what is answered must not reach the number's new owner", kept.Contact, want)
	}
	if kept.JoinedInto != "" || len(kept.Identities) != 2 || kept.Conversations[0].Ticket != "40" {
		t.Errorf("got %+v, want the rest untouched", kept)
	}
	want := []dynamostore.Identity{
		{Key: "ID#p#bsuid#ES.newcomer", Kind: "bsuid", Value: "ES.newcomer", Contact: met.ID},
		{Key: "ID#p#phone#+34600000001", Kind: "phone", Value: "34600000001", Contact: met.ID, TakenFrom: before.ID, TakenAt: w.now()},
	}
	if diff := cmp.Diff(want, fresh.Identities); diff != "" || fresh.Phone != "34600000001" {
		t.Errorf("got %+v (-want +got):\n%s", fresh.Contact, diff)
	}
	if again := find(t, w, newcomer); again.ID != met.ID || again.Other != "" {
		t.Errorf("got %+v, want it settled", again)
	}
}

// TestTakeOver_lateNewsTakesNothingBack: what the former owner sent before says
// no more whose the number is.
func TestTakeOver_lateNewsTakesNothingBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elder, newcomer := known("ES.elder", w.now().Add(-time.Hour)), known("ES.newcomer", w.now())
	before := find(t, w, elder)
	met := find(t, w, newcomer)
	if err := w.TakeOver(t.Context(), met, newcomer); err != nil {
		t.Fatal(err)
	}
	late := known("ES.elder", w.now().Add(-time.Minute))
	got := find(t, w, late)
	if want := (dynamostore.Contact{ID: before.ID, BSUID: "ES.elder"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	got.Other = met.ID
	for name, call := range map[string]func() error{
		"take over":     func() error { return w.TakeOver(t.Context(), got, late) },
		"move identity": func() error { return w.MoveIdentity(t.Context(), got, late) },
		"describe":      func() error { return w.DescribeContact(t.Context(), got, late) },
	} {
		if err := call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if elderNow := contactOf(t, w, before.ID); elderNow.Phone != "" {
			t.Errorf("%s: got %+v, want the phone left with its new owner", name, elderNow)
		}
	}
	if now := contactOf(t, w, met.ID); now.Phone != "34600000001" {
		t.Errorf("got %+v", now)
	}
	stranger := known("ES.stranger", w.now().Add(-time.Minute))
	if third := find(t, w, stranger); third.Other != "" || third.ID == met.ID || third.Phone != "" {
		t.Errorf("got %+v, want a stranger's old message to be the new owner's in nothing", third)
	}
	back := known("ES.elder", w.now().Add(time.Minute))
	if got := find(t, w, back); got.Other != met.ID {
		t.Errorf("got %+v, want newer news to name the other again", got)
	}
	if err := w.DescribeContact(t.Context(), before, back); err != nil {
		t.Fatal(err)
	}
	if got := contactOf(t, w, before.ID); got.Phone != "" {
		t.Errorf("got %+v, want no address of what leads to another", got)
	}
}

// TestTakeOver_lateNewsTakesNothingAfterAJoin: the identity knows the time even
// where the contact that it leads to by now was never described with one.
func TestTakeOver_lateNewsTakesNothingAfterAJoin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elder := find(t, w, known("ES.elder", time.Time{}))
	met := find(t, w, known("ES.newcomer", w.now()))
	if err := w.TakeOver(t.Context(), met, known("ES.newcomer", w.now())); err != nil {
		t.Fatal(err)
	}
	joined := find(t, w, dynamostore.Identities{BSUID: "ES.same"})
	joined.Other = met.ID
	if err := w.JoinContacts(t.Context(), joined, known("ES.same", time.Time{})); err != nil {
		t.Fatal(err)
	}
	elder.Other = joined.ID
	if err := w.TakeOver(t.Context(), elder, known("ES.elder", w.now().Add(-time.Minute))); err != nil {
		t.Fatal(err)
	}
	if led := find(t, w, known("", time.Time{})); led.ID != joined.ID {
		t.Errorf("the phone leads to %s, want %s", led.ID, joined.ID)
	}
}

func TestTakeOver_newsOlderThanTheOwnersTakesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	find(t, w, dynamostore.Identities{BSUID: "ES.late"})
	owner := find(t, w, known("ES.owner", w.now()))
	late := known("ES.late", w.now().Add(-time.Minute))
	met := find(t, w, late)
	if met.Other != owner.ID {
		t.Fatalf("got %+v", met)
	}
	if err := w.TakeOver(t.Context(), met, late); err != nil {
		t.Fatal(err)
	}
	if got := contactOf(t, w, owner.ID); got.Phone != "34600000001" || find(t, w, known("", time.Time{})).ID != owner.ID {
		t.Errorf("got %+v, want the phone left with whom newer news gave it to", got)
	}
}

func TestTakeOver_cutOffAnywhereSendsToNobodyElse(t *testing.T) {
	t.Parallel()
	for writes := 0; ; writes++ {
		client, table := dynamotest.Table(t)
		w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
		dying := &dyingAfter{Client: client, left: 1000}
		w.Store = dynamostore.New(dying, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
		elder, newcomer := known("ES.elder", w.now().Add(-time.Hour)), known("ES.newcomer", w.now())
		elder.Parent, newcomer.Parent = "ES.ENT.both", "ES.ENT.both" // so that two identities go
		before := find(t, w, elder).ID
		find(t, w, dynamostore.Identities{BSUID: "ES.newcomer"})
		met := find(t, w, newcomer)
		dying.left = writes
		err := w.TakeOver(t.Context(), met, newcomer)
		died := errors.Is(err, errDead)
		if err != nil && !died {
			t.Fatal(err)
		}
		dying.left = 1000
		if old, fresh := contactOf(t, w, before), contactOf(t, w, met.ID); old.Phone != "" && writes > 0 || old.Phone != "" && fresh.Phone != "" {
			t.Errorf("after %d writes: %+v and %+v are both written to at one number", writes, old, fresh)
		}
		if again := find(t, w, newcomer); died && again.Other != before {
			t.Errorf("after %d writes: got %+v, want the repeat to find what is left to do", writes, again)
		}
		if err := w.TakeOver(t.Context(), met, newcomer); err != nil {
			t.Fatal(err)
		}
		for _, one := range portrait(t, w, met.ID).Identities {
			if one.Kind != "bsuid" && one.TakenFrom != before {
				t.Errorf("after %d writes: got %+v", writes, one)
			}
		}
		if old, fresh := portrait(t, w, before), portrait(t, w, met.ID); len(old.Identities) != 1 || len(fresh.Identities) != 3 ||
			old.Contact != (dynamostore.Contact{ID: before, BSUID: "ES.elder"}) || fresh.Phone == "" || fresh.Parent == "" {
			t.Errorf("after %d writes and a repeat: got %+v and %+v", writes, old, fresh)
		}
		if !died {
			if writes < 4 {
				t.Errorf("it took %d writes: nothing was cut off", writes)
			}
			return
		}
	}
}

func TestFindContact_namesNobodyWhoWasSplitOff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, goes dynamostore.Identities // of what both have
	}{
		"the phone was split off":   {ana(), ben()},
		"the user id was split off": {ben(), ana()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			joined := find(t, w, both())
			done, err := w.Split(t.Context(), dynamostore.Splitting{From: joined.ID, Identities: test.goes.Keys()}, "cli")
			if err != nil {
				t.Fatal(err)
			}
			want := find(t, w, ana()).ID
			for range 2 {
				got := find(t, w, both())
				if got.ID != want || got.Other != "" {
					t.Errorf("got %+v, want %s and no other: an operator has said that they are two", got, want)
				}
				if err := w.MoveIdentity(t.Context(), got, both()); err != nil {
					t.Errorf("got %v, want the split kept", err)
				}
				if err := w.DescribeContact(t.Context(), got, both()); err != nil {
					t.Error(err)
				}
			}
			if hers := contactOf(t, w, want); hers.Phone != "" || hers.BSUID != "ES.ana" {
				t.Errorf("got %+v, want no address that is another's", hers)
			}
			for _, who := range []dynamostore.Identities{test.from, test.goes} {
				led := find(t, w, who).ID
				if isOld := led == joined.ID; isOld != (led != done.Into) || isOld != (who == test.from) {
					t.Errorf("%+v leads to %s", who, led)
				}
			}
		})
	}
}

func TestContactOf_readsTheContactAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if got, known, err := w.ContactOf(t.Context(), "nobody"); err != nil || known || got != (dynamostore.Contact{ID: "nobody"}) {
		t.Errorf("got %+v, %v, %v", got, known, err)
	}
	who := everything()
	who.Username = "ana"
	want := dynamostore.Contact{ID: find(t, w, who).ID, BSUID: "ES.abc", Parent: "ES.ENT.abc", Phone: "34600000001", Username: "ana"}
	if got := contactOf(t, w, want.ID); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
