// Package provider says what a WhatsApp provider is to the rest of Ventana:
// something that can send a message to a recipient from a number, carry files
// both ways, and whose deliveries can be verified and cut into envelopes. Each
// provider is an adapter in a folder of its own (cloudapi today).
//
// Failures come back as *failure.Error: a refused send is Permanent or Later,
// a lost answer is Ambiguous, because WhatsApp knows no idempotency key.
package provider

import "io"

// Recipient is who a message goes to. A BSUID never travels in a phone's
// place, nor the other way round; when both are known the phone is used, as
// WhatsApp prefers it. A group is a recipient of its own.
type Recipient struct {
	Phone string // as the provider spelled it, digits without "+"
	BSUID string // or a parent BSUID
	Group string // the id of a WhatsApp group
}

// Message is one message to send.
type Message struct {
	Number    string // the provider's id of the business number
	Recipient Recipient
	Content   Content
	// Quote is the id of the message that this one answers, or empty. WhatsApp
	// sends without it when that message is too old, and a reaction takes none.
	Quote string
	// Marker comes back with every status of the message and is how a lost
	// answer is recovered. At most 512 characters.
	Marker string
}

// Sent is a provider's acceptance: accepted, not delivered.
type Sent struct {
	MessageID string
	Phone     string // the identity that WhatsApp made of the recipient's phone, if it said so
	BSUID     string
	// Held is empty for a message on its way. For a template it may be the
	// provider's word for one that waits, HeldForQuality or HeldPaused: it leaves
	// later, or fails with a status.
	Held string
}

// What Held says. Other words may come.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-pacing
const (
	HeldForQuality = "held_for_quality_assessment" // until the first ones sent were judged
	HeldPaused     = "paused"                      // until the template is no longer paused
)

// FileInfo is what the provider says of a customer's file when it is asked.
type FileInfo struct {
	URL    string // valid for five minutes, and for nobody else
	MIME   string // without parameters
	SHA256 string // 64 hex digits, or empty
	Size   int64  // in bytes; 0 when the provider does not say
}

// Upload is a file on its way to the provider. The body is read once, to Size
// bytes; one that is shorter or longer is ErrSize.
type Upload struct {
	Number string // the provider's id of the business number
	Name   string
	MIME   string
	Size   int64 // in bytes, exactly
	Body   io.Reader
}
