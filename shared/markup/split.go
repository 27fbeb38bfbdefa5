package markup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MinPart is the smallest limit that Split keeps; a smaller one is raised to
// it, because a number and some text must fit into a part.
const MinPart = 32

// Split cuts text into parts of at most limit Unicode code points each. Text
// that fits is one part, as it is. Several parts are numbered "(1/3) ", the
// numbers counted in. Cuts fall between paragraphs, lines, sentences or words,
// in this order, and only then inside a word; a better place is passed over
// when it would leave a part less than a quarter full, because each part is
// paid for. A span of formatting that has to be cut is closed before the cut
// and begun again after it. Nothing but the white space at the cuts is lost.
// Blank text has no parts; bytes that are no UTF-8 become U+FFFD.
func Split(text string, limit int) []string {
	limit = max(limit, MinPart)
	text = strings.ToValidUTF8(text, "\uFFFD")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if utf8.RuneCountInString(text) <= limit {
		return []string{text}
	}
	// How wide the numbers are depends on how many parts there are.
	for digits := 1; ; digits++ {
		parts := newSplitter([]rune(strings.TrimSpace(text)), limit-len("(/) ")-2*digits).all()
		total := strconv.Itoa(len(parts))
		if len(total) > digits {
			continue
		}
		for i := range parts {
			parts[i] = fmt.Sprintf("(%d/%s) %s", i+1, total, parts[i])
		}
		return parts
	}
}

// splitter cuts one text into parts of at most size code points. What is
// formatted is found once, before anything is cut.
type splitter struct {
	text   []rune
	size   int
	spans  []span // by their beginning; places count from the text's start
	inside []bool // whether a cut before a character would fall into a span
}

func newSplitter(text []rune, size int) *splitter {
	s := &splitter{text: text, size: size, inside: make([]bool, len(text)+1)}
	for start := 0; start < len(text); {
		end := len(text)
		if next := slices.Index(text[start:], '\n'); next >= 0 {
			end = start + next
		}
		for _, found := range spans(text[start:end]) {
			found.open += start
			found.shut += start
			s.spans = append(s.spans, found)
			for i := found.open + 1; i < found.shut+found.width; i++ {
				s.inside[i] = true
			}
		}
		start = end + 1
	}
	slices.SortFunc(s.spans, func(a, b span) int { return a.open - b.open })
	return s
}

func (s *splitter) all() []string {
	var parts []string
	from, open := 0, ""
	for len(open)+len(s.text)-from > s.size {
		at, shut, again := s.cut(from, s.size-len(open))
		parts = append(parts, open+s.head(from, at)+shut)
		from, open = nextText(s.text, at), again
	}
	return append(parts, open+string(s.text[from:]))
}

// cut finds where to cut the text after from, and which markers to close there
// and to begin again. The closing markers count: with them the part may be too
// long, and then the cut moves to the left.
func (s *splitter) cut(from, size int) (at int, shut, again string) {
	for room := size; room > size/2; room-- {
		at = s.place(from, room)
		shut, again = s.across(from, at)
		if utf8.RuneCountInString(s.head(from, at))+len(shut) <= size {
			return at, shut, again
		}
	}
	return s.place(from, size), "", "" // no room for markers: they become text
}

// head is the text of a part, without the white space at the cut.
func (s *splitter) head(from, at int) string {
	return strings.TrimRightFunc(string(s.text[from:at]), unicode.IsSpace)
}

// place finds the best cut within room characters after from.
func (s *splitter) place(from, room int) int {
	for _, want := range []struct {
		fits    func([]rune, int) bool
		outside bool
	}{
		{endsParagraph, true}, {endsLine, true}, {endsSentence, true}, {endsWord, true},
		{endsSentence, false}, {endsWord, false},
	} {
		for at := from + room; at >= from+max(room/4, 1); at-- {
			if want.fits(s.text, at) && (!want.outside || !s.inside[at]) && mayCut(s.text, nextText(s.text, at)) {
				return at
			}
		}
	}
	for at := from + room; at > from; at-- {
		if mayCut(s.text, at) && !besideMarker(s.text, at) {
			return at
		}
	}
	return from + room
}

// across is what closes the spans that a cut falls into, and what begins them
// again. A span needs text on both sides of the cut.
func (s *splitter) across(from, at int) (shut, again string) {
	for len(s.spans) > 0 && s.spans[0].shut < from {
		s.spans = s.spans[1:]
	}
	for _, cut := range s.spans {
		if cut.open >= at {
			break
		}
		if cut.open+cut.width < at && at < cut.shut {
			marker := string(s.text[cut.open : cut.open+cut.width])
			shut, again = marker+shut, again+marker
		}
	}
	return shut, again
}

// besideMarker reports whether a cut at i would tear a span's marker from its
// text, or a marker of several characters apart.
func besideMarker(text []rune, i int) bool {
	return i > 0 && i < len(text) && (strings.ContainsRune(markers, text[i-1]) || strings.ContainsRune(markers, text[i]))
}

func endsParagraph(text []rune, i int) bool {
	return i+1 < len(text) && text[i] == '\n' && text[i+1] == '\n'
}

func endsLine(text []rune, i int) bool { return i < len(text) && text[i] == '\n' }

func endsWord(text []rune, i int) bool {
	return i < len(text) && unicode.IsSpace(text[i]) && text[i] != '\u00a0' && text[i] != '\u202f'
}

// endsSentence finds the end of a sentence: a stop, closing marks after it,
// and white space, which languages written without spaces do not need.
func endsSentence(text []rune, i int) bool {
	j := i - 1
	for j > 0 && strings.ContainsRune("\"')]}»”’*_~`", text[j]) {
		j--
	}
	if j < 0 || j > 0 && text[j] == '.' && unicode.IsDigit(text[j-1]) {
		return false // the number of a list item
	}
	return strings.ContainsRune(".!?…؟۔।", text[j]) && endsWord(text, i) || strings.ContainsRune("。！？", text[j])
}

// nextText is where the text goes on after a cut at i.
func nextText(text []rune, i int) int {
	for i < len(text) && unicode.IsSpace(text[i]) {
		i++
	}
	return i
}
