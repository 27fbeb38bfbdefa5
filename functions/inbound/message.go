package main

import (
	"context"
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
	typeRevoke   = "revoke"
	typeEdit     = "edit"
	typeSystem   = "system"
)

// bodyOf is what the ticket shows of a message.
func (t *turn) bodyOf(ctx context.Context, message envelope.Message) string {
	language := t.line.helpdesk.Language
	switch {
	case message.Call != nil: // it says itself who called
	case t.echo:
		return rendering.Echo(message, t.about(ctx, message), language)
	case message.Type == typeText && message.Context == nil && message.From.Group == "" && strings.TrimSpace(message.Text) == "":
		return note.Blank(language) // a helpdesk refuses a comment that shows nothing
	}
	return rendering.Message(message, t.about(ctx, message), language)
}

// reopens reports whether the customer spoke and waits: a reaction, a message
// taken back, and what is worth no ticket leave a solved ticket solved.
func reopens(parts []part) bool {
	for _, p := range parts {
		switch {
		case passing(p), p.quiet, p.message.Type == typeReaction, p.message.Type == typeRevoke:
		default:
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
	if from.Group != "" {
		return "WhatsApp group"
	}
	for _, name := range []string{strings.TrimSpace(from.Name), strings.TrimPrefix(from.Username, "@"), phoneOf(message)} {
		if name != "" {
			return name
		}
	}
	return "WhatsApp customer"
}

// phoneOf is the customer's number in E.164, or empty. A group has none.
func phoneOf(message envelope.Message) string {
	if message.From.Group != "" {
		return ""
	}
	if canonical := conversation.CanonicalPhone(message.From.Phone); canonical != "" {
		return "+" + canonical
	}
	return ""
}
