package conversation

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// WindowLength is how long a customer's message keeps the customer service
// window open. https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
const WindowLength = 24 * time.Hour

// Conversation is what is known of one contact on one number.
type Conversation struct {
	Contact string
	Number  string // our id of the number
	// Generation counts the conversation's tickets, from 1: the open one, or the
	// next to be opened when Ticket is empty.
	Generation int64
	Helpdesk   string // the connection in which ticket and user ids count, or empty
	Ticket     string // the open ticket's id in the helpdesk, or empty
	// Opening: a run set out to open the ticket of this generation and may have.
	Opening bool
	// PreviousTicket is the closed ticket that the next one follows up, or empty.
	PreviousTicket string
	// Earlier are the tickets of former generations in this helpdesk, newest last,
	// at most MaxEarlier.
	Earlier []string
	// Introduced is the ticket whose agents were told of the person's others.
	Introduced   string
	HelpdeskUser string // the contact's user id in the helpdesk, or empty
	// KnownAs is the external id of that user; empty is Contact. After a join it
	// may be the former contact's.
	KnownAs string
	// Profile is a digest of what the helpdesk was told about the person: it tells
	// a change without keeping the words.
	Profile string

	// LastInboundAt is the newest message's time by the provider's clock, and
	// LastMessage the provider's id of it: what a reaction or a read receipt is for.
	LastInboundAt time.Time
	LastMessage   string
	// DueAt is when the conversation has to be looked at again although nobody
	// writes, zero for never; DueLevel is for which warning.
	DueAt    time.Time
	DueLevel int
	// AnsweredAt is when the business last wrote to the customer here.
	AnsweredAt time.Time
	// RefusedAt is when a send was made that WhatsApp refused because the window
	// was closed (131047): the provider's word against our clock's.
	RefusedAt time.Time
	// FreeUntil is until when messages cost nothing, by the provider's word, because
	// an ad or a page led the customer here and they were answered in time; zero
	// when that never was. It opens no window.
	FreeUntil time.Time
	// Rating is the customer's last answer to a survey.
	Rating Rating
	// Pair is what was sent here of late, against WhatsApp's limit for one person.
	Pair Pair
	// Kept are the tickets on which replies wait until the customer writes.
	Kept []TicketName
}

// CanaryUser is the user id of the canary, which no person has: XX is no country's
// code and never will be (ISO 3166 leaves it to its users).
const CanaryUser = "XX.ventanacanary"

// TicketName names a ticket among all helpdesks: ids count in one alone.
type TicketName struct {
	Helpdesk, Ticket string
}

// Compare orders by helpdesk, then by id.
func (t TicketName) Compare(other TicketName) int {
	return cmp.Or(cmp.Compare(t.Helpdesk, other.Helpdesk), cmp.Compare(t.Ticket, other.Ticket))
}

// KeptLife is how long a reply waits until the customer writes. One that is
// older answers a question that nobody remembers, so its agent decides.
const KeptLife = 7 * 24 * time.Hour

// MaxKept is how many replies wait on one ticket.
const MaxKept = 20

// MaxEarlier is how many former tickets a conversation remembers.
const MaxEarlier = 10

// Free reports whether a free entry point is open at a time.
func (c *Conversation) Free(at time.Time) bool { return at.Before(c.FreeUntil) }

// Refused reports whether it was WhatsApp's word that closed the window: whoever
// was writing has been told.
func (c *Conversation) Refused() bool {
	return !c.RefusedAt.IsZero() && !c.LastInboundAt.After(c.RefusedAt)
}

// Heard notes an inbound message of at, or a call that counts as one: without an
// id, the last message stays. The window only moves forward: a
// delivery that comes late or twice changes nothing. Times have one-second
// steps, so of two messages of one second the later told is the last.
func (c *Conversation) Heard(message string, at time.Time) {
	if at.Before(c.LastInboundAt) {
		return
	}
	if at.After(c.LastInboundAt) && (c.DueLevel != 0 || !c.DueAt.After(at)) {
		c.DueAt, c.DueLevel = at.Add(FirstLook), 0
	}
	c.LastInboundAt = at
	if message != "" {
		c.LastMessage = message
	}
}

// LevelShow stands for no warning: the ticket does not show the window as it is,
// and is due to.
const LevelShow = -1

// FirstLook is how long after a customer's message the conversation is looked at
// first: the policy then says when to warn, counting from the last message. One
// that is due so already is left: in a lively conversation a look every half hour
// costs less than moving it with each message.
const FirstLook = 30 * time.Minute

// Answered reports whether the business wrote since the customer did.
func (c *Conversation) Answered() bool {
	return !c.AnsweredAt.IsZero() && !c.AnsweredAt.Before(c.LastInboundAt)
}

// ClosesAt is when the window closes or closed; zero when it was never open.
func (c *Conversation) ClosesAt() time.Time {
	if c.LastInboundAt.IsZero() {
		return time.Time{}
	}
	if c.Refused() {
		return c.RefusedAt
	}
	return c.LastInboundAt.Add(WindowLength)
}

// Open reports whether free text may be sent at now.
func (c *Conversation) Open(now time.Time) bool {
	return now.Before(c.ClosesAt())
}

// NextTicket leaves the open ticket, which was closed or deleted, for a new
// one. A closed ticket is followed up and remembered, a deleted one cannot be.
func (c *Conversation) NextTicket(followUp bool) {
	c.PreviousTicket = ""
	if followUp {
		c.PreviousTicket = c.Ticket
		c.Remember(c.Ticket)
	}
	c.Ticket, c.Opening = "", false
	c.Generation++
}

// Remember notes a ticket of this person that the conversation has left.
func (c *Conversation) Remember(ticket string) {
	if ticket == "" || slices.Contains(c.Earlier, ticket) {
		return
	}
	c.Earlier = append(slices.Clone(c.Earlier), ticket) // copies of a conversation share the list
	c.Earlier = c.Earlier[max(len(c.Earlier)-MaxEarlier, 0):]
}

// AnsweredIn notes which helpdesk connection answers the number now. When that
// changed, the ids of the former one mean nothing, or strangers, in the new one.
func (c *Conversation) AnsweredIn(helpdesk string) {
	if c.Helpdesk != "" && c.Helpdesk != helpdesk {
		c.NextTicket(false)
		c.HelpdeskUser, c.KnownAs, c.Profile, c.Earlier = "", "", "", nil
	}
	c.Helpdesk = helpdesk
}

// ExternalPrefix begins the external id of every ticket that Ventana opens.
const ExternalPrefix = "ventana:"

// DigestPrefix begins that of a digest's ticket, which is no conversation's.
const DigestPrefix = "ventana-digest:"

// ExternalID names the ticket of this generation in the helpdesk, before and
// after it exists: by it a ticket whose opening was not answered is found.
func (c *Conversation) ExternalID() string {
	return ExternalPrefix + c.Contact + ":" + c.Number + ":" + strconv.FormatInt(c.Generation, 10)
}
