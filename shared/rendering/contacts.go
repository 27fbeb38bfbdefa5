package rendering

import (
	"encoding/json"
	"strings"
)

// originRequest marks the card with which a customer answers the question for
// their own number. It was told of the message at first, of each card later.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
const originRequest = "contact_request"

// contacts are the shared cards, and that the customer was asked for them.
func (m message) contacts() string {
	shown := cards(m.own)
	requested := text(m.all.get("origin")) == originRequest
	for _, raw := range elements(m.own) {
		contact, _ := parse(raw) // what is no object has no origin
		requested = requested || text(contact.get("origin")) == originRequest
	}
	if shown == "" || !requested {
		return shown
	}
	return join(m.words.shared, shown)
}

// cards are the contacts that the customer shared, with an empty line between
// two.
func cards(own json.RawMessage) string {
	var list []string
	for _, raw := range elements(own) {
		shown := text(raw)
		if contact, ok := parse(raw); ok {
			shown = first(card(contact), shown)
		}
		if shown != "" {
			list = append(list, shown)
		}
	}
	return strings.Join(list, "\n\n")
}

// card is one contact: the name, then a line for each thing known of it.
func card(contact object) string {
	lines := []string{cardName(contact.get("name"))}
	lines = append(lines, entries(contact.get("phones"), func(phone object) string {
		number := text(phone.get("phone"))
		if id := text(phone.get("wa_id")); number == "" && id != "" {
			number = "+" + strings.TrimPrefix(id, "+")
		}
		return number
	})...)
	lines = append(lines, entries(contact.get("emails"), func(email object) string { return text(email.get("email")) })...)
	lines = append(lines, organisation(contact.get("org")))
	lines = append(lines, entries(contact.get("addresses"), func(address object) string {
		town := spaced(text(address.get("zip")), text(address.get("city")))
		return filled(", ", []string{
			text(address.get("street")), town, text(address.get("state")),
			first(text(address.get("country")), strings.ToUpper(text(address.get("country_code")))),
		})
	})...)
	lines = append(lines, entries(contact.get("urls"), func(url object) string { return text(url.get("url")) })...)
	return join(append(lines, text(contact.get("birthday")))...)
}

func cardName(raw json.RawMessage) string {
	name, ok := parse(raw)
	if !ok {
		return text(raw)
	}
	return first(text(name.get("formatted_name")), spaced(
		text(name.get("prefix")), text(name.get("first_name")), text(name.get("middle_name")),
		text(name.get("last_name")), text(name.get("suffix"))))
}

func organisation(raw json.RawMessage) string {
	org, ok := parse(raw)
	if !ok {
		return text(raw)
	}
	return filled(", ", []string{text(org.get("company")), text(org.get("department")), text(org.get("title"))})
}

// entries are the lines of a list whose elements have a type, "… (WORK)". An
// element that show cannot read is shown as it is.
func entries(raw json.RawMessage, show func(object) string) []string {
	var lines []string
	for _, item := range elements(raw) {
		entry, ok := parse(item)
		line := ""
		if ok {
			line = show(entry)
		}
		switch kind := text(entry.get("type")); {
		case line == "" && len(entry) == 0 && ok: // an empty object tells nothing
		case line == "":
			lines = append(lines, text(item))
		case kind == "":
			lines = append(lines, line)
		default:
			lines = append(lines, line+" ("+kind+")")
		}
	}
	return lines
}
