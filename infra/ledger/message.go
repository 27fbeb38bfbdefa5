package ledger

import (
	"cmp"
	"strings"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/provider"
)

// State is what became of a message, as far as money goes.
type State string

// The states.
const (
	Received  State = "received"   // a customer's
	Delivered State = "delivered"  // ours, and charged where it is not free
	Failed    State = "failed"     // ours: not delivered, not charged
	OnItsWay  State = "on its way" // ours: nobody has told of a delivery yet
)

// Message is one message of the ledger. It holds ids and codes, no words and
// nobody's phone.
type Message struct {
	Name  string    `json:"name"` // a digest
	State State     `json:"state"`
	At    time.Time `json:"at"` // of the delivery; where there is none, when it was sent or taken in hand
	// Number, Conversation, Ticket and Agent are ids; Ticket has the helpdesk's
	// connection before it. Agent is empty for what no agent wrote.
	Number       string `json:"number"`
	Portfolio    string `json:"portfolio,omitempty"`
	Conversation string `json:"conversation,omitempty"`
	Ticket       string `json:"ticket,omitempty"`
	Agent        string `json:"agent,omitempty"`
	Template     string `json:"template,omitempty"`
	Reason       string `json:"reason,omitempty"` // of what nobody wrote: reminder, survey
	Country      string `json:"country,omitempty"`
	// Tags are the ticket's as they are now, where they were asked for.
	Tags     []string `json:"tags,omitempty"`
	Kind     string   `json:"kind,omitempty"`     // as WhatsApp names types
	SentAs   string   `json:"sent_as,omitempty"`  // the category that it was sent as
	Closed   bool     `json:"closed,omitempty"`   // the customer service window was closed
	Entry    bool     `json:"entry,omitempty"`    // a free entry point was known to be open
	ErrorWas string   `json:"error,omitempty"`    // WhatsApp's code of a failure
	Pricing  *Pricing `json:"whatsapp,omitempty"` // WhatsApp's own word; nil when it said none
}

// Pricing is WhatsApp's word on a message's price.
type Pricing = envelope.Pricing

// contactOf is the contact of a conversation's name.
func contactOf(conversation string) string {
	contact, _, _ := strings.Cut(conversation, "@")
	return contact
}

func conversationOf(contact, number string) string {
	if contact == "" {
		return ""
	}
	return contact + "@" + number
}

func ticketOf(helpdesk, ticket string) string {
	if ticket == "" {
		return ""
	}
	return helpdesk + "/" + ticket
}

// sentMessage is a message of ours.
func sentMessage(entry dynamostore.LedgerEntry) Message {
	m := Message{
		Name: entry.Name, At: entry.DeliveredAt, State: Delivered,
		Number: entry.Number, Portfolio: entry.Origin.Portfolio, Conversation: conversationOf(entry.Contact, entry.Number),
		Ticket: ticketOf(entry.Helpdesk, entry.Ticket), Agent: entry.Origin.Agent, Template: entry.Template, Reason: entry.Reason,
		Country: entry.Origin.Country, Kind: entry.Kind, SentAs: cmp.Or(strings.ToLower(entry.Category), "service"),
		Closed: entry.Origin.Closed, Pricing: entry.Pricing, ErrorWas: entry.ErrorCode,
	}
	if entry.DeliveredAt.IsZero() {
		m.At, m.State = entry.SentAt, OnItsWay
		if entry.State == conversation.StateFailed {
			m.State = Failed
		}
	}
	m.Entry = m.At.Before(entry.FreeUntil) || provider.FreeEntry(entry.Thread.Origin) && m.At.Before(entry.Thread.ExpiresAt)
	return m
}

// customersMessage is a message of a customer's.
func customersMessage(one dynamostore.Received) Message {
	return Message{
		Name: one.Name, State: Received, At: time.Unix(one.At, 0).UTC(), Number: one.Number,
		Conversation: conversationOf(one.Contact, one.Number), Ticket: ticketOf(one.Helpdesk, one.Ticket),
	}
}
