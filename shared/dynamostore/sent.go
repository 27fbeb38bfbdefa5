package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// Sent is one message that we sent, by the provider's message id.
type Sent struct {
	MessageID string
	// Effect is the id of the send effect it came from: also its marker.
	Effect           string
	Helpdesk, Ticket string
	Contact, Number  string
	State            conversation.State
	SentAt           time.Time
	// Comment is the helpdesk's id of the comment that it came from, or empty;
	// Kind what it is ("text", "image", …), or empty when nobody said.
	Comment, Kind string
	// Template and Language name the template that it is, Category its kind as it
	// was sent, Rule the policy's rule that chose it and Reason why, as a code. All
	// are empty for a plain message.
	Template, Language, Category, Rule, Reason string
	// ErrorCode is the provider's code of the failure that the message stood at, or
	// stands at.
	ErrorCode string
	// FailedBefore: it stood at failed before it climbed higher, so an agent may
	// have been told of a failure that is none.
	FailedBefore bool
	// Doubted: its agent was told that nobody knows whether it left.
	Doubted bool
	// Thread is the provider's own conversation, as far as statuses told.
	Thread envelope.Thread
	// FreeUntil is what the conversation knew of a free entry point when the message
	// was sent: a status that tells no more than that needs no write.
	FreeUntil time.Time
	Origin    Origin
}

// Origin is what a message's price is reckoned by, and who it is put down to. What
// nobody knew is empty.
type Origin struct {
	Agent string // the helpdesk's id of who wrote it; empty for what nobody wrote
	// Country is the customer's, as ISO 3166 writes it ("ES"); Portfolio the number's.
	Country, Portfolio string
	// Closed: the customer service window was closed when it was sent.
	Closed bool
}

// sentKey names a message by a digest: a part of its id is the customer's number,
// and the item outlives what else is known of them.
func sentKey(messageID string) attributes { return key("SENT#"+MessageDigest(messageID), "SENT") }

// RecordSent remembers a message that the provider accepted. Doing it again,
// or after its first statuses arrived, changes nothing that was known.
//
// It stands in the ledger from here on, on the day on which it was sent until it is
// delivered.
//
// Requests: one write, and one of the index's.
func (s *Store) RecordSent(ctx context.Context, sent Sent) error {
	change := newEdit()
	change.set("effect", text(sent.Effect))
	change.set("helpdesk", text(sent.Helpdesk))
	change.set("ticket", text(sent.Ticket))
	change.set("contact", text(sent.Contact))
	change.set("number", text(sent.Number))
	change.setKnown("comment", sent.Comment)
	for name, value := range nature(sent) {
		change.set(name, value)
	}
	if sent.Doubted {
		change.set("doubted", boolean(true))
	}
	change.enterLedger(sent.MessageID, sent.SentAt)
	change.setFirst("sent_at", seconds(sent.SentAt))
	change.setFirst("state", text(string(conversation.StateAccepted)))
	change.setFirst("rank", number64(conversation.StateAccepted.Rank()))
	change.set("expires_at", seconds(s.now().Add(LedgerLife)))
	if _, err := s.update(ctx, change.of(sentKey(sent.MessageID), "", nil)); err != nil {
		return fmt.Errorf("record sent message of effect %s: %w", sent.Effect, err)
	}
	return nil
}

// nature is what is known of a message before it leaves, and what its price is
// reckoned by: what stands on the claim of its effect and on the message alike. What
// nobody knows is left out.
func nature(sent Sent) attributes {
	known := attributes{}
	for name, value := range map[string]string{
		"kind": sent.Kind, "template": sent.Template, "language": sent.Language, "category": sent.Category, "rule": sent.Rule, "reason": sent.Reason,
		"agent": sent.Origin.Agent, "country": sent.Origin.Country, "portfolio": sent.Origin.Portfolio,
	} {
		if value != "" {
			known[name] = text(value)
		}
	}
	if !sent.FreeUntil.IsZero() {
		known["free_until"] = seconds(sent.FreeUntil)
	}
	if sent.Origin.Closed {
		known["closed"] = boolean(true)
	}
	return known
}

// natures are the names of all that nature may know.
func natures() []string {
	return []string{"kind", "template", "language", "category", "rule", "reason", "agent", "country", "portfolio", "free_until", "closed"}
}

