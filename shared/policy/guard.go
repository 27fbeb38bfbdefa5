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

// Span is what a limit is of: a calendar month or a day, both by UTC.
type Span string

// The spans. NoSpan is what nothing is held by.
const (
	NoSpan Span = ""
	Month  Span = "month"
	Day    Span = "day"
)

// Spent is what WhatsApp charged in the month and the day that it is, in millionths
// of a dollar.
type Spent struct {
	Month, Day int64
}

// Written is the limit of a span as the policy has it; empty: none.
func (m Money) Written(span Span) string {
	if span == Day {
		return m.DailyLimit
	}
	return m.MonthlyLimit
}

// Limit is that of a span in millionths of a dollar; false when there is none, or
// none that can be kept.
func (m Money) Limit(span Span) (micros int64, limited bool) {
	if m.Currency != GuardCurrency {
		return 0, false
	}
	return micros6(m.Written(span))
}

// micros6 is an amount with up to six decimals in millionths; false for no amount.
func micros6(amount string) (micros int64, known bool) {
	whole, decimals, _ := strings.Cut(amount, ".")
	micros, err := strconv.ParseInt(whole+(decimals + "000000")[:6], 10, 64)
	return micros, err == nil && whole != ""
}

// Limited reports whether any limit can be kept, so that what is spent counts.
func (m Money) Limited() bool {
	_, month := m.Limit(Month)
	_, day := m.Limit(Day)
	return month || day
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

// Holds is by which limit a purpose is held after so much was spent; NoSpan when it is
// sent. The month's comes first: it holds for longer.
func (m Money) Holds(purpose Purpose, spent Spent) Span {
	percent, listed := m.HeldAt(purpose)
	if !listed {
		return NoSpan
	}
	for _, one := range []struct {
		span  Span
		spent int64
	}{{Month, spent.Month}, {Day, spent.Day}} {
		limit, limited := m.Limit(one.span)
		if limited && one.spent >= limit/100*int64(percent)+limit%100*int64(percent)/100 {
			return one.span
		}
	}
	return NoSpan
}
