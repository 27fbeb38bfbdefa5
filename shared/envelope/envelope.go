package envelope

import (
	"encoding/json"
	"time"
)

// Version is the envelope format written today. A consumer refuses a newer
// one: a rolled-back function must not guess.
const Version = 1

// Kind says which member of an envelope is filled.
type Kind string

// The kinds of envelope.
const (
	KindMessage    Kind = "message"    // a customer's message, for inbound
	KindStatus     Kind = "status"     // what became of a message we sent, for status
	KindTicket     Kind = "ticket"     // look at this ticket, for outbound
	KindNotice     Kind = "notice"     // a provider's account event, for status
	KindUnreadable Kind = "unreadable" // well signed, but nobody can read it
)

// Envelope is one normalised event. Exactly one member besides the header is
// filled, the one that Kind names.
type Envelope struct {
	Version    int    `json:"v"`
	Kind       Kind   `json:"kind"`
	Connection string `json:"connection"`
	// Delivery is the id of the webhook request that carried the event: a
	// digest of its bytes, the same for each repetition.
	Delivery string `json:"delivery"`
	// ReceivedAt is when the webhook took it, by our clock.
	ReceivedAt time.Time `json:"received_at"`

	Message    *Message    `json:"message,omitempty"`
	Status     *Status     `json:"status,omitempty"`
	Ticket     *Ticket     `json:"ticket,omitempty"`
	Notice     *Notice     `json:"notice,omitempty"`
	Unreadable *Unreadable `json:"unreadable,omitempty"`

	// Group orders: envelopes of one group are handled in the order they came.
	// Dedup lets SQS drop a repetition within five minutes; it is economy, the
	// guarantee is the effect item. Both travel as SQS attributes, not in the body.
	Group string `json:"-"`
	Dedup string `json:"-"`
}

// Message is one message of a customer.
type Message struct {
	// Number is the provider's id of the business number that was written to.
	Number string `json:"number"`
	ID     string `json:"id"`
	// At is the provider's time, one-second resolution.
	At   time.Time `json:"at"`
	Type string    `json:"type"`
	// Text is the text body of a text message, to the letter, without NUL.
	Text string `json:"text,omitempty"`
	From Sender `json:"from"`
	// Raw is the provider's message object, kept for every type but text.
	Raw json.RawMessage `json:"raw,omitempty"`
}

// Sender is what a delivery tells about the person who wrote. BSUID and Phone
// are both optional, at least one is present.
type Sender struct {
	BSUID       string `json:"bsuid,omitempty"`
	ParentBSUID string `json:"parent_bsuid,omitempty"`
	// PreviousBSUID and PreviousPhone are set on system events that move an
	// identity: BSUID and Phone are then the new ones.
	PreviousBSUID string `json:"previous_bsuid,omitempty"`
	PreviousPhone string `json:"previous_phone,omitempty"`
	// Phone is the provider's spelling, digits without "+": what we send to.
	Phone    string `json:"phone,omitempty"`
	Username string `json:"username,omitempty"`
	Name     string `json:"name,omitempty"`
}

// Status is what became of one message that we sent.
type Status struct {
	Number string    `json:"number"`
	ID     string    `json:"id"` // the provider's message id
	State  string    `json:"state"`
	At     time.Time `json:"at"`
	// Marker is what we gave along when sending (biz_opaque_callback_data).
	Marker string `json:"marker,omitempty"`
	// ErrorCode is the provider's code of a failure ("131047"); empty otherwise.
	ErrorCode string   `json:"error_code,omitempty"`
	Pricing   *Pricing `json:"pricing,omitempty"`
}

// Pricing is the provider's own word on what a message costs.
type Pricing struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`
	Type     string `json:"type,omitempty"`
	Category string `json:"category,omitempty"`
}

// Ticket says only: look at this ticket. Lost and reordered events heal,
// because a look handles every comment that was not handled before.
type Ticket struct {
	ID string `json:"id"`
	// ExternalID is the ticket's, where the event told it: a ticket of ours whose
	// link is not written yet is told from a ticket that is none of our business.
	ExternalID string `json:"external_id,omitempty"`
	Event      string `json:"event,omitempty"`
}

// Notice is a provider's event about an account, a number or a template.
type Notice struct {
	Field string          `json:"field"`
	Event string          `json:"event,omitempty"`
	Raw   json.RawMessage `json:"raw,omitempty"`
}

// Unreadable is a part of a well-signed delivery that could not be understood.
// It is parked with its reason; Head holds at most MaxUnreadableBytes of it.
type Unreadable struct {
	Reason string `json:"reason"`
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"`
	Head   []byte `json:"head"`
}

// MaxUnreadableBytes caps what an unreadable envelope carries: enough to see
// what it was, far below the queue's limit of 1 MiB.
const MaxUnreadableBytes = 64 << 10
