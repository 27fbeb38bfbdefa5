package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Lengths of a phone number in digits with its country code. The upper bound is
// E.164; the lower one keeps short codes and typing errors out.
const (
	phoneDigitsMin = 7
	phoneDigitsMax = 15
)

// userIDMax is the longest part of a BSUID behind its country, in characters.
const userIDMax = 128

// userIDLength is how many characters after the country a made-up BSUID has.
const userIDLength = 20

// ErrAddress is the error of a name that is neither a phone nor a BSUID.
var ErrAddress = errors.New("not a customer's address")

// address is how a recipient is named: exactly one member is set.
type address struct {
	phone  string // digits
	userID string // BSUID
	group  string // id of a group
}

// parseAddress reads what people write: "+34 600 000 001", "34600000001" or
// "ES.9f3K2QpXz7LmTt41".
func parseAddress(who string) (address, error) {
	if isUserID(who) {
		return address{userID: who}, nil
	}
	if phone, ok := phoneDigits(who); ok {
		return address{phone: phone}, nil
	}
	return address{}, fmt.Errorf("%w: %q is neither a phone like +34600000001 nor a BSUID like ES.9f3K2QpXz7LmTt41", ErrAddress, who)
}

// isUserID checks the form of a BSUID, parent form included: two letters of a
// country, a dot, letters and digits. Source: Business-scoped user IDs.
func isUserID(text string) bool {
	region, rest, found := strings.Cut(text, ".")
	if !found || len(region) != 2 || !onlyRunes(region, isUpper) {
		return false
	}
	rest = strings.TrimPrefix(rest, "ENT.")
	return rest != "" && len(rest) <= userIDMax && onlyRunes(rest, isAlphanumeric)
}

func onlyRunes(text string, allowed func(rune) bool) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !allowed(r) })
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isAlphanumeric(r rune) bool { return isUpper(r) || isDigit(r) || r >= 'a' && r <= 'z' }

// phoneDigits strips what Meta tolerates in a phone number (+, spaces, dashes,
// dots, brackets) and refuses the rest.
func phoneDigits(text string) (string, bool) {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(text)
	digits = strings.TrimPrefix(digits, "+")
	if len(digits) < phoneDigitsMin || len(digits) > phoneDigitsMax || digits[0] == '0' {
		return "", false
	}
	return digits, onlyRunes(digits, isDigit)
}

// samePerson maps the written forms of one subscriber to one key: Brazilian
// mobiles with and without the 9, Mexican ones with and without the 1,
// Argentine ones with and without the 9.
func samePerson(digits string) string {
	switch {
	case strings.HasPrefix(digits, "55") && len(digits) == 13 && digits[4] == '9':
		return digits[:4] + digits[5:]
	case strings.HasPrefix(digits, "521") && len(digits) == 13:
		return "52" + digits[3:]
	case strings.HasPrefix(digits, "549") && len(digits) == 13:
		return "54" + digits[3:]
	}
	return digits
}

// inventUserID gives a phone the same BSUID each time it is asked: BSUIDs
// belong to a person and a portfolio.
func inventUserID(portfolio, phone string) string {
	sum := sha256.Sum256([]byte(portfolio + "/" + samePerson(phone)))
	return country(phone) + "." + hex.EncodeToString(sum[:])[:userIDLength]
}

// country is the ISO code for the calling codes that scenarios use.
func country(phone string) string {
	for _, known := range []struct{ prefix, iso string }{
		{"351", "PT"}, {"54", "AR"}, {"55", "BR"}, {"56", "CL"}, {"57", "CO"}, {"51", "PE"}, {"52", "MX"},
		{"34", "ES"}, {"33", "FR"}, {"39", "IT"}, {"44", "GB"}, {"49", "DE"}, {"91", "IN"}, {"593", "EC"}, {"81", "JP"},
		{"1809", "DO"}, {"1829", "DO"}, {"1849", "DO"}, {"1", "US"}, // who shares a code stands before the others
	} {
		if strings.HasPrefix(phone, known.prefix) {
			return known.iso
		}
	}
	return "GB"
}

// inventName is the profile name of a customer nobody has named, always the
// same for one address.
func inventName(seed string) string {
	first := []string{"Ana", "Luis", "Marta", "Diego", "Elena", "Pablo", "Lucía", "Joana", "Bruno", "Nora", "Iván", "Sofia"}
	sum := sha256.Sum256([]byte(seed))
	return fmt.Sprintf("%s %c", first[int(sum[0])%len(first)], 'A'+sum[1]%26)
}
