package dynamostore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/shared/dynamostore"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/template"
)

// meanwhile does something else right before the first update of an item once it
// is armed.
type meanwhile struct {
	*dynamodb.Client
	pk, sk string
	other  func()
}

func (m *meanwhile) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	pk, _ := in.Key["pk"].(*types.AttributeValueMemberS)
	sk, _ := in.Key["sk"].(*types.AttributeValueMemberS)
	if other := m.other; other != nil && pk.Value == m.pk && sk.Value == m.sk {
		m.other = nil
		other()
	}
	return m.Client.UpdateItem(ctx, in, options...)
}

func newMeanwhile(t *testing.T) (*world, *meanwhile) {
	t.Helper()
	client, table := dynamotest.Table(t)
	w := &world{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	between := &meanwhile{Client: client}
	w.Store = dynamostore.New(between, table, w.now, func() string { return fmt.Sprintf("c%d", w.ids.Add(1)) })
	return w, between
}

func TestReplaceCatalogue_slowerOlderListLeavesTheNewerTime(t *testing.T) {
	t.Parallel()
	w, between := newMeanwhile(t)
	newer := w.now().Add(time.Minute)
	list := []template.Template{listedAs("reopen", "es", template.StatusPaused)}
	between.pk, between.sk, between.other = "TEMPLATE#200", "SYNCED", func() {
		if _, _, err := w.ReplaceCatalogue(t.Context(), "200", list, newer); err != nil {
			t.Error(err)
		}
	}
	replace(t, w, listedAs("reopen", "es", template.StatusApproved))
	all, at, err := w.Catalogue(t.Context(), "200")
	if err != nil || !at.Equal(newer) || len(all) != 1 || all[0].Status != template.StatusPaused {
		t.Errorf("got %q at %s, %v, want the newer list", names(all), at, err)
	}
}

func TestReplaceCatalogue_slowerOlderListLeavesNewerTemplates(t *testing.T) {
	t.Parallel()
	w, between := newMeanwhile(t)
	list := []template.Template{listedAs("reopen", "es", template.StatusPaused)}
	between.pk, between.sk, between.other = "TEMPLATE#200", "reopen#es", func() {
		if _, _, err := w.ReplaceCatalogue(t.Context(), "200", list, w.now().Add(time.Minute)); err != nil {
			t.Error(err)
		}
	}
	if gone, changed := replace(t, w, listedAs("reopen", "es", template.StatusApproved)); gone != nil || changed != nil {
		t.Errorf("got %q and %q told, want nothing of older news", gone, changed)
	}
	if all, _, err := w.Catalogue(t.Context(), "200"); err != nil || len(all) != 1 || all[0].Status != template.StatusPaused {
		t.Errorf("got %q, %v, want the newer state", names(all), err)
	}
}

// TestTakeOver_whatTheOtherIsToldMeanwhileStays: it got a number of its own
// between the look and the write.
func TestTakeOver_whatTheOtherIsToldMeanwhileStays(t *testing.T) {
	t.Parallel()
	w, between := newMeanwhile(t)
	before := find(t, w, known("ES.elder", time.Time{}))
	newcomer := known("ES.newcomer", w.now())
	met := find(t, w, newcomer)
	between.pk, between.sk, between.other = "CONTACT#"+before.ID, "CONTACT", func() {
		moved := dynamostore.Identities{Portfolio: "p", BSUID: "ES.elder", Canonical: "34600000009", Phone: "34600000009"}
		if err := w.MoveIdentity(t.Context(), before, moved); err != nil {
			t.Error(err)
		}
	}
	if err := w.TakeOver(t.Context(), met, newcomer); err != nil {
		t.Fatal(err)
	}
	if got := contactOf(t, w, before.ID); got.Phone != "34600000009" {
		t.Errorf("got %+v, want its new number kept", got)
	}
	if got := contactOf(t, w, met.ID); got.Phone != newcomer.Phone {
		t.Errorf("got %+v", got)
	}
}
