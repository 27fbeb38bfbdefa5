package graph

import (
	"encoding/json"
	"strconv"
)

// seenNotification is a webhook's body read tolerantly: members of another
// form stay empty and their neighbours are read all the same.
type seenNotification struct {
	Entry []struct {
		Changes []struct {
			Field string    `json:"field"`
			Value seenValue `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type seenValue struct {
	Metadata metadata          `json:"metadata"`
	Contacts []json.RawMessage `json:"contacts"`
	Messages []json.RawMessage `json:"messages"`
	Statuses []json.RawMessage `json:"statuses"`
}

// learnFrom takes in customers, messages, windows and statuses of a webhook
// and returns the ids of its messages. What cannot be read teaches nothing. The
// caller holds the lock.
func (g *Graph) learnFrom(raw []byte) (learned []string) {
	var seen seenNotification
	_ = json.Unmarshal(raw, &seen) // a wrong member leaves the others filled in
	for _, e := range seen.Entry {
		for _, c := range e.Changes {
			if c.Field == "messages" {
				learned = append(learned, g.learnValue(c.Value)...)
			}
		}
	}
	return learned
}

func (g *Graph) learnValue(v seenValue) (learned []string) {
	for _, raw := range v.Contacts {
		var c contact
		_ = json.Unmarshal(raw, &c) // as in learnFrom
		told := Customer{Phone: c.WaID, UserID: c.UserID, Name: c.Profile.Name, Username: c.Profile.Username}
		if told, ok := usable(told); ok {
			g.learn(told)
		}
	}
	for _, raw := range v.Messages {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) == nil && object != nil {
			g.learnMessage(v.Metadata.PhoneNumberID, object)
			learned = append(learned, text(object["id"]))
		}
	}
	for _, raw := range v.Statuses {
		var s statusObject
		_ = json.Unmarshal(raw, &s) // as in learnFrom
		at, err := strconv.ParseInt(s.Timestamp, 10, 64)
		if m := g.state.byID[s.ID]; m != nil && err == nil && rank(s.Status) > rank(m.Status) {
			g.commit(record{Status: &statusRecord{ID: s.ID, Status: s.Status, At: at}})
		}
	}
	return learned
}

// learnMessage keeps a message of a customer. One without id or sender, or of
// a group, is nobody's.
func (g *Graph) learnMessage(number string, object map[string]json.RawMessage) {
	id := text(object["id"])
	told, ok := usable(Customer{Phone: text(object["from"]), UserID: text(object["from_user_id"])})
	if id == "" || !ok || object["group_id"] != nil {
		return
	}
	c := g.learn(told)
	at, err := strconv.ParseInt(text(object["timestamp"]), 10, 64)
	if err != nil {
		at = 0 // a message without a time opens no window
	}
	m := g.incoming(object, id, at, c.Key)
	if number != "" {
		m.Number = number
	}
	if g.state.byID[id] == nil {
		g.commit(record{Message: m})
	}
	var notice systemNotice
	_ = json.Unmarshal(object[typeSystem], &notice) // most messages have none
	if moved, changes := movedBy(notice, c); changes {
		g.commit(record{Customer: moved})
	}
}

// usable drops addresses that are none and says whether one is left.
func usable(told Customer) (Customer, bool) {
	if digits, ok := phoneDigits(told.Phone); ok {
		told.Phone = digits
	} else {
		told.Phone = ""
	}
	if !isUserID(told.UserID) {
		told.UserID = ""
	}
	return told, told.Phone != "" || told.UserID != ""
}
