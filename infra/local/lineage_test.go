package local

import (
	"fmt"
	"testing"
)

func TestLineage_countsEachFunctionOnItsWay(t *testing.T) {
	t.Parallel()
	var l lineage
	last := "m0"
	for round := 1; round <= loopLimit; round++ {
		if l.loops("media", []string{last}) {
			t.Fatalf("cut in round %d, want after %d", round, loopLimit)
		}
		next := fmt.Sprint("m", round)
		l.sent("media", []string{last}, []string{next})
		last = next
	}
	if !l.loops("media", []string{"other", last}) {
		t.Errorf("not cut after %d rounds", loopLimit)
	}
	if l.loops("status", []string{last}) {
		t.Error("a function that had no part in it is cut")
	}
	l.forget([]string{last})
	if l.loops("media", []string{last}) {
		t.Error("a message that is done is remembered")
	}
}

// TestLineage_whatNobodyHandledBeginsAnew: what webhook or a schedule sends has no past.
func TestLineage_whatNobodyHandledBeginsAnew(t *testing.T) {
	t.Parallel()
	var l lineage
	for range 2 * loopLimit {
		l.sent("webhook", nil, []string{"m"})
	}
	if l.loops("webhook", []string{"m"}) {
		t.Error("messages of a webhook make a loop")
	}
}
