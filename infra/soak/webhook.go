package soak

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// The number to which customers write, as the local system has it.
const (
	phoneNumberID = "100000000000001"
	accountID     = "200000000000001"
	displayNumber = "34600000000"
)

type object = map[string]any

// webhook is the body of a delivery as WhatsApp would post it: a change for each
// run of messages of one customer, at most three in an entry.
func (p *plan) webhook(d delivery, at time.Time) ([]byte, error) {
	var entries []object
	var changes []object
	flush := func() {
		if len(changes) > 0 {
			entries = append(entries, object{"id": accountID, "changes": changes})
			changes = nil
		}
	}
	for from := 0; from < len(d.messages); {
		first, to := p.messages[d.messages[from]], from+1
		for to < len(d.messages) && p.messages[d.messages[to]].person == first.person &&
			(p.messages[d.messages[to]].kind == echo) == (first.kind == echo) {
			to++
		}
		changes = append(changes, p.change(d.messages[from:to], at))
		if from = to; len(changes) == 3 {
			flush()
		}
	}
	if d.poison {
		// Of nobody: neither a phone nor a user id.
		nobody := object{"id": fmt.Sprintf("wamid.NOBODY%d", d.place), "timestamp": strconv.FormatInt(at.Unix(), 10), "type": "text", "text": object{"body": "?"}}
		changes = append(changes, object{"field": "messages", "value": object{"messaging_product": "whatsapp", "metadata": metadata(), "messages": []object{nobody}}})
	}
	flush()
	body, err := json.Marshal(object{"object": "whatsapp_business_account", "entry": entries})
	if err != nil {
		return nil, fmt.Errorf("delivery %d: %w", d.place, err)
	}
	return body, nil
}

// change tells of messages of one customer, or of echoes to one.
func (p *plan) change(places []int, at time.Time) object {
	first := p.messages[places[0]]
	who := p.people[first.person]
	contact := object{"profile": object{"name": who.name}}
	set(contact, "wa_id", who.phone)
	set(contact, "user_id", who.userID)
	var list []object
	for _, place := range places {
		list = append(list, p.messages[place].object(who, at))
	}
	value := object{
		"messaging_product": "whatsapp", "contacts": []object{contact},
		"metadata": metadata(),
	}
	if first.kind == echo {
		value["message_echoes"] = list
		return object{"field": "smb_message_echoes", "value": value}
	}
	value["messages"] = list
	return object{"field": "messages", "value": value}
}

func metadata() object {
	return object{"display_phone_number": displayNumber, "phone_number_id": phoneNumberID}
}

// object is the message as WhatsApp tells it.
func (m message) object(who person, at time.Time) object {
	told := object{"id": m.id, "timestamp": strconv.FormatInt(at.Unix(), 10)}
	switch m.kind {
	case echo:
		told["from"] = displayNumber
		set(told, "to", who.phone)
		set(told, "to_user_id", who.userID)
	default:
		set(told, "from", who.phone)
		set(told, "from_user_id", who.userID)
	}
	switch m.kind {
	case reaction:
		told["type"], told["reaction"] = "reaction", object{"message_id": m.about, "emoji": m.emoji}
		return told
	case document:
		told["type"] = "document"
		told["document"] = object{"id": m.media, "filename": m.file, "mime_type": "application/pdf", "caption": m.text}
		return told
	}
	told["type"], told["text"] = "text", object{"body": m.text}
	return told
}

// set leaves out what is not known, as WhatsApp does.
func set(into object, name, value string) {
	if value != "" {
		into[name] = value
	}
}
