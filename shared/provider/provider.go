// Package provider says what a WhatsApp provider is to the rest of Ventana:
// something that can send a message to a recipient from a number, and whose
// deliveries can be verified and cut into envelopes. Each provider is an
// adapter in a folder of its own (cloudapi today).
//
// Failures come back as *failure.Error: a refused send is Permanent or Later,
// a lost answer is Ambiguous, because WhatsApp knows no idempotency key.
package provider

// Recipient is who a message goes to. A BSUID never travels in a phone's
// place, nor the other way round; when both are known the phone is used, as
// WhatsApp prefers it.
type Recipient struct {
	Phone string // as the provider spelled it, digits without "+"
	BSUID string
}

// Text is one text message to send.
type Text struct {
	Number    string // the provider's id of the business number
	Recipient Recipient
	Body      string // 1 to MaxTextRunes characters
	// Marker comes back with every status of the message and is how a lost
	// answer is recovered. At most 512 characters.
	Marker string
}

// Sent is a provider's acceptance: accepted, not delivered.
type Sent struct {
	MessageID string
	Phone     string // the identity that WhatsApp made of the recipient's phone, if it said so
	BSUID     string
}

// MaxTextRunes is the longest text body that WhatsApp takes, in characters.
const MaxTextRunes = 4096
