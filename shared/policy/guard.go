package policy

import (
	"slices"
	"strconv"
	"strings"
)

// The guard on what WhatsApp charges.
const (
	// GuardCurrency is the one in which rates are known, and so the only one in which
	// a limit holds anything.
	GuardCurrency = "USD"
	// guardFirst is the share of the limit, in percent, at which the first purpose of
	// several is held; the last is at all of it, those between evenly.
	guardFirst = 80
)

// Limit is the monthly limit in millionths of a dollar; false when there is none, or
// none that can be kept.
func (m Money) Limit() (micros int64, limited bool) {
	if m.Currency != GuardCurrency {
		return 0, false
	}
	whole, decimals, _ := strings.Cut(m.MonthlyLimit, ".")
	micros, err := strconv.ParseInt(whole+(decimals + "000000")[:6], 10, 64)
	return micros, err == nil
}

// HeldAt is at how many percent of the limit a purpose is no longer sent; false when
// it never stops.
func (m Money) HeldAt(purpose Purpose) (percent int, held bool) {
	at := slices.Index(m.StopFirst, purpose)
	if at < 0 {
		return 0, false
	}
	if last := len(m.StopFirst) - 1; last > 0 {
		return guardFirst + (100-guardFirst)*at/last, true
	}
	return 100, true
}

// Holds reports whether a purpose is held after so much was spent in the month, in
// millionths of a dollar.
func (m Money) Holds(purpose Purpose, spent int64) bool {
	limit, limited := m.Limit()
	percent, listed := m.HeldAt(purpose)
	return limited && listed && spent >= limit/100*int64(percent)+limit%100*int64(percent)/100
}
