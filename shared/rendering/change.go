package rendering

import "slices"

// edit is the new text of an earlier message; a file's new caption stands in
// the rendering of the file.
func (m message) edit(own object) string {
	raw := own.get("message")
	inner, ok := parse(raw)
	if !ok || m.edited {
		return ""
	}
	kind := text(inner.get("type"))
	if kind != "" && kind != typeText {
		return render(m.words, kind, raw, true)
	}
	content, ok := parse(inner.get(typeText))
	if !ok {
		return text(inner.get(typeText))
	}
	return text(content.get("body"))
}

// reaction is the emoji; one without it was taken back, unless there is
// something that nobody knows in the emoji's place.
func (m message) reaction(own object) string {
	if emoji := text(own.get("emoji")); emoji != "" || !only(own, "emoji", "message_id") {
		return emoji
	}
	return m.words.removed
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
