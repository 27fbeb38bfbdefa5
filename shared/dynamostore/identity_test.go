package dynamostore_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
)

// everything is a person shown with all identities.
func everything() dynamostore.Identities {
	return dynamostore.Identities{Portfolio: "p", BSUID: "ES.abc", Parent: "ES.ENT.abc", Canonical: "34600000001", Phone: "34600000001"}
}

func only(kind string) dynamostore.Identities {
	who := dynamostore.Identities{Portfolio: "p"}
	switch kind {
	case "bsuid":
		who.BSUID = everything().BSUID
	case "parent":
		who.Parent = everything().Parent
	case "phone":
		who.Canonical, who.Phone = everything().Canonical, everything().Phone
	}
	return who
}

func TestFindContact_anySubsetMayBeKnownAndLeadAnywhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		known  []string // each by itself, in this order: c1, c2, …
		want   string
		other  string
		leadTo map[string]string // of the rest, by kind
	}{
		"nobody":                  {nil, "c1", "", map[string]string{"bsuid": "c1", "parent": "c1", "phone": "c1"}},
		"the parent alone":        {[]string{"parent"}, "c1", "", map[string]string{"bsuid": "c1", "phone": "c1"}},
		"the phone alone":         {[]string{"phone"}, "c1", "", map[string]string{"bsuid": "c1", "parent": "c1"}},
		"parent and phone apart":  {[]string{"phone", "parent"}, "c2", "c1", map[string]string{"bsuid": "c2", "phone": "c1"}},
		"BSUID and phone apart":   {[]string{"phone", "bsuid"}, "c2", "c1", map[string]string{"parent": "c2", "phone": "c1"}},
		"BSUID and parent apart":  {[]string{"parent", "bsuid"}, "c2", "c1", map[string]string{"phone": "c2", "parent": "c1"}},
		"all apart":               {[]string{"phone", "parent", "bsuid"}, "c3", "c2", map[string]string{"phone": "c1"}},
		"all apart, another turn": {[]string{"bsuid", "phone", "parent"}, "c1", "c3", map[string]string{"phone": "c2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, kind := range test.known {
				find(t, w, only(kind))
			}
			got := find(t, w, everything())
			if got.ID != test.want || got.Other != test.other {
				t.Errorf("got contact %q and other %q, want %q and %q", got.ID, got.Other, test.want, test.other)
			}
			for kind, contact := range test.leadTo {
				if led := find(t, w, only(kind)); led.ID != contact {
					t.Errorf("the %s leads to %s, want %s", kind, led.ID, contact)
				}
			}
		})
	}
}

func TestFindContact_groupIsAContactOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	author := find(t, w, everything())
	voice := everything()
	voice.Group, voice.Username = "R3JvdXA", "ana"
	group := find(t, w, voice)
	other := find(t, w, dynamostore.Identities{BSUID: "ES.other", Group: "R3JvdXA"})
	if group.ID == author.ID || other.ID != group.ID {
		t.Fatalf("got author %s, group %s and the same group by another voice %s", author.ID, group.ID, other.ID)
	}
	want := dynamostore.Contact{ID: group.ID, Group: "R3JvdXA"}
	if group != want {
		t.Errorf("got %+v, want %+v", group, want)
	}
	if _, stored, err := w.Conversation(t.Context(), group.ID, "main"); err != nil || stored != want {
		t.Errorf("got %+v, %v; want no voice's address on the group, or a reply to all goes to one", stored, err)
	}
}

func TestDescribeContact_keepsWhatIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := everything()
	who.Username = "ana"
	contact := find(t, w, who)
	who.Username = "ana.r"
	for _, told := range []dynamostore.Identities{who, {Portfolio: "p", Phone: "34600000009"}, {Portfolio: "p"}} {
		if err := w.DescribeContact(t.Context(), contact, told); err != nil {
			t.Fatal(err)
		}
	}
	_, got, err := w.Conversation(t.Context(), contact.ID, "main")
	want := dynamostore.Contact{ID: contact.ID, BSUID: "ES.abc", Parent: "ES.ENT.abc", Phone: "34600000009", Username: "ana.r"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestMoveIdentity_takenOneIsNamedAndTheRestMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	contact, stranger := find(t, w, dynamostore.Identities{BSUID: "ES.old"}), find(t, w, only("bsuid"))
	err := w.MoveIdentity(t.Context(), contact, everything())
	var taken *dynamostore.TakenError
	if !errors.As(err, &taken) || !errors.Is(err, dynamostore.ErrIdentityTaken) || taken.Contact != stranger.ID || taken.Kind != "bsuid" {
		t.Fatalf("got %v, want the BSUID taken by %s", err, stranger.ID)
	}
	for _, kind := range []string{"parent", "phone"} {
		if led := find(t, w, only(kind)); led.ID != contact.ID {
			t.Errorf("the %s leads to %s, want it moved to %s all the same", kind, led.ID, contact.ID)
		}
	}
	if _, stored, err := w.Conversation(t.Context(), contact.ID, "main"); err != nil || stored.BSUID != "ES.abc" || stored.Phone != "34600000001" {
		t.Errorf("got %+v, %v; want replies to go to the new identities", stored, err)
	}
}

