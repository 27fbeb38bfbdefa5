package conversation_test

import (
	"testing"
	"time"

	"ventana/shared/conversation"
)

func TestPair(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	sent := func(n int, at time.Time) conversation.Pair {
		var p conversation.Pair
		for range n {
			p = p.Sent(at)
		}
		return p
	}
	refused := func(n int) conversation.Pair {
		var p conversation.Pair
		for range n {
			p = p.Refused(start)
		}
		return p
	}
	tests := []struct {
		name string
		pair conversation.Pair
		at   time.Time
		want time.Duration
	}{
		{"nothing was sent", conversation.Pair{}, start, 0},
		{"the last of a burst may go", sent(44, start), start, 0},
		{"the next one waits six seconds", sent(45, start), start, 6 * time.Second},
		{"a moment later it waits the rest", sent(45, start), start.Add(1500 * time.Millisecond), 4500 * time.Millisecond},
		{"after six seconds it may go", sent(45, start), start.Add(6 * time.Second), 0},
		{"then the next one waits again", sent(45, start).Sent(start.Add(6 * time.Second)), start.Add(6 * time.Second), 6 * time.Second},
		{"after a pause the burst is whole again", sent(45, start.Add(-time.Hour)).Sent(start), start, 0},
		{"a clock that stands back waits no longer than the burst", sent(45, start), start.Add(-time.Second), 7 * time.Second},
		{"one refusal waits as the rate asks", refused(1), start, 6 * time.Second},
		{"a second one does, too", refused(2), start, 6 * time.Second},
		{"a third one waits sixteen", refused(3), start, 16 * time.Second},
		{"many refusals wait 17 minutes", refused(40), start, 1024 * time.Second},
		{"a refusal never brings a later time back", sent(90, start).Refused(start), start, 46 * 6 * time.Second},
		{"what is accepted ends the refusals", refused(3).Sent(start.Add(16 * time.Second)).Refused(start.Add(time.Hour)), start.Add(time.Hour), 6 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.pair.Wait(tt.at); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Whoever asks before each message never sends more than WhatsApp takes: in any
// span a burst, and one for each six seconds of it.
func TestPair_keepsTheRateInAnySpan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	var p conversation.Pair
	var left []time.Time
	for i := range 400 {
		if i%7 == 0 {
			now = now.Add(time.Duration(i) * time.Second) // pauses of all lengths
		}
		now = now.Add(p.Wait(now))
		p = p.Sent(now)
		left = append(left, now)
	}
	for from := range left {
		for to := from; to < len(left); to++ {
			span := left[to].Sub(left[from])
			if most := conversation.PairBurst + int(span/conversation.PairEvery); to-from+1 > most {
				t.Fatalf("%d messages in %s, want %d at most", to-from+1, span, most)
			}
		}
	}
}
