package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/markup"
	"ventana/shared/note"
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

// send sends a reply, part by part in order, each part an effect of its own. In
// a closed window it tells the agent instead, unless the reply is on its way.
// Refused means that WhatsApp will not take it and that the agent was told.
func (l *look) send(ctx context.Context, comment helpdesk.Comment, text string, open bool) (refused bool, err error) {
	for i, body := range markup.Split(text, provider.MaxTextRunes) {
		id := envelope.Digest("send", l.link.Helpdesk, l.link.Ticket, comment.ID, strconv.Itoa(i))
		if mayGo, err := l.mayGo(ctx, id, open); err != nil {
			return false, err
		} else if !mayGo {
			return true, l.tell(ctx, comment, "closed", note.WindowClosed(l.helpdesk.Language, l.talk.ClosesAt()))
		}
		effect, err := l.store.Claim(ctx, dynamostore.Effect{
			Kind: dynamostore.EffectSend, ID: id,
			Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, Contact: l.link.Contact, Number: l.link.Number,
		}, l.owner)
		if err != nil {
			return false, err
		}
		if effect.Lost && effect.Result != unconfirmed {
			return true, nil // in an earlier run
		}
		if effect.Done {
			continue
		}
		if effect.Doubtful() {
			if err := l.doubt(ctx, comment, effect); err != nil {
				return false, err
			}
			continue
		}
		refused, err := l.attempt(ctx, comment, effect, body)
		if err != nil || refused {
			return refused, err // the rest of a refused reply makes no sense alone
		}
	}
	return false, nil
}

// doubt handles a part that may have been sent: WhatsApp knows no idempotency
// key, so it is never sent again. Its status completes it; after the hold the
// agent is told instead of risking two.
func (l *look) doubt(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect) error {
	if waited := l.now().Sub(effect.FirstAt); waited < hold {
		return l.wait(ctx, effect, "answer of send was lost")
	}
	if err := l.tell(ctx, comment, "unconfirmed "+effect.ID, note.Unconfirmed(l.helpdesk.Language)); err != nil {
		return l.pause(ctx, effect, err)
	}
	l.log.Warn("send given up as unconfirmed", telemetry.KeyTicket, l.link.Ticket)
	return l.store.GiveUp(ctx, effect.Kind, effect.ID, unconfirmed)
}

// mayGo reports whether a part is to be dealt with: in a closed window only one
// that somebody set out to send before. Reading that leaves no claim behind,
// which a later run would have to doubt.
func (l *look) mayGo(ctx context.Context, id string, open bool) (bool, error) {
	if open {
		return true, nil
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, id)
	return known && (effect.Done || effect.Claims > 0 || effect.Ambiguous), err
}

// attempt sends one part. Refused means that WhatsApp will never take it and
// that the agent was told.
func (l *look) attempt(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, body string) (refused bool, err error) {
	if err := sqsqueue.TimeFor(ctx, "send reply on ticket "+l.link.Ticket); err != nil {
		return false, l.pause(ctx, effect, err)
	}
	sentAt := l.now()
	sent, err := l.Handler.provider(l.provider).SendText(ctx, provider.Text{
		Number:    l.number.PhoneNumberID,
		Recipient: provider.Recipient{Phone: l.contact.Phone, BSUID: l.contact.BSUID},
		Body:      body, Marker: dynamostore.SendMarker(effect.ID),
	})
	if err == nil {
		return false, l.accepted(ctx, effect, sent, sentAt)
	}
	switch failed := failure.Of(err); failed.Class {
	case failure.Permanent:
		return true, l.refused(ctx, comment, effect, failed, sentAt)
	case failure.Later:
		return false, l.pause(ctx, effect, failed)
	default:
		return false, l.wait(ctx, effect, failed.Error())
	}
}

// accepted ends the effect and remembers the message, in this order: when the
// process dies in between, the message's statuses find the effect by their
// marker and record it; the other way round nobody would end the effect.
func (l *look) accepted(ctx context.Context, effect dynamostore.Effect, sent provider.Sent, at time.Time) error {
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := l.store.Finish(ctx, effect.Kind, effect.ID, sent.MessageID); err != nil {
		return err
	}
	return l.store.RecordSent(ctx, dynamostore.Sent{
		MessageID: sent.MessageID, Effect: effect.ID, Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket,
		Contact: l.link.Contact, Number: l.link.Number, SentAt: at,
	})
}

// refused tells the agent why, and ends the part.
func (l *look) refused(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, failed *failure.Error, at time.Time) error {
	text := note.Failed(l.helpdesk.Language, failed.Code)
	if provider.ClosesWindow(failed.Code) {
		if err := l.store.CloseWindow(ctx, l.link.Contact, l.link.Number, at); err != nil {
			return l.pause(ctx, effect, err)
		}
		l.talk.RefusedAt = at // for the note's time, and for the comments after this one
		text = note.WindowClosed(l.helpdesk.Language, l.talk.ClosesAt())
	}
	if err := l.tell(ctx, comment, "refused "+effect.ID, text); err != nil {
		return l.pause(ctx, effect, err)
	}
	return l.store.GiveUp(ctx, effect.Kind, effect.ID, failed.Code)
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
