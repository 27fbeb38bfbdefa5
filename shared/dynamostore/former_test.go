package dynamostore_test

import (
	"errors"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

// What goes to the former endpoint is no message of the day's, which a helpdesk
// would have to show, whether that was said at first or later.
func TestPassedOn_isNoMessageOfTheDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	claim := func(id string, former bool) {
		t.Helper()
		if _, err := w.Claim(t.Context(), dynamostore.Effect{Kind: dynamostore.EffectComment, ID: id, Number: "main", Former: former}, "a"); err != nil {
			t.Fatal(err)
		}
	}
	claim("ours", false)
	claim("theirs", true)
	claim("passed", true)
	claim("handed", false)
	claim("turned", false)
	if err := w.HandOver(t.Context(), dynamostore.EffectComment, "handed", "a"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"passed", "turned"} {
		if err := w.PassedOn(t.Context(), dynamostore.EffectComment, id); err != nil {
			t.Fatal(err)
		}
	}
	entries, _, err := w.MessagesOf(t.Context(), statement.DayOf(w.now()))
	if err != nil || len(entries) != 1 || entries[0].ID != "ours" {
		t.Errorf("got %+v, %v, want ours alone", entries, err)
	}
	passed, _, err := w.Effect(t.Context(), dynamostore.EffectComment, "turned")
	if err != nil || !passed.Done || !passed.Former || passed.Result != dynamostore.ResultFormer {
		t.Errorf("got %+v, %v", passed, err)
	}
	var held *dynamostore.HeldError
	for id, owner := range map[string]string{"ours": "b", "passed": "a", "unknown": "a"} {
		if err := w.HandOver(t.Context(), dynamostore.EffectComment, id, owner); !errors.As(err, &held) {
			t.Errorf("%s is handed over by %s: %v", id, owner, err)
		}
	}
}
