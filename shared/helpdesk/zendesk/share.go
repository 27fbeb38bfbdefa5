package zendesk

import (
	"maps"
	"slices"
	"time"
)

const (
	// window is how long Zendesk's limits count.
	window = time.Minute
	// maxPayers bounds how many numbers are told apart.
	maxPayers = 100
)

// shares are the numbers' parts of each limit.
type shares map[string]*share

func (s shares) of(limit string) *share {
	if s[limit] == nil {
		s[limit] = &share{spent: map[string]int{}}
	}
	return s[limit]
}

// share is how a limit's present window is divided among the numbers that ask.
//
// A process knows what it let through itself, and from the answers what all have
// used together. It takes its own part for a sample of the whole: every process
// handles every number, as the queue has it.
type share struct {
	until time.Time      // the end of the window
	spent map[string]int // in this window, of all that asked
	last  []string       // who asked in the window before
}

// holds reports whether a number has to wait because what is left is another's.
// What the others have not used of their equal part is kept for them, and less of
// it the nearer the window's end, so that nothing is left over when they ask for
// less. toCome is the part of the window that is still to come.
func (s *share) holds(number string, limit Limit, kept, toCome float64) bool {
	if number == "" || limit.Total <= 0 {
		return false
	}
	s.turn(limit.ResetsAt)
	if _, known := s.spent[number]; !known && len(s.spent) < maxPayers {
		s.spent[number] = 0
	}
	askers := s.askers(number)
	part := (float64(limit.Total) - kept) / float64(len(askers)+1)
	held := 0.0
	for _, other := range askers {
		held += max(0, part-float64(s.spent[other])*s.scale(limit))
	}
	return float64(limit.Remaining)-kept <= held*toCome
}

// turn begins a new window when the limit did. Zendesk tells its end in whole
// seconds, so that two answers of one window may tell ends a second apart.
func (s *share) turn(until time.Time) {
	if until.Sub(s.until).Abs() <= 2*time.Second {
		return
	}
	s.last = slices.Sorted(maps.Keys(s.spent))
	s.until, s.spent = until, map[string]int{}
}

// askers are the other numbers that asked in this window or the one before.
func (s *share) askers(number string) []string {
	others := slices.AppendSeq(slices.Clone(s.last), maps.Keys(s.spent))
	slices.Sort(others)
	return slices.DeleteFunc(slices.Compact(others), func(other string) bool { return other == number })
}

// scale is by how much more all processes have used than this one.
func (s *share) scale(limit Limit) float64 {
	own := 0
	for _, spent := range s.spent {
		own += spent
	}
	return max(1, float64(limit.Total-limit.Remaining)/float64(max(own, 1)))
}

// used notes a call that was let through.
func (s *share) used(number string) {
	if _, known := s.spent[number]; known {
		s.spent[number]++
	}
}
