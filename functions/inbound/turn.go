package main

import (
	"context"
	"fmt"
	"maps"

	"ventana/shared/conversation"
	"ventana/shared/deadletter"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// turn is one run's work on one conversation, whose lease it holds.
type turn struct {
	*Handler
	line  line
	desk  desk
	talk  conversation.Conversation
	owner string

	contact dynamostore.Contact
	who     dynamostore.Identities // by which the contact was found
	// echo: what is handled is the business's own: written in its phone app, or a
	// call that it made.
	echo bool
	// joined: another conversation was brought into this one.
	joined bool
	// adopted: the ticket was opened by an earlier run, which did not note it.
	adopted bool
	// comments are the newest of tickets that were looked at for a quote.
	comments map[string][]helpdesk.Comment
	blind    bool // such a look failed
	// answers are those to surveys among the messages, joins the texts that belong
	// to one; both by the messages' effects.
	answers map[string]conversation.Answer
	joins   map[string]bool
	side
	// unsent are the events that cannot be passed on, by their parts' ids.
	unsent map[string]sqsqueue.Outcome
}

// turnOf is a turn on a conversation that owner holds.
func (h *Handler) turnOf(line line, talk conversation.Conversation, owner string) *turn {
	return &turn{
		Handler: h, line: line, desk: h.desk(line.helpdesk), talk: talk, owner: owner,
		answers: map[string]conversation.Answer{}, joins: map[string]bool{}, unsent: map[string]sqsqueue.Outcome{},
	}
}

// part is one message on its way into the ticket: an effect of its own.
type part struct {
	message envelope.Message
	source  envelope.Envelope // that brought the message
	effect  dynamostore.Effect
	echo    bool
	body    string // of parts that are brought
	tags    []string
	quiet   bool // it opens no ticket again although the customer spoke
}

func (p part) marker() string { return p.effect.ID }

// settled is how often a ticket may turn out to be closed or gone within one
// turn before the turn is left to the next delivery.
const settled = 3

// take handles the messages of a turn and says what became of each.
func (t *turn) take(ctx context.Context, letters []letter) []sqsqueue.Outcome {
	var messages []envelope.Message
	for _, letter := range letters {
		messages = append(messages, *letter.envelope.Message)
	}
	t.wasOpen = t.talk.Open(t.now())
	watched := !t.goes() || t.shadow // nobody watches the window of who is answered elsewhere
	if watched {
		if err := t.hear(ctx, messages); err != nil {
			return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
		}
	}
	if err := t.adopt(ctx); err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	if watched {
		t.noteAnswer(ctx, messages)
	}
	if err := t.heed(ctx, messages); err != nil {
		return []sqsqueue.Outcome{sqsqueue.OutcomeOf(err)}
	}
	parts, blocked := t.claim(ctx, letters)
	t.flag(parts)
	failed := t.bringAll(ctx, parts)
	maps.Copy(failed, t.unsent)
	outcomes := make([]sqsqueue.Outcome, 0, len(messages))
	for i, message := range messages[:len(messages)-blocked.count] {
		if outcome, held := failed[partID(letters[i].envelope)]; held {
			outcomes = append(outcomes, outcome)
			if outcome.Holds() {
				return outcomes
			}
			continue
		}
		if err := t.count(ctx, message); err != nil {
			return append(outcomes, sqsqueue.OutcomeOf(err))
		}
		outcomes = append(outcomes, sqsqueue.Done())
	}
	if blocked.count > 0 {
		outcomes = append(outcomes, blocked.outcome)
	}
	return outcomes
}

// blocked is the tail of a turn that cannot be claimed now.
type blocked struct {
	count   int
	outcome sqsqueue.Outcome
}

// claim takes the effect of each message, in order, and leaves out those that
// are done. The first one that another run holds blocks itself and the rest. A
// message that is there twice shares the fate of its first.
func (t *turn) claim(ctx context.Context, letters []letter) ([]part, blocked) {
	var parts []part
	seen := map[string]bool{}
	for i, letter := range letters {
		id, goes := partID(letter.envelope), t.goes() && !t.belongs(letter.envelope)
		if seen[id] || !goes && !stands(*letter.envelope.Message) {
			continue
		}
		seen[id] = true
		if goes {
			delete(t.joins, id) // a text after a rating is a message like any other there
		}
		if goes && letter.envelope.Origin == "" {
			t.unsent[id] = sqsqueue.ParkFor(deadletter.Origin, "the message cannot be passed on: it came without its origin")
			continue
		}
		p, err := t.claimOne(ctx, letter.envelope, goes)
		if err != nil {
			return parts, blocked{count: len(letters) - i, outcome: sqsqueue.OutcomeOf(err)}
		}
		if !p.effect.Done {
			parts = append(parts, p)
		}
	}
	return parts, blocked{}
}

// claimOne takes the effect of one message. What the bridge sent itself stands
// in the ticket already, and is done. On which side it was first claimed stays.
func (t *turn) claimOne(ctx context.Context, e envelope.Envelope, goes bool) (part, error) {
	message := *e.Message
	taken := part{message: message, source: e, echo: t.echo}
	if !stands(message) {
		taken.effect = dynamostore.Effect{ID: partID(e), Former: true} // of no kind: nothing is written down
		return taken, nil
	}
	if t.echo && message.Call == nil {
		_, known, err := t.store.SentMessage(ctx, message.ID)
		if err != nil || known {
			return part{effect: dynamostore.Effect{Done: known}}, err
		}
	}
	effect, err := t.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectComment, ID: effectID(message), Message: answerable(message), Former: goes,
		Helpdesk: t.line.helpdesk.ID, Ticket: t.talk.Ticket, Contact: t.talk.Contact, Number: t.talk.Number,
	}, t.owner)
	taken.effect = effect
	return taken, err
}

