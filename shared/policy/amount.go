package policy

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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
	text, before := cutSign(strings.TrimSpace(text))
	text, after := cutSign(strings.TrimSpace(cutCurrency(text)))
	if before && after {
		return 0, false
	}
	whole, decimals := splitAmount(strings.TrimRight(text, groupers))
	digits, ok := ungroup(whole)
	if !ok || !isDigits(decimals) {
		return 0, false
	}
	units, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || units > maxAmount {
		return 0, false
	}
	thousandths, err := strconv.ParseInt((decimals + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	amount := Amount(units*100 + (thousandths+5)/10)
	if before || after {
		amount = -amount
	}
	return amount, true
}

func cutSign(text string) (rest string, negative bool) {
	for _, sign := range []string{"-", "−"} {
		if rest, negative := strings.CutPrefix(text, sign); negative {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// cutCurrency takes one currency away from either end: three letters, or a sign
// with up to two letters before it, as R$.
func cutCurrency(text string) string {
	rest := strings.TrimLeft(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	letters := len(text) - len(rest)
	sign, size := utf8.DecodeRuneInString(rest)
	last, end := utf8.DecodeLastRuneInString(text)
	switch {
	case letters <= 2 && unicode.Is(unicode.Sc, sign):
		return rest[size:]
	case letters == 3:
		return rest
	case unicode.Is(unicode.Sc, last):
		return text[:len(text)-end]
	}
	if number := strings.TrimRight(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"); len(text)-len(number) == 3 {
		return number
	}
	return text
}

// splitAmount parts the decimals from what is before them.
func splitAmount(digits string) (whole, decimals string) {
	at := strings.LastIndexAny(digits, ".,")
	if at < 0 || at < strings.LastIndexAny(digits, groupers) {
		return digits, ""
	}
	alone := !strings.ContainsAny(digits[:at], ".,"+groupers)
	if strings.Count(digits, digits[at:at+1]) > 1 || alone && at <= 3 && digits[0] != '0' && len(digits) == at+4 {
		return digits, ""
	}
	return digits[:at], digits[at+1:]
}

// ungroup takes the separator out of groups of three digits.
func ungroup(whole string) (digits string, ok bool) {
	at := strings.IndexAny(whole, ".,"+groupers)
	if at < 0 {
		return whole, whole != "" && isDigits(whole)
	}
	_, size := utf8.DecodeRuneInString(whole[at:])
	groups := strings.Split(whole, whole[at:at+size])
	for i, group := range groups {
		if !isDigits(group) || len(group) > 3 || i > 0 && len(group) < 3 || group == "" {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }
