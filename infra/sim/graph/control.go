package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// CustomerSend writes as a customer: raw is a Cloud API message object as it
// stands in messages of a webhook, of any type. Missing id and timestamp are
// filled in, given ones kept; the identity is always the customer's. A file's
// object may hold "size" (that many bytes are made up) or "content_base64"
// (those very bytes), and "broken_digest" (the digest told is another's); id,
// type and digest are filled in, and none of the three leaves. The webhook
// follows on its own; the id returned is the message's. An address that is none
// has the error ErrAddress.
func (g *Graph) CustomerSend(_ context.Context, who string, raw json.RawMessage) (id string, err error) {
	d, err := g.newDraft(who, raw)
	if err != nil {
		return "", err
	}
	g.lock()
	defer g.unlock()
	m, v := g.write(&d)
	g.deliver([]string{m.ID}, m.chat(), fieldMessages, v)
	return m.ID, nil
}

// BatchMessage is one message of a batch.
type BatchMessage struct {
	Customer string          `json:"customer"` // phone or BSUID
	Message  json.RawMessage `json:"message"`
}

// batchChanges is how many changes one entry of a batch has.
const batchChanges = 2

// CustomerBatch writes as many customers at once and tells of all in one
// webhook: neighbours of one customer share a change, each entry has two
// changes. It returns the messages' ids. A wrong message stops the whole batch
// before anything is sent.
func (g *Graph) CustomerBatch(_ context.Context, batch []BatchMessage) (ids []string, err error) {
	drafts := make([]draft, len(batch))
	for i, one := range batch {
		if drafts[i], err = g.newDraft(one.Customer, one.Message); err != nil {
			return nil, fmt.Errorf("messages[%d]: %w", i, err)
		}
	}
	g.lock()
	defer g.unlock()
	var values []value
	before := ""
	for i := range drafts {
		m, v := g.write(&drafts[i])
		ids = append(ids, m.ID)
		if last := len(values) - 1; m.Customer == before && drafts[i].kind != typeSystem && values[last].Contacts != nil {
			values[last].Messages = append(values[last].Messages, v.Messages...)
		} else {
			values = append(values, v)
		}
		before = m.Customer
	}
	var entries []entry
	for some := range slices.Chunk(values, batchChanges) {
		entries = append(entries, g.entryOf(fieldMessages, some...))
	}
	g.sendCopies(&post{Lane: "batch", Body: g.wrap(entries...), Messages: ids})
	return ids, nil
}

// write keeps a customer's message and gives the value that tells of it. The
// caller holds the lock.
func (g *Graph) write(d *draft) (m *message, v value) {
	c := g.ensure(d.address)
	id := g.stamp(d, c)
	d.signAs(c.Customer)
	g.tap(d, c)
	g.nameQuoted(d, c.Customer)
	after := append(g.move(d.object, d.kind, c), g.shareNumber(d, c)...)
	g.commitFile(d)
	m = g.incoming(d.object, id, d.at, c.Key)
	m.File = d.file
	g.commit(record{Message: m})

	v.Messages = []json.RawMessage{ordered(d.object)}
	if d.kind != typeSystem {
		v.Contacts = []contact{newContact(c.Customer, true)}
	}
	for _, r := range after {
		g.commit(r)
	}
	return m, v
}

// commitFile keeps the file of a message; its life counts from the message.
func (g *Graph) commitFile(d *draft) {
	if d.media != nil && g.state.media[d.media.ID] == nil {
		d.media.At = d.at
		g.commit(record{Media: d.media})
	}
}

// deliver posts a webhook of one value in the order of a customer's messages.
// The caller holds the lock.
func (g *Graph) deliver(ids []string, lane, field string, v value) {
	g.sendCopies(&post{Lane: lane, Body: g.wrap(g.entryOf(field, v)), Messages: ids})
}

// sendCopies posts a customer's webhook, twice and in any order if the limits
// say so. The caller holds the lock.
func (g *Graph) sendCopies(p *post) {
	limits := g.state.limits
	p.Loose = limits.ShuffleMessages
	if limits.DoubleMessages {
		again := *p
		g.send(&again)
	}
	g.send(p)
}

// incoming is a customer's message as it is kept. The caller holds the lock.
func (g *Graph) incoming(object map[string]json.RawMessage, id string, at int64, key string) *message {
	kind := text(object["type"])
	m := &message{
		Seq: g.state.serial + 1, ID: id, Customer: key, Number: g.options.PhoneNumberID, Group: text(object["group_id"]),
		From: fromCustomer, Type: kind, Text: summary(kind, object), At: at, Referred: object["referral"] != nil, Ad: isAd(object["referral"]),
		Quotes: about(object),
		Status: statusSent, Statuses: []StatusChange{{Status: statusSent, Timestamp: seconds(at)}},
	}
	if showsObject(kind) {
		m.Object = object[kind]
	}
	return m
}

// about is the id of the message that another one quotes, reacts to, edits or
// revokes.
func about(object map[string]json.RawMessage) string {
	var context, reaction, edit, revoke struct {
		ID       string `json:"id"`
		Target   string `json:"message_id"`
		Original string `json:"original_message_id"`
	}
	_ = json.Unmarshal(object["context"], &context)     // absent or of an unknown form: no quote
	_ = json.Unmarshal(object[typeReaction], &reaction) // as above
	_ = json.Unmarshal(object[typeEdit], &edit)         // as above
	_ = json.Unmarshal(object[typeRevoke], &revoke)     // as above
	return cmp.Or(context.ID, reaction.Target, edit.Original, revoke.Original)
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
	first := []string{"from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id", "group_id", "id", "timestamp"}
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