// effectID names a message's effect, and is its marker in the ticket: unique
// per number, opaque, and short.
func effectID(message envelope.Message) string {
	return envelope.Digest("comment", message.Number, message.ID)
}

// post brings the parts into the ticket: first those that an earlier run may
// have posted, after a look; then the new ones. It returns the outcome of the
// messages that did not get there.
func (t *turn) post(ctx context.Context, parts []part) map[string]sqsqueue.Outcome {
	outcomes := map[string]sqsqueue.Outcome{}
	old, fresh := split(parts)
	if t.adopted { // one of them may have opened it, whatever its claim says
		old, fresh = parts, nil
	}
	missing, stamp, err := t.recover(ctx, old)
	if err != nil {
		t.giveBack(ctx, old, err, outcomes)
	} else {
		err = t.bring(ctx, missing, stamp, outcomes)
	}
	if err != nil && !failure.Is(err, failure.Permanent) {
		t.giveBack(ctx, fresh, err, outcomes)
		return outcomes
	}
	_ = t.bring(ctx, fresh, "", outcomes) // nothing is behind them that would have to wait
	return outcomes
}

// bring posts parts together. Those that the helpdesk refused together it
// posts one by one, so that one bad message does not take its neighbours down.
// An error means that the parts behind have to wait.
func (t *turn) bring(ctx context.Context, parts []part, stamp string, outcomes map[string]sqsqueue.Outcome) error {
	for i := range parts { // not before: what a look has found needs no words
		parts[i].body = t.bodyOf(ctx, parts[i].message)
	}
	together := len(parts)
	for len(parts) > 0 {
		left, err := t.append(ctx, parts[:together], stamp)
		parts = parts[together-len(left):]
		switch {
		case err == nil:
			stamp = "" // our own comment changed the ticket
		case !failure.Is(err, failure.Permanent):
			t.giveBack(ctx, parts, err, outcomes)
			return err
		case len(left) == 1:
			t.giveBack(ctx, left, err, outcomes)
			parts = parts[1:]
		}
		together = min(1, len(parts))
	}
	return nil
}

// split separates what somebody set out to post before from what is new. A new
// part before an old one goes with the old ones: a run that could not give back
// all its claims leaves such a mixture, and order counts.
func split(parts []part) (old, fresh []part) {
	end := 0
	for i, p := range parts {
		if p.effect.Doubtful() {
			end = i + 1
		}
	}
	return parts[:end], parts[end:]
}

// giveBack ends the claims of parts that were not posted and notes what becomes
// of their records.
func (t *turn) giveBack(ctx context.Context, parts []part, err error, outcomes map[string]sqsqueue.Outcome) {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	outcome := sqsqueue.OutcomeOf(err)
	class := failure.Of(err).Class
	pause := dynamostore.Pause{
		For:       outcome.WaitOf(),
		Ambiguous: class == failure.Ambiguous || class == failure.Unknown || t.adopted, // not looked for yet
	}
	for _, p := range parts {
		outcomes[p.effect.ID] = outcome
		if p.effect.Kind == "" {
			continue // nothing was claimed
		}
		if err := t.store.Postpone(ctx, p.effect.Kind, p.effect.ID, t.owner, pause); err != nil {
			t.log.Warn("claim not given back", telemetry.KeyEffect, p.effect.ID, telemetry.KeyError, err)
		}
	}
}

// finish asks for the parts' files and notes where the parts stand, in this
// order: a run that dies in between finds them in the ticket again and asks
// once more, which does no harm.
func (t *turn) finish(ctx context.Context, parts []part, ticket, comment string) error {
	if err := t.askForFiles(ctx, parts, ticket); err != nil {
		return err
	}
	for _, p := range parts {
		if err := t.store.FinishIn(ctx, p.effect.Kind, p.effect.ID, ticket, comment); err != nil {
			return fmt.Errorf("finish message: %w", err)
		}
	}
	t.tally.Here += int64(len(parts))
	return nil
}
