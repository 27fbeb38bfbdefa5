package rendering

import (
	"strings"
	"unicode"
)

const (
	// maxQuote is how much is repeated of what a message refers to, in
	// characters: enough to know it again.
	maxQuote = 100
	// leadIn is how much stands before the first difference when only the later
	// part of an edited text is shown.
	leadIn = 30
	// maxBackOff is how far a cut moves back so as not to part what is shown as
	// one. The longest emoji are shorter.
	maxBackOff = 16
)

const (
	joiner    = '\u200D' // between the parts of an emoji
	nonJoiner = '\u200C' // inside Persian words
)

// line is an outside text on one line and in its own direction: text that turns
// the writing round ("gpj.exe"), or that nobody sees, is a known trick. Letters
// and emoji stay whole, newer ones than Go knows too.
func line(s string) string {
	mapped := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			return ' '
		case isInvisible(r):
			return -1
		default:
			return r
		}
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(mapped), " ")
}

// isInvisible: marks of direction, spaces without width, and what Unicode keeps
// for itself. The two joiners shape letters and emoji and are none of it.
// https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
func isInvisible(r rune) bool {
	switch {
	case r == joiner, r == nonJoiner:
		return false
	case r == '\u00AD', r == '\u061C', r == '\uFEFF':
		return true
	default:
		return r >= '\u200B' && r <= '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2060' && r <= '\u206F'
	}
}

// quoted is the beginning of text in quotation marks, or empty when there is
// nothing to quote.
func quoted(w words, text string) string {
	shown := line(said(w, text))
	if shown == "" {
		return ""
	}
	return "“" + shorten([]rune(shown), maxQuote) + "”"
}

// changed quotes old so that the reader sees what is different in now: from its
// beginning, or from a little before the first difference in a long text.
func changed(w words, old, now string) string {
	was, is := []rune(line(said(w, old))), []rune(line(said(w, now)))
	same := 0
	for same < min(len(was), len(is)) && was[same] == is[same] {
		same++
	}
	if len(was) <= maxQuote || same <= maxQuote-leadIn {
		return quoted(w, old)
	}
	start := same - leadIn
	for i := start; i < same; i++ {
		if was[i] == ' ' { // never the last, so that a word follows
			start = i + 1
			break
		}
	}
	for back := 0; back < maxBackOff && joined(was[start-1], was[start]); back++ {
		start--
	}
	return "“…" + shorten(was[start:], maxQuote) + "”"
}

// shorten keeps about limit characters at most and then says so. It cuts
// between words where there is a place in the last quarter, and nowhere inside
// what is shown as one.
func shorten(text []rune, limit int) string {
	if len(text) <= limit {
		return string(text)
	}
	end := limit
	for i := limit; i >= limit*3/4; i-- {
		if text[i] == ' ' {
			end = i
			break
		}
	}
	for back := 0; back < maxBackOff && joined(text[end-1], text[end]); back++ {
		end--
	}
	return strings.TrimSpace(string(text[:end])) + "…"
}

// joined reports whether two neighbours are shown as one: a letter and its
// accent, the parts of an emoji, a flag.
func joined(before, after rune) bool {
	flag := func(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
	return before == joiner || after == joiner || unicode.IsMark(after) ||
		after >= 0x1F3FB && after <= 0x1F3FF || // skin tones
		after >= 0xE0020 && after <= 0xE007F || // tags of regional flags
		flag(before) && flag(after)
}
