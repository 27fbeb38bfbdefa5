package limit_test

import (
	"slices"
	"testing"
	"time"

	"ventana/shared/limit"
)

func TestPerSecond(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		number limit.Number
		want   int
	}{
		{limit.Number{}, 80},
		{limit.Number{Throughput: "STANDARD"}, 80},
		{limit.Number{Throughput: "HIGH"}, 1000},
		{limit.Number{Throughput: "NOT_APPLICABLE"}, 80},
		{limit.Number{Throughput: "STANDARD", OnApp: true}, 20},
	} {
		if got := tt.number.PerSecond(); got != tt.want {
			t.Errorf("%+v: got %d, want %d", tt.number, got, tt.want)
		}
	}
}

func TestWorse(t *testing.T) {
	t.Parallel()
	well := limit.Number{Throughput: "HIGH", Quality: "GREEN", Status: "CONNECTED", Tier: "TIER_10K", At: start()}
	with := func(change func(n *limit.Number)) limit.Number {
		n := well
		n.At = n.At.Add(time.Hour)
		change(&n)
		return n
	}
	tests := []struct {
		name        string
		before, now limit.Number
		want        []string
	}{
		{"the same", well, with(func(*limit.Number) {}), nil},
		{"the first news of a number", limit.Number{}, with(func(n *limit.Number) { n.Quality = "RED" }), nil},
		{"lower quality", well, with(func(n *limit.Number) { n.Quality = "YELLOW" }), []string{"quality"}},
		{"better quality", with(func(n *limit.Number) { n.Quality = "RED" }), well, nil},
		{"quality that nobody knows", well, with(func(n *limit.Number) { n.Quality = "UNKNOWN" }), nil},
		{"another status than connected", well, with(func(n *limit.Number) { n.Status = "PENDING" }), []string{"status"}},
		{"from flagged to banned", with(func(n *limit.Number) { n.Status = "FLAGGED" }), with(func(n *limit.Number) { n.Status = "BANNED" }), []string{"status"}},
		{"from flagged to connected", with(func(n *limit.Number) { n.Status = "FLAGGED" }), well, nil},
		{"a smaller tier", well, with(func(n *limit.Number) { n.Tier = "TIER_2K" }), []string{"tier"}},
		{"no limit any more", well, with(func(n *limit.Number) { n.Tier = "TIER_UNLIMITED" }), nil},
		{"a tier after none", with(func(n *limit.Number) { n.Tier = "TIER_UNLIMITED" }), well, []string{"tier"}},
		{"fewer messages a second", well, with(func(n *limit.Number) { n.Throughput = "STANDARD" }), []string{"throughput"}},
		{"an answer without the fields", well, limit.Number{At: start()}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.now.Worse(tt.before); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
