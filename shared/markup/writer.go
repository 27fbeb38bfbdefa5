package markup

import (
	"strings"
	"unicode"
)

// style is how a character is set; a set of bits.
type style uint8

const (
	bold style = 1 << iota
	italic
	strike
	code
	mono // preformatted: white space counts
)

// cell is one character with its style.
type cell struct {
	r     rune
	style style
}

// level is a list item or a quotation that encloses text; its prefix stands
// before each of its lines.
type level struct {
	first, rest string
	item        bool
	begun       bool
}

// line is one line of output: prefix, then cells.
type line struct {
	prefix string
	cells  []cell
}

// maxNewlines allows one blank line.
const maxNewlines = 2

// writer collects lines. White space is kept back until text follows, so that
// no line begins or ends with it.
type writer struct {
	lines     []line
	style     style
	levels    []*level
	lists     int    // depth of lists: paragraphs are set close in them
	pending   int    // newlines before the next text
	spaces    int    // spaces before the next text
	hard      int    // those of them that must not be lost, even where a line begins
	separator string // between the cells of a table row
	tight     bool   // no newline before the next text: an item or a cell has begun
	written   int    // characters so far
}

// gap asks for at least n newlines before the next text.
func (w *writer) gap(n int) {
	if w.lists > 0 {
		n = min(n, 1)
	}
	if !w.tight {
		w.pending = max(w.pending, n)
	}
	w.spaces, w.hard = 0, 0
}

// newline adds one newline before the next text.
func (w *writer) newline() {
	w.pending = min(w.pending+1, maxNewlines)
	w.spaces, w.hard = 0, 0
}

// text writes HTML text: white space collapses, unless it is preformatted.
func (w *writer) text(text string) {
	for _, r := range dropInvisible(text) {
		switch {
		case r == '\u00a0':
			w.spaces++
			w.hard++
		case r == '\v' || r == '\u0085' || r == '\u2028' || r == '\u2029' || w.style&mono != 0 && r == '\n':
			w.newline()
		case w.style&mono != 0 && r == '\t':
			w.spaces += 4
		case w.style&mono != 0 && r == ' ':
			w.spaces++
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f':
			w.spaces = max(w.spaces, 1)
		default:
			w.put(r)
		}
	}
}

// plain writes text without style.
func (w *writer) plain(text string) {
	before := w.style
	w.style = 0
	w.text(text)
	w.style = before
}

// put writes one visible character after what is due before it.
func (w *writer) put(r rune) {
	if len(w.lines) == 0 || w.pending > 0 {
		w.begin()
	}
	current := &w.lines[len(w.lines)-1]
	if len(current.cells) > 0 {
		for _, r := range w.separator {
			current.cells = append(current.cells, cell{r: r})
			w.spaces = 0
		}
	}
	// A line starts with a space only where it is preformatted or set by hand.
	spaces := w.spaces
	if len(current.cells) == 0 && w.style&mono == 0 {
		spaces = w.hard
	}
	for range spaces {
		current.cells = append(current.cells, cell{r: ' '})
	}
	current.cells = append(current.cells, cell{r: r, style: single(w.style)})
	w.spaces, w.hard, w.separator, w.tight = 0, 0, "", false
	w.written++
}

// single lets code stand alone: nothing else is formatted inside of it.
func single(s style) style {
	switch {
	case s&mono != 0:
		return mono
	case s&code != 0:
		return code
	default:
		return s
	}
}

func (w *writer) begin() {
	if len(w.lines) > 0 {
		for range w.pending - 1 {
			w.lines = append(w.lines, line{})
		}
	}
	w.lines = append(w.lines, line{prefix: w.prefix()})
	w.pending = 0
}

// prefix marks an item at its first line only. Of items that begin on the same
// line the innermost is marked.
func (w *writer) prefix() string {
	innermost := -1
	for i, l := range w.levels {
		if l.item && !l.begun {
			innermost = i
		}
	}
	var text strings.Builder
	for i, l := range w.levels {
		if i == innermost || !l.item {
			text.WriteString(l.first)
		} else {
			text.WriteString(l.rest)
		}
		l.begun = true
	}
	return text.String()
}

// String is all that was written, as WhatsApp text.
func (w *writer) String() string {
	var text strings.Builder
	for i, l := range w.lines {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(l.prefix)
		text.WriteString(render(l.cells))
	}
	return strings.TrimSpace(text.String())
}

// dropInvisible removes what is never shown and only tracks or confuses: soft
// hyphens, zero-width spaces, word joiners, byte order marks and control
// characters. Joiners and marks of direction stay: emoji, Persian and Arabic
// need them.
func dropInvisible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad', r == '\u200b', r == '\u180e', r == '\ufeff', r >= '\u2060' && r <= '\u2064':
			return -1
		case unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		default:
			return r
		}
	}, text)
}
