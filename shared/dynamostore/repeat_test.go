package dynamostore_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// repeating does every write twice, as the SDK does when the first answer is
// lost after DynamoDB applied it, and answers with the second.
type repeating struct{ *dynamodb.Client }

func (r repeating) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if _, err := r.Client.UpdateItem(ctx, in, options...); err != nil {
		return nil, err
	}
	return r.Client.UpdateItem(ctx, in, options...)
}

func (r repeating) PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if _, err := r.Client.PutItem(ctx, in, options...); err != nil {
		return nil, err
	}
	return r.Client.PutItem(ctx, in, options...)
}

func newRepeating(t *testing.T) *world {
	t.Helper()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Store = dynamostore.New(repeating{client}, table, w.now, func() string { return "c1" })
	return w
}

func TestRepeatedWrites_claimCountsOnce(t *testing.T) {
	t.Parallel()
	w := newRepeating(t)
	effect, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectSend, ID: "e"}, "a")
	if err != nil || effect.Doubtful() {
		t.Fatalf("got %+v, %v; want a first claim, or the reply would be held as if its answer were lost", effect, err)
	}
	if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectSend, ID: "e"}, "b"); err == nil {
		t.Fatal("another run got a held effect")
	}
}

func TestRepeatedWrites_postponeGivesBackOnce(t *testing.T) {
	t.Parallel()
	w := newRepeating(t)
	ctx := t.Context()
	claim := func(owner string) dynamostore.Effect {
		t.Helper()
		effect, err := w.Claim(ctx, dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e"}, owner)
		if err != nil {
			t.Fatal(err)
		}
		return effect
	}
	claim("dead")
	w.pass(dynamostore.Lease)
	if !claim("a").Doubtful() {
		t.Fatal("a dead run's claim was forgotten")
	}
	if err := w.Postpone(ctx, dynamostore.EffectComment, "e", "a", dynamostore.Pause{For: time.Second}); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	if !claim("b").Doubtful() {
		t.Fatal("the dead run may have written; giving a later claim back must not hide it")
	}
}

func TestRepeatedWrites_contactIsDescribed(t *testing.T) {
	t.Parallel()
	w := newRepeating(t)
	contact := find(t, w, dynamostore.Identities{BSUID: "ES.abc", Canonical: "34600000001", Phone: "34600000001"})
	_, stored, err := w.Conversation(t.Context(), contact.ID, "main")
	if err != nil || stored.BSUID != "ES.abc" || stored.Phone != "34600000001" {
		t.Fatalf("got %+v, %v; want a contact that can be answered", stored, err)
	}
}

func TestFindContact_whatIdentitiesLeadToIsAlwaysDescribed(t *testing.T) {
	t.Parallel()
	for writes := range 4 { // the process dies after so many writes
		client, table := dynamotest.Table(t)
		w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
		dying := &dyingAfter{Client: client, left: writes}
		w.Store = dynamostore.New(dying, table, w.now, func() string { return "c1" })
		_, _ = w.FindContact(t.Context(), everything()) // it dies
		dying.left = 100
		contact := find(t, w, everything())
		if _, stored, err := w.Conversation(t.Context(), contact.ID, "main"); err != nil || stored.BSUID == "" || stored.Phone == "" {
			t.Fatalf("got %+v, %v; want a contact that can be answered, cut off after %d writes", stored, err, writes)
		}
	}
}

// dyingAfter fails every write once so many were made.
type dyingAfter struct {
	*dynamodb.Client
	left int
}

var errDead = errors.New("dead")

func (d *dyingAfter) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if d.left--; d.left < 0 {
		return nil, errDead
	}
	return d.Client.UpdateItem(ctx, in, options...)
}

func (d *dyingAfter) PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if d.left--; d.left < 0 {
		return nil, errDead
	}
	return d.Client.PutItem(ctx, in, options...)
}

