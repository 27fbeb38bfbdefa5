package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// notification is the body of a webhook. Source: Messages webhook reference.
type notification struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	ID      string   `json:"id"`
	Time    int64    `json:"time,omitempty"` // Unix seconds; of management fields only
	Changes []change `json:"changes"`
}

type change struct {
	Value any    `json:"value"`
	Field string `json:"field"`
}

type value struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         metadata          `json:"metadata"`
	Contacts         []contact         `json:"contacts,omitempty"`
	Messages         []json.RawMessage `json:"messages,omitempty"`
	Calls            []callObject      `json:"calls,omitempty"`
	Statuses         []statusObject    `json:"statuses,omitempty"`
	Echoes           []json.RawMessage `json:"message_echoes,omitempty"`
	Preferences      []preference      `json:"user_preferences,omitempty"`
}

type metadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

type contact struct {
	Profile      profile `json:"profile"`
	WaID         string  `json:"wa_id,omitempty"`
	UserID       string  `json:"user_id,omitempty"`
	ParentUserID string  `json:"parent_user_id,omitempty"`
}

type profile struct {
	Name     string `json:"name"`
	Username string `json:"username,omitempty"`
}

// newContact describes a customer; statuses "sent" come without the username.
func newContact(c Customer, withUsername bool) contact {
	described := contact{Profile: profile{Name: c.Name}, WaID: c.shownPhone(), UserID: c.UserID, ParentUserID: c.ParentUserID}
	if withUsername {
		described.Profile.Username = c.Username
	}
	return described
}

// entryOf holds values of one field, each a change of its own.
func (g *Graph) entryOf(field string, values ...value) entry {
	e := entry{ID: g.options.WABAID}
	for _, v := range values {
		v.MessagingProduct = messagingProduct
		v.Metadata.DisplayPhoneNumber = g.displayDigits()
		if v.Metadata.PhoneNumberID == "" {
			v.Metadata.PhoneNumberID = g.options.PhoneNumberID
		}
		e.Changes = append(e.Changes, change{Value: v, Field: field})
	}
	return e
}

// wrap is the body of a webhook as it goes over the wire.
func (g *Graph) wrap(entries ...entry) []byte {
	return wire(notification{Object: "whatsapp_business_account", Entry: entries})
}

// wire encodes as Meta does: no line breaks, everything beyond ASCII as
// \uxxxx in lower case and the slash as \/. A receiver that hashes a
// re-encoded body instead of the bytes fails here as it would there.
func wire(body any) []byte {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic(fmt.Sprintf("graph: encode webhook: %v", err)) // only raw members checked before go in
	}
	return escape(bytes.TrimSuffix(plain.Bytes(), []byte("\n")))
}

// escape rewrites valid JSON; the runes concerned occur only inside strings.
func escape(plain []byte) []byte {
	escaped := make([]byte, 0, len(plain)+len(plain)/8)
	for len(plain) > 0 {
		r, size := utf8.DecodeRune(plain)
		plain = plain[size:]
		switch {
		case r == '\\' && len(plain) > 0:
			// An escape that is there already, "\/" too, stays as it is.
			escaped = append(escaped, '\\', plain[0])
			plain = plain[1:]
		case r == '/':
			escaped = append(escaped, '\\', '/')
		case r < utf8.RuneSelf:
			escaped = append(escaped, byte(r))
		case r <= 0xffff:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			escaped = fmt.Appendf(escaped, `\u%04x\u%04x`, high, low)
		}
	}
	return escaped
}

func seconds(at int64) string { return strconv.FormatInt(at, 10) }
