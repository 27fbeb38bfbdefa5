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
	KindEcho       Kind = "echo"       // what the business wrote in the phone app, for inbound
	KindCall       Kind = "call"       // a call between a customer and the business, for inbound
	KindStatus     Kind = "status"     // what became of a message we sent, for status
	KindTicket     Kind = "ticket"     // look at this ticket, for outbound
	KindNotice     Kind = "notice"     // a provider's account event, for status
	KindFetch      Kind = "fetch"      // bring a customer's file into the ticket, for media
	KindChore      Kind = "chore"      // say something to a customer that nobody waits for, for outbound
	KindRefusal    Kind = "refusal"    // a reply that was accepted was refused: the window is closed, for outbound
	KindUpload     Kind = "upload"     // bring an agent's file to the provider, for media
	KindForward    Kind = "forward"    // pass an event on to the former endpoint, for forward
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

	// Message is what was written, for KindMessage by the customer in From, for
	// KindEcho by the business to the customer in From; for KindCall it is a message
	// of type call.
	Message    *Message    `json:"message,omitempty"`
	Status     *Status     `json:"status,omitempty"`
	Ticket     *Ticket     `json:"ticket,omitempty"`
	Notice     *Notice     `json:"notice,omitempty"`
	Fetch      *Fetch      `json:"fetch,omitempty"`
	Upload     *Upload     `json:"upload,omitempty"`
	Chore      *Chore      `json:"chore,omitempty"`
	Refusal    *Refusal    `json:"refusal,omitempty"`
	Forward    *Forward    `json:"forward,omitempty"`
	Unreadable *Unreadable `json:"unreadable,omitempty"`

	// Origin is the delivery that the provider would have sent of this event alone,
	// in its own bytes: what is passed on while somebody else answers some
	// customers. It always travels along, since who is answered by whom is decided
	// when the event is handled. Empty where the provider's event is too large to
	// travel twice, and on envelopes that no provider caused.
	Origin string `json:"origin,omitempty"`

	// Group orders: envelopes of one group are handled in the order they came.
	// Dedup lets SQS drop a repetition within five minutes; it is economy, the
	// guarantee is the effect item. Both travel as SQS attributes, not in the body.
	Group string `json:"-"`
	Dedup string `json:"-"`
}

// Message is one message of a customer, or of the business to one.
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
	// Choice is the button or row that the customer tapped; nil for all else.
	Choice *Choice `json:"choice,omitempty"`
	// Context is what the message stands in relation to; nil for most.
	Context *Context `json:"context,omitempty"`
	// File is what the message carries, nil for a message without a file. An edit
	// has its file here too.
	File *File `json:"file,omitempty"`
	// Call is what a message of type call tells, nil for every other.
	Call *Call `json:"call,omitempty"`
	// Raw is the provider's message object, kept for every type but text.
	Raw json.RawMessage `json:"raw,omitempty"`
}

// Sender is what a delivery tells about the person who wrote. BSUID,
// ParentBSUID and Phone are all optional, at least one is present.
type Sender struct {
	BSUID string `json:"bsuid,omitempty"`
	// ParentBSUID is the user id across linked portfolios.
	ParentBSUID string `json:"parent_bsuid,omitempty"`
	// Group is the WhatsApp group that was written in, or empty. A group is a
	// conversation of its own, and the person is one of its voices.
	Group string `json:"group,omitempty"`
	// PreviousBSUID and PreviousPhone are set on system events that move an
	// identity: BSUID and Phone are then the new ones.
	PreviousBSUID string `json:"previous_bsuid,omitempty"`
	PreviousPhone string `json:"previous_phone,omitempty"`
	// Phone is the provider's spelling, digits without "+": what we send to.
	Phone    string `json:"phone,omitempty"`
	Username string `json:"username,omitempty"`
	Name     string `json:"name,omitempty"`
}

// Choice is a button or a row of a list.
type Choice struct {
	ID    string `json:"id,omitempty"` // as we named it when we sent it
	Title string `json:"title,omitempty"`
}

// Context is what a message stands in relation to.
type Context struct {
	// About is the id of the message that this one answers, reacts to, edits or
	// revokes. It may be unknown to us.
	About string `json:"about,omitempty"`
	// Forwarded: the customer passed on somebody's message; Often: one that was
	// passed on more than five times.
	Forwarded bool `json:"forwarded,omitempty"`
	Often     bool `json:"often,omitempty"`
	// Product is what the customer asks about in the catalogue, or nil.
	Product *Product `json:"product,omitempty"`
	// Referral is the ad or post that the customer came from, or nil.
	Referral *Referral `json:"referral,omitempty"`
}

