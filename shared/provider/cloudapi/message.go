package cloudapi

import (
	"encoding/json"
	"errors"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// The types that are treated apart, and the name of a type that is missing.
const (
	typeText    = "text"
	typeSystem  = "system"
	typeUnknown = "unknown"
)

var (
	errNotObject = errors.New("not an object")
	errNoNumber  = errors.New("metadata.phone_number_id: missing")
	errNoID      = errors.New("id: missing")
	errNobody    = errors.New("nobody to answer: neither from nor from_user_id")
	errNoText    = errors.New("text.body: missing")
)

// message cuts one customer's message.
func (c *cutter) message(number string, book contactBook, raw json.RawMessage) (envelope.Envelope, error) {
	none := envelope.Envelope{}
	message, ok := members(raw)
	if !ok {
		return none, errNotObject
	}
	if number == "" {
		return none, errNoNumber
	}
	id := scalar(message["id"])
	if id == "" {
		return none, errNoID
	}
	at, err := c.when(message["timestamp"])
	if err != nil {
		return none, err
	}
	cut := &envelope.Message{Number: number, ID: id, At: at, Type: typeOf(message), From: book.sender(message)}
	author := cut.From
	if cut.Type == typeSystem {
		system, _ := members(message["system"]) // without it the event moves nobody
		cut.From = move(cut.From, system)
		author.BSUID = first(cut.From.PreviousBSUID, author.BSUID)
	}
	if cut.From.BSUID == "" && cut.From.Phone == "" {
		return none, errNobody
	}
	if err := fill(cut, message, raw); err != nil {
		return none, err
	}
	return c.header(envelope.Envelope{
		Kind: envelope.KindMessage, Message: cut,
		Group: conversationGroup(number, scalar(message["group_id"]), author, cut.From), Dedup: envelope.Digest("message", number, id),
	}), nil
}

// fill puts the text of a text message, or the raw object of any other, into
// cut. A text of nothing but NUL keeps its raw object, so that it is shown.
func fill(cut *envelope.Message, message map[string]json.RawMessage, raw json.RawMessage) error {
	if cut.Type == typeText {
		content, _ := members(message[typeText]) // no object has no body either
		body, ok := str(content["body"])
		if !ok {
			return errNoText
		}
		if cut.Text = clean(body); cut.Text != "" {
			return nil
		}
	}
	cut.Raw = kept(raw)
	return nil
}

func typeOf(message map[string]json.RawMessage) string {
	if name, ok := str(message["type"]); ok && clean(name) != "" {
		return clean(name)
	}
	return typeUnknown
}

// conversationGroup orders a conversation: by the BSUID of its author, which
// WhatsApp always gives, else by the phone. A system event belongs among the
// messages of the identity that it ends, so it is ordered by that one; the new
// identity serves only when the old one is not told. A WhatsApp group is one
// conversation.
func conversationGroup(number, group string, author, now envelope.Sender) string {
	if group != "" {
		return envelope.Digest("conversation", number, "group", group)
	}
	return envelope.Digest("conversation", number, first(
		author.BSUID, conversation.CanonicalPhone(author.Phone),
		now.BSUID, conversation.CanonicalPhone(now.Phone)))
}
