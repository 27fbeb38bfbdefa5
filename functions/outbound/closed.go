package main

import (
	"context"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/provider"
)

// isReply reports whether a part is an agent's own word: neither a template, which
// no window keeps back, nor what Ventana asks or says by itself.
func (l *look) isReply(p part) bool {
	_, isTemplate := p.content.(provider.Template)
	return !isTemplate && p.chore == "" && p.id != l.numberRequest()
}

// closedByWhatsApp deals with a part that WhatsApp refused because the window is
// closed, although our clock had it open. From here on the window counts as
// closed, and the part as one that nobody set out to send: what becomes of it is
// the policy's word, as of any reply into a closed window, and a look that is cut
// off before that decides the same. In this order: a part that is given back before
// the window is known to be closed would be sent once more.
func (l *look) closedByWhatsApp(ctx context.Context, comment helpdesk.Comment, effect dynamostore.Effect, p part, at time.Time) (fate, error) {
	if err := l.store.CloseWindow(ctx, l.link.Contact, l.link.Number, at); err != nil {
		return refused, l.pause(ctx, effect, err)
	}
	l.talk.RefusedAt = at // for the note's time, and for the comments after this one
	if err := l.store.Postpone(ctx, effect.Kind, effect.ID, l.owner, dynamostore.Pause{}); err != nil {
		return refused, err
	}
	return closed, l.refuseClosed(ctx, comment, p)
}
