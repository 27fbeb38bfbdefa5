package conversation

import "strings"

// CanonicalPhone is the one spelling of a phone number under which a person
// is known: digits only, with the variants folded that WhatsApp and the
// phone's owner spell differently. It is a key for matching, never something
// to send to: a message goes to the spelling that the provider gave.
//
//   - Brazil: 55, area code and an 8-digit mobile (it starts with 6 to 9)
//     gains the ninth digit, 55 11 8765 4321 -> 55 11 98765 4321.
//   - Mexico: the 1 after 52 goes, 52 1 55 1234 5678 -> 52 55 1234 5678.
//   - Argentina: the 9 after 54 goes, 54 9 11 1234 5678 -> 54 11 1234 5678.
//
// What is no phone number gives "", and "" is nobody: a text with a letter
// (so every BSUID), with a "." or with digits other than 0 to 9. Callers must
// not use "" as a key, or they make one person of many strangers.
func CanonicalPhone(phone string) string {
	digits := make([]byte, 0, len(phone))
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case !strings.ContainsRune(" +-()/\u00a0\u200e\u202a\u202c\u2011", r):
			return ""
		}
	}
	return foldVariant(string(digits))
}

func foldVariant(digits string) string {
	switch {
	case len(digits) == 12 && strings.HasPrefix(digits, "55") && digits[4] >= '6':
		return digits[:4] + "9" + digits[4:]
	case len(digits) == 13 && strings.HasPrefix(digits, "521"):
		return "52" + digits[3:]
	case len(digits) == 13 && strings.HasPrefix(digits, "549"):
		return "54" + digits[3:]
	default:
		return digits
	}
}

// maxBSUIDTail is the longest part of a BSUID after its prefix.
const maxBSUIDTail = 128

// LooksLikeBSUID reports whether s has the form of a business-scoped user id:
// two capital letters of a country, ".", for linked portfolios "ENT.", then up
// to 128 letters and digits. WhatsApp may widen the form, so a mismatch is a
// reason to warn, never to refuse.
func LooksLikeBSUID(s string) bool {
	if len(s) < 4 || !isCapital(s[0]) || !isCapital(s[1]) || s[2] != '.' {
		return false
	}
	tail := strings.TrimPrefix(s[3:], "ENT.")
	if tail == "" || len(tail) > maxBSUIDTail {
		return false
	}
	for i := range len(tail) {
		if !isAlphanumeric(tail[i]) {
			return false
		}
	}
	return true
}

func isCapital(b byte) bool { return b >= 'A' && b <= 'Z' }

func isAlphanumeric(b byte) bool {
	return isCapital(b) || b >= 'a' && b <= 'z' || b >= '0' && b <= '9'
}
