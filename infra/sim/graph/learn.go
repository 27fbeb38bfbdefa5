package graph

import (
	"cmp"
	"encoding/json"
	"slices"
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
	Calls    []json.RawMessage `json:"calls"`
}

// Learn takes in a webhook that the API answered 200, whoever posted it: its
// customers exist from then on, its messages are on their phones as delivered,
// its windows are open. One that tells nothing new, such as each that the
// simulator posted itself, changes nothing: what it says of a customer may be
// older than what is known by now. What cannot be read teaches nothing.
func (g *Graph) Learn(raw []byte) {
	seen := read(raw)
	g.lock()
	defer g.unlock()
	if !g.news(seen) {
		return
	}
	for _, id := range g.learnFrom(seen) {
		g.taken(id)
	}
}

// read takes a webhook apart as far as it can be read.
func read(raw []byte) (seen seenNotification) {
	_ = json.Unmarshal(raw, &seen) // a wrong member leaves the others filled in
	return seen
}

// news says whether a webhook holds a message or a status of one that is not
// known yet. The caller holds the lock.
func (g *Graph) news(seen seenNotification) bool {
	for _, e := range seen.Entry {
		for _, c := range e.Changes {
			if c.Field == fieldCalls {
				if slices.ContainsFunc(c.Value.Calls, g.newMessage) {
					return true
				}
				continue
			}
			if slices.ContainsFunc(c.Value.Messages, g.newMessage) || slices.ContainsFunc(c.Value.Statuses, g.newStatus) {
				return true
			}
		}
	}
	return false
}

func (g *Graph) newMessage(raw json.RawMessage) bool {
	var m struct {
		ID json.RawMessage `json:"id"`
	}
	_ = json.Unmarshal(raw, &m) // as in read
	return g.state.byID[text(m.ID)] == nil
}

func (g *Graph) newStatus(raw json.RawMessage) bool {
	var s statusObject
	_ = json.Unmarshal(raw, &s) // as in read
	m := g.state.byID[s.ID]
	return m == nil || !slices.ContainsFunc(m.Statuses, func(known StatusChange) bool { return known.Status == s.Status })
}

// learnFrom takes in customers, messages, windows and statuses of a webhook
// and returns the ids of its messages. The caller holds the lock.
func (g *Graph) learnFrom(seen seenNotification) (learned []string) {
	for _, e := range seen.Entry {
		for _, c := range e.Changes {
			switch c.Field {
			case fieldMessages:
				learned = append(learned, g.learnValue(c.Value)...)
			case fieldCalls:
				learned = append(learned, g.learnCalls(c.Value)...)
			}
		}
	}
	return learned
}

func (g *Graph) learnContacts(v seenValue) {
	for _, raw := range v.Contacts {
		var c contact
		_ = json.Unmarshal(raw, &c) // as in read
		told := Customer{Phone: c.WaID, UserID: c.UserID, ParentUserID: c.ParentUserID, Name: c.Profile.Name, Username: c.Profile.Username}
		if told, ok := usable(told); ok {
			g.learn(told)
		}
	}
}

func (g *Graph) learnValue(v seenValue) (learned []string) {
	g.learnContacts(v)
	for _, raw := range v.Messages {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) == nil && object != nil {
			g.learnMessage(v.Metadata.PhoneNumberID, object)
			learned = append(learned, text(object["id"]))
		}
	}
	for _, raw := range v.Statuses {
		var s statusObject
		_ = json.Unmarshal(raw, &s) // as in read
		at, err := strconv.ParseInt(s.Timestamp, 10, 64)
		if m := g.state.byID[s.ID]; m != nil && err == nil && rank(s.Status) > rank(m.Status) {
			g.commit(record{Status: &statusRecord{ID: s.ID, Status: s.Status, At: at}})
		}
	}
	return learned
}

// learnMessage keeps a message of a customer. One without id or sender is
// nobody's.
func (g *Graph) learnMessage(number string, object map[string]json.RawMessage) {
	id := text(object["id"])
	told, ok := usable(Customer{
		Phone: text(object["from"]), UserID: text(object["from_user_id"]), ParentUserID: text(object["from_parent_user_id"]),
	})
	if id == "" || !ok {
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
		m.File = g.learnFile(m.Type, object, at)
		g.commit(record{Message: m})
	}
	var notice systemNotice
	_ = json.Unmarshal(object[typeSystem], &notice) // most messages have none
	if moved, changes := movedBy(notice, c); changes {
		for _, r := range g.become(moved) {
			g.commit(r)
		}
	}
}

// learnFile makes up the bytes of a file that somebody else's webhook tells of,
// so that it can be fetched; an edit has its file inside. They have a digest of
// their own, whatever the webhook said. The caller holds the lock.
func (g *Graph) learnFile(kind string, object map[string]json.RawMessage, at int64) *File {
	if kind == typeEdit {
		var edit struct {
			Message map[string]json.RawMessage `json:"message"`
		}
		_ = json.Unmarshal(object[typeEdit], &edit) // as in read
		kind, object = text(edit.Message["type"]), edit.Message
	}
	var told fileObject
	if !isFile(kind) || json.Unmarshal(object[kind], &told) != nil || told.ID == "" {
		return nil
	}
	m := g.state.media[told.ID]
	if m == nil {
		made, err := newGenerated(told.ID, cmp.Or(told.MIME, usualMIME(kind)), generatedSize)
		if err != nil {
			return nil // cannot be fetched, as if Meta had forgotten it
		}
		m = made
		m.Received, m.At = true, cmp.Or(at, g.now().Unix())
		g.commit(record{Media: m})
	}
	f := &File{Kind: kind, Name: told.Filename, Caption: told.Caption, Voice: told.Voice}
	f.describe(m)
	return f
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
	if !isUserID(told.ParentUserID) {
		told.ParentUserID = ""
	}
	return told, told.Phone != "" || told.UserID != "" || told.ParentUserID != ""
}
