package main

import (
	"errors"
	"strings"
	"testing"

	"ventana/shared/limit"
)

func well() limit.Number {
	return limit.Number{Throughput: "HIGH", Quality: "GREEN", Status: "CONNECTED", Tier: "TIER_10K"}
}

func TestCheck_whatIsWorseIsCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.facts["1"], w.facts["2"] = well(), well()
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	if len(w.counts) != 0 {
		t.Errorf("got counts %v for the first news, want none", w.counts)
	}
	worse := well()
	worse.Quality, worse.Status = "YELLOW", "RESTRICTED"
	w.facts["2"] = worse
	for range 2 {
		if err := w.sync(t); err != nil {
			t.Fatal(err)
		}
	}
	if w.counts["NumberTrouble quality"] != 1 || w.counts["NumberTrouble status"] != 1 || len(w.counts) != 2 {
		t.Errorf("got counts %v, want each once", w.counts)
	}
	if !strings.Contains(w.log.String(), `"quality_before":"GREEN"`) {
		t.Errorf("the log does not tell what was before: %s", w.log.String())
	}
	known, err := w.store.Number(t.Context(), "second")
	worse.At = w.at
	if err != nil || known != worse {
		t.Errorf("got %+v, %v, want %+v", known, err, worse)
	}
}

// A number that cannot be read leaves what stands, and the others are read.
func TestCheck_numberThatFailsChangesNothingAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.facts["1"], w.facts["2"] = well(), well()
	if err := w.sync(t); err != nil {
		t.Fatal(err)
	}
	w.fails["1"] = errors.New("503")
	w.facts["1"] = limit.Number{}
	other := well()
	other.Tier = "TIER_100K"
	w.facts["2"] = other
	if err := w.sync(t); err == nil || !strings.Contains(err.Error(), "number main") {
		t.Fatalf("got %v, want the failing number named", err)
	}
	first, _ := w.store.Number(t.Context(), "main")
	second, _ := w.store.Number(t.Context(), "second")
	if first.Tier != "TIER_10K" || second.Tier != "TIER_100K" {
		t.Errorf("got %+v and %+v", first, second)
	}
}
