package rendering

import (
	"fmt"
	"slices"
)

// edit is what an earlier message says now; when the ticket shows what it said
// before, that stands above. A file's new caption stands in the rendering of
// the file.
func (m message) edit(own object) string {
	now := m.edition(own)
	if now == "" {
		return ""
	}
	before := changed(m.words, m.about.Text, now)
	if before == "" {
		return now
	}
	return join(before+" →", now)
}

// edition is the new content of an edited message, or empty for what holds none.
func (m message) edition(own object) string {
	raw := own.get("message")
	inner, ok := parse(raw)
	if !ok || m.edited {
		return ""
	}
	kind := text(inner.get("type"))
	if kind != "" && kind != typeText {
		return message{words: m.words, kind: kind, file: m.file, echo: m.echo, edited: true}.render(raw)
	}
	content, ok := parse(inner.get(typeText))
	if !ok {
		return text(inner.get(typeText))
	}
	return text(content.get("body"))
}

// revoke tells which message was deleted, by its time. The deleted words are not
// repeated.
func (m message) revoke() string {
	w := m.words
	switch {
	case m.about.At.IsZero() && m.echo:
		return w.revokedOurs
	case m.about.At.IsZero():
		return w.revoked
	case m.echo:
		return fmt.Sprintf(w.revokedOursOf, clockTime(m.about.At))
	default:
		return fmt.Sprintf(w.revokedOf, clockTime(m.about.At))
	}
}

// reaction is the emoji, and what it is put on when the ticket shows it; one
// without an emoji was taken back, unless there is something that nobody knows
// in the emoji's place.
func (m message) reaction(own object) string {
	put := text(own.get("emoji"))
	switch {
	case put == "" && !only(own, "emoji", "message_id"):
		return ""
	case put == "":
		put = m.words.removed
	}
	target := quoted(m.words, m.about.Text)
	if target == "" {
		return put
	}
	return put + " → " + target
}

// unsupported tells what WhatsApp keeps to itself, with its code. Members that
// nobody knows are shown too.
func (m message) unsupported() string {
	own, ok := parse(m.own)
	said := m.words.withheld
	if kind := oneLine(text(own.get("type")), ""); kind != "" {
		said = kind + ": " + said
	}
	if problems := m.problems(); problems != "" {
		said += " (" + problems + ")"
	}
	switch {
	case ok && !only(own, "type"):
		return join(said, compact(m.own))
	case !ok && !absent(m.own):
		return join(said, text(m.own))
	default:
		return said
	}
}

// only reports whether own holds nothing but those members.
func only(own object, names ...string) bool {
	for _, f := range own {
		if !slices.Contains(names, f.name) && !absent(f.value) {
			return false
		}
	}
	return true
}
