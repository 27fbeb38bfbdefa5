package week

import (
	"fmt"
	"time"
)

// before is how long before the clocks are changed a week begins: its third night
// is that one, an hour longer or shorter.
const before = 3

// earlyHour is the agents' hour at which a week begins: the windows of its first
// hours close on the next morning, around the end of the quiet time.
const earlyHour = 6

// beginning is when a week begins that is prepared now: three days before the
// agents' clocks are changed next, at the early hour. So the same seed meets the
// same times of day, whenever it is played.
func beginning(now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(quietZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("week: %w", err)
	}
	day := now.In(zone)
	for range 366 {
		day = time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone)
		_, offset := day.Zone()
		_, later := day.AddDate(0, 0, 1).Zone()
		begin := time.Date(day.Year(), day.Month(), day.Day()-before, earlyHour, 0, 0, 0, zone)
		if offset != later && begin.Sub(now) > preparation {
			return begin.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("week: the clocks of %s are not changed within a year", quietZone)
}

// preparation is how long before the week its catalogue is read, and what
// functions have in memory grows old.
const preparation = 61 * time.Minute
