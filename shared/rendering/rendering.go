package rendering

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"ventana/shared/envelope"
)

const (
	// MaxCharacters is how long a rendering can be. The longest text of WhatsApp
	// has 4,096; what is longer is a list, and a ticket is not the place for it.
	MaxCharacters = 10_000
	// maxJSON is how much of a piece of JSON is shown, in characters: enough to
	// see what it is.
	maxJSON = 2_000
	// maxName is how much is shown of a type, a name or an error, in characters.
	// They come from outside and share a line with our own words.
	maxName = 80
	// maxProblems is how many errors of a message are named. WhatsApp gives one.
	maxProblems = 5
)

// The types that are shown in their own way. Any other is shown as JSON.
const (
	typeText           = "text"
	typeImage          = "image"
	typeVideo          = "video"
	typeAudio          = "audio"
	typeDocument       = "document"
	typeSticker        = "sticker"
	typeLocation       = "location"
	typeContacts       = "contacts"
	typeInteractive    = "interactive"
	typeButton         = "button"
	typeReaction       = "reaction"
	typeOrder          = "order"
	typeSystem         = "system"
	typeEdit           = "edit"
	typeRevoke         = "revoke"
	typeUnsupported    = "unsupported"
	typeRequestWelcome = "request_welcome"
	typeCall           = "call"
)

// Message is what an agent reads of m. A text is its own rendering, to the
// letter; anything else begins with its type in square brackets, is never
// empty, and is valid UTF-8. What m stands in relation to is told on lines above
// it; about is what m refers to, as the ticket shows it. language is as the
// helpdesk spells it ("es", "pt_BR"); one that is not known gives English.
func Message(m envelope.Message, about About, language string) string {
	return show(m, about, language, false)
}

// Echo is what an agent reads of m that the business itself wrote, in its phone
// app, to the customer m.From: a first line that says so, then as Message.
func Echo(m envelope.Message, about About, language string) string {
	return show(m, about, language, true)
}

func show(m envelope.Message, about About, language string, echo bool) string {
	w := wordsIn(language)
	above := head(w, m, about, echo)
	if m.Type == typeText {
		return join(above, m.Text)
	}
	shown := message{words: w, kind: m.Type, about: about, echo: echo, call: m.Call, file: m.File != nil && m.File.ID != ""}
	rendered := join(above, strings.ToValidUTF8(shown.render(m.Raw), "\uFFFD"))
	if utf8.RuneCountInString(rendered) <= MaxCharacters {
		return rendered
	}
	note := "\n" + fmt.Sprintf(w.cut, MaxCharacters)
	return cut(rendered, MaxCharacters-utf8.RuneCountInString(note)) + note
}

// message is one message under the pen.
type message struct {
	words words
	kind  string
	about About           // what it refers to
	all   object          // the message's members
	own   json.RawMessage // the member that is named like the type
	call  *envelope.Call  // of a call, else nil
	// file is whether there is one to fetch; echo whether the business wrote it.
	file, echo bool
	// edited is whether the message stands in an edit, which cannot be edited.
	edited bool
}

// render is a message after its type. An edit holds another message.
func (m message) render(raw json.RawMessage) string {
	tag := "[" + oneLine(m.kind, "unknown") + "]"
	if len(raw) > 0 && !json.Valid(raw) {
		return tag + " " + join(m.words.cannot, cut(withoutNUL(string(raw)), maxJSON))
	}
	m.all, _ = parse(raw) // what is no object has no members, and is shown whole
	m.own = m.all.get(m.kind)
	body := m.body()
	if body == "" {
		body = join(m.words.cannot, m.whole(raw))
	}
	if m.kind != typeUnsupported { // which tells its errors itself
		if problems := m.problems(); problems != "" {
			body = join(body, fmt.Sprintf(m.words.problem, problems))
		}
	}
	return tag + " " + body
}

// body is what follows the type, or empty when the message holds nothing that
// its type should.
func (m message) body() string {
	if m.kind == typeCall && m.call != nil {
		return called(m.words, *m.call)
	}
	switch m.kind {
	case typeRevoke:
		return m.revoke()
	case typeRequestWelcome:
		return join(m.words.welcome, text(m.own))
	case typeUnsupported:
		return m.unsupported()
	case typeContacts:
		return m.contacts()
	}
	own, ok := parse(m.own)
	if !ok {
		return ""
	}
	switch m.kind {
	case typeImage, typeVideo, typeAudio, typeDocument, typeSticker:
		return m.media(own)
	case typeLocation:
		return location(own)
	case typeInteractive:
		return m.interactive(own)
	case typeButton:
		return first(text(own.get("text")), text(own.get("payload")))
	case typeReaction:
		return m.reaction(own)
	case typeOrder:
		return order(own)
	case typeSystem:
		return text(own.get("body"))
	case typeEdit:
		return m.edit(own)
	default:
		return ""
	}
}

// whole is the type's own object as JSON; without one, whatever the message
// holds besides what every message does.
func (m message) whole(raw json.RawMessage) string {
	switch {
	case !absent(m.own):
		return compact(m.own)
	case m.all == nil && !absent(raw):
		return compact(raw)
	}
	var rest []string
	for _, f := range m.all {
		switch f.name {
		case "from", "from_user_id", "from_parent_user_id", "from_logical_id", "group_id", "id", "timestamp", "type", "context", "errors":
		default:
			if !absent(f.value) {
				rest = append(rest, compact(quote(f.name))+":"+compact(f.value))
			}
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return cut("{"+strings.Join(rest, ",")+"}", maxJSON)
}

// problems are the codes and titles of the message's errors, on one line.
func (m message) problems() string {
	var list []string
	for _, item := range elements(m.all.get("errors")) {
		if len(list) == maxProblems {
			list = append(list, "…")
			break
		}
		problem, ok := parse(item)
		said := text(item)
		if ok {
			said = spaced(text(problem.get("code")), first(text(problem.get("title")), text(problem.get("message"))))
		}
		if line := oneLine(said, ""); line != "" {
			list = append(list, line)
		}
	}
	return strings.Join(list, ", ")
}

// oneLine is an outside name on one line, cut to maxName characters.
func oneLine(name, instead string) string {
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	return first(cut(line, maxName), instead)
}

// cut keeps at most limit characters, the last of which then tells it.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// join puts what is there on lines of its own.
func join(lines ...string) string { return filled("\n", lines) }

// spaced puts what is there side by side.
func spaced(parts ...string) string { return filled(" ", parts) }

func filled(separator string, parts []string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, separator)
}
