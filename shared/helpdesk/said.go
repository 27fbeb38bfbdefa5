package helpdesk

import (
	"slices"
	"strings"
)

// Said is what the message behind one of the comment's markers says. A comment
// that joins a burst holds several messages: where each has a line of its own
// that line is given, else the whole comment.
func (c Comment) Said(marker string) string {
	lines, apart := c.apart()
	at := slices.Index(c.Markers, marker)
	if !apart || at < 0 {
		return c.Plain
	}
	return lines[at]
}

// MarkerOf is the marker of the message that holds what is quoted, the newest
// where several do or where messages cannot be told apart; empty for a comment
// without markers.
func (c Comment) MarkerOf(holds func(said string) bool) string {
	if len(c.Markers) == 0 {
		return ""
	}
	lines, apart := c.apart()
	for i := len(lines) - 1; apart && i >= 0; i-- {
		if holds(lines[i]) {
			return c.Markers[i]
		}
	}
	return c.Markers[len(c.Markers)-1]
}

// apart are the comment's messages, when each is one line.
func (c Comment) apart() ([]string, bool) {
	lines := strings.Split(c.Plain, "\n")
	return lines, len(c.Markers) > 1 && len(lines) == len(c.Markers)
}
