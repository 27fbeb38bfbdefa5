package cloudapi

import (
	"encoding/json"
	"errors"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// The types that are treated apart, and the name of a type that is missing.
const (
	typeText        = "text"
	typeReaction    = "reaction"
	typeInteractive = "interactive"
	typeEdit        = "edit"
	typeRevoke      = "revoke"
	typeSystem      = "system"
	typeUnknown     = "unknown"
)

var (
	errNotObject = errors.New("not an object")
	errNoNumber  = errors.New("metadata.phone_number_id: missing")
	errNoID      = errors.New("id: missing")
	errNobody    = errors.New("nobody to answer: neither a phone nor a user id")
	errNoTime    = errors.New("timestamp: not Unix seconds")
	errNoText    = errors.New("text.body: missing")
)

// side is who wrote: where a message names its customer.
type side struct {
	kind                 envelope.Kind
	phone, bsuid, parent string // members
}

// byCustomer are the customers' own messages, byBusiness what the business
// wrote to them in the phone app.
func byCustomer() side {
	return side{kind: envelope.KindMessage, phone: "from", bsuid: "from_user_id", parent: "from_parent_user_id"}
}

func byBusiness() side {
	return side{kind: envelope.KindEcho, phone: "to", bsuid: "to_user_id", parent: "to_parent_user_id"}
}

// message cuts one message of a conversation.
func (c *cutter) message(by side, number string, book contactBook, raw json.RawMessage) (envelope.Envelope, error) {
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
	from := book.sender(envelope.Sender{
		BSUID: scalar(message[by.bsuid]), ParentBSUID: scalar(message[by.parent]), Phone: phoneDigits(scalar(message[by.phone])),
	})
	from.Group = scalar(message["group_id"])
	if from.Phone == "" && from.BSUID != "" && by.kind == envelope.KindMessage {
		from.Phone = sharedPhone(message)
	}
	cut := &envelope.Message{Number: number, ID: id, At: at, Type: typeOf(message), From: from}
	author := cut.From
	if cut.Type == typeSystem && by.kind == envelope.KindMessage {
		system, _ := members(message[typeSystem]) // without it the event moves nobody
		cut.From = move(cut.From, system)
		author.BSUID = first(cut.From.PreviousBSUID, author.BSUID)
		author.ParentBSUID = first(scalar(system["previous_parent_user_id"]), author.ParentBSUID)
	}
	if cut.From.BSUID == "" && cut.From.ParentBSUID == "" && cut.From.Phone == "" {
		return none, errNobody
	}
	if err := fill(cut, message, raw); err != nil {
		return none, err
	}
	return c.header(envelope.Envelope{
		Kind: by.kind, Message: cut,
		Group: conversationGroup(number, author, cut.From), Dedup: envelope.Digest(string(by.kind), number, id),
	}), nil
}

// fill puts the text of a text message, or the raw object of any other, into
// cut, and what belongs to it. A text of nothing but NUL keeps its raw object,
// so that it is shown.
func fill(cut *envelope.Message, message map[string]json.RawMessage, raw json.RawMessage) error {
	cut.Context, cut.File, cut.Choice = relation(cut.Type, message), carried(cut.Type, message), choiceOf(cut.Type, message)
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

// conversationGroup orders a conversation: by the customer's BSUID, which
// WhatsApp always gives, else by the phone, else by the parent id. A system
// event belongs among the messages of the identity that it ends, so it is
// ordered by that one; the new identity serves only when the old one is not
// told. A WhatsApp group is one conversation.
func conversationGroup(number string, author, now envelope.Sender) string {
	if author.Group != "" {
		return envelope.Digest("conversation", number, "group", author.Group)
	}
	return envelope.Digest("conversation", number, first(
		author.BSUID, conversation.CanonicalPhone(author.Phone), author.ParentBSUID,
		now.BSUID, conversation.CanonicalPhone(now.Phone), now.ParentBSUID))
}
