package silence

import (
	"math"
	"time"
)

const (
	// Weeks is how many weeks back the same hours are compared.
	Weeks = 4
	// LongestSilence is how many full hours without a message are looked at.
	LongestSilence = 24
	// History is how far back Listen needs counts: the weeks, the longest silence,
	// and the hour by which daylight saving moves them.
	History = Weeks*week + (LongestSilence+2)*time.Hour
	// chance is below which silence is no coincidence. A number that hears a message
	// an hour is asked some 700 times a month, so one in ten thousand is about one
	// wrong alarm a year.
	chance = 0.0001
	// fewestWeeks is the history without which nothing is usual, and in how many of
	// the weeks something must have been heard.
	fewestWeeks = 2

	week = 7 * 24 * time.Hour
)

// Hours are the messages that a number heard, by the beginning of the hour (UTC).
// An hour that is missing heard nothing.
type Hours map[time.Time]int64

// Listen says for how many full hours a number has heard nothing although it
// usually hears enough in them; 0 when there is nothing to be said.
//
// When k weeks brought S messages in the same hours, and messages come by chance at
// the same rate, the next such hours bring none with the chance (k/(k+1))^S: with
// four weeks 42 messages are enough to call silence unusual, with two weeks 23. An
// hour to either side must say so too, because daylight saving moves a shop's
// opening by one.
func Listen(heard Hours, now time.Time) int {
	current := now.UTC().Truncate(time.Hour)
	if heard[current] > 0 {
		return 0
	}
	oldest := current
	for hour := range heard {
		if hour.Before(oldest) {
			oldest = hour
		}
	}
	unusual := 0
	for span := 1; span <= LongestSilence; span++ {
		first := current.Add(-time.Duration(span) * time.Hour)
		if heard[first] > 0 {
			break
		}
		if improbable(heard, oldest, first, span) {
			unusual = span
		}
	}
	return unusual
}

// improbable reports whether span hours from first on are hardly ever silent.
func improbable(heard Hours, oldest, first time.Time, span int) bool {
	for _, shift := range []time.Duration{-time.Hour, 0, time.Hour} {
		known, loud := 0, 0
		var sum int64
		for back := 1; back <= Weeks; back++ {
			from := first.Add(shift - time.Duration(back)*week)
			if from.Before(oldest) {
				break
			}
			known++
			said := heard.between(from, span)
			sum += said
			if said > 0 {
				loud++
			}
		}
		if known < fewestWeeks || loud < fewestWeeks || math.Pow(float64(known)/float64(known+1), float64(sum)) >= chance {
			return false
		}
	}
	return true
}

// between sums span hours from a time on.
func (h Hours) between(from time.Time, span int) int64 {
	var sum int64
	for i := range span {
		sum += h[from.Add(time.Duration(i)*time.Hour)]
	}
	return sum
}
