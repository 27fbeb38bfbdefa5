package cloudapi

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"ventana/shared/conversation"
)

// maxOrigin is the longest origin, in bytes. However it is escaped it then fits
// into a queue, also beside the beginning of what nobody can read.
const maxOrigin = 128 << 10

// origin is the delivery of one event alone, as Meta would have sent it: the frame
// in Meta's order, all that is in it in Meta's bytes. Empty when it is too long.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func (c *cutter) origin(field string, value json.RawMessage) string {
	if len(value) == 0 || len(value) > maxOrigin {
		return ""
	}
	name, err := json.Marshal(field)
	if err != nil {
		return "" // a string always encodes
	}
	var body bytes.Buffer
	body.WriteString(`{"object":"` + accountObject + `","entry":[{`)
	for _, member := range []struct {
		name string
		raw  json.RawMessage
	}{{"id", c.entryID}, {"time", c.entryTime}} {
		if len(member.raw) > 0 {
			body.WriteString(`"` + member.name + `":`)
			body.Write(member.raw)
			body.WriteByte(',')
		}
	}
	body.WriteString(`"changes":[{"value":`)
	body.Write(value)
	body.WriteString(`,"field":`)
	body.Write(name)
	body.WriteString(`}]}]}`)
	if body.Len() > maxOrigin {
		return ""
	}
	return body.String()
}

// eventValue is a change's value with one event of one of its lists, and of the
// contacts those whom the event names. What is beside them, such as the number,
// stays as it is.
func eventValue(content map[string]json.RawMessage, people directory, list string, event json.RawMessage) json.RawMessage {
	if len(event) > maxOrigin {
		return nil
	}
	var value bytes.Buffer
	value.WriteByte('{')
	write := func(name string, raw json.RawMessage) {
		encoded, err := json.Marshal(name)
		if err != nil {
			return // a string always encodes
		}
		if value.Len() > 1 {
			value.WriteByte(',')
		}
		value.Write(encoded)
		value.WriteByte(':')
		value.Write(raw)
	}
	frame := []string{"messaging_product", "metadata"} // Meta's order; "contacts" and the list come last
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(content)), func(name string) bool {
		return slices.Contains(frame, name) || name == "contacts" || eventLists()[name]
	})
	for _, name := range append(frame, rest...) {
		if raw, there := content[name]; there {
			write(name, raw)
		}
	}
	if named := people.namedIn(event); len(named) > 0 {
		write("contacts", slices.Concat([]byte("["), bytes.Join(named, []byte(",")), []byte("]")))
	}
	write(list, slices.Concat([]byte("["), event, []byte("]")))
	value.WriteByte('}')
	return value.Bytes()
}

// eventLists are the members of values that hold events.
func eventLists() map[string]bool {
	return map[string]bool{"messages": true, "statuses": true, "errors": true, "message_echoes": true, "calls": true, preferencesField: true}
}

// personMembers are where events name people.
func personMembers() []string {
	return []string{
		"from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id",
		"recipient_id", "recipient_user_id", "recipient_parent_user_id", "parent_recipient_user_id", "wa_id", "user_id", "parent_user_id",
	}
}

// directory is the contacts of a value, read once: a delivery may hold a thousand
// events and as many contacts.
type directory struct {
	contacts []json.RawMessage
	byID     map[string][]int // places in contacts
}

// directoryOf reads the contacts of a value; many values have none.
func directoryOf(contacts json.RawMessage) directory {
	list, _ := elements(contacts)
	d := directory{contacts: list, byID: map[string][]int{}}
	for place, raw := range list {
		contact, _ := members(raw)
		for _, name := range []string{"user_id", "parent_user_id", "wa_id"} {
			if id := person(contact[name]); id != "" {
				d.byID[id] = append(d.byID[id], place)
			}
		}
	}
	return d
}

// person is an id by which contacts and events name somebody, empty for none.
func person(raw json.RawMessage) string {
	id := scalar(raw)
	return first(conversation.CanonicalPhone(id), id)
}

// namedIn are the contacts whom an event names, in the value's order.
func (d directory) namedIn(event json.RawMessage) [][]byte {
	if len(d.contacts) == 0 {
		return nil
	}
	own, _ := members(event)
	var places []int
	for _, name := range personMembers() {
		places = append(places, d.byID[person(own[name])]...)
	}
	slices.Sort(places)
	var named [][]byte
	for _, place := range slices.Compact(places) {
		named = append(named, d.contacts[place])
	}
	return named
}