func TestJoinContacts_everyIdentityOfThePersonMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elder := dynamostore.Identities{Portfolio: "p", BSUID: "ES.elder", Parent: "ES.ENT.abc", Canonical: "34600000001", Phone: "34600000001"}
	other, kept := find(t, w, elder), find(t, w, only("bsuid"))
	met := find(t, w, everything())
	if met.ID != kept.ID || met.Other != other.ID {
		t.Fatalf("got %+v", met)
	}
	for range 2 {
		if err := w.JoinContacts(t.Context(), met, everything()); err != nil {
			t.Fatal(err)
		}
	}
	if again := find(t, w, everything()); again.ID != kept.ID || again.Other != "" {
		t.Errorf("got %+v, want one contact", again)
	}
	if led := find(t, w, dynamostore.Identities{BSUID: "ES.elder"}); led.ID != other.ID {
		t.Errorf("the other's own BSUID leads to %s: nobody has shown it to be this person's", led.ID)
	}
	found, err := w.KnownIdentities(t.Context(), everything().Keys())
	want := []dynamostore.Identity{
		{Key: "ID#p#bsuid#ES.abc", Kind: "bsuid", Value: "ES.abc", Contact: kept.ID},
		{Key: "ID#p#parent#ES.ENT.abc", Kind: "parent", Value: "ES.ENT.abc", Contact: kept.ID, JoinedFrom: other.ID},
		{Key: "ID#p#phone#+34600000001", Kind: "phone", Value: "34600000001", Contact: kept.ID, JoinedFrom: other.ID},
	}
	if diff := cmp.Diff(want, found); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if former := portrait(t, w, other.ID); len(former.Identities) != 1 || former.Identities[0].Value != "ES.elder" || former.JoinedInto != kept.ID {
		t.Errorf("got %+v, want what still leads to the other and nothing else", former)
	}
	_, stored, err := w.Conversation(t.Context(), kept.ID, "main")
	if err != nil || stored.BSUID != "ES.abc" || stored.Parent != "ES.ENT.abc" || stored.Phone != "34600000001" {
		t.Errorf("got %+v, %v; want the joined contact to be reached by all", stored, err)
	}
}

func TestPortrait_showsWhatLeadsHereNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, known, err := w.Portrait(t.Context(), "nobody"); err != nil || known {
		t.Fatalf("got known %v, %v", known, err)
	}
	contact := find(t, w, everything())
	if err := w.MoveIdentity(t.Context(), contact, dynamostore.Identities{Portfolio: "p", BSUID: "ES.new"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AcquireConversation(t.Context(), contact.ID, "main", "a"); err != nil {
		t.Fatal(err)
	}
	got, known, err := w.Portrait(t.Context(), contact.ID)
	if err != nil || !known || got.Portfolio != "p" || got.BSUID != "ES.new" || len(got.Conversations) != 1 {
		t.Fatalf("got %+v, %v, %v", got, known, err)
	}
	var kinds []string
	for _, one := range got.Identities {
		kinds = append(kinds, one.Kind+" "+one.Value)
	}
	want := []string{"bsuid ES.abc", "bsuid ES.new", "parent ES.ENT.abc", "phone 34600000001"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDescribeContact_forgetsANumberThatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	told := everything()
	told.At = w.now()
	contact := find(t, w, told)
	describe := func(who dynamostore.Identities) string {
		t.Helper()
		if err := w.DescribeContact(t.Context(), contact, who); err != nil {
			t.Fatal(err)
		}
		stands, _, err := w.ContactOf(t.Context(), contact.ID)
		if err != nil {
			t.Fatal(err)
		}
		return stands.Phone
	}
	gone := dynamostore.Identities{Portfolio: "p", BSUID: "ES.abc", PhoneGone: true}
	gone.At = told.At.Add(-time.Minute)
	if got := describe(gone); got != told.Phone {
		t.Errorf("got %q after old news, want %q", got, told.Phone)
	}
	gone.At = told.At.Add(time.Minute)
	if got := describe(gone); got != "" {
		t.Errorf("got %q, want the number forgotten", got)
	}
	back := told
	back.At = gone.At.Add(time.Minute)
	if got := describe(back); got != told.Phone {
		t.Errorf("got %q once the number is told again, want %q", got, told.Phone)
	}
}
