package dynamostore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// EffectLife is how long an effect is remembered: Meta repeats a delivery for
// 7 days, queues keep it 14, dead-letter queues 14 more, and there is room.
const EffectLife = 45 * 24 * time.Hour

// The kinds of effect: one thing done to an outside system that must happen once.
const (
	EffectComment = "comment" // a customer's message in a ticket; id: digest of number and message id
	EffectSend    = "send"    // one part of an agent's reply; id: helpdesk, ticket, comment, part
	EffectNote    = "note"    // an internal note; id: what it is about
	EffectFile    = "file"    // a customer's file in a ticket
	EffectUpload  = "upload"  // an agent's file at the provider
	EffectAsk     = "ask"     // asked of another function or of the customer, once per pause
	EffectCanary  = "canary"  // the reply on the canary's ticket, which counts as an agent's: its marker is not among ours
	EffectDigest  = "digest"  // a day's list of windows that close, in a ticket of its own
)

// Effect is one thing that must happen once.
type Effect struct {
	Kind, ID string
	// Claims counts how often somebody set out to do it. 1 means that nobody did
	// before: there is nothing to look for outside.
	Claims int64
	// Done: it happened, Result is the outside system's id of it, or why it was
	// given up (Lost).
	Done bool
	Lost bool
	// DoneAt is when that was written down; zero while it is not done.
	DoneAt time.Time
	// Result is a comment's id or a message's id, of an upload the media id.
	Result string
	// Until is the end of the lease, or of a wait after an ambiguous answer.
	Until time.Time
	// Ambiguous: an answer was lost; the next claim has to look before it acts.
	Ambiguous bool
	// FirstAt is the first claim since nothing can have been done outside.
	FirstAt time.Time
	// Context of a send, so that a status that beats the answer can complete it.
	Helpdesk, Ticket, Contact, Number string
	// Message is the provider's id of the customer's message that a comment or a
	// file came from; Comment the helpdesk's id of the comment that a send came
	// from. A claim without them leaves what stands.
	Message, Comment string
	// Sends is what a send is, as RecordSent will write it down: what is known before
	// it leaves, without who it is for and when. The first claim since nothing can have
	// been done says so, and no later one takes it back.
	Sends Sent
	// Hold is how long a claim lasts, for work that outlasts Lease; 0 is Lease. It
	// is asked for and never told.
	Hold time.Duration
	// Former: a customer's message that is the former endpoint's. The first claim
	// says so, and no other takes it back: one side handles a message.
	Former bool
}

// Doubtful reports whether the effect may have happened although nobody knows:
// an earlier claim ended without a word, or with a lost answer.
func (e Effect) Doubtful() bool { return e.Claims > 1 || e.Ambiguous }

// Begun reports whether somebody set out to do it, and may have done it.
func (e Effect) Begun() bool { return e.Done || e.Claims > 0 || e.Ambiguous }

func effectKey(kind, id string) attributes {
	return key("EFFECT#"+kind+"#"+id, "EFFECT")
}

// Claim takes the effect for owner before the outside system is called: with
// it the effect's marker is known to everybody (its id is the marker). The
// result says what stood there; *HeldError when another run has it or a wait
// is not over. A done effect is returned as it is, without error.
//
// Requests: one write; of a message, the customer's or ours, the first one writes
// the index of its day too.
func (s *Store) Claim(ctx context.Context, effect Effect, owner string) (Effect, error) {
	now := s.now()
	change := newEdit()
	change.set("owner", text(owner))
	change.set("lease_until", millis(now.Add(cmp.Or(effect.Hold, Lease))))
	change.set("expires_at", seconds(now.Add(EffectLife)))
	change.setFirst("first_at", millis(now))
	change.setFirst("ticket", text(effect.Ticket))
	change.set("helpdesk", text(effect.Helpdesk))
	change.set("contact", text(effect.Contact))
	change.set("number", text(effect.Number))
	change.setKnown("message", effect.Message)
	change.setKnown("comment", effect.Comment)
	change.add("claims", number64(1))
	if effect.Kind == EffectComment {
		change.setFirst("former", boolean(effect.Former))
	}
	for name, value := range nature(effect.Sends) {
		change.setFirst(name, value)
	}
	change.day(effect, now)
	item, err := s.update(ctx, change.of(effectKey(effect.Kind, effect.ID),
		"attribute_not_exists(done_at) AND (attribute_not_exists(#lease_until) OR #lease_until <= :now)", attributes{":now": millis(now)}))
	stood := effectOf(effect.Kind, effect.ID, item)
	switch {
	case err == nil:
		return stood, nil
	case !errors.Is(err, errCondition):
		return Effect{}, fmt.Errorf("claim effect %s %s: %w", effect.Kind, effect.ID, err)
	case stood.Done, textOf(item, "owner") == owner:
		// Ours: a claim whose answer was lost, made again by the SDK. It counted once.
		return stood, nil
	default:
		return stood, &HeldError{Item: "effect " + effect.Kind + " " + effect.ID, Until: stood.Until}
	}
}

// Finish marks the effect done with the outside system's id of it. Whoever
// knows that it happened may say so; the first word stands.
//
// Requests: one write.
func (s *Store) Finish(ctx context.Context, kind, id, result string) error {
	return s.finish(ctx, kind, id, "", result, false)
}

// FinishIn is Finish that also notes the ticket in which it happened, which may
// be another than the one at the claim; an empty ticket leaves what stands.
//
// Requests: one write.
func (s *Store) FinishIn(ctx context.Context, kind, id, ticket, result string) error {
	return s.finish(ctx, kind, id, ticket, result, false)
}

