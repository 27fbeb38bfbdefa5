package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/pricing"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// hold is how long a send whose answer was lost waits for the status that
	// carries its marker. WhatsApp sends the first status within seconds.
	hold = 2 * time.Minute
	// glance is how often a held send is looked at again meanwhile.
	glance = 5 * time.Second
	// unconfirmed is why a part was given up whose answer was lost; all others
	// were refused, and have WhatsApp's code.
	unconfirmed = "unconfirmed"
)

// fate is what became of one part of a reply.
type fate int

const (
	sent    fate = iota // accepted, or given up as unconfirmed: what follows goes on
	refused             // WhatsApp will not take it, and the agent was told
	closed              // the window is closed, and the agent was told
)

// part is one message of a reply: an effect of its own.
type part struct {
	id      string // of the effect
	content provider.Content
	quote   string // the message that it answers, or empty
	rule    string // of the policy, which chose a template, or empty
	asked   bool   // by a command: no part of a reply
	// chore is what it is said for when nobody wrote a comment, or empty.
	chore policy.Purpose
}

// sendPart sends one part of a reply. In a closed window it tells the agent
// instead, unless the part is on its way.
func (l *look) sendPart(ctx context.Context, comment helpdesk.Comment, p part, open bool) (fate, error) {
	if mayGo, err := l.mayGo(ctx, p.id, open); err != nil {
		return refused, err
	} else if !mayGo {
		return closed, l.refuseClosed(ctx, comment, p)
	}
	if err := l.behind(ctx); err != nil {
		return refused, err
	}
	if err := l.inPace(ctx, p.id); err != nil {
		return refused, err
	}
	if free, err := l.withinMoney(ctx, comment, p); err != nil || !free {
		return refused, err
	}
	if room, err := l.withinTier(ctx, comment, p); err != nil || !room {
		return refused, err
	}
	effect, err := l.store.Claim(ctx, dynamostore.Effect{
		Kind: dynamostore.EffectSend, ID: p.id, Comment: comment.ID,
		Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, Contact: l.link.Contact, Number: l.link.Number,
		Sends: l.sends(p, comment.Agent),
	}, l.owner)
	switch {
	case err != nil:
		return refused, err
	case effect.Lost && effect.Result != unconfirmed:
		return refused, nil // in an earlier run
	case effect.Done:
		return sent, nil
	case effect.Doubtful():
		return sent, l.doubt(ctx, comment, effect, p)
	}
	return l.attempt(ctx, comment, effect, p)
}

// doubt handles a part that may have been sent: WhatsApp knows no idempotency
// key, so it is never sent again. Its status completes it; after the hold the
// agent is told instead of risking two.
func (l *look) doubt(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, p part) error {
	if waited := l.now().Sub(effect.FirstAt); waited < hold {
		return l.wait(ctx, effect, "answer of send was lost")
	}
	effect.Ambiguous = true // a doubt stays one, and keeps its time, although the note has to wait
	// Of a process that died when it had told of a refusal, that note stands for both.
	var err error
	if p.chore != "" {
		err = l.tellChore(ctx, dynamostore.Refused(effect.ID), note.ChoreUnconfirmed(l.helpdesk.Language, p.chore == policy.PurposeSurvey))
	} else {
		err = l.tell(ctx, comment, dynamostore.Refused(effect.ID), note.Unconfirmed(l.helpdesk.Language))
	}
	if err != nil {
		return l.pause(ctx, effect, err)
	}
	l.log.Warn("send given up as unconfirmed", telemetry.KeyTicket, l.link.Ticket)
	if err := l.store.GiveUp(ctx, effect.Kind, effect.ID, unconfirmed); err != nil {
		return err
	}
	return l.confirmedMeanwhile(ctx, effect)
}

// mayGo reports whether a part is to be dealt with: in a closed window only one
// that somebody set out to send before. Reading that leaves no claim behind,
// which a later run would have to doubt.
func (l *look) mayGo(ctx context.Context, id string, open bool) (bool, error) {
	if open {
		return true, nil
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, id)
	return known && effect.Begun(), err
}

// attempt sends one part. Refused means that WhatsApp will never take it and
// that the agent was told.
func (l *look) attempt(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, p part) (fate, error) {
	if err := sqsqueue.TimeFor(ctx, "send reply on ticket "+l.link.Ticket); err != nil {
		return refused, l.pause(ctx, effect, err)
	}
	sentAt := l.now()
	accepted, err := l.Handler.provider(l.provider).Send(ctx, provider.Message{
		Number:    l.number.PhoneNumberID,
		Recipient: provider.Recipient{Phone: l.contact.Phone, BSUID: cmp.Or(l.contact.BSUID, l.contact.Parent), Group: l.contact.Group},
		Content:   p.content, Quote: p.quote, Marker: dynamostore.SendMarker(effect.ID),
	})
	if err == nil {
		err := l.accepted(ctx, effect, p, accepted, sentAt)
		l.greet(ctx, false) // not between a claim and its send: a death there would leave a doubt
		return sent, err
	}
	failed := failure.Of(err)
	if provider.RefusesAccess(failed.Code) {
		l.metrics.Count(telemetry.MetricAccessRefused, failed.Code)
	}
	switch failed.Class {
	case failure.Permanent:
		if provider.ClosesWindow(failed.Code) && l.isReply(p) {
			return l.closedByWhatsApp(ctx, comment, effect, p, sentAt)
		}
		return refused, l.refused(ctx, comment, effect, p, failed, sentAt)
	case failure.Later:
		err := l.pause(ctx, effect, l.slower(ctx, failed))
		l.tellWaits(ctx, comment, failed.Code)
		return refused, err
	default:
		return refused, l.wait(ctx, effect, failed.Error())
	}
}

