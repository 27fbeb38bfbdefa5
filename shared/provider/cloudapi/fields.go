package cloudapi

import (
	"encoding/json"
	"strings"

	"ventana/shared/envelope"
)

// The fields of a webhook that are more than a notice.
const (
	messagesField    = "messages"
	echoesField      = "smb_message_echoes"
	preferencesField = "user_preferences"
	callsField       = "calls"
)

// field is what a notice keeps of a webhook field.
type field struct {
	// raw: the value holds ids, states and the business's own words only, so
	// that it may be kept. Values in which a person may be named, or may speak,
	// are kept nowhere, and neither is what nobody knows.
	raw bool
	// event are the places of the one word that says what happened; the first
	// that is filled counts. An array on the way stands for its first element.
	event []string
}

// fields are all that Meta documents, but for those of messages.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func fields() map[string]field {
	kept := func(event ...string) field { return field{raw: true, event: event} }
	dropped := func(event ...string) field { return field{event: event} }
	return map[string]field{
		"account_alerts":                      kept("alert_info.alert_type"),
		"account_review_update":               kept("decision"),
		"account_update":                      kept("event"),
		"business_capability_update":          kept("max_daily_conversations_per_business", "max_daily_conversation_per_phone"),
		"business_username_update":            kept("status"), // one of Meta's samples has the singular
		"business_username_updates":           kept("status"),
		"flows":                               kept("event"),
		"group_status_update":                 kept("groups.type"),
		"message_template_components_update":  kept("event"),
		"message_template_quality_update":     kept("new_quality_score"),
		"message_template_status_update":      kept("event"),
		"partner_solutions":                   kept("event"),
		"payment_configuration_update":        kept("status"),
		"phone_number_name_update":            kept("decision"),
		"phone_number_quality_update":         kept("event"),
		"template_category_update":            kept("correct_category", "new_category"),
		"template_correct_category_detection": kept("correct_category"),

		"account_settings_update":   dropped("type", "event"),
		"automatic_events":          dropped("automatic_events.event_name"),
		callsField:                  dropped(),
		"group_lifecycle_update":    dropped("groups.type"),
		"group_participants_update": dropped("groups.type"),
		"group_settings_update":     dropped("groups.type"),
		"history":                   dropped("history.errors.code", "errors.code", "history.metadata.phase"),
		messagesField:               dropped("user_actions.action_type", "conversation_context.type"),
		"messaging_handovers":       dropped("messaging_handovers.type", "type"),
		"security":                  dropped("event"),
		"smb_app_state_sync":        dropped("state_sync.action"),
		echoesField:                 dropped(),
		"standby":                   dropped(),
		"tracking_events":           dropped("tracking_events.event_name", "event"),
		"user_id_update":            dropped(),
		preferencesField:            dropped("user_preferences.value"),
	}
}

// notice makes a notice of a value that is about an account, a number or a
// template. A field that nobody knows keeps its name and its event.
func (c *cutter) notice(name string, raw json.RawMessage) {
	known, ok := fields()[name]
	if !ok {
		known = field{event: []string{"event"}}
	}
	note := envelope.Notice{Field: name, Event: word(known.event, raw), Account: c.account, Number: numberOf(raw), At: c.time()}
	if known.raw {
		note.Raw = capped(raw)
	}
	switch {
	case strings.HasPrefix(note.Event, "PARTNER_"):
		note.Account = dig(raw, "waba_info.waba_id")
	case name == "partner_solutions":
		note.Account = ""
	}
	e := c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &note})
	e.Origin = c.origin(name, raw)
	c.add(e, raw)
}

// numberOf is the number that a notice is about, by its id where that is told,
// else as it is displayed.
func numberOf(raw json.RawMessage) string {
	number := first(dig(raw, "metadata.phone_number_id"), dig(raw, "phone_number_id"), dig(raw, "messaging_handovers.recipient.phone_number_id"),
		dig(raw, "recipient.phone_number_id"), dig(raw, "metadata.display_phone_number"), dig(raw, "display_phone_number"), dig(raw, "phone_number"))
	if number == "" && dig(raw, "entity_type") == "PHONE_NUMBER" {
		number = dig(raw, "entity_id")
	}
	return bounded(clean(number), maxID)
}

// dig is the text at the end of a path of names.
func dig(raw json.RawMessage, path string) string {
	for name := range strings.SplitSeq(path, ".") {
		raw = head(raw)
		own, _ := members(raw) // no object ends the way
		raw = own[name]
	}
	return scalar(head(raw))
}

// head is an array's first element, and any other value itself.
func head(raw json.RawMessage) json.RawMessage {
	if list, ok := elements(raw); ok {
		if len(list) == 0 {
			return nil
		}
		return list[0]
	}
	return raw
}

// maxWord is the longest event, in bytes; Meta's longest has 49.
const maxWord = 80

// word is the first of those places that holds a word: letters, digits and
// "_.-". A text is no word, and may be anybody's.
func word(places []string, raw json.RawMessage) string {
	for _, place := range places {
		if found := dig(raw, place); found != "" && len(found) <= maxWord && isWord(found) {
			return found
		}
	}
	return ""
}
