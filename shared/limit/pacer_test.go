package limit_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"ventana/shared/limit"
)

// pool is what processes share, in memory.
type pool struct {
	taken  map[int64]int
	writes int
	err    error
}

func (p *pool) LeaseTokens(_ context.Context, _ string, second time.Time, want, most int) (int, error) {
	p.writes++
	if p.err != nil {
		return 0, p.err
	}
	granted := min(want, most-p.taken[second.Unix()])
	p.taken[second.Unix()] += granted
	return granted, nil
}

func newPool() *pool { return &pool{taken: map[int64]int{}} }

func noJitter(time.Duration) time.Duration { return 0 }

func start() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

func take(t *testing.T, p *limit.Pacer, perSecond int, now time.Time) time.Duration {
	t.Helper()
	wait, err := p.Take(t.Context(), "main", perSecond, now)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

// However many processes ask, and in whatever order, no second sees more than the
// limit less what customers write; and when all want more, most of that is used.
func TestPacer_processesTogetherKeepTheLimit(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		perSecond := []int{20, 80, 1000}[random.IntN(3)]
		most := 1 + random.IntN(60)
		shared, pacers := newPool(), make([]*limit.Pacer, 1+random.IntN(most))
		for i := range pacers {
			pacers[i] = limit.NewPacer(shared, most, noJitter)
		}
		for second := range 3 {
			sent := 0
			for i := range 2 * perSecond {
				now := start().Add(time.Duration(second)*time.Second + time.Duration(i)*time.Second/time.Duration(2*perSecond))
				if take(t, pacers[random.IntN(len(pacers))], perSecond, now) == 0 {
					sent++
				}
			}
			if budget := perSecond * 4 / 5; sent > budget {
				t.Fatalf("%d of %d processes sent %d in a second, want %d at most", len(pacers), most, sent, budget)
			}
			if sent < perSecond/2 {
				t.Fatalf("%d of %d processes sent %d in a second, want at least half of %d", len(pacers), most, sent, perSecond)
			}
		}
	}
}

func TestPacer_busyProcessAmongQuietOnesReachesMostOfTheLimit(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []int{20, 80, 1000} {
		shared := newPool()
		p, sent := limit.NewPacer(shared, 20, noJitter), 0
		for range perSecond {
			if take(t, p, perSecond, start()) == 0 {
				sent++
			}
		}
		if sent < perSecond/2 {
			t.Errorf("got %d in a second, want most of %d", sent, perSecond)
		}
		if shared.writes > 18 {
			t.Errorf("got %d writes for %d messages, want one a block", shared.writes, sent)
		}
	}
}

func TestPacer_quietNumberCostsNothing(t *testing.T) {
	t.Parallel()
	shared := newPool()
	p := limit.NewPacer(shared, 20, noJitter)
	for second := range 60 {
		if wait := take(t, p, 80, start().Add(time.Duration(second)*time.Second)); wait != 0 {
			t.Fatalf("got a wait of %s", wait)
		}
	}
	if shared.writes != 0 {
		t.Errorf("got %d writes for a message a second, want none", shared.writes)
	}
}

func TestPacer_whoFindsNothingWaitsForTheNextSecond(t *testing.T) {
	t.Parallel()
	p := limit.NewPacer(newPool(), 20, func(below time.Duration) time.Duration { return below / 4 })
	now := start().Add(300 * time.Millisecond)
	var wait time.Duration
	for range 80 {
		wait = take(t, p, 80, now)
	}
	if want := 700*time.Millisecond + 250*time.Millisecond; wait != want {
		t.Errorf("got %s, want %s", wait, want)
	}
	if wait := take(t, p, 80, now.Add(700*time.Millisecond)); wait != 0 {
		t.Errorf("got a wait of %s in the next second", wait)
	}
}

func TestPacer_refusalHalvesItForAMinute(t *testing.T) {
	t.Parallel()
	count := func(p *limit.Pacer, now time.Time) int {
		sent := 0
		for range 1000 {
			if take(t, p, 1000, now) == 0 {
				sent++
			}
		}
		return sent
	}
	p := limit.NewPacer(newPool(), 20, noJitter)
	whole := count(p, start())
	p.Refused("main", start())
	if got := take(t, p, 1000, start()); got == 0 {
		t.Error("got a message in the second of the refusal")
	}
	if got := count(p, start().Add(59*time.Second)); got == 0 || got > whole/2 {
		t.Errorf("got %d a second after a refusal, want at most half of %d", got, whole)
	}
	if got := count(p, start().Add(time.Minute)); got != whole {
		t.Errorf("got %d a minute later, want %d", got, whole)
	}
}

func TestPacer_tableThatFailsIsTheCallers(t *testing.T) {
	t.Parallel()
	shared := newPool()
	shared.err = errors.New("throttled")
	p := limit.NewPacer(shared, 1000, noJitter)
	if _, err := p.Take(t.Context(), "main", 80, start()); err == nil {
		t.Error("got no error")
	}
	shared.err = nil
	if wait := take(t, p, 80, start()); wait != 0 {
		t.Errorf("got a wait of %s, want the failure forgotten", wait)
	}
}