// sends is what is known of a part before it leaves. It stands on the claim, so that
// whoever learns that it left knows what it was and whose.
func (l *look) sends(p part, agent string) dynamostore.Sent {
	sends := dynamostore.Sent{
		Kind: provider.KindOf(p.content), Reason: string(p.chore), FreeUntil: l.talk.FreeUntil,
		Origin: dynamostore.Origin{
			Agent: agent, Country: pricing.CountryOf(l.contact.Phone, l.contact.BSUID), Portfolio: l.provider.Portfolio, Closed: !l.talk.Open(l.now()),
		},
	}
	if filled, isTemplate := p.content.(provider.Template); isTemplate {
		sends.Template, sends.Language, sends.Category, sends.Rule = filled.Name, filled.Language, filled.Category, p.rule
	}
	return sends
}

// accepted ends the effect and remembers the message, in this order: when the
// process dies in between, the message's statuses find the effect by their
// marker and record it; the other way round nobody would end the effect.
func (l *look) accepted(ctx context.Context, effect dynamostore.Effect, p part, accepted provider.Sent, at time.Time) error {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := l.store.Finish(ctx, effect.Kind, effect.ID, accepted.MessageID); err != nil {
		return err
	}
	l.paced(ctx, p, at)
	if _, isFile := p.content.(provider.File); isFile {
		l.link.Behind, l.link.BehindAt = accepted.MessageID, at
	}
	record := effect.SentAs(accepted.MessageID)
	if record.Template != "" {
		if err := l.audit(ctx, record); err != nil {
			return err
		}
	}
	return l.store.RecordSent(ctx, record)
}

// refused tells the agent why, and ends the part. A message that needs the
// customer's phone number asks for it.
func (l *look) refused(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, p part, failed *failure.Error, at time.Time) error {
	if p.chore != "" {
		return l.refusedChore(ctx, effect, p, failed, at)
	}
	text := note.Failed(l.helpdesk.Language, failed.Code)
	if file, isFile := p.content.(provider.File); isFile {
		text = note.UnsentFile(l.helpdesk.Language, file.Name, 0, 0, failed.Code)
	}
	switch {
	case provider.ClosesWindow(failed.Code):
		if err := l.store.CloseWindow(ctx, l.link.Contact, l.link.Number, at); err != nil {
			return l.pause(ctx, effect, err)
		}
		l.talk.RefusedAt = at // for the note's time, and for the comments after this one
		text = note.WindowClosed(l.helpdesk.Language, l.talk.ClosesAt())
	case provider.NeedsPhone(failed.Code) && effect.ID != l.numberRequest():
		asked, err := l.askForNumber(ctx, comment)
		if err != nil {
			return l.pause(ctx, effect, err)
		}
		if asked {
			text = note.AskedForNumber(l.helpdesk.Language)
		}
	}
	if err := l.tell(ctx, comment, dynamostore.Refused(effect.ID), text); err != nil {
		return l.pause(ctx, effect, err)
	}
	l.metrics.Count(telemetry.MetricSendsFailed, failed.Code)
	return l.store.GiveUp(ctx, effect.Kind, effect.ID, failed.Code)
}

// numberRequest is the effect of asking the customer for their phone number:
// once on a ticket.
func (l *look) numberRequest() string {
	return envelope.Digest("send", l.link.Helpdesk, l.link.Ticket, "number request")
}

// askForNumber asks the customer for their phone number with one tap; false
// when WhatsApp does not take that either. In a closed window nobody can be
// asked, and what was refused is no reply that a template might stand in for.
func (l *look) askForNumber(ctx context.Context, comment helpdesk.Comment) (bool, error) {
	open := l.talk.Open(l.now())
	if mayGo, err := l.mayGo(ctx, l.numberRequest(), open); err != nil || !mayGo {
		return false, err
	}
	became, err := l.sendPart(ctx, comment, part{
		id: l.numberRequest(), content: provider.Request{Wish: provider.WishContact, Body: note.ContactQuestion(l.helpdesk.Language)},
	}, open)
	return became == sent, err
}

// pause gives a part back that was certainly not sent.
func (l *look) pause(ctx context.Context, effect dynamostore.Effect, cause error) error {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	pause := dynamostore.Pause{For: failure.Of(cause).Wait, Ambiguous: effect.Ambiguous}
	if err := l.store.Postpone(ctx, effect.Kind, effect.ID, l.owner, pause); err != nil {
		l.log.Warn("claim not given back", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
	return cause
}

// wait gives a part back that may have been sent, for a glance: a status may
// complete it at any moment.
func (l *look) wait(ctx context.Context, effect dynamostore.Effect, why string) error {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := l.store.Postpone(ctx, effect.Kind, effect.ID, l.owner, dynamostore.Pause{For: glance, Ambiguous: true}); err != nil {
		l.log.Warn("claim not given back", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
	return &failure.Error{Class: failure.Later, Op: "send reply on ticket " + l.link.Ticket, Code: "unconfirmed", Wait: glance, Err: errors.New(why)}
}
