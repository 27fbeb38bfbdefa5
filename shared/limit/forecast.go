package limit

import "time"

const (
	// recent is over how many hours the pace is taken: long enough for a quiet
	// half hour, short enough to see a mailing begin.
	recent = 3 * time.Hour
	// ahead is how far a forecast looks; by then today's hours count no more.
	ahead = 24 * time.Hour
	// lookEach is how exact it is.
	lookEach = 5 * time.Minute
)

// FullAt is when the tier will be full if people are reached as fast as in the
// last three hours, while those of a day ago cease to count; false when it will
// not within a day. Of a full one it is now.
func (u Use) FullAt(now time.Time) (time.Time, bool) {
	if !u.Limited() {
		return time.Time{}, false
	}
	rate := u.rate(now)
	for passed := time.Duration(0); passed <= ahead; passed += lookEach {
		at := now.Add(passed)
		if float64(u.Used(at))+rate*float64(passed) >= float64(u.Most) {
			return at, true
		}
	}
	return time.Time{}, false
}

// rate is how many people are reached in a nanosecond of late.
func (u Use) rate(now time.Time) float64 {
	from := HourOf(now).Add(time.Hour - recent)
	count := 0
	for _, one := range u.Buckets {
		if !one.Hour.Before(from) {
			count += one.Count
		}
	}
	// A young hour has few minutes; the hours before it are whole.
	return float64(count) / float64(max(now.Sub(from), time.Hour))
}
