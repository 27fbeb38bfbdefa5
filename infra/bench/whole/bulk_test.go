package whole

import (
	"slices"
	"testing"
)

// TestBulk_noReplyWaitsForIt: two thousand surveys stand in bulk.fifo, and agents'
// replies leave beside them. How long anything takes is the machine's; the order is
// not. Replies that waited for the surveys would leave after the last of them, and
// then none would stand.
func TestBulk_noReplyWaitsForIt(t *testing.T) {
	t.Parallel()
	const surveys, replies = 2000, 20
	seen, err := BesideBulk(t.Context(), options(), Bulk{Messages: surveys, Replies: replies, Agents: 2})
	if err != nil {
		t.Fatal(err)
	}
	if seen.Stood < surveys*3/4 {
		t.Fatalf("%d surveys stood when the replies began: they left before anything was measured", seen.Stood)
	}
	if seen.Left == 0 {
		t.Errorf("no survey was left when the last of %d replies was accepted", replies)
	}
	// While the middle reply was on its way no more surveys left than a few runs hold;
	// one reply may meet a machine that stands still.
	slices.Sort(seen.Overtook)
	if middle := seen.Overtook[replies/2]; middle > surveys/10 {
		t.Errorf("%d surveys left while the middle reply was on its way: %v", middle, seen.Overtook)
	}
	if seen.Left == seen.Stood {
		t.Error("no survey left beside the replies: nothing was measured")
	}
}