// natureOf reads it.
func natureOf(item attributes) Sent {
	return Sent{
		Kind: textOf(item, "kind"), Template: textOf(item, "template"), Language: textOf(item, "language"), Category: textOf(item, "category"),
		Rule: textOf(item, "rule"), Reason: textOf(item, "reason"), FreeUntil: secondsOf(item, "free_until"),
		Origin: Origin{
			Agent: textOf(item, "agent"), Country: textOf(item, "country"), Portfolio: textOf(item, "portfolio"), Closed: truthOf(item, "closed"),
		},
	}
}

// SentMessage reads a message that we sent; false when nobody recorded it.
//
// Requests: one read.
func (s *Store) SentMessage(ctx context.Context, messageID string) (Sent, bool, error) {
	item, err := s.get(ctx, textOf(sentKey(messageID), "pk"), "SENT")
	if err != nil {
		return Sent{}, false, fmt.Errorf("read sent message: %w", err)
	}
	return sentOf(messageID, item), item != nil, nil
}

// Climb moves a sent message up to a status, if that is higher than where it
// stands, and keeps the status's time, price and thread in any case; what a
// status does not tell stays as it was. It tells what is known of the message
// and whether this status moved it; false for known when nobody recorded the
// message.
//
// Delivered, it stands in the ledger on the day of that (chargeOn).
//
// Requests: one write, two when the status came late; two more of the index's where
// the message was delivered on another day than it was sent.
func (s *Store) Climb(ctx context.Context, status envelope.Status) (sent Sent, moved, known bool, err error) {
	state := conversation.State(status.State)
	climb := told(status)
	climb.set("state", text(status.State))
	climb.set("rank", number64(state.Rank()))
	climb.chargeOn(status, nil)
	if state == conversation.StateFailed {
		climb.set("error_code", text(status.ErrorCode)) // an empty one too: it says that the message stood here
	}
	item, err := s.update(ctx, climb.of(sentKey(status.ID), "attribute_exists(pk) AND #rank < :rank", nil))
	switch {
	case err == nil:
		return sentOf(status.ID, item), true, true, nil
	case !errors.Is(err, errCondition):
		return Sent{}, false, false, fmt.Errorf("climb message to %s: %w", status.State, err)
	case item == nil:
		return Sent{}, false, false, nil
	}
	late := told(status)
	late.chargeOn(status, item)
	item, err = s.update(ctx, late.of(sentKey(status.ID), "", nil))
	if err != nil {
		return Sent{}, false, true, fmt.Errorf("note late status %s: %w", status.State, err)
	}
	return sentOf(status.ID, item), false, true, nil
}

// told is what a status tells, wherever the message stands.
func told(status envelope.Status) *edit {
	change := newEdit()
	when := "at_" + status.State
	if conversation.State(status.State).Rank() == 0 {
		when = "at_other"
	}
	change.setFirst(when, seconds(status.At))
	if price := status.Pricing; price != nil {
		// What is told before the delivery foretells; a late word of it changes nothing.
		note := change.setFirst
		if conversation.State(status.State).Rank() >= conversation.StateDelivered.Rank() {
			note = change.set
		}
		note("price_category", text(price.Category))
		note("price_type", text(price.Type))
		note("price_model", text(price.Model))
		note("billable", boolean(price.Billable))
	}
	if thread := status.Thread; thread != nil {
		change.setKnown("thread_id", thread.ID)
		change.setKnown("thread_origin", thread.Origin)
		if !thread.ExpiresAt.IsZero() {
			change.set("thread_expires_at", seconds(thread.ExpiresAt))
		}
	}
	return change
}

func sentOf(messageID string, item attributes) Sent {
	state := conversation.State(textOf(item, "state"))
	sent := natureOf(item)
	sent.MessageID, sent.Effect, sent.Comment = messageID, textOf(item, "effect"), textOf(item, "comment")
	sent.Helpdesk, sent.Ticket = textOf(item, "helpdesk"), textOf(item, "ticket")
	sent.Contact, sent.Number = textOf(item, "contact"), textOf(item, "number")
	sent.State, sent.SentAt, sent.ErrorCode = state, secondsOf(item, "sent_at"), textOf(item, "error_code")
	sent.FailedBefore = item["error_code"] != nil && state != conversation.StateFailed
	sent.Doubted = truthOf(item, "doubted")
	sent.Thread = envelope.Thread{
		ID: textOf(item, "thread_id"), Origin: textOf(item, "thread_origin"), ExpiresAt: secondsOf(item, "thread_expires_at"),
	}
	return sent
}
