package main

import (
	"cmp"
	"context"
	"fmt"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/policy"
	"ventana/shared/rollout"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// rules are the deployer's.
type rules interface {
	Rollout(ctx context.Context) (policy.Rollout, error)
}

// side is what the roll-out means for a turn. The zero value is that Ventana
// answers.
type side struct {
	limited bool // the roll-out keeps somebody out, or acts for nobody
	outside bool // the former endpoint answers the contact, but for an open ticket
	shadow  bool // and Ventana counts what it would do
	wasOpen bool // the window, before this turn's messages
	tally   rollout.Counts
}

// choose says on which side the contact is, when it is known who it is: a phone
// and a user id of one person would fall on two sides before. Without a former
// endpoint nobody else could answer, so nothing is limited and nothing is read.
func (t *turn) choose(ctx context.Context) error {
	if t.line.provider.Former == nil {
		return nil
	}
	rules, err := t.rules.Rollout(ctx)
	if err != nil {
		return err
	}
	person, err := t.person(ctx, rules)
	if err != nil {
		return err
	}
	verdict := rollout.Decide(rules, t.line.number.ID, person)
	t.limited = rollout.Limited(rules)
	t.shadow = verdict.In && rules.Mode == policy.Shadow
	t.outside = !verdict.In || t.shadow
	return nil
}

// person is the contact as the rules name people. A message may tell the phone or
// the user id alone, and a list may have the other: then the table knows.
func (t *turn) person(ctx context.Context, rules policy.Rollout) (rollout.Person, error) {
	person := rollout.Person{Contact: t.contact.ID, BSUID: t.contact.BSUID, Phone: t.contact.Phone}
	if len(rules.Allow) == 0 || person.BSUID != "" && person.Phone != "" {
		return person, nil
	}
	known, _, err := t.store.ContactOf(ctx, t.contact.ID)
	person.BSUID, person.Phone = cmp.Or(person.BSUID, known.BSUID), cmp.Or(person.Phone, known.Phone)
	return person, err
}

// goes reports whether what comes now goes to the former endpoint. A ticket that
// is open here is finished here: its agent would wait for answers that come
// elsewhere, and the former endpoint knows nothing of it.
func (t *turn) goes() bool { return t.outside && t.talk.Ticket == "" && !t.talk.Opening }

// belongs reports whether a message answers Ventana's survey, which nobody else
// understands.
func (t *turn) belongs(e envelope.Envelope) bool {
	_, answers := t.answers[partID(e)]
	return answers
}

// partID names an event among those of a turn. What is told of a call before its
// end stands in no ticket and has no effect, so it only needs a name.
func partID(e envelope.Envelope) string {
	if !stands(*e.Message) {
		return envelope.Digest("passing", e.Origin)
	}
	return effectID(*e.Message)
}

// pass sends parts on to the former endpoint, and returns the outcome of those
// that are not on their way.
func (t *turn) pass(ctx context.Context, parts []part) map[string]sqsqueue.Outcome {
	outcomes := map[string]sqsqueue.Outcome{}
	if err := t.send(ctx, parts); err != nil {
		t.giveBack(ctx, parts, err, outcomes)
	}
	return outcomes
}

// send puts parts into the queue of the former endpoint, in the order of their
// conversation, and notes that. A run that dies in between sends them again: the
// endpoint gets them at least once, as it does from WhatsApp.
func (t *turn) send(ctx context.Context, parts []part) error {
	group := envelope.Digest("forward", t.talk.Number, t.talk.Contact)
	var onward []envelope.Envelope
	for _, p := range parts {
		e, ok := envelope.NewForward(p.source, group, p.effect.ID)
		if !ok { // whoever claims looks first
			return &failure.Error{Class: failure.Permanent, Op: "pass on a message", Code: string(deadletter.Origin)}
		}
		onward = append(onward, e)
	}
	if err := t.queue.Send(ctx, t.forwardQueue, onward); err != nil {
		return fmt.Errorf("pass on messages: %w", err)
	}
	for _, p := range parts {
		if !stands(p.message) {
			continue
		}
		if err := t.store.PassedOn(ctx, p.effect.Kind, p.effect.ID); err != nil {
			return err
		}
	}
	t.tally.Former += int64(len(parts))
	t.foresee(parts)
	return nil
}

// handOver sends parts on that were claimed for a ticket which turned out to be
// closed for good: nothing of them is outside yet, and another ticket would keep
// the contact here. It reports whether they are on their way.
func (t *turn) handOver(ctx context.Context, parts []part) (gone bool, err error) {
	if !t.goes() {
		return false, nil
	}
	for _, p := range parts {
		if p.source.Origin == "" || t.belongs(p.source) {
			return false, nil
		}
	}
	for _, p := range parts {
		if err := t.store.HandOver(ctx, p.effect.Kind, p.effect.ID, t.owner); err != nil {
			return false, err
		}
	}
	return true, t.send(ctx, parts)
}

// foresee counts what Ventana would do with events that go elsewhere. As for a
// ticket it only knows the window: a message in an open one would join a ticket,
// one in a closed one would open one.
func (t *turn) foresee(parts []part) {
	for _, p := range parts {
		switch {
		case !t.shadow || !stands(p.message):
		case t.wasOpen:
			t.tally.WouldComment++
		case !passing(p):
			t.tally.WouldOpen++
			t.wasOpen = true
		}
	}
}

// tell writes down what the turn came to, for whoever follows the roll-out. A
// count that is lost holds nothing up.
func (t *turn) tell(ctx context.Context) {
	if !t.limited || t.tally == (rollout.Counts{}) {
		return
	}
	t.log.Info("roll-out", telemetry.KeyNumber, t.talk.Number, telemetry.KeyContact, t.talk.Contact, telemetry.KeyHere, t.tally.Here, telemetry.KeyFormer, t.tally.Former,
		telemetry.KeyWouldOpen, t.tally.WouldOpen, telemetry.KeyWouldComment, t.tally.WouldComment)
	if err := t.store.CountRollout(ctx, t.talk.Number, t.now(), t.tally); err != nil {
		t.log.Warn("roll-out not counted", telemetry.KeyNumber, t.talk.Number, telemetry.KeyError, err)
	}
}

// passUnread sends on what nobody here can read, while the roll-out keeps somebody
// out: nobody can say whose it is, and the former endpoint may know. It reports
// whether that was so.
func (h *Handler) passUnread(ctx context.Context, e envelope.Envelope) (passed bool, err error) {
	document, err := h.connections.Document(ctx)
	if err != nil {
		return false, err
	}
	provider, known := document.Connection(e.Connection)
	if !known || provider.Kind != secret.KindCloudAPI || provider.Former == nil {
		return false, nil
	}
	rules, err := h.rules.Rollout(ctx)
	if err != nil || !rollout.Limited(rules) {
		return false, err
	}
	id := envelope.Digest("forward", "unreadable", e.Origin)
	onward, ok := envelope.NewForward(e, id, id)
	if !ok {
		return false, nil
	}
	h.log.Warn("unreadable event passed on", telemetry.KeyConnection, e.Connection, telemetry.KeyReason, e.Unreadable.Reason)
	return true, h.queue.Send(ctx, h.forwardQueue, []envelope.Envelope{onward})
}
