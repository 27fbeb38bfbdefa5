package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a function's machine may have no zone files
)

// Clock is a time of day in minutes after midnight, 0 to 1439, written 09:00.
type Clock int

// String gives the form of the document, as 09:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// ParseClock reads hours and minutes, from 00:00 to 23:59.
func ParseClock(text string) (Clock, error) {
	hours, minutes, found := strings.Cut(text, ":")
	hour, errHour := strconv.ParseUint(hours, 10, 8)
	minute, errMinute := strconv.ParseUint(minutes, 10, 8)
	if !found || len(hours) > 2 || len(minutes) != 2 || errHour != nil || errMinute != nil || hour > 23 || minute > 59 {
		return 0, fmt.Errorf("%q is no time of day: write it as 09:00", text)
	}
	return Clock(hour*60 + minute), nil
}

// on is the clock's moment on a date. Where that day skips or repeats the hour,
// it is one of the two that time.Date may give.
func (c Clock) on(date time.Time) time.Time {
	year, month, day := date.Date()
	return time.Date(year, month, day, int(c)/60, int(c)%60, 0, 0, date.Location())
}

// zone is the named one; UTC where the name means nothing, which Parse refuses.
func zone(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return location
}

// period finds the quiet time that at is in, the moments of its ends excluded.
func (q Quiet) period(at time.Time) (start, end time.Time, ok bool) {
	if q.From == q.To {
		return time.Time{}, time.Time{}, false
	}
	local := at.In(zone(q.Zone))
	// What began the day before may last until today.
	for _, days := range []int{-1, 0} {
		date := time.Date(local.Year(), local.Month(), local.Day()+days, 12, 0, 0, 0, local.Location())
		start, end = q.From.on(date), q.To.on(date)
		if q.To < q.From {
			end = q.To.on(date.AddDate(0, 0, 1))
		}
		if at.After(start) && at.Before(end) {
			return start, end, true
		}
	}
	return time.Time{}, time.Time{}, false
}

// formatDuration is the short form: 4h, 1h30m, 15m.
func formatDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