func TestMoveIdentity_messagesOfTheNewIdentityFindTheContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := find(t, w, dynamostore.Identities{BSUID: "ES.old", Canonical: "34600000001", Phone: "34600000001"})
	to := dynamostore.Identities{Portfolio: "p", BSUID: "ES.new", Canonical: "34600000009", Phone: "34600000009"}
	if err := w.MoveIdentity(t.Context(), before, to); err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]dynamostore.Identities{"new id": {BSUID: "ES.new"}, "new phone": {Canonical: "34600000009"}, "old id": {BSUID: "ES.old"}} {
		if got := find(t, w, who); got.ID != before.ID {
			t.Errorf("%s: got contact %s, want %s", name, got.ID, before.ID)
		}
	}
	if _, stored, err := w.Conversation(t.Context(), before.ID, "main"); err != nil || stored.Phone != "34600000009" || stored.BSUID != "ES.new" {
		t.Errorf("got %+v, %v; want replies to go to the new identity", stored, err)
	}
	stranger := find(t, w, dynamostore.Identities{BSUID: "ES.stranger"})
	if err := w.MoveIdentity(t.Context(), stranger, to); !errors.Is(err, dynamostore.ErrIdentityTaken) {
		t.Errorf("got %v, want a taken identity left where it is", err)
	}
}

func TestKnownMarkers_oneMarkerOnTwoCommentsIsAskedForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "m"}, "a"); err != nil {
		t.Fatal(err)
	}
	if known, err := w.KnownMarkers(t.Context(), []string{dynamostore.EffectComment}, []string{"m", "x", "m"}); err != nil || !known["m"] {
		t.Fatalf("got %v, %v", known, err)
	}
}

func TestJoinContacts_phoneLeadsToTheUserIDsContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	byPhone := find(t, w, dynamostore.Identities{Canonical: "346", Phone: "346"})
	byID := find(t, w, dynamostore.Identities{BSUID: "ES.abc"})
	both := dynamostore.Identities{Portfolio: "p", BSUID: "ES.abc", Canonical: "346", Phone: "346"}
	met := find(t, w, both)
	if met.ID != byID.ID || met.Other != byPhone.ID {
		t.Fatalf("got %+v, want the user id's contact and the other named", met)
	}
	for range 2 {
		if err := w.JoinContacts(t.Context(), met, both); err != nil {
			t.Fatal(err)
		}
	}
	if again := find(t, w, both); again.ID != byID.ID || again.Other != "" {
		t.Errorf("got %+v, want them joined", again)
	}
	if again := find(t, w, dynamostore.Identities{Canonical: "346", Phone: "346"}); again.ID != byID.ID {
		t.Errorf("got contact %s for the phone, want %s", again.ID, byID.ID)
	}
	if err := w.LinkTicket(t.Context(), dynamostore.TicketLink{Helpdesk: "z", Ticket: "1", Contact: byPhone.ID, Number: "main", Cursor: "5"}); err != nil {
		t.Fatal(err)
	}
	if err := w.MoveTicket(t.Context(), "z", "1", byID.ID); err != nil {
		t.Fatal(err)
	}
	if link, known, err := w.TicketLink(t.Context(), "z", "1"); err != nil || !known || link.Contact != byID.ID || link.Cursor != "5" {
		t.Errorf("got %+v, %v, %v", link, known, err)
	}
	if err := w.MoveTicket(t.Context(), "z", "2", byID.ID); err != nil {
		t.Error(err)
	}
	if _, known, err := w.TicketLink(t.Context(), "z", "2"); err != nil || known {
		t.Errorf("a link was invented: %v, %v", known, err)
	}
}

func TestRepeatedWrites_budgetCountsOnce(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	store := dynamostore.New(repeating{client}, table, time.Now, rand.Text)
	for want := range 3 {
		if silent, err := store.BeginReceive(t.Context(), "r"); err != nil || silent != want {
			t.Fatalf("got %d silent ends, %v, want %d: each receive is one", silent, err, want)
		}
	}
	if err := store.UndoReceive(t.Context(), "r"); err != nil {
		t.Fatal(err)
	}
	if silent, err := store.BeginReceive(t.Context(), "r"); err != nil || silent != 2 {
		t.Errorf("got %d silent ends, %v, want what stood before", silent, err)
	}
	for want := 1; want <= 3; want++ {
		if got, err := store.CountAttempt(t.Context(), "r"); err != nil || got != want {
			t.Errorf("got attempt %d, %v, want %d", got, err, want)
		}
	}
}
