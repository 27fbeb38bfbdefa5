package rendering

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	replyButton     = "button_reply"
	replyList       = "list_reply"
	replyForm       = "nfm_reply"
	replyPermission = "call_permission_reply"
)

const (
	// maxUnix is the last second of the year 9999, after which no time is read.
	maxUnix = 253402300799
	// timeLayout is the one of Ventana's notes.
	timeLayout = "2006-01-02 15:04 MST"
	// maxLevels is how many levels of a form's answers have lines of their own.
	maxLevels = 4
)

// interactive is the customer's choice, form or permission. What it is stands
// in its type, and is guessed from its members when that is missing. A kind
// that nobody knows is shown as JSON.
func (m message) interactive(own object) string {
	kind := text(own.get("type"))
	for _, known := range []string{replyButton, replyList, replyForm, replyPermission} {
		if kind == "" && !absent(own.get(known)) {
			kind = known
		}
	}
	reply, ok := parse(own.get(kind))
	shown := ""
	switch {
	case !ok:
		return ""
	case kind == replyButton || kind == replyList:
		shown = join(first(text(reply.get("title")), text(reply.get("id"))), text(reply.get("description")))
	case kind == replyForm:
		shown = m.form(reply)
	case kind == replyPermission:
		shown = m.permission(reply)
	}
	return first(shown, join(oneLine(kind, "?"), compact(own.get(kind))))
}

// form is what the customer filled in: what it is, the words that stood in the
// chat, and each answer on its line.
func (m message) form(reply object) string {
	name, title := text(reply.get("name")), ""
	switch name {
	case "flow":
		title = m.words.form
	case "address_message":
		title = m.words.address
	default:
		title = first(oneLine(name, ""), m.words.form)
	}
	said, given := text(reply.get("body")), answers(reply.get("response_json"))
	if said == "" && given == "" {
		return ""
	}
	return join(title, said, given)
}

// answers reads the document that stands in a string, line by line. What is no
// document is the customer's own word, or JSON.
func answers(raw json.RawMessage) string {
	if inside, ok := str(raw); ok {
		if !json.Valid([]byte(inside)) {
			return inside
		}
		raw = json.RawMessage(inside)
	}
	response, ok := parse(raw)
	if !ok {
		return text(raw)
	}
	return strings.Join(answerLines(response, "", 1), "\n")
}

// answerLines are "name: value", with a path before names below the first
// level. An address keeps its fields in "values", which is no path. The token
// of a form is the sender's own, not an answer.
func answerLines(response object, path string, level int) []string {
	var lines []string
	for _, f := range response {
		if level == 1 && f.name == "flow_token" {
			continue
		}
		if inner, ok := parse(f.value); ok && level < maxLevels {
			below := path + f.name + "."
			if level == 1 && f.name == "values" {
				below = path
			}
			lines = append(lines, answerLines(inner, below, level+1)...)
			continue
		}
		lines = append(lines, strings.TrimSpace(withoutNUL(path+f.name)+": "+answer(f.value)))
	}
	return lines
}

// answer is one value; of several plain ones each is named.
func answer(raw json.RawMessage) string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return text(raw)
	}
	var values []string
	for _, item := range list {
		if one := strings.TrimSpace(string(item)); one[0] == '{' || one[0] == '[' {
			return compact(raw)
		}
		values = append(values, text(item))
	}
	return filled(", ", values)
}

// permission tells whether, and until when, the customer may be called.
func (m message) permission(reply object) string {
	switch response := text(reply.get("response")); response {
	case "accept":
		until, err := strconv.ParseInt(text(reply.get("expiration_timestamp")), 10, 64)
		switch {
		case truth(reply.get("is_permanent")):
			return m.words.callsAlways
		case err != nil || until <= 0 || until > maxUnix:
			return m.words.calls
		default:
			return fmt.Sprintf(m.words.callsUntil, clockTime(time.Unix(until, 0)))
		}
	case "reject":
		return m.words.noCalls
	default:
		return ""
	}
}
