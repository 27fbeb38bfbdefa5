package markup

import (
	"strings"
	"unicode"
)

// joiner is put beside a literal marker that would pair: it is shown as
// nothing, and a marker that does not hug text is not one.
const joiner = '\u200d'

// glyph is one character of output; fixed ones are markers of ours or parts of
// an address or of code, which are never escaped.
type glyph struct {
	r      rune
	marker bool
	fixed  bool
}

// render writes a line's cells with markers around its styled runs.
func render(cells []cell) string {
	bareAddresses(cells)
	spaceStyles(cells)
	for _, bit := range []style{bold, italic, strike, code, mono} {
		dropHomeless(cells, bit)
	}
	addresses := make([]bool, len(cells))
	words(cells, func(from, to int) {
		address := isAddress(cells[from:to])
		for i := from; i < to; i++ {
			addresses[i] = address
		}
	})
	r := &renderer{cells: cells, addresses: addresses}
	r.emit(0, len(cells), 0)
	return escape(r.out)
}

type renderer struct {
	cells     []cell
	addresses []bool
	out       []glyph
}

// emit writes cells[from:to], of which active styles are marked already. Of
// the styles that begin at a character the longest run goes outside.
func (r *renderer) emit(from, to int, active style) {
	for i := from; i < to; {
		open := r.cells[i].style &^ active
		if open == 0 || unicode.IsSpace(r.cells[i].r) {
			fixed := r.addresses[i] || active&(code|mono) != 0
			r.out = append(r.out, glyph{r: r.cells[i].r, fixed: fixed})
			i++
			continue
		}
		outer, end := style(0), i
		for _, bit := range []style{bold, italic, strike, code, mono} {
			if open&bit == 0 {
				continue
			}
			if last := runEnd(r.cells[:to], i, bit); last > end {
				outer, end = bit, last
			}
		}
		r.mark(outer)
		r.emit(i, end, active|outer)
		r.mark(outer)
		i = end
	}
}

func (r *renderer) mark(s style) {
	for _, char := range markerOf(s) {
		r.out = append(r.out, glyph{r: char, marker: true, fixed: true})
	}
}

func markerOf(s style) string {
	switch s {
	case bold:
		return "*"
	case italic:
		return "_"
	case strike:
		return "~"
	case code:
		return "`"
	case mono:
		return "```"
	default:
		return ""
	}
}

func runEnd(cells []cell, from int, bit style) int {
	end := from
	for end < len(cells) && cells[end].style&bit != 0 {
		end++
	}
	return end
}

// spaceStyles gives white space the styles that both its neighbours have, so
// that every run begins and ends with text.
func spaceStyles(cells []cell) {
	before := style(0)
	for i := 0; i < len(cells); i++ {
		if !unicode.IsSpace(cells[i].r) {
			before = cells[i].style
			continue
		}
		end := i
		for end < len(cells) && unicode.IsSpace(cells[end].r) {
			end++
		}
		after := style(0)
		if end < len(cells) {
			after = cells[end].style
		}
		for ; i < end; i++ {
			cells[i].style = before & after
		}
		i--
	}
}

// dropHomeless takes a style from the runs that have no place for its marker:
// a letter or digit stands beside it, or the text itself begins, ends or (in
// code) is broken by the marker.
func dropHomeless(cells []cell, bit style) {
	marker := rune(markerOf(bit)[0])
	for i := 0; i < len(cells); i++ {
		if cells[i].style&bit == 0 {
			continue
		}
		end := runEnd(cells, i, bit)
		run := cells[i:end]
		homeless := i > 0 && isWord(cells[i-1].r) || end < len(cells) && isWord(cells[end].r) ||
			run[0].r == marker || run[len(run)-1].r == marker
		for _, c := range run {
			homeless = homeless || marker == '`' && c.r == marker
		}
		for j := i; homeless && j < end; j++ {
			cells[j].style &^= bit
		}
		i = end - 1
	}
}

// bareAddresses takes every style from addresses: a marker at the end of one
// would be taken for a part of it.
func bareAddresses(cells []cell) {
	words(cells, func(from, to int) {
		if isAddress(cells[from:to]) {
			for i := from; i < to; i++ {
				cells[i].style = 0
			}
		}
	})
}

// words calls each for every run of characters that are no white space.
func words(cells []cell, each func(from, to int)) {
	for i := 0; i < len(cells); i++ {
		start := i
		for i < len(cells) && !unicode.IsSpace(cells[i].r) {
			i++
		}
		if i > start {
			each(start, i)
		}
	}
}

// isAddress finds web and mail addresses.
func isAddress(word []cell) bool {
	var text strings.Builder
	for _, c := range word {
		text.WriteRune(c.r)
	}
	name, host, mail := strings.Cut(text.String(), "@")
	return strings.Contains(text.String(), "://") || mail && name != "" && strings.Contains(host, ".")
}

// isWord reports whether WhatsApp would refuse a marker beside r: letters with
// their accents and digits, but no emoji.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) ||
		unicode.In(r, unicode.Mn, unicode.Mc) && !unicode.Is(unicode.Variation_Selector, r)
}
