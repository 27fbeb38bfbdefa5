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
	Changes []change `json:"changes"`
}

type change struct {
	Value value  `json:"value"`
	Field string `json:"field"`
}

type value struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         metadata          `json:"metadata"`
	Contacts         []contact         `json:"contacts,omitempty"`
	Messages         []json.RawMessage `json:"messages,omitempty"`
	Statuses         []statusObject    `json:"statuses,omitempty"`
}

type metadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

type contact struct {
	Profile profile `json:"profile"`
	WaID    string  `json:"wa_id,omitempty"`
	UserID  string  `json:"user_id,omitempty"`
}

type profile struct {
	Name     string `json:"name"`
	Username string `json:"username,omitempty"`
}

// newContact describes a customer; statuses "sent" come without the username.
func newContact(c Customer, withUsername bool) contact {
	described := contact{Profile: profile{Name: c.Name}, WaID: c.Phone, UserID: c.UserID}
	if withUsername {
		described.Profile.Username = c.Username
	}
	return described
}

// envelope is the body of a webhook with one value, as it goes over the wire.
func (g *Graph) envelope(v value) []byte {
	v.MessagingProduct = messagingProduct
	v.Metadata.DisplayPhoneNumber = g.options.DisplayNumber
	if digits, ok := phoneDigits(g.options.DisplayNumber); ok {
		v.Metadata.DisplayPhoneNumber = digits
	}
	return wire(notification{
		Object: "whatsapp_business_account",
		Entry:  []entry{{ID: g.options.WABAID, Changes: []change{{Value: v, Field: "messages"}}}},
	})
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
