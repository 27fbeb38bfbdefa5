package cloudapi

import (
	"encoding/json"

	"ventana/shared/envelope"
)

// typeButton is the type of a tap on a template's quick reply; one on a button or
// a row of ours is interactive.
const typeButton = "button"

// choiceOf is the button or row that a customer tapped. What we named it is the id
// of a reply, the payload of a template's button.
func choiceOf(kind string, message map[string]json.RawMessage) *envelope.Choice {
	own, _ := members(message[kind])
	switch kind {
	case typeButton:
		return named(own["payload"], own["text"])
	case typeInteractive:
		for _, reply := range []string{"button_reply", "list_reply"} {
			if tapped, ok := members(own[reply]); ok {
				return named(tapped["id"], tapped["title"])
			}
		}
	}
	return nil
}

// named is nil without an id: then the title is all there is, and stands in the
// message itself.
func named(id, title json.RawMessage) *envelope.Choice {
	if name := clean(scalar(id)); name != "" {
		return &envelope.Choice{ID: name, Title: clean(scalar(title))}
	}
	return nil
}
