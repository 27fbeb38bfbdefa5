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
	// eventError is the event of a notice of an error.
	eventError = "error"
)

// Cut makes one envelope of each event of d, in the order of the delivery.
// Customers' messages come only from the field "messages", the business's own
// from the phone app only from "smb_message_echoes", calls only from "calls":
// history and standby copies are notices, as is every other field. An event that cannot be read, or whose
// envelope would exceed envelope.MaxBytes, becomes unreadable.
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
	account       string          // of the entry
	entryID       json.RawMessage // the same, as it is written
	entryTime     json.RawMessage // of the entry, where it has one
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
	c.account, c.entryID, c.entryTime = bounded(scalar(entry["id"]), maxID), entry["id"], entry["time"]
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
	switch field {
	case messagesField, echoesField, callsField:
		content, ok := members(change["value"])
		if !ok {
			c.unreadable(raw, c.path()+".value: not an object")
			return
		}
		c.content(field, content, change["value"])
	case preferencesField:
		c.preferences(change["value"])
	default:
		c.notice(clipped(clean(field), maxWord), change["value"])
	}
}

// list is a member of a value that holds events.
type list struct {
	name string
	cut  func(json.RawMessage) (envelope.Envelope, error)
}

// content cuts one value of the fields of messages and of calls. That of
// customers may hold messages, statuses and errors in any combination.
func (c *cutter) content(field string, content map[string]json.RawMessage, raw json.RawMessage) {
	metadata, _ := members(content["metadata"]) // without it each event below is unreadable
	number := scalar(metadata["phone_number_id"])
	book := newContactBook(content["contacts"])
	written := func(by side) func(json.RawMessage) (envelope.Envelope, error) {
		return func(raw json.RawMessage) (envelope.Envelope, error) { return c.message(by, number, book, raw) }
	}
	lists := []list{
		{"messages", written(byCustomer())},
		{"statuses", func(raw json.RawMessage) (envelope.Envelope, error) { return c.status(number, raw) }},
	}
	switch field {
	case echoesField:
		lists = []list{{"message_echoes", written(byBusiness())}}
	case callsField:
		lists = c.callLists(number, scalar(metadata["display_phone_number"]), book)
	}
	lists = append(lists, list{"errors", func(raw json.RawMessage) (envelope.Envelope, error) { return c.problem(field, number, raw), nil }})
	known := false
	for _, one := range lists {
		known = c.events(field, one, content) || known
	}
	if !known {
		c.notice(field, raw)
	}
}

// events cuts each event of a list, and reports whether there is one.
func (c *cutter) events(field string, one list, content map[string]json.RawMessage) bool {
	raw := content[one.name]
	if absent(raw) {
		return false
	}
	items, ok := elements(raw)
	if !ok {
		c.unreadable(raw, c.path()+".value."+one.name+": not an array")
		return true
	}
	people := directoryOf(content["contacts"])
	for i, item := range items {
		e, err := one.cut(item)
		origin := c.origin(field, eventValue(content, people, one.name, item))
		if err != nil {
			c.unreadable(item, fmt.Sprintf("%s.value.%s[%d]: %v", c.path(), one.name, i, err))
			c.envelopes[len(c.envelopes)-1].Origin = origin
			continue
		}
		e.Origin = origin
		c.add(e, item)
	}
	return true
}

// problem is a notice of an error of the account, the app or the system.
func (c *cutter) problem(field, number string, raw json.RawMessage) envelope.Envelope {
	return c.header(envelope.Envelope{Kind: envelope.KindNotice, Notice: &envelope.Notice{
		Field: field, Event: eventError, Account: c.account, Number: number, At: c.time(), Raw: capped(raw),
	}})
}

func (c *cutter) header(e envelope.Envelope) envelope.Envelope {
	e.Version, e.Connection, e.Delivery, e.ReceivedAt = envelope.Version, c.delivery.Connection, c.id, c.delivery.At
	return e
}

// growth is by how much a byte can grow when it is encoded: "<" is written
// as \u003c.
const growth = 6

// add keeps e, unless it has become larger than a queue takes. What is cut out
// of raw stands beside it, so that each byte may be there twice. Few are near
// the limit, so few are encoded twice.
func (c *cutter) add(e envelope.Envelope, raw json.RawMessage) {
	size := len(raw) + len(e.Origin)
	if e.Message != nil {
		from := e.Message.From
		size += len(from.Name) + len(from.Username) + len(from.BSUID) + len(from.ParentBSUID) + len(from.Phone)
	}
	if size > envelope.MaxBytes/growth/3 {
		encoded, err := envelope.Encode(e)
		if err == nil && len(encoded) > envelope.MaxBytes {
			e.Origin = "" // it still stands in its ticket
			encoded, err = envelope.Encode(e)
		}
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

// when is the time of an event. One without a time happened when it arrived.
func (c *cutter) when(raw json.RawMessage) (time.Time, error) {
	if absent(raw) {
		return c.arrival(), nil
	}
	at, ok := unixTime(raw)
	if !ok {
		return time.Time{}, errNoTime
	}
	return at, nil
}

// time is that of the entry, whose form nobody promises, or of the arrival.
func (c *cutter) time() time.Time {
	if at, ok := unixTime(c.entryTime); ok {
		return at
	}
	return c.arrival()
}

func (c *cutter) arrival() time.Time { return c.delivery.At.UTC().Truncate(time.Second) }

// maxUnix is the last second of the year 9999, after which no time is encoded.
const maxUnix = 253402300799

// unixTime reads Unix seconds, a string in messages and a number elsewhere.
func unixTime(raw json.RawMessage) (time.Time, bool) {
	seconds, err := strconv.ParseInt(strings.TrimSpace(scalar(raw)), 10, 64)
	if err != nil || seconds <= 0 || seconds > maxUnix {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0).UTC(), true
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
