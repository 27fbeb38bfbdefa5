package markup

import (
	"strings"
	"unicode"
)

// markers are the characters that WhatsApp formats with.
const markers = "*_~`"

// canOpen reports whether the character at i, of width characters, could begin
// formatting: text follows at once, and no letter or digit precedes.
func canOpen(text []rune, i, width int) bool {
	next := i + width
	return next < len(text) && hugs(text[next]) && text[next] != text[i] && (i == 0 || !isWord(text[i-1]))
}

// canClose reports whether the character at i could end formatting.
func canClose(text []rune, i, width int) bool {
	next := i + width
	return i > 0 && hugs(text[i-1]) && (next >= len(text) || !isWord(text[next]))
}

func hugs(r rune) bool { return !unicode.IsSpace(r) && r != joiner }

// escape writes out, with a joiner at the inner side of each literal marker
// that WhatsApp would pair with another one. A literal that begins something
// is escaped there; one that only ends something needs it when what it ends
// was begun by a marker of ours.
func escape(out []glyph) string {
	plain := make([]rune, len(out))
	for i, g := range out {
		plain[i] = g.r
	}
	lastShut := map[rune]int{}
	for i, r := range plain {
		if strings.ContainsRune(markers, r) && canClose(plain, i, 1) {
			lastShut[r] = i
		}
	}
	begun := map[rune]bool{}
	var text strings.Builder
	for i, g := range out {
		literal := !g.fixed && strings.ContainsRune(markers, g.r)
		if literal && begun[g.r] && canClose(plain, i, 1) {
			text.WriteRune(joiner)
		}
		text.WriteRune(g.r)
		if literal && canOpen(plain, i, 1) && lastShut[g.r] >= i+2 {
			text.WriteRune(joiner)
		}
		begun[g.r] = begun[g.r] || g.marker && canOpen(plain, i, 1)
	}
	return text.String()
}

// span is a formatted stretch of one line: its markers, width characters each,
// begin at open and at shut.
type span struct{ open, shut, width int }

// spans finds what WhatsApp would format in one line. Spans of one marker do
// not overlap, and nothing is formatted in code.
func spans(line []rune) []span {
	var found []span
	taken := make([]bool, len(line))
	for _, marker := range []string{"```", "`", "*", "_", "~"} {
		for i := 0; ; {
			next, ok := nextSpan(line, taken, i, marker)
			if !ok {
				break
			}
			found = append(found, next)
			i = next.shut + next.width
			for k := next.open; marker[0] == '`' && k < i; k++ {
				taken[k] = true
			}
		}
	}
	return found
}

// nextSpan finds the first span of marker at or after from. An opening that
// nothing closes ends the search: later ones find nothing either.
func nextSpan(line []rune, taken []bool, from int, marker string) (span, bool) {
	width := len(marker)
	for i := from; i+width <= len(line); i++ {
		if !isMarker(line, taken, i, marker) || !canOpen(line, i, width) {
			continue
		}
		for j := i + width + 1; j+width <= len(line); j++ {
			if isMarker(line, taken, j, marker) && canClose(line, j, width) {
				return span{open: i, shut: j, width: width}, true
			}
		}
		return span{}, false
	}
	return span{}, false
}

func isMarker(line []rune, taken []bool, i int, marker string) bool {
	for k, r := range marker {
		if line[i+k] != r || taken[i+k] {
			return false
		}
	}
	return true
}
