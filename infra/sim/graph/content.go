package graph

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// Types of messages that have rules of their own.
const (
	typeText        = "text"
	typeTemplate    = "template"
	typeReaction    = "reaction"
	typeContacts    = "contacts"
	typeInteractive = "interactive"
	typeLocation    = "location"
	typeEdit        = "edit"   // of a customer or of the phone app only
	typeRevoke      = "revoke" // as above
	typeUnsupported = "unsupported"
)

// Lengths in characters (Unicode code points). Source: Cloud API, the pages of
// each message type.
const (
	textMax     = 4096
	captionMax  = 1024
	contactsMax = 257
)

// content is what a checked message holds.
type content struct {
	kind     string
	text     string // what the phone shows
	template string
	language string
	category string // of its price, lower case
	target   string // message that a reaction is for
	files    []reference
	object   json.RawMessage // the type's own, where a phone shows more than words
	holder   string          // id of the template, when its pacing holds messages back
}

// free says whether the message needs an open customer service window.
func (c content) free() bool { return c.kind != typeTemplate }

// parseContent checks the object of a message's type. members are those of the
// request by name.
func (g *Graph) parseContent(kind string, members map[string]json.RawMessage) (content, *apiError) {
	if !slices.Contains(messageTypes(), kind) {
		return content{}, fail(codeWrongParameter, "Param type must be one of {%s} - got %q.", strings.ToUpper(strings.Join(messageTypes(), ", ")), kind)
	}
	for _, other := range messageTypes() {
		if other != kind && members[other] != nil {
			return content{}, fail(codeWrongParameter, "Unexpected key %q on a message of type %s.", other, kind)
		}
	}
	raw := unpacked(members[kind])
	if raw == nil {
		return content{}, fail(codeWrongParameter, "The parameter %s is required.", kind)
	}
	switch kind {
	case typeText:
		return parseText(raw)
	case typeTemplate:
		return g.parseTemplate(raw)
	case typeReaction:
		return parseReaction(raw)
	case typeLocation:
		return parseLocation(raw)
	case typeContacts:
		return parseContacts(raw)
	case typeInteractive:
		return parseInteractive(raw)
	default:
		return parseMedia(kind, raw)
	}
}

// unpacked is an object that a client has written as a JSON text, as in a form:
// the Graph API reads both.
func unpacked(raw json.RawMessage) json.RawMessage {
	var written string
	if json.Unmarshal(raw, &written) == nil && json.Valid([]byte(written)) {
		return json.RawMessage(written)
	}
	return raw
}

func messageTypes() []string {
	return []string{
		typeAudio, typeContacts, typeDocument, typeImage, typeInteractive, typeLocation,
		typeReaction, typeSticker, typeTemplate, typeText, typeVideo,
	}
}

// strict decodes the value of a parameter and refuses unknown members. Names
// are compared exactly: the decoder alone would take "Body" for "body".
func strict(name string, raw json.RawMessage, into any) *apiError {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) == nil {
		for member := range members {
			if strings.ToLower(member) != member {
				return fail(codeWrongParameter, "Unexpected key %q on param %q.", member, name)
			}
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fail(codeWrongParameter, "Unexpected key or value on param %q: %s.", name, strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

func parseText(raw json.RawMessage) (content, *apiError) {
	var text struct {
		Body       *string `json:"body"`
		PreviewURL bool    `json:"preview_url"`
	}
	if e := strict(typeText, raw, &text); e != nil {
		return content{}, e
	}
	if text.Body == nil || *text.Body == "" {
		return content{}, fail(codeWrongParameter, "The parameter text['body'] is required.")
	}
	if utf8.RuneCountInString(*text.Body) > textMax {
		return content{}, fail(codeWrongParameter, "Param text['body'] must be at most %d characters long.", textMax)
	}
	return content{kind: typeText, text: *text.Body, category: categoryService}, nil
}

func parseReaction(raw json.RawMessage) (content, *apiError) {
	var reaction struct {
		MessageID string  `json:"message_id"`
		Emoji     *string `json:"emoji"`
	}
	if e := strict(typeReaction, raw, &reaction); e != nil {
		return content{}, e
	}
	if reaction.MessageID == "" || reaction.Emoji == nil {
		return content{}, fail(codeParameterMissing, "The parameters reaction['message_id'] and reaction['emoji'] are required.")
	}
	return content{kind: typeReaction, text: *reaction.Emoji, target: reaction.MessageID}, nil
}

func parseContacts(raw json.RawMessage) (content, *apiError) {
	var cards []struct {
		Name struct {
			Formatted string `json:"formatted_name"`
		} `json:"name"`
	}
	if json.Unmarshal(raw, &cards) != nil || len(cards) == 0 {
		return content{}, fail(codeWrongParameter, "Param contacts must be a list of at least one contact.")
	}
	if len(cards) > contactsMax {
		return content{}, fail(codeWrongParameter, "Param contacts must have at most %d contacts.", contactsMax)
	}
	for i, card := range cards {
		if card.Name.Formatted == "" {
			return content{}, fail(codeParameterMissing, "The parameter contacts[%d]['name']['formatted_name'] is required.", i)
		}
	}
	return content{kind: typeContacts, text: cards[0].Name.Formatted, category: categoryService, object: raw}, nil
}
