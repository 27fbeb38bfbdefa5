package policy

import (
	"regexp"
	"strconv"
	"strings"
)

// Amount is a number with two decimals, in hundredths: people's money, in
// whatever unit. Binary fractions do not hold cents.
type Amount int64

// maxAmount bounds what is read, in whole units, so that many can be summed.
const maxAmount = 1_000_000_000_000

// groupers are what stands between groups of digits and never before decimals.
const groupers = "'’ \u00a0\u202f"

// ReadAmount reads a number as people write it into a field of a ticket: 1250,
// 1250.5, "1.250,50", "1,250.50", "1 250,50", "1'250.50", with a currency's sign
// or its three letters before or after it.
//
// Point and comma: where both occur, the last one is that of the decimals. One
// that occurs several times groups digits. One that occurs once groups digits
// where exactly three follow and one to three stand before, not beginning with 0
// ("1.250" is one thousand two hundred and fifty); else it is that of the
// decimals. Spaces and apostrophes group digits. Groups have three digits, and
// one separator. More than two decimals are rounded, halves away from zero.
// Anything else is no number, which is false.
func ReadAmount(text string) (Amount, bool) {
	form := regexp.MustCompile(`^\s*([-−]?)\s*(?:[A-Z]{3}|[A-Z]{0,2}\p{Sc})?\s*([-−]?)\s*([0-9][0-9.,` + groupers + `]*)(?:[A-Z]{3}|\p{Sc})?\s*$`)
	match := form.FindStringSubmatch(text)
	if match == nil || match[1] != "" && match[2] != "" {
		return 0, false
	}
	whole, decimals := splitAmount(strings.TrimRight(match[3], groupers))
	if !regexp.MustCompile(`^[0-9]+$|^[0-9]{1,3}(?:\.[0-9]{3})+$|^[0-9]{1,3}(?:,[0-9]{3})+$|^[0-9]{1,3}(?:[`+groupers+`][0-9]{3})+$`).MatchString(whole) ||
		!regexp.MustCompile(`^[0-9]*$`).MatchString(decimals) {
		return 0, false
	}
	units, err := strconv.ParseInt(regexp.MustCompile(`[^0-9]`).ReplaceAllString(whole, ""), 10, 64)
	if err != nil || units > maxAmount {
		return 0, false
	}
	thousandths, err := strconv.ParseInt((decimals + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	amount := Amount(units*100 + (thousandths+5)/10)
	if match[1]+match[2] != "" {
		amount = -amount
	}
	return amount, true
}

// splitAmount parts the decimals from what is before them.
func splitAmount(digits string) (whole, decimals string) {
	at := strings.LastIndexAny(digits, ".,")
	if at < 0 || at < strings.LastIndexAny(digits, groupers) {
		return digits, ""
	}
	mark := digits[at : at+1]
	others := strings.ContainsAny(digits[:at], ".,"+groupers)
	switch {
	case strings.Count(digits, mark) > 1:
		return digits, ""
	case !others && regexp.MustCompile(`^[1-9][0-9]{0,2}[.,][0-9]{3}$`).MatchString(digits):
		return digits, ""
	}
	return digits[:at], digits[at+1:]
}
