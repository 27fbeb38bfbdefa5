package cloudapi

import (
	"encoding/json"
	"unicode/utf8"

	"ventana/shared/envelope"
)

// What an envelope keeps of others' words and addresses, in characters: the
// words are cut, an id or an address that is longer is none.
const (
	maxWords    = 1000
	maxFileName = 255
	maxAddress  = 2000
	maxID       = 512
)

// relation is what a message stands in relation to, nil for most. The message
// that a reaction, an edit or a revoke is about stands in its own object.
func relation(kind string, message map[string]json.RawMessage) *envelope.Context {
	context, _ := members(message["context"]) // most messages have none
	found := envelope.Context{
		About:     bounded(scalar(context["id"]), maxID),
		Forwarded: isTrue(context["forwarded"]),
		Often:     isTrue(context["frequently_forwarded"]),
		Product:   productOf(context["referred_product"]),
		Referral:  referral(message["referral"]),
	}
	switch kind {
	case typeReaction:
		found.About = first(target(message[kind], "message_id"), found.About)
	case typeEdit, typeRevoke:
		found.About = first(target(message[kind], "original_message_id"), found.About)
	}
	if found == (envelope.Context{}) {
		return nil
	}
	kept := found // the one that is allocated
	return &kept
}

func target(raw json.RawMessage, name string) string {
	own, _ := members(raw) // no object is about nothing
	return bounded(scalar(own[name]), maxID)
}

func productOf(raw json.RawMessage) *envelope.Product {
	own, _ := members(raw) // few messages ask about one
	found := envelope.Product{
		Catalog: bounded(scalar(own["catalog_id"]), maxID),
		ID:      bounded(clean(scalar(own["product_retailer_id"])), maxID),
	}
	if found == (envelope.Product{}) {
		return nil
	}
	kept := found // the one that is allocated
	return &kept
}

func referral(raw json.RawMessage) *envelope.Referral {
	own, _ := members(raw) // only the first message after an ad has one
	found := envelope.Referral{
		Source:   bounded(clean(scalar(own["source_type"])), maxID),
		ID:       bounded(scalar(own["source_id"]), maxID),
		URL:      bounded(clean(scalar(own["source_url"])), maxAddress),
		Headline: clipped(clean(scalar(own["headline"])), maxWords),
		Body:     clipped(clean(scalar(own["body"])), maxWords),
		Click:    bounded(scalar(own["ctwa_clid"]), maxID),
	}
	if found == (envelope.Referral{}) {
		return nil
	}
	kept := found // the one that is allocated
	return &kept
}

// carried is the file of a message, also the one that an edit puts in another's
// place; nil when there is none, or none that can be asked for.
func carried(kind string, message map[string]json.RawMessage) *envelope.File {
	if kind == typeEdit {
		edit, _ := members(message[typeEdit]) // no object carries nothing
		message, _ = members(edit["message"])
		kind = typeOf(message)
	}
	switch kind {
	case "image", "audio", "video", "document", "sticker":
	default:
		return nil
	}
	own, _ := members(message[kind]) // no object has no id either
	id := bounded(scalar(own["id"]), maxID)
	if id == "" {
		return nil
	}
	return &envelope.File{
		ID:     id,
		MIME:   bounded(baseType(scalar(own["mime_type"])), maxID),
		SHA256: hexDigest(scalar(own["sha256"])),
		Name:   clipped(clean(scalar(own["filename"])), maxFileName),
	}
}

func isTrue(raw json.RawMessage) bool { return string(raw) == "true" || string(raw) == `"true"` }

// bounded is text, or nothing when it is longer than limit characters.
func bounded(text string, limit int) string {
	if len(text) > limit && utf8.RuneCountInString(text) > limit {
		return ""
	}
	return text
}

// clipped is the first limit characters of text.
func clipped(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	count := 0
	for i := range text {
		if count == limit {
			return text[:i]
		}
		count++
	}
	return text
}
