package former

import (
	"cmp"
	"encoding/json"
)

// body is a delivery as Meta documents it.
type body struct {
	Object string `json:"object"`
	Entry  []struct {
		ID      string `json:"id"`
		Changes []struct {
			Field string          `json:"field"`
			Value json.RawMessage `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

// value is that of the fields with events; others have none of these members.
type value struct {
	Metadata struct {
		PhoneNumberID string `json:"phone_number_id"`
	} `json:"metadata"`
	Messages []event `json:"messages"`
	Statuses []event `json:"statuses"`
	Echoes   []event `json:"message_echoes"`
	Calls    []event `json:"calls"`
}

// event is what all of them may tell.
type event struct {
	ID            string `json:"id"`
	From          string `json:"from"`
	FromUserID    string `json:"from_user_id"`
	To            string `json:"to"`
	ToUserID      string `json:"to_user_id"`
	RecipientID   string `json:"recipient_id"`
	RecipientUser string `json:"recipient_user_id"`
	Status        string `json:"status"`
	Event         string `json:"event"`
	Text          struct {
		Body string `json:"body"`
	} `json:"text"`
}

// read finds the events of a delivery; false when it is none.
func read(raw []byte) ([]Event, bool) {
	var d body
	if json.Unmarshal(raw, &d) != nil || d.Object != "whatsapp_business_account" || len(d.Entry) == 0 {
		return nil, false
	}
	var events []Event
	for _, entry := range d.Entry {
		if len(entry.Changes) == 0 {
			return nil, false
		}
		for _, change := range entry.Changes {
			if change.Field == "" || len(change.Value) == 0 {
				return nil, false
			}
			events = append(events, ofChange(change.Field, change.Value)...)
		}
	}
	return events, true
}

func ofChange(field string, raw json.RawMessage) []Event {
	var v value
	if json.Unmarshal(raw, &v) != nil { // a shape of another field
		return []Event{{List: field}}
	}
	var events []Event
	for _, list := range []struct {
		name   string
		events []event
	}{{"messages", v.Messages}, {"statuses", v.Statuses}, {"message_echoes", v.Echoes}, {"calls", v.Calls}} {
		for _, one := range list.events {
			who := cmp.Or(one.From, one.FromUserID)
			switch list.name {
			case "statuses":
				who = cmp.Or(one.RecipientID, one.RecipientUser)
			case "message_echoes":
				who = cmp.Or(one.To, one.ToUserID)
			}
			events = append(events, Event{List: list.name, ID: one.ID, Who: who, Text: one.Text.Body, State: cmp.Or(one.Status, one.Event)})
		}
	}
	if len(events) == 0 {
		return []Event{{List: field}}
	}
	return events
}
