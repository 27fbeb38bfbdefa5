package dynamostore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// TestSplit_cutOffAnywhereEndsInTheSameState lets the process die after each
// write, looks at what is left, and repeats the call.
func TestSplit_cutOffAnywhereEndsInTheSameState(t *testing.T) {
	t.Parallel()
	for _, into := range []string{"a former contact", "a new contact"} {
		t.Run(into, func(t *testing.T) {
			t.Parallel()
			var want string
			for writes, died := 1000, true; died; writes++ {
				w, anaID, benID, dying := newMistake(t)
				order := dynamostore.Splitting{From: anaID, Identities: ben().Keys()}
				if into == "a former contact" {
					order.Into = benID
				}
				dying.left = writes
				_, err := w.Split(t.Context(), order, "first")
				died = errors.Is(err, errDead)
				if err != nil && !died {
					t.Fatal(err)
				}
				dying.left = 1000
				if writes == 1000 { // nothing died: this is how it ends
					writes, died = -1, true
				}
				nobodyIsLost(t, w, writes)
				w.pass(dynamostore.Lease + time.Second)
				done, err := w.Split(t.Context(), order, "second")
				if err != nil {
					t.Fatalf("repeat after %d writes: %v", writes, err)
				}
				got := state(t, w, anaID, done.Into)
				if want == "" {
					want = got
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("cut off after %d writes (-want +got):\n%s", writes, diff)
				}
				if writes > 100 {
					t.Fatal("the split never ends")
				}
			}
		})
	}
}

// nobodyIsLost: who writes is found, can be answered, and every ticket is tied
// to a contact who can be.
func nobodyIsLost(t *testing.T, w *world, writes int) {
	t.Helper()
	contacts := []string{find(t, w, ana()).ID, find(t, w, ben()).ID}
	for _, ticket := range []string{"35", "40"} {
		link, known, err := w.TicketLink(t.Context(), "zendesk", ticket)
		if err != nil || !known {
			t.Fatalf("after %d writes: ticket %s: known %v, %v", writes, ticket, known, err)
		}
		contacts = append(contacts, link.Contact)
	}
	for _, contact := range contacts {
		if who := portrait(t, w, contact); who.BSUID == "" && who.Phone == "" {
			t.Errorf("after %d writes: contact %s cannot be answered", writes, contact)
		}
	}
}

// state is both portraits, the new contact's id apart.
func state(t *testing.T, w *world, from, into string) string {
	t.Helper()
	text, err := json.MarshalIndent([]dynamostore.Portrait{portrait(t, w, from), portrait(t, w, into)}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), `"`+into+`"`, `"into"`)
}

func TestSplit_heldConversationChangesNothing(t *testing.T) {
	t.Parallel()
	w, anaID, benID, _ := newMistake(t)
	for _, busy := range []string{anaID, benID} {
		if _, err := w.AcquireConversation(t.Context(), busy, "main", "run"); err != nil {
			t.Fatal(err)
		}
		before := state(t, w, anaID, benID)
		_, err := w.Split(t.Context(), dynamostore.Splitting{From: anaID, Into: benID, Identities: ben().Keys()}, "cli")
		var held *dynamostore.HeldError
		if !errors.As(err, &held) {
			t.Fatalf("got %v, want it held", err)
		}
		if diff := cmp.Diff(before, state(t, w, anaID, benID)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
		for _, contact := range []string{anaID, benID} { // what it took itself it gave back
			talk, err := w.AcquireConversation(t.Context(), contact, "main", "run")
			if err != nil {
				t.Fatalf("contact %s: %v", contact, err)
			}
			if err := w.SaveConversation(t.Context(), talk, "run", true); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// watching looks at the table before each identity is written.
type watching struct {
	*dynamodb.Client
	look func()
}

func (o watching) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	if sk, ok := in.Key["sk"].(*types.AttributeValueMemberS); ok && sk.Value == "ID" {
		o.look()
	}
	return o.Client.UpdateItem(ctx, in, options...)
}

func TestSplit_messagesWaitUntilItIsOver(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	looks := 0
	w.Store = dynamostore.New(watching{client, func() {
		looks++
		var held *dynamostore.HeldError
		inner := dynamostore.New(client, table, w.now, nil)
		if _, err := inner.AcquireConversation(t.Context(), "c1", "main", "run"); !errors.As(err, &held) {
			t.Errorf("got %v; want the conversation held, or a message opens a ticket for the wrong contact", err)
		}
	}}, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	contact := find(t, w, both())
	write(t, w, contact.ID, "main", "40", "user-ana")
	if _, err := w.Split(t.Context(), dynamostore.Splitting{From: contact.ID, Identities: ben().Keys()}, "cli"); err != nil || looks == 0 {
		t.Fatalf("got %v after %d looks", err, looks)
	}
	if _, err := w.AcquireConversation(t.Context(), contact.ID, "main", "run"); err != nil {
		t.Errorf("got %v, want the lease given back", err)
	}
}

func TestSplit_identityThatMovedMeanwhileStaysWhereItIs(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	moved := false
	w.Store = dynamostore.New(watching{client, func() {
		if moved {
			return
		}
		moved = true
		inner := dynamostore.New(client, table, w.now, nil)
		if err := inner.JoinContacts(t.Context(), dynamostore.Contact{ID: "c9", Other: "c1"}, ben()); err != nil {
			t.Error(err)
		}
	}}, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	contact := find(t, w, both())
	_, err := w.Split(t.Context(), dynamostore.Splitting{From: contact.ID, Identities: ben().Keys()}, "cli")
	if !errors.Is(err, dynamostore.ErrCannotSplit) {
		t.Errorf("got %v, want it refused", err)
	}
	if led := find(t, w, ben()); led.ID != "c9" {
		t.Errorf("the phone leads to %s, want the contact that it was joined into meanwhile", led.ID)
	}
}
