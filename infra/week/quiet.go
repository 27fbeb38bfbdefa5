package week

import (
	"fmt"
	"time"
	_ "time/tzdata" // a machine may have no zone files
)

// quietZone is where the agents of the week live.
const quietZone = "Europe/Madrid"

// quiet is the part of each day in which no warning is written.
type quiet struct {
	from, to string // 22:00
	zone     *time.Location
}

// CheckQuiet refuses what are no quiet hours; empty are none.
func CheckQuiet(text string) error {
	_, err := newRules(text)
	return err
}

// parseQuiet reads 22:00-08:00.
func parseQuiet(text string) (*quiet, error) {
	zone, err := time.LoadLocation(quietZone)
	if err != nil {
		return nil, fmt.Errorf("quiet: %w", err)
	}
	const clock = "15:04"
	if len(text) != len("22:00-08:00") || text[5] != '-' {
		return nil, fmt.Errorf("%q: write it as 22:00-08:00, or leave it empty for none", text)
	}
	q := &quiet{from: text[:5], to: text[6:], zone: zone}
	for _, end := range []string{q.from, q.to} {
		if _, err := time.Parse(clock, end); err != nil {
			return nil, fmt.Errorf("%q is no time of day: write it as 22:00", end)
		}
	}
	if q.from == q.to {
		return nil, fmt.Errorf("it begins and ends at %s: leave it empty for none", q.from)
	}
	return q, nil
}

// around is the quiet time that a moment lies in; both ends are not quiet.
func (q *quiet) around(at time.Time) (start, end time.Time, in bool) {
	if q == nil {
		return time.Time{}, time.Time{}, false
	}
	day := at.In(q.zone)
	for _, back := range []int{0, 1} {
		date := day.AddDate(0, 0, -back).Format(time.DateOnly)
		start, end = q.moment(date, q.from), q.moment(date, q.to)
		if q.to < q.from {
			end = q.moment(day.AddDate(0, 0, 1-back).Format(time.DateOnly), q.to)
		}
		if at.After(start) && at.Before(end) {
			return start, end, true
		}
	}
	return time.Time{}, time.Time{}, false
}

func (q *quiet) moment(date, clock string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", date+" "+clock, q.zone)
	if err != nil {
		panic("week: quiet time: " + err.Error()) // parseQuiet has checked it
	}
	return at
}

// due is when a warning goes out whose own time is given, as docs/policy.md,
// "Quiet hours", says. after is how long before closing the next level is due.
func (q *quiet) due(own, heard, closes time.Time, after time.Duration) time.Time {
	start, end, in := q.around(own)
	if !in {
		return own
	}
	if closes.Sub(end) > after {
		return end // 1
	}
	if start.After(heard) {
		return start // 2
	}
	if end.Before(closes) {
		return end // 3
	}
	return own
}
