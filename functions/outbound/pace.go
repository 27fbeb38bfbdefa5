package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/provider"
	"ventana/shared/telemetry"
)

// inPace waits until WhatsApp's limits let a part leave. It is asked before the
// part is claimed, so that a wait leaves nothing behind that a later run would
// doubt. A part that was set out to be sent before does not leave now: only its
// fate is asked for, and that waits for nothing.
func (l *look) inPace(ctx context.Context, id string) error {
	limited, wait := "pair", l.talk.Pair.Wait(l.now())
	if wait == 0 {
		facts, err := l.offers.Number(ctx, l.number.ID)
		if err != nil {
			return err
		}
		limited = "throughput"
		if wait, err = l.pacer.Take(ctx, l.number.ID, facts.PerSecond(), l.now()); err != nil || wait == 0 {
			return err
		}
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, id)
	if err != nil || known && effect.Begun() {
		return err
	}
	return &failure.Error{Class: failure.Later, Op: "send reply on ticket " + l.link.Ticket, Code: limited, Wait: wait, Err: errLimit}
}

// errLimit is why a part waits that WhatsApp would refuse now: nothing was sent.
var errLimit = errors.New("it would be more than WhatsApp takes")

// paced notes that a message has left: that the customer is answered, unless by
// an emoji, and how fast the number sends to them, in one write. Lost, it costs a
// warning too many or a refusal of WhatsApp's, so it holds nothing up. Two tickets
// of one person on one number may overtake each other here by a message or two.
func (l *look) paced(ctx context.Context, p part, at time.Time) {
	l.talk.Pair = l.talk.Pair.Sent(at)
	var err error
	if _, reacted := p.content.(provider.Reaction); reacted {
		err = l.store.Pace(ctx, l.link.Contact, l.link.Number, l.talk.Pair)
	} else {
		err = l.store.Wrote(ctx, l.link.Contact, l.link.Number, at, l.talk.Pair)
	}
	if err != nil {
		l.log.Warn("answer not noted", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
}

// slower heeds a limit that WhatsApp kept although we counted otherwise, and says
// how long to wait. Nothing was sent.
func (l *look) slower(ctx context.Context, refused *failure.Error) *failure.Error {
	now := l.now()
	if provider.LimitsThroughput(refused.Code) {
		l.pacer.Refused(l.number.ID, now)
	}
	if !provider.LimitsPair(refused.Code) {
		return refused
	}
	l.talk.Pair = l.talk.Pair.Refused(now)
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if err := l.store.Pace(ctx, l.link.Contact, l.link.Number, l.talk.Pair); err != nil {
		l.log.Warn("pace not noted", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
	waits := *refused
	waits.Wait = l.talk.Pair.Wait(now)
	return &waits
}
