package statement

import (
	"slices"
	"time"
)

// LookBack is how many days back a statement that was not made is made by itself,
// yesterday's counted: a long weekend and a holiday. A day older than that somebody
// has to ask for.
const LookBack = 7

// Plan is which days' statements are to be made.
type Plan struct {
	// Wanted are the days that somebody asked for, also such as stand already.
	Wanted []string
	// Done is the day up to which nothing is left to be made by itself: it and all
	// before it stand, or were given up. Empty at first.
	Done string
	// Made are the days behind Done whose statements stand.
	Made []string
}

// Due are the days to be made, in their order: those that somebody asked for and
// waits for, then those that were not made in time, the oldest first. None is newer
// than settled.
func (p Plan) Due(settled string) []string {
	var due []string
	for _, day := range slices.Sorted(slices.Values(p.Wanted)) {
		if day <= settled {
			due = append(due, day)
		}
	}
	done, _ := p.Pass(settled)
	for day := after(done, 1); day <= settled; day = after(day, 1) {
		if !slices.Contains(p.Made, day) && !slices.Contains(due, day) {
			due = append(due, day)
		}
	}
	return due
}

// Pass is the day up to which nothing is left to be made: Done, moved on over days
// that were made and over those that LookBack leaves behind, of which it names those
// that nobody asked for. A plan without a beginning begins with the day that has
// settled.
func (p Plan) Pass(settled string) (done string, givenUp []string) {
	done = p.Done
	if _, err := time.Parse(Layout, done); err != nil {
		done = after(settled, -1)
	}
	oldest := after(settled, 1-LookBack)
	for day := after(done, 1); day <= settled; day = after(day, 1) {
		made := slices.Contains(p.Made, day)
		if !made && day >= oldest {
			break
		}
		if !made && !slices.Contains(p.Wanted, day) {
			givenUp = append(givenUp, day)
		}
		done = day
	}
	return done, givenUp
}

// after is the day that many days later. Whatever is no day comes after all days.
func after(day string, days int) string {
	at, err := time.Parse(Layout, day)
	if err != nil {
		return "9999-12-31"
	}
	return DayOf(at.AddDate(0, 0, days))
}
