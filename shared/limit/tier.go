package limit

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Unlimited is the tier of a portfolio without a limit.
const Unlimited = math.MaxInt

// TierOf reads WhatsApp's word for how many people a portfolio may reach outside
// customer service windows in 24 hours: TIER_250, TIER_2K, …, TIER_UNLIMITED.
// False for a word that nobody knows, also an empty one.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
func TierOf(word string) (most int, known bool) {
	size, found := strings.CutPrefix(word, "TIER_")
	if !found {
		return 0, false
	}
	if size == "UNLIMITED" {
		return Unlimited, true
	}
	times := 1
	if thousands, found := strings.CutSuffix(size, "K"); found {
		size, times = thousands, 1000
	}
	number, err := strconv.Atoi(size)
	if err != nil || number <= 0 || number > math.MaxInt32 {
		return 0, false
	}
	return number * times, true
}

// Counted is how long somebody counts after a template that reached them: what is
// counted by the hour counts until the hour's last minute is a day old.
const Counted = 25 * time.Hour

// Counts reports whether somebody whom a template reached at a time counts at now.
func Counts(reached, now time.Time) bool {
	return !reached.IsZero() && now.Before(HourOf(reached).Add(Counted))
}

// bulkPercent is how much of a tier bulk may use, so that agents have the rest.
const bulkPercent = 90

// HourOf is the hour in which somebody counts.
func HourOf(at time.Time) time.Time { return at.UTC().Truncate(time.Hour) }

// Bucket is how many people were reached last in an hour.
type Bucket struct {
	Hour  time.Time
	Count int
}

// Use is how much of its tier a portfolio has used: by the hour, so that it counts
// an hour too long and never too short.
type Use struct {
	Most    int      // 0 where nobody knows the tier; Unlimited
	Buckets []Bucket // those of the last 25 hours, oldest first
}

// Used is how many people count at now.
func (u Use) Used(now time.Time) int {
	used := 0
	for _, one := range u.Buckets {
		if one.counts(now) {
			used += one.Count
		}
	}
	return used
}

func (b Bucket) counts(now time.Time) bool { return now.Before(b.Hour.Add(Counted)) }

// Limited reports whether there is a limit that we know.
func (u Use) Limited() bool { return u.Most > 0 && u.Most != Unlimited }

// Percent is how much of the tier is used at now; 0 without a limit.
func (u Use) Percent(now time.Time) float64 {
	if !u.Limited() {
		return 0
	}
	return 100 * float64(u.Used(now)) / float64(u.Most)
}

// Cap is how many people may be counted in now's hour when the tier is to hold:
// what the hours before have left. Bulk leaves a tenth of the tier to agents.
// Without a limit it is Unlimited.
func (u Use) Cap(now time.Time, bulk bool) int {
	if !u.Limited() {
		return Unlimited
	}
	most := u.Most
	if bulk {
		most = most * bulkPercent / 100
	}
	hour := HourOf(now)
	for _, one := range u.Buckets {
		if one.counts(now) && !one.Hour.Equal(hour) {
			most -= one.Count
		}
	}
	return max(most, 0)
}

// Full reports whether nobody new may be reached at now.
func (u Use) Full(now time.Time) bool { return u.Limited() && u.Used(now) >= u.Most }

// RoomAfter is when there is room again of a tier that turned out to be full, of
// which others have used up the rest since it was read: when the oldest hour ceases
// to count.
func (u Use) RoomAfter(now time.Time) time.Time {
	if u.Full(now) {
		return u.RoomAt(now)
	}
	for _, one := range u.Buckets {
		if one.counts(now) && one.Count > 0 {
			return one.Hour.Add(Counted)
		}
	}
	return HourOf(now).Add(Counted)
}

// RoomAt is when somebody new may be reached; now when that is so already.
func (u Use) RoomAt(now time.Time) time.Time {
	used := u.Used(now)
	for _, one := range u.Buckets {
		if !u.Limited() || used < u.Most {
			break
		}
		if one.counts(now) && one.Count > 0 {
			used -= one.Count
			if used < u.Most {
				return one.Hour.Add(Counted)
			}
		}
	}
	return now
}
