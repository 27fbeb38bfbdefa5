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
// that WhatsApp would pair with another one.
func escape(out []glyph) string {
	plain := make([]rune, len(out))
	for i, g := range out {
		plain[i] = g.r
	}
	var text strings.Builder
	for i, g := range out {
		literal := !g.fixed && strings.ContainsRune(markers, g.r)
		if literal && closesMarker(out, plain, i) {
			text.WriteRune(joiner)
		}
		text.WriteRune(g.r)
		if literal && canOpen(plain, i, 1) && closedLater(plain, i) {
			text.WriteRune(joiner)
		}
	}
	return text.String()
}

func closedLater(plain []rune, i int) bool {
	for j := i + 2; j < len(plain); j++ {
		if plain[j] == plain[i] && canClose(plain, j, 1) {
			return true
		}
	}
	return false
}

// closesMarker reports whether the literal at i would end what a marker of
// ours began. Literals that begin something are escaped themselves.
func closesMarker(out []glyph, plain []rune, i int) bool {
	if !canClose(plain, i, 1) {
		return false
	}
	for j := range i {
		if out[j].marker && plain[j] == plain[i] && canOpen(plain, j, 1) {
			return true
		}
	}
	return false
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
		width := len(marker)
		for i := 0; i+width <= len(line); i++ {
			if !isMarker(line, taken, i, marker) || !canOpen(line, i, width) {
				continue
			}
			for j := i + width + 1; j+width <= len(line); j++ {
				if !isMarker(line, taken, j, marker) || !canClose(line, j, width) {
					continue
				}
				found = append(found, span{open: i, shut: j, width: width})
				for k := i; marker[0] == '`' && k < j+width; k++ {
					taken[k] = true
				}
				i = j + width - 1
				break
			}
		}
	}
	return found
}

func isMarker(line []rune, taken []bool, i int, marker string) bool {
	for k, r := range marker {
		if line[i+k] != r || taken[i+k] {
			return false
		}
	}
	return true
}
