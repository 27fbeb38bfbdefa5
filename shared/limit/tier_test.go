package limit_test

import (
	"testing"
	"time"

	"ventana/shared/limit"
)

func TestTierOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word  string
		most  int
		known bool
	}{
		{"TIER_50", 50, true}, {"TIER_250", 250, true}, {"TIER_2K", 2000, true}, {"TIER_10K", 10_000, true},
		{"TIER_100K", 100_000, true}, {"TIER_UNLIMITED", limit.Unlimited, true},
		{"", 0, false}, {"TIER_", 0, false}, {"TIER_0", 0, false}, {"TIER_-1K", 0, false}, {"250", 0, false}, {"TIER_NOT_SET", 0, false},
		{"TIER_99999999999999999999K", 0, false},
	} {
		if most, known := limit.TierOf(tt.word); most != tt.most || known != tt.known {
			t.Errorf("%q: got %d, %t, want %d, %t", tt.word, most, known, tt.most, tt.known)
		}
	}
}

// use is a tier with so many people in each of the hours before start, the newest
// being start's own.
func use(most int, counts ...int) limit.Use {
	u := limit.Use{Most: most}
	for i, count := range counts {
		u.Buckets = append(u.Buckets, limit.Bucket{Hour: start().Add(time.Duration(i-len(counts)+1) * time.Hour), Count: count})
	}
	return u
}

// A person counts until the last minute of their hour is a day old.
func TestUsed_countsAnHourTooLongAndNeverTooShort(t *testing.T) {
	t.Parallel()
	u := use(250, 10)
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{{0, 10}, {24 * time.Hour, 10}, {25*time.Hour - time.Second, 10}, {25 * time.Hour, 0}} {
		if got := u.Used(start().Add(tt.after)); got != tt.want {
			t.Errorf("after %s: got %d, want %d", tt.after, got, tt.want)
		}
	}
}

func TestCap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		use  limit.Use
		bulk bool
		want int
	}{
		{"nothing was sent", use(250), false, 250},
		{"what the hours before have left", use(250, 40, 60, 20), false, 150},
		{"bulk leaves a tenth", use(250, 40, 60, 20), true, 125},
		{"the tier is used up", use(250, 200, 60, 0), false, 0},
		{"bulk's part is used up before", use(250, 200, 26, 0), true, 0},
		{"and agents go on", use(250, 200, 26, 0), false, 24},
		{"without a limit", use(limit.Unlimited, 9999), true, limit.Unlimited},
		{"a tier that nobody knows is left to WhatsApp", use(0, 9999), false, limit.Unlimited},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.use.Cap(start().Add(30*time.Minute), tt.bulk); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestRoomAt(t *testing.T) {
	t.Parallel()
	now := start().Add(30 * time.Minute)
	for _, tt := range []struct {
		name string
		use  limit.Use
		want time.Time
	}{
		{"there is room", use(250, 249), now},
		{"when the oldest hour ceases to count", use(250, 100, 150), start().Add(24 * time.Hour)},
		{"an hour in which nobody was reached makes no room", use(250, 0, 250), start().Add(25 * time.Hour)},
		{"a tier that shrank needs more than one hour", use(250, 300, 300), start().Add(25 * time.Hour)},
		{"no limit", use(limit.Unlimited, 100), now},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.use.RoomAt(now); !got.Equal(tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if full := tt.use.Full(now); full != tt.want.After(now) {
				t.Errorf("got full %t", full)
			}
		})
	}
}

// A tier that others filled up within the last minute.
func TestRoomAfter(t *testing.T) {
	t.Parallel()
	now := start().Add(30 * time.Minute)
	for _, tt := range []struct {
		name string
		use  limit.Use
		want time.Time
	}{
		{"full as far as we know", use(250, 100, 150), start().Add(24 * time.Hour)},
		{"filled up since, after an hour that counts", use(250, 0, 100, 50), start().Add(24 * time.Hour)},
		{"filled up since, from nothing", use(250), start().Add(25 * time.Hour)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.use.RoomAfter(now); !got.Equal(tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFullAt(t *testing.T) {
	t.Parallel()
	now := start().Add(30 * time.Minute)
	for _, tt := range []struct {
		name  string
		use   limit.Use
		want  time.Duration
		known bool
	}{
		{"nothing is sent", use(250), 0, false},
		{"full already", use(250, 250), 0, true},
		{"as fast as in the last hours", use(250, 40, 40, 20), 3*time.Hour + 45*time.Minute, true}, // 100 in 2.5 hours, 150 to go
		{"too slow for today", use(10_000, 10, 10, 10), 0, false},
		{"no limit", use(limit.Unlimited, 1e6), 0, false},
		{"a limit that nobody knows", use(0, 1e6), 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at, known := tt.use.FullAt(now)
			if known != tt.known || known && at.Sub(now) != tt.want {
				t.Errorf("got %s, %t, want %s, %t", at.Sub(now), known, tt.want, tt.known)
			}
		})
	}
}

// Those of a day ago make room for those of today.
func TestFullAt_countsWhoCeasesToCount(t *testing.T) {
	t.Parallel()
	counts := make([]int, 24)
	for i := range counts {
		counts[i] = 10
	}
	if at, known := use(260, counts...).FullAt(start().Add(59 * time.Minute)); known {
		t.Errorf("got full at %s of a steady use below the tier", at)
	}
}
