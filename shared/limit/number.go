package limit

import (
	"slices"
	"time"
)

// Number is what WhatsApp says of a business number's limits and health, in its
// own words, which are open lists.
type Number struct {
	Throughput string // STANDARD, HIGH or NOT_APPLICABLE
	Quality    string // GREEN, YELLOW, RED or UNKNOWN
	Status     string // CONNECTED, or what is wrong
	Tier       string // of its portfolio: TIER_250, …, TIER_UNLIMITED
	OnApp      bool   // the number is used in the WhatsApp Business app as well
	At         time.Time
}

// Messages a second of one number, in and out together.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
const (
	perSecondOnApp    = 20
	perSecondStandard = 80
	perSecondHigh     = 1000
)

// PerSecond is how many messages a second the number may carry; of a number of
// which nothing is known, what every number may.
func (n Number) PerSecond() int {
	switch {
	case n.OnApp:
		return perSecondOnApp
	case n.Throughput == "HIGH":
		return perSecondHigh
	default:
		return perSecondStandard
	}
}

// Why a number is worse than before: few and fixed words, for a metric.
const (
	WorseQuality    = "quality"
	WorseStatus     = "status"
	WorseTier       = "tier"
	WorseThroughput = "throughput"
)

// Worse says in which ways a number is worse than before. A word that nobody
// knows, or none, is neither better nor worse.
func (n Number) Worse(before Number) []string {
	var ways []string
	if fell(before.Quality, n.Quality, "GREEN", "YELLOW", "RED") {
		ways = append(ways, WorseQuality)
	}
	if before.Status == "CONNECTED" && n.Status != "" && n.Status != "CONNECTED" ||
		fell(before.Status, n.Status, "FLAGGED", "RATE_LIMITED", "RESTRICTED", "DISCONNECTED", "BANNED", "DELETED") {
		ways = append(ways, WorseStatus)
	}
	if was, known := TierOf(before.Tier); known {
		if now, known := TierOf(n.Tier); known && now < was {
			ways = append(ways, WorseTier)
		}
	}
	if fell(before.Throughput, n.Throughput, "HIGH", "STANDARD") || !before.At.IsZero() && n.OnApp && !before.OnApp {
		ways = append(ways, WorseThroughput)
	}
	return ways
}

// fell reports whether a word came down in an order, best first.
func fell(before, now string, order ...string) bool {
	was, is := slices.Index(order, before), slices.Index(order, now)
	return was >= 0 && is > was
}
