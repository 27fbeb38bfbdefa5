package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// PhoneMessage is one bubble on a customer's phone.
type PhoneMessage struct {
	ID string `json:"id"`
	// From is "customer" for what the phone sent, "business" for what it got.
	From string `json:"from"`
	Type string `json:"type"`
	// Text is the text shown: the body, the caption, the label of a button, the
	// filled template.
	Text string `json:"text"`
	// Status of a business message: accepted, sent, delivered, read. Of a
	// customer's: sent, delivered (a webhook was answered 200), read.
	Status    string         `json:"status"`
	Timestamp string         `json:"timestamp"` // Unix seconds
	Statuses  []StatusChange `json:"statuses"`
	Quotes    string         `json:"quotes,omitempty"` // id of the message quoted or reacted to
	Template  string         `json:"template,omitempty"`
	Language  string         `json:"language,omitempty"`
}

// CustomerMessages is what a phone shows, both ways, in order of arrival:
// nothing for a stranger. Messages that failed are not shown.
func (g *Graph) CustomerMessages(who string) []PhoneMessage {
	shown := []PhoneMessage{}
	a, err := parseAddress(who)
	if err != nil {
		return shown
	}
	g.lock()
	defer g.unlock()
	c := g.state.find(a)
	if c == nil {
		return shown
	}
	for _, m := range g.state.byCustomer[c.Key] {
		if !m.shown() {
			continue
		}
		shown = append(shown, PhoneMessage{
			ID: m.ID, From: m.From, Type: m.Type, Text: m.Text, Status: m.Status,
			Timestamp: seconds(m.At), Statuses: append([]StatusChange{}, m.Statuses...),
			Quotes: m.Quotes, Template: m.Template, Language: m.Language,
		})
	}
	return shown
}

// CustomerSend writes as a customer: raw is a Cloud API message object as it
// stands in messages of a webhook, of any type. Missing id and timestamp are
// filled in, given ones kept; the identity is always the customer's. The
// webhook follows on its own; the id returned is the message's. An address
// that is none has the error ErrAddress.
func (g *Graph) CustomerSend(_ context.Context, who string, raw json.RawMessage) (id string, err error) {
	a, err := parseAddress(who)
	if err != nil {
		return "", err
	}
	object, kind, err := readObject(raw)
	if err != nil {
		return "", err
	}
	g.lock()
	defer g.unlock()
	c := g.ensure(a)
	id, at, err := g.fillIn(object, c)
	if err != nil {
		return "", err
	}
	moved := g.move(object, kind, c)
	g.commit(record{Message: g.incoming(object, id, at, c.Key)})

	v := value{Metadata: metadata{PhoneNumberID: g.options.PhoneNumberID}, Messages: []json.RawMessage{ordered(object)}}
	if kind != typeSystem {
		v.Contacts = []contact{newContact(c.Customer, true)}
	}
	body, limits := g.envelope(v), g.state.limits
	copies := 1
	if limits.DoubleMessages {
		copies = 2
	}
	for range copies {
		g.send(&post{Lane: c.Key, Body: body, Message: id, Loose: limits.ShuffleMessages})
	}
	if moved != nil {
		g.commit(record{Customer: moved})
	}
	return id, nil
}

// readObject takes a message object apart.
func readObject(raw json.RawMessage) (object map[string]json.RawMessage, kind string, err error) {
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, "", errors.New(`the message is not a JSON object, give for example {"type":"text","text":{"body":"hola"}}`)
	}
	if kind = text(object["type"]); kind == "" {
		return nil, "", errors.New(`type: missing, give for example {"type":"text","text":{"body":"hola"}}`)
	}
	if kind != typeText {
		return object, kind, nil
	}
	var content struct {
		Body *string `json:"body"`
	}
	if json.Unmarshal(object[typeText], &content) != nil || content.Body == nil {
		return nil, "", errors.New(`text: a text message needs {"type":"text","text":{"body":"…"}}`)
	}
	return object, kind, nil
}

// fillIn completes a message with id, time and identity. The caller holds the
// lock.
func (g *Graph) fillIn(object map[string]json.RawMessage, c *customer) (id string, at int64, err error) {
	id, at = text(object["id"]), g.now().Unix()
	if id == "" {
		id = g.seams.newMessageID(c.Phone + c.UserID)
		object["id"] = quoted(id)
	}
	if object["timestamp"] == nil {
		object["timestamp"] = quoted(seconds(at))
	} else if at, err = strconv.ParseInt(text(object["timestamp"]), 10, 64); err != nil {
		return "", 0, errors.New("timestamp: give Unix seconds as a string, or leave it out for now")
	}
	delete(object, "from")
	delete(object, "from_user_id")
	if c.Phone != "" {
		object["from"] = quoted(c.Phone)
	}
	if c.UserID != "" {
		object["from_user_id"] = quoted(c.UserID)
	}
	return id, at, nil
}

// incoming is a customer's message as it is kept. The caller holds the lock.
func (g *Graph) incoming(object map[string]json.RawMessage, id string, at int64, key string) *message {
	kind := text(object["type"])
	var context, reaction struct {
		ID     string `json:"id"`
		Target string `json:"message_id"`
	}
	_ = json.Unmarshal(object["context"], &context)     // absent or of an unknown form: no quote
	_ = json.Unmarshal(object[typeReaction], &reaction) // as above
	return &message{
		Seq: g.state.serial + 1, ID: id, Customer: key, Number: g.options.PhoneNumberID,
		From: fromCustomer, Type: kind, Text: summary(kind, object), At: at,
		Quotes: cmp.Or(context.ID, reaction.Target),
		Status: statusSent, Statuses: []StatusChange{{Status: statusSent, Timestamp: seconds(at)}},
	}
}

// text is the value of a JSON string or the digits of a number, "" for anything
// else: Meta writes times and ids both ways.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

func quoted(s string) json.RawMessage {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("graph: encode string: %v", err)) // strings always encode
	}
	return raw
}

// ordered writes a message with its identity first, as Meta does. Values go
// out as they came in.
func ordered(object map[string]json.RawMessage) json.RawMessage {
	first := []string{"from", "from_user_id", "id", "timestamp"}
	names := first
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(first, name) {
			names = append(names, name)
		}
	}
	raw := []byte("{")
	for _, name := range names {
		if object[name] == nil {
			continue
		}
		if len(raw) > 1 {
			raw = append(raw, ',')
		}
		raw = append(append(append(raw, quoted(name)...), ':'), object[name]...)
	}
	return append(raw, '}')
}
