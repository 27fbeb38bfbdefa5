package cloudapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"ventana/shared/delivery"
	"ventana/shared/envelope"
)

// MaxNoticeBytes caps what a notice carries of its value; a longer value is
// replaced by {"truncated":true,"size":bytes,"head":"its beginning"}.
const MaxNoticeBytes = envelope.MaxUnreadableBytes

const (
	accountObject = "whatsapp_business_account"
	messagesField = "messages"
)

// Cut makes one envelope of each event of d, in the order of the delivery.
// Customers' messages come only from the field "messages": echoes, history and
// standby copies are notices, as is every other field. An event that cannot be
// read, or whose envelope would exceed envelope.MaxBytes, becomes unreadable.
func Cut(d delivery.Delivery) []envelope.Envelope {
	c := &cutter{delivery: d, id: d.ID()}
	c.body()
	return c.envelopes
}

// cutter walks one delivery. entry and change say where it stands, for reasons.
type cutter struct {
	delivery      delivery.Delivery
	id            string
	entry, change int
	envelopes     []envelope.Envelope
}

func (c *cutter) body() {
	// The only full check: from here on every part is well-formed JSON.
	if !json.Valid(c.delivery.Body) {
		c.unreadable(c.delivery.Body, "body: not JSON")
		return
	}
	body, ok := members(c.delivery.Body)
	if !ok {
		c.unreadable(c.delivery.Body, "body: not an object")
		return
	}
	if object := scalar(body["object"]); object != "" && object != accountObject {
		c.unreadable(c.delivery.Body, fmt.Sprintf("object: %.40q is not %s", object, accountObject))
		return
	}
	entries, ok := elements(body["entry"])
	if !ok {
		c.unreadable(c.delivery.Body, "entry: not an array")
		return
	}
	for i, raw := range entries {
		c.entry = i
		c.entryAt(raw)
	}
}

func (c *cutter) entryAt(raw json.RawMessage) {
	entry, ok := members(raw)
	if !ok {
		c.unreadable(raw, fmt.Sprintf("entry[%d]: not an object", c.entry))
		return
	}
	changes, ok := elements(entry["changes"])
	if !ok {
		c.unreadable(raw, fmt.Sprintf("entry[%d].changes: not an array", c.entry))
		return
	}
	for j, raw := range changes {
		c.change = j
		c.changeAt(raw)
	}
}

func (c *cutter) changeAt(raw json.RawMessage) {
	change, ok := members(raw)
	if !ok {
		c.unreadable(raw, c.path()+": not an object")
		return
	}
	field, ok := str(change["field"])
	if !ok || field == "" {
		c.unreadable(raw, c.path()+".field: missing")
		return
	}
	if field != messagesField {
		c.notice(field, change["value"])
		return
	}
	content, ok := members(change["value"])
	if !ok {
		c.unreadable(raw, c.path()+".value: not an object")
		return
	}
	c.content(content, change["value"])
}

// content cuts one value of the field "messages", which may hold messages,
// statuses and errors in any combination.
func (c *cutter) content(content map[string]json.RawMessage, raw json.RawMessage) {
	metadata, _ := members(content["metadata"]) // without it each event below is unreadable
	number := scalar(metadata["phone_number_id"])
	book := newContactBook(content["contacts"])

	known := false
	for _, list := range []struct {
		name string
		cut  func(json.RawMessage) (envelope.Envelope, error)
	}{
		{"messages", func(raw json.RawMessage) (envelope.Envelope, error) { return c.message(number, book, raw) }},
		{"statuses", func(raw json.RawMessage) (envelope.Envelope, error) { return c.status(number, raw) }},
		{"errors", c.problem},
	} {
		if absent(content[list.name]) {
			continue
		}
		known = true
		items, ok := elements(content[list.name])
		if !ok {
			c.unreadable(content[list.name], c.path()+".value."+list.name+": not an array")
			continue
		}
		for i, item := range items {
			e, err := list.cut(item)
			if err != nil {
				c.unreadable(item, fmt.Sprintf("%s.value.%s[%d]: %v", c.path(), list.name, i, err))
				continue
			}
			c.add(e, item)
		}
	}
	if !known {
		c.notice(messagesField, raw)
	}
}

// problem is a notice of an error of the account, the app or the system.
func (c *cutter) problem(raw json.RawMessage) (envelope.Envelope, error) {
	return c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: messagesField, Event: "error", Raw: capped(raw),
	}}), nil
}

func (c *cutter) notice(field string, raw json.RawMessage) {
	content, _ := members(raw) // a value that is no object has no event
	event, _ := str(content["event"])
	c.add(c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: field, Event: event, Raw: capped(raw),
	}}), raw)
}

func (c *cutter) header(e envelope.Envelope) envelope.Envelope {
	e.Version, e.Connection, e.Delivery, e.ReceivedAt = envelope.Version, c.delivery.Connection, c.id, c.delivery.At
	return e
}

// growth is by how much a byte can grow when it is encoded: "<" is written
// as \u003c.
const growth = 6

// add keeps e, unless it has become larger than a queue takes. Few are near
// the limit, so few are encoded twice.
func (c *cutter) add(e envelope.Envelope, raw json.RawMessage) {
	size := len(raw)
	if e.Message != nil {
		size += len(e.Message.From.Name) + len(e.Message.From.Username)
	}
	if size > envelope.MaxBytes/growth/2 {
		encoded, err := envelope.Encode(e)
		if err != nil || len(encoded) > envelope.MaxBytes {
			c.unreadable(raw, fmt.Sprintf("%s: %s larger than a queue takes", c.path(), e.Kind))
			return
		}
	}
	c.envelopes = append(c.envelopes, e)
}

func (c *cutter) unreadable(raw []byte, reason string) {
	d := c.delivery
	c.envelopes = append(c.envelopes, envelope.NewUnreadable(d.Connection, c.id, d.At, raw, reason))
}

func (c *cutter) path() string {
	return "entry[" + strconv.Itoa(c.entry) + "].changes[" + strconv.Itoa(c.change) + "]"
}

// maxUnix is the last second of the year 9999, after which no time is encoded.
const maxUnix = 253402300799

// when reads Unix seconds, a string in messages and a number elsewhere. An
// event without a time happened when it arrived.
func (c *cutter) when(raw json.RawMessage) (time.Time, error) {
	if absent(raw) {
		return c.delivery.At.UTC().Truncate(time.Second), nil
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(scalar(raw)), 10, 64)
	if err != nil || seconds <= 0 || seconds > maxUnix {
		return time.Time{}, fmt.Errorf("timestamp: not Unix seconds")
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// kept is raw as an envelope may carry it: a queue takes only valid UTF-8.
func kept(raw json.RawMessage) json.RawMessage {
	return bytes.ToValidUTF8(raw, []byte("\uFFFD"))
}

func capped(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	if len(raw) <= MaxNoticeBytes {
		return kept(raw)
	}
	head, err := json.Marshal(struct {
		Truncated bool   `json:"truncated"`
		Size      int    `json:"size"`
		Head      string `json:"head"`
	}{true, len(raw), strings.ToValidUTF8(string(raw[:MaxNoticeBytes]), "\uFFFD")})
	if err != nil {
		return nil // a struct of these three always encodes
	}
	return head
}