// Product is one entry of a catalogue.
type Product struct {
	Catalog string `json:"catalog,omitempty"`
	ID      string `json:"id,omitempty"` // the retailer's own
}

// Referral is an ad or a post that opens a chat.
type Referral struct {
	Source   string `json:"source,omitempty"` // "ad" or "post", as the provider spells it
	ID       string `json:"id,omitempty"`
	URL      string `json:"url,omitempty"`
	Headline string `json:"headline,omitempty"`
	Body     string `json:"body,omitempty"`
	Click    string `json:"click,omitempty"` // ctwa_clid
}

// File is a file as the provider's message tells it. Nothing of it is certain
// but the id: the provider is asked again before it is fetched.
type File struct {
	ID     string `json:"id"` // valid for FileLife
	MIME   string `json:"mime,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // 64 hex digits, or empty
	// Name is the customer's own, or empty.
	Name string `json:"name,omitempty"`
}

// FileLife is how long the provider keeps a customer's file.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const FileLife = 7 * 24 * time.Hour

// Fetch asks for a customer's file to be brought into the ticket in which its
// message stands.
type Fetch struct {
	Number  string `json:"number"`  // our id of the number
	Contact string `json:"contact"` // and of the contact
	// Helpdesk is the connection; Ticket is where the message stands; User is who
	// wrote it, in the helpdesk, empty for the business itself.
	Helpdesk string    `json:"helpdesk"`
	Ticket   string    `json:"ticket"`
	User     string    `json:"user,omitempty"`
	Message  string    `json:"message"` // the provider's message id
	At       time.Time `json:"at"`      // of the message, by the provider's clock
	Type     string    `json:"type"`
	File     File      `json:"file"`
}

// Upload asks for an agent's attachment to be brought to the provider. What
// becomes of it is written on the effect of kind upload.
type Upload struct {
	Effect     string `json:"effect"`
	Number     string `json:"number"` // our id of the number
	Helpdesk   string `json:"helpdesk"`
	Ticket     string `json:"ticket"`
	Attachment string `json:"attachment"` // the helpdesk's id
	Name       string `json:"name"`
	// MIME is as which it is uploaded, which decides how WhatsApp treats it.
	MIME string `json:"mime"`
	Size int64  `json:"size"`
	URL  string `json:"url"`
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
	// Thread is the provider's conversation, told while a free entry point is open.
	Thread *Thread `json:"thread,omitempty"`
}

// Thread is a provider's own conversation, for prices.
type Thread struct {
	ID string `json:"id,omitempty"`
	// Origin is how it began ("referral_conversion").
	Origin string `json:"origin,omitempty"`
	// ExpiresAt is when it ends, zero when the status does not say.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
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
	// MergedInto is the ticket into which this one was merged, where the event says so.
	MergedInto string `json:"merged_into,omitempty"`
}

// EventStatusChanged: the ticket has another status. Helpdesks' adapters give
// their event this name.
const EventStatusChanged = "status_changed"

// EventSweep: nobody told of the ticket, the sweep found it.
const EventSweep = "sweep"

// EventHeard: the customer wrote, and replies on the ticket wait for that.
const EventHeard = "heard"

// Look asks for a look at a ticket. occasion tells one from another: the same
// one, asked for again within five minutes, may be dropped by SQS.
func Look(at time.Time, helpdesk, ticket, event string, occasion ...string) Envelope {
	return Envelope{
		Version: Version, Kind: KindTicket, Connection: helpdesk, Delivery: event, ReceivedAt: at,
		Ticket: &Ticket{ID: ticket, Event: event},
		Group:  Digest("ticket", helpdesk, ticket),
		Dedup:  Digest(append([]string{event, helpdesk, ticket}, occasion...)...),
	}
}

// Notice is a provider's event about an account, a number or a template.
type Notice struct {
	Field string `json:"field"`
	Event string `json:"event,omitempty"`
	// Account is the provider's id of the account it is about; Number of the
	// number, where it says so.
	Account string `json:"account,omitempty"`
	Number  string `json:"number,omitempty"`
	// At is the provider's time, or when it arrived.
	At time.Time `json:"at,omitzero"`
	// Raw is the event's value. It is empty for fields that carry people's
	// messages, which are kept nowhere.
	Raw json.RawMessage `json:"raw,omitempty"`
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
