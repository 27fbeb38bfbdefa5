package main

import (
	"context"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
)

// bulkPause is how long what nobody waits for stays away from a limit that is
// used up: room comes by the hour.
const bulkPause = 15 * time.Minute

// withinTier counts a template to somebody whose window is closed against the
// portfolio's messaging limit, before it is claimed. False when there is no room:
// the decision saw some, and others have taken it since; then the agent was told.
// A part that was set out to be sent before is counted already. What WhatsApp
// refuses afterwards stays counted: an hour too careful is no harm.
//
// What nobody waits for leaves a tenth of the limit to agents, and waits for room;
// when there is some, it is decided anew whether it still makes sense.
func (l *look) withinTier(ctx context.Context, comment helpdesk.Comment, p part) (bool, error) {
	if _, isTemplate := p.content.(provider.Template); !isTemplate || l.talk.Open(l.now()) {
		return true, nil
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil || known && effect.Begun() {
		return true, err
	}
	use, err := l.offers.Use(ctx, l.provider.Portfolio, l.number.ID)
	if err != nil {
		return false, err
	}
	now := l.now()
	bulk := p.chore != ""
	room, err := l.store.Reach(ctx, l.provider.Portfolio, l.contact, now, use.Cap(now, bulk))
	if err != nil {
		return false, err
	}
	if !room && bulk {
		return false, &failure.Error{Class: failure.Later, Op: "send bulk on ticket " + l.link.Ticket, Code: "tier", Wait: bulkPause, Err: errLimit}
	}
	if !room {
		return false, l.tell(ctx, comment, wrongTemplate, note.TierFull(l.helpdesk.Language, use.RoomAfter(now), ""))
	}
	l.contact.OutsideAt = now
	return true, nil
}
