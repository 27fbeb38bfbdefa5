package markup

import "unicode"

// mayCut reports whether text may be cut before the character at i: not inside
// what is shown as one (an emoji of several parts, a letter with its accents,
// a flag, a Hangul syllable). It knows the cases of Unicode's extended grapheme
// clusters that occur in messages; see https://unicode.org/reports/tr29/.
func mayCut(text []rune, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	before, after := text[i-1], text[i]
	switch {
	case extends(after), before == joiner, before == '\r' && after == '\n':
		return false
	case isFlagPart(before) && isFlagPart(after):
		return flagParts(text[:i])%2 == 0
	case isHangulLead(before) && (isHangulLead(after) || isHangul(after)):
		return false
	default:
		return true
	}
}

// extends reports whether r is shown as a part of the character before it.
func extends(r rune) bool {
	return r == joiner || unicode.IsMark(r) ||
		r >= 0x1F3FB && r <= 0x1F3FF || // skin tones
		r >= 0xE0020 && r <= 0xE007F || // tags of regional flags
		r >= 0x1160 && r <= 0x11FF // Hangul vowels and finals
}

func isFlagPart(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// flagParts counts the regional indicators that text ends with: two of them
// are one flag.
func flagParts(text []rune) int {
	count := 0
	for i := len(text) - 1; i >= 0 && isFlagPart(text[i]); i-- {
		count++
	}
	return count
}

func isHangulLead(r rune) bool { return r >= 0x1100 && r <= 0x115F }

func isHangul(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }
