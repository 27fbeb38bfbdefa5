package main

import (
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/note"
	"ventana/shared/rendering"
)

// The message types that this function treats apart.
const (
	typeText     = "text"
	typeReaction = "reaction"
	typeSystem   = "system"
)

// bodyOf is what the ticket shows of a message: text to the letter, anything
// else after its type in square brackets.
func bodyOf(message envelope.Message, language string) string {
	switch {
	case message.Type != typeText:
		return rendering.Message(message, language)
	case strings.TrimSpace(message.Text) == "":
		return note.Blank(language) // a helpdesk refuses a comment that shows nothing
	}
	return message.Text
}

// reopens reports whether the customer spoke: a reaction or a remark of
// WhatsApp's own leaves a solved ticket solved.
func reopens(parts []part) bool {
	for _, p := range parts {
		if p.message.Type != typeReaction && !remark(p.message) {
			return true
		}
	}
	return false
}

// remark reports whether a message is WhatsApp's own word about the customer.
func remark(message envelope.Message) bool { return message.Type == typeSystem }

// nameOf is what the helpdesk calls the customer: the profile's name, which
// the customer chose and may leave empty, else what identifies them best.
func nameOf(message envelope.Message) string {
	from := message.From
	for _, name := range []string{strings.TrimSpace(from.Name), strings.TrimPrefix(from.Username, "@"), phoneOf(message)} {
		if name != "" {
			return name
		}
	}
	return "WhatsApp customer"
}

// phoneOf is the customer's number in E.164, or empty.
func phoneOf(message envelope.Message) string {
	if canonical := conversation.CanonicalPhone(message.From.Phone); canonical != "" {
		return "+" + canonical
	}
	return ""
}