// GiveUp ends an effect of which nobody will ever know whether it happened:
// the agent was told. A later word that it did happen is not lost, see Finish.
//
// Requests: one write.
func (s *Store) GiveUp(ctx context.Context, kind, id, reason string) error {
	return s.finish(ctx, kind, id, "", reason, true)
}

func (s *Store) finish(ctx context.Context, kind, id, ticket, result string, lost bool) error {
	now := s.now()
	change := newEdit()
	change.set("done_at", millis(now))
	change.set("result", text(result))
	change.set("lost", boolean(lost))
	change.set("expires_at", seconds(now.Add(EffectLife)))
	change.setKnown("ticket", ticket)
	change.remove("lease_until", "owner", "ambiguous")
	_, err := s.update(ctx, change.of(effectKey(kind, id), "attribute_not_exists(#done_at) OR #lost = :yes", attributes{":yes": boolean(true)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("finish effect %s %s: %w", kind, id, err)
	}
	return nil
}

// Reopen takes back that an effect happened, when it ended with this result: the
// outside system has said since that it did not. The next claim is the first again.
// One that ended otherwise, or begins anew, stays as it is.
//
// Requests: one write.
func (s *Store) Reopen(ctx context.Context, kind, id, result string) error {
	change := newEdit()
	change.set("claims", number64(0))
	change.remove(append(natures(), "done_at", "result", "lost", "first_at", "lease_until", "owner", "ambiguous")...)
	_, err := s.update(ctx, change.of(effectKey(kind, id), "attribute_exists(done_at) AND "+change.name("result")+" = :ended AND NOT "+change.name("lost")+" = :yes",
		attributes{":ended": text(result), ":yes": boolean(true)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("reopen effect %s %s: %w", kind, id, err)
	}
	return nil
}

// Pause is how a claim is given back.
type Pause struct {
	For time.Duration
	// Ambiguous: the outside system may have done it, so the next claim looks first.
	Ambiguous bool
}

// Postpone gives a claim back: nobody takes the effect before the pause ends.
//
// Requests: one write.
func (s *Store) Postpone(ctx context.Context, kind, id, owner string, pause Pause) error {
	change := newEdit()
	change.set("lease_until", millis(s.now().Add(pause.For)))
	change.remove("owner") // in both cases, so that a repeat by the SDK changes nothing
	if pause.Ambiguous {
		change.set("ambiguous", boolean(true))
	} else {
		// Nothing was done: the next claim counts as the first again.
		change.remove(append(natures(), "first_at")...)
		change.add("claims", number64(-1))
	}
	_, err := s.update(ctx, change.of(effectKey(kind, id), "#owner = :owner AND attribute_not_exists(done_at)", attributes{":owner": text(owner)}))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("postpone effect %s %s: %w", kind, id, err)
	}
	return nil
}

// Effect reads one effect; false when it is unknown.
//
// Requests: one read.
func (s *Store) Effect(ctx context.Context, kind, id string) (Effect, bool, error) {
	found := effectKey(kind, id)
	item, err := s.get(ctx, textOf(found, "pk"), "EFFECT")
	if err != nil {
		return Effect{}, false, fmt.Errorf("read effect %s %s: %w", kind, id, err)
	}
	return effectOf(kind, id, item), item != nil, nil
}

// Effects reads many effects of one kind, by their ids; unknown ones are left out.
//
// Requests: one read per 100 ids, none for no ids.
func (s *Store) Effects(ctx context.Context, kind string, ids []string) (map[string]Effect, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	keys, byKey := make([]attributes, len(ids)), map[string]string{}
	for i, id := range ids {
		keys[i] = effectKey(kind, id)
		byKey[textOf(keys[i], "pk")] = id
	}
	items, err := s.batch(ctx, keys, nil)
	if err != nil {
		return nil, fmt.Errorf("read %d effects of kind %s: %w", len(ids), kind, err)
	}
	found := map[string]Effect{}
	for _, item := range items {
		id := byKey[textOf(item, "pk")]
		found[id] = effectOf(kind, id, item)
	}
	return found, nil
}

// SentAs is the message that a send became, by the provider's id, as far as its claim
// tells: whoever learns first that it was accepted writes the same down.
func (e Effect) SentAs(messageID string) Sent {
	sent := e.Sends
	sent.MessageID, sent.Effect, sent.Comment, sent.SentAt = messageID, e.ID, e.Comment, e.FirstAt
	sent.Helpdesk, sent.Ticket, sent.Contact, sent.Number = e.Helpdesk, e.Ticket, e.Contact, e.Number
	return sent
}

func effectOf(kind, id string, item attributes) Effect {
	return Effect{
		Kind: kind, ID: id,
		Claims: numberOf(item, "claims"), Done: item["done_at"] != nil, DoneAt: millisOf(item, "done_at"), Lost: truthOf(item, "lost"), Result: textOf(item, "result"),
		Until: millisOf(item, "lease_until"), Ambiguous: truthOf(item, "ambiguous"), FirstAt: millisOf(item, "first_at"),
		Helpdesk: textOf(item, "helpdesk"), Ticket: textOf(item, "ticket"), Contact: textOf(item, "contact"), Number: textOf(item, "number"),
		Message: textOf(item, "message"), Comment: textOf(item, "comment"),
		Former: truthOf(item, "former"), Sends: natureOf(item),
	}
}
