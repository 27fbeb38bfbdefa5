package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/pricing"
)

// AuditLife is how long an entry is remembered: 13 months, so that a month can
// be laid beside the same of the year before.
const AuditLife = 400 * 24 * time.Hour

// AuditEntry says what was sent outside of an agent's own words, or why it was
// not, on whose word, and what became of it: the message itself is forgotten
// sooner (EffectLife).
type AuditEntry struct {
	At time.Time // to the second; with Effect it names the entry, so a repeat needs the same
	// Effect is the id of the send effect, or of what else was done.
	Effect             string
	Template, Language string
	Category           string
	Rule               string // of the policy, or empty
	Who                string // the agent's id in the helpdesk, or empty for the policy alone
	Why                string // a code, never words
	// Outcome is what was decided, as a code, and then what AuditOutcome told.
	Outcome          string
	Helpdesk, Ticket string
	Contact, Number  string
	// Message is MessageDigest of the provider's message id, or empty.
	Message string
	// Price is what the message costs by the rate card; only with Priced.
	Price  pricing.Money
	Priced bool
}

// MessageDigest names a message where its id must not stand: a part of that is
// the customer's number.
func MessageDigest(messageID string) string { return envelope.Digest("message", messageID) }

// auditKey names a day by UTC.
func auditKey(day time.Time) string { return "AUDIT#" + day.UTC().Format(time.DateOnly) }

// byPolicy is who sent what nobody asked for.
const byPolicy = "policy"

// Accepted is the entry of a template that WhatsApp has taken, without its price:
// on whose word it was sent, and why.
func Accepted(sent Sent) AuditEntry {
	why, who := "command", ""
	switch {
	case sent.Reason != "":
		why, who = sent.Reason, byPolicy
	case sent.Rule != "":
		why = "rule"
	}
	return AuditEntry{
		At: sent.SentAt, Effect: sent.Effect, Template: sent.Template, Language: sent.Language, Category: sent.Category, Rule: sent.Rule,
		Who: who, Why: why, Outcome: "accepted", Helpdesk: sent.Helpdesk, Ticket: sent.Ticket, Contact: sent.Contact, Number: sent.Number,
		Message: MessageDigest(sent.MessageID),
	}
}

// Audit writes an entry down. The same one again changes nothing, and what is
// empty in it leaves what stands.
//
// Requests: one write.
func (s *Store) Audit(ctx context.Context, entry AuditEntry) error {
	change := newEdit()
	change.set("at", seconds(entry.At))
	change.set("effect", text(entry.Effect))
	change.set("expires_at", seconds(entry.At.Add(AuditLife)))
	for _, one := range entry.texts() {
		if one.name != "outcome" {
			change.setKnown(one.name, *one.value)
		}
	}
	if entry.Outcome != "" { // a repeat takes back nothing that AuditOutcome told
		change.setFirst("outcome", text(entry.Outcome))
	}
	if entry.Priced {
		change.set("price", number64(int64(entry.Price)))
	}
	if _, err := s.update(ctx, change.of(auditItem(entry.At, entry.Effect), "", nil)); err != nil {
		return fmt.Errorf("audit effect %s: %w", entry.Effect, err)
	}
	return nil
}

// AuditOutcome notes what became of a template that was sent: "delivered", "read",
// or "failed" with the provider's code behind it. Like statuses it climbs, in
// whatever order it is told. "sent" says no more than "accepted" and is not noted;
// a message that has no entry has no outcome either.
//
// Requests: one write, of templates that were delivered, read or failed; else none.
func (s *Store) AuditOutcome(ctx context.Context, sent Sent) error {
	outcome, rank := OutcomeOf(sent)
	if outcome == "" {
		return nil
	}
	change := newEdit()
	change.set("outcome", text(outcome))
	change.set("outcome_rank", number64(rank))
	_, err := s.update(ctx, change.of(auditItem(sent.SentAt, sent.Effect),
		"attribute_exists(pk) AND (attribute_not_exists(#outcome_rank) OR #outcome_rank < :outcome_rank)", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("audit outcome of effect %s: %w", sent.Effect, err)
	}
	return nil
}

// OutcomeOf is what became of a template, as the audit tells it, and how far it
// climbed; empty for anything that AuditOutcome does not note.
func OutcomeOf(sent Sent) (outcome string, rank int64) {
	if sent.Template == "" || sent.State.Rank() <= conversation.StateSent.Rank() {
		return "", 0
	}
	outcome = string(sent.State)
	if sent.State == conversation.StateFailed && sent.ErrorCode != "" {
		outcome += " " + sent.ErrorCode
	}
	return outcome, sent.State.Rank()
}

// auditItem is the key of an entry.
func auditItem(at time.Time, effect string) attributes {
	return key(auditKey(at), at.UTC().Format(time.RFC3339)+"#"+effect)
}

// AuditOf reads the entries of a day, by UTC, in the order of their time.
//
// Requests: one query per MB, some 3,000 entries.
func (s *Store) AuditOf(ctx context.Context, day time.Time) ([]AuditEntry, error) {
	items, err := s.query(ctx, auditKey(day), "")
	if err != nil {
		return nil, fmt.Errorf("read audit of %s: %w", day.UTC().Format(time.DateOnly), err)
	}
	var entries []AuditEntry
	for _, item := range items {
		entry := AuditEntry{
			At: secondsOf(item, "at"), Effect: textOf(item, "effect"),
			Price: pricing.Money(numberOf(item, "price")), Priced: item["price"] != nil,
		}
		for _, one := range entry.texts() {
			*one.value = textOf(item, one.name)
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// texts are the attributes that are plain texts.
func (e *AuditEntry) texts() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"template", &e.Template}, {"language", &e.Language}, {"category", &e.Category}, {"rule", &e.Rule},
		{"who", &e.Who}, {"why", &e.Why}, {"outcome", &e.Outcome}, {"helpdesk", &e.Helpdesk}, {"ticket", &e.Ticket},
		{"contact", &e.Contact}, {"number", &e.Number}, {"message", &e.Message},
	}
}
