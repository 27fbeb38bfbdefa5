package dynamostore_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

// arm makes a conversation that is due.
func arm(t *testing.T, w *world, contact string, at time.Time) {
	t.Helper()
	edit(t, w, contact, "main", func(c *conversation.Conversation) { c.DueAt, c.DueLevel = at, 1 })
}

// dueNow is what is due in all shards, by contact.
func dueNow(t *testing.T, w *world, before time.Time) map[string]conversation.Conversation {
	t.Helper()
	all := map[string]conversation.Conversation{}
	for shard := range dynamostore.DueShards {
		due, err := w.Due(t.Context(), shard, before, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range due {
			if i > 0 && one.DueAt.Before(due[i-1].DueAt) {
				t.Errorf("shard %d: %s comes after one that is due later", shard, one.Contact)
			}
			all[one.Contact] = one
		}
	}
	return all
}

func TestDue_listsWholeWhatIsDueAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 40 {
		arm(t, w, fmt.Sprintf("c%d", i), w.now().Add(time.Duration(20-i)*time.Minute))
	}
	arm(t, w, "never", time.Time{})
	due := dueNow(t, w, w.now())
	if len(due) != 20 {
		t.Fatalf("got %d due, want those of now and before", len(due))
	}
	stands, _, err := w.Conversation(t.Context(), "c20", "main")
	want := conversation.Conversation{Contact: "c20", Number: "main", DueAt: stands.DueAt}
	if diff := cmp.Diff(want, due["c20"]); err != nil || diff != "" {
		t.Errorf("%v: (-want +index):\n%s", err, diff)
	}
	arm(t, w, "c20", time.Time{})
	if _, still := dueNow(t, w, w.now())["c20"]; still {
		t.Error("a conversation with nothing due is still in the index")
	}
}

// narrow answers a query with at most two items at a time, as a full page does.
type narrow struct{ *dynamodb.Client }

func (n narrow) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	page := *in
	if page.Limit == nil || *page.Limit > 2 {
		page.Limit = aws.Int32(2)
	}
	return n.Client.Query(ctx, &page, options...)
}

func TestDue_givesTheOldestOverPagesUpToTheLimit(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Store = dynamostore.New(narrow{client}, table, w.now, nil)
	for i := range 9 { // one contact, so one shard
		number := fmt.Sprintf("n%d", i)
		edit(t, w, "c1", number, func(c *conversation.Conversation) { c.DueAt = w.now().Add(-time.Duration(i) * time.Minute) })
	}
	for limit, want := range map[int]int{0: 0, 1: 1, 5: 5, 9: 9, 100: 9} {
		var due []conversation.Conversation
		for shard := range dynamostore.DueShards {
			some, err := w.Due(t.Context(), shard, w.now(), limit)
			if err != nil {
				t.Fatal(err)
			}
			due = append(due, some...)
		}
		if len(due) != want || want > 0 && due[0].Number != "n8" {
			t.Errorf("limit %d: got %d, want %d from the oldest on", limit, len(due), want)
		}
	}
}

func TestRearm_oneOfManyGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := w.now().Add(-time.Minute)
	arm(t, w, "c1", seen)
	next := w.now().Add(time.Hour)
	var first atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			won, err := w.Rearm(t.Context(), "c1", "main", seen, next, 2)
			if err != nil {
				t.Error(err)
			}
			if won {
				first.Add(1)
			}
		})
	}
	wait.Wait()
	if first.Load() != 1 {
		t.Errorf("%d went on, want 1", first.Load())
	}
	if got := dueNow(t, w, next)["c1"]; !got.DueAt.Equal(next) {
		t.Errorf("got %s in the index", got.DueAt)
	}
	if got, _, err := w.Conversation(t.Context(), "c1", "main"); err != nil || !got.DueAt.Equal(next) || got.DueLevel != 2 {
		t.Errorf("got %s and level %d, %v", got.DueAt, got.DueLevel, err)
	}
	if won, err := w.Rearm(t.Context(), "c1", "main", next, time.Time{}, 0); err != nil || !won || len(dueNow(t, w, next)) != 0 {
		t.Errorf("got %v, %v, want it out of the index", won, err)
	}
	for _, contact := range []string{"c1", "nobody"} {
		if won, err := w.Rearm(t.Context(), contact, "main", next, next, 0); err != nil || won {
			t.Errorf("%s: got %v, %v, want nothing where nothing is due", contact, won, err)
		}
	}
	if _, known, err := w.Portrait(t.Context(), "nobody"); err != nil || known {
		t.Error("rearming made an item")
	}
}

func TestReadConversations_readsManyWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var named []conversation.Conversation
	for i := range 120 { // more than one batch
		contact := fmt.Sprintf("c%d", i)
		arm(t, w, contact, w.now())
		named = append(named, conversation.Conversation{Contact: contact, Number: "main"})
	}
	read, err := w.ReadConversations(t.Context(), append(named, conversation.Conversation{Contact: "nobody", Number: "main"}))
	if err != nil || len(read) != 120 {
		t.Fatalf("got %d conversations, %v, want 120", len(read), err)
	}
	for _, one := range read {
		want, _, err := w.Conversation(t.Context(), one.Contact, "main")
		if diff := cmp.Diff(want, one); err != nil || diff != "" {
			t.Fatalf("%v (-alone +with others):\n%s", err, diff)
		}
	}
	if none, err := w.ReadConversations(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("nothing asked: got %v, %v", none, err)
	}
}
