package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Years that Scheduler's cron knows.
const (
	firstYear = 1970
	lastYear  = 2199
)

// cron is a parsed six-field expression. Sets are indexed by value.
type cron struct {
	minutes, hours, months, years []bool
	days                          func(time.Time) bool
}

func parseCron(body string) (cron, error) {
	fields := strings.Fields(body)
	if len(fields) != 6 {
		return cron{}, fmt.Errorf("a cron has 6 fields (minutes hours day-of-month month day-of-week year), this one %d", len(fields))
	}
	if (fields[2] == "?") == (fields[4] == "?") {
		return cron{}, errors.New("exactly one of day-of-month and day-of-week must be ?")
	}
	var c cron
	var problems [5]error
	c.minutes, problems[0] = set("minutes", fields[0], 0, 59, nil)
	c.hours, problems[1] = set("hours", fields[1], 0, 23, nil)
	c.months, problems[2] = set("month", fields[3], 1, 12, monthNames())
	c.years, problems[3] = set("year", fields[5], firstYear, lastYear, nil)
	if fields[2] == "?" {
		c.days, problems[4] = weekdays(fields[4])
	} else {
		c.days, problems[4] = monthDays(fields[2])
	}
	return c, errors.Join(problems[:]...)
}

func nextCron(body string, location *time.Location, after time.Time) (time.Time, error) {
	c, err := parseCron(body)
	if err != nil {
		return time.Time{}, err
	}
	local := after.In(location)
	// Dates are walked in UTC, where every day exists and has 24 hours.
	date := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for date.Year() <= lastYear {
		if date.Year() < firstYear || !c.years[date.Year()] {
			date = time.Date(date.Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC)
			continue
		}
		if c.months[date.Month()] && c.days(date) {
			if at, found := c.within(date, location, after); found {
				return at, nil
			}
		}
		date = date.AddDate(0, 0, 1)
	}
	return time.Time{}, ErrNever
}

// within is the first time of one date after the given one.
func (c cron) within(date time.Time, location *time.Location, after time.Time) (time.Time, bool) {
	for hour, wantedHour := range c.hours {
		if !wantedHour {
			continue
		}
		for minute, wanted := range c.minutes {
			if !wanted {
				continue
			}
			at, exists := wallTime(date, hour, minute, location)
			if exists && at.After(after) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// wallTime is the first moment at which location's clocks show that time; false
// when summer time leaves it out.
func wallTime(date time.Time, hour, minute int, location *time.Location) (time.Time, bool) {
	at := time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, location)
	if at.Hour() != hour || at.Minute() != minute {
		return time.Time{}, false // time.Date gave a neighbour for a time that does not exist
	}
	// Of a time that comes twice, time.Date may give either. Clocks change by an
	// hour, on Lord Howe Island by half of one.
	for _, shift := range []time.Duration{time.Hour, 30 * time.Minute} {
		if first := at.Add(-shift); first.Hour() == hour && first.Minute() == minute {
			return first, true
		}
	}
	return at, true
}
