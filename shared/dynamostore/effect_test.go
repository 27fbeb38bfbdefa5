package dynamostore_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
)

func TestClaim_lastsAsLongAsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wanted := dynamostore.Effect{Kind: dynamostore.EffectFile, ID: "e", Hold: 10 * time.Minute}
	if got, err := w.Claim(t.Context(), wanted, "a"); err != nil || !got.Until.Equal(w.now().Add(10*time.Minute)) {
		t.Fatalf("got until %s, %v", got.Until, err)
	}
	w.pass(10*time.Minute - time.Second)
	var held *dynamostore.HeldError
	if _, err := w.Claim(t.Context(), wanted, "b"); !errors.As(err, &held) {
		t.Fatalf("got %v; want it held, or a file is carried twice at once", err)
	}
	w.pass(time.Second)
	if got, err := w.Claim(t.Context(), wanted, "b"); err != nil || !got.Doubtful() {
		t.Fatalf("got %+v, %v; want a dead run's claim to end", got, err)
	}
}

func TestClaim_remembersWhatItCameFrom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, wanted := range []dynamostore.Effect{
		{Kind: dynamostore.EffectComment, ID: "e", Message: "wamid.in", Comment: "801"},
		{Kind: dynamostore.EffectComment, ID: "e"}, // does not know, and takes nothing away
	} {
		if _, err := w.Claim(t.Context(), wanted, "a"); err != nil {
			t.Fatal(err)
		}
		w.pass(dynamostore.Lease)
	}
	got, known, err := w.Effect(t.Context(), dynamostore.EffectComment, "e")
	if err != nil || !known || got.Message != "wamid.in" || got.Comment != "801" {
		t.Fatalf("got %+v, %v, %v", got, known, err)
	}
}

func TestFinishIn_notesTheTicketWhereItHappened(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		claimed, ended, again string
		want                  string
	}{
		"a ticket that it opened itself":         {"", "35", "", "35"},
		"a follow-up of the ticket at the claim": {"34", "35", "", "35"},
		"no ticket leaves the one at the claim":  {"34", "", "", "34"},
		"the first word stands":                  {"", "35", "36", "35"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: "e", Ticket: test.claimed}, "a"); err != nil {
				t.Fatal(err)
			}
			if err := w.FinishIn(t.Context(), dynamostore.EffectComment, "e", test.ended, "811"); err != nil {
				t.Fatal(err)
			}
			if test.again != "" {
				if err := w.FinishIn(t.Context(), dynamostore.EffectComment, "e", test.again, "812"); err != nil {
					t.Fatal(err)
				}
			}
			got, _, err := w.Effect(t.Context(), dynamostore.EffectComment, "e")
			if err != nil || !got.Done || got.Ticket != test.want || got.Result != "811" {
				t.Errorf("got %+v, %v, want ticket %s and result 811", got, err, test.want)
			}
		})
	}
}

func TestEffects_readsManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []string{"unknown", "e0"} // one twice: DynamoDB refuses to be asked so
	for i := range 130 {
		id := fmt.Sprintf("e%d", i)
		ids = append(ids, id)
		if err := w.Finish(t.Context(), dynamostore.EffectUpload, id, "media"+id); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Effects(t.Context(), dynamostore.EffectUpload, ids)
	if err != nil || len(got) != 130 || got["e129"].Result != "mediae129" || !got["e0"].Done {
		t.Fatalf("got %d effects, %v, want 130", len(got), err)
	}
	if got, err := w.Effects(t.Context(), dynamostore.EffectFile, ids); err != nil || len(got) != 0 {
		t.Errorf("got %d effects of another kind, %v", len(got), err)
	}
	if got, err := w.Effects(t.Context(), dynamostore.EffectUpload, nil); err != nil || len(got) != 0 {
		t.Errorf("got %v, %v for no ids", got, err)
	}
}

// stingy answers a batch with one item and leaves the rest to be asked for again,
// as DynamoDB does when it is busy.
type stingy struct{ *dynamodb.Client }

func (s stingy) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	one, left := map[string]types.KeysAndAttributes{}, map[string]types.KeysAndAttributes{}
	for table, wanted := range in.RequestItems {
		rest := wanted
		wanted.Keys, rest.Keys = wanted.Keys[:1], wanted.Keys[1:]
		one[table] = wanted
		if len(rest.Keys) > 0 {
			left[table] = rest
		}
	}
	out, err := s.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: one}, options...)
	if err == nil {
		out.UnprocessedKeys = left
	}
	return out, err
}

func TestEffects_asksAgainForWhatABusyTableLeftOut(t *testing.T) {
	t.Parallel()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	w.Store = dynamostore.New(stingy{client}, table, w.now, func() string { return "c1" })
	ids := []string{"a", "b", "c"}
	for _, id := range ids {
		if err := w.Finish(t.Context(), dynamostore.EffectUpload, id, id); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.Effects(t.Context(), dynamostore.EffectUpload, ids); err != nil || len(got) != 3 {
		t.Errorf("got %v, %v, want all", got, err)
	}
}
