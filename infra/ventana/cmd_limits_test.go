package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
)

func TestLimits_showsWhatIsKnownAndUsed(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "limits"), "no limit known", "main", "80", "never")

	now := b.clock.Now()
	facts := limit.Number{Throughput: "HIGH", Quality: "YELLOW", Status: "CONNECTED", Tier: "TIER_250", At: now}
	if _, err := b.store.PutNumber(t.Context(), "main", facts); err != nil {
		t.Fatal(err)
	}
	var shown []portfolioLimits
	read := func() portfolioLimits {
		t.Helper()
		if err := json.Unmarshal([]byte(b.must(t, "limits", "--json")), &shown); err != nil || len(shown) != 1 {
			t.Fatalf("%v: %+v", err, shown)
		}
		return shown[0]
	}
	portfolio := read().Portfolio
	for i := range 50 {
		if room, err := b.store.Reach(t.Context(), portfolio, dynamostore.Contact{ID: fmt.Sprint(i)}, now, 250); err != nil || !room {
			t.Fatalf("%t, %v", room, err)
		}
	}
	holds(t, b.must(t, "limits"), "TIER_250", "50 (20 %)", "250", "1000", "HIGH", "YELLOW", "CONNECTED")
	got := read()
	if got.Used != 50 || got.Most != 250 || got.FullAt == nil || !got.FullAt.After(now) || len(got.Numbers) != 1 || got.Numbers[0].PerSecond != 1000 {
		t.Errorf("got %+v, want what is used, and when it will be full", got)
	}
}
