package main

import (
	"context"
	"errors"
	"slices"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
)

// refusedLater deals with a part that WhatsApp accepted and then refused because the
// window is closed: the policy says what becomes of the reply, as when WhatsApp
// refuses at once. The window counts as closed by now. Told twice it does nothing
// more: a part that is sent again is another message.
func (l *look) refusedLater(ctx context.Context, refusal envelope.Refusal) error {
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, refusal.Effect)
	if err != nil || !known || effect.Begun() && (effect.Lost || effect.Result != refusal.Message) {
		return err
	}
	if err := l.meet(ctx); err != nil {
		return err
	}
	comment, err := l.find(ctx, refusal.Comment)
	if err != nil {
		return err
	}
	rules, err := l.offers.Policy(ctx)
	if err != nil {
		return err
	}
	keeps := comment.Public && rules.Window.ClosedReply == policy.Keep && l.mayKeep(comment)
	switch {
	case keeps:
		if err := l.store.Reopen(ctx, dynamostore.EffectSend, refusal.Effect, refusal.Message); err != nil {
			return err
		}
		if l.releasing, err = l.wasReleased(ctx, comment); err != nil {
			return err
		}
	case l.talk.Open(l.now()): // the customer has written since: nothing stands in for a reply that may be sent
		return l.tell(ctx, comment, "closed", note.WindowClosed(l.helpdesk.Language, l.talk.RefusedAt))
	}
	p := part{}
	if !comment.Public { // what a command asked for is not kept
		p = part{asked: true, content: provider.Text{}}
	}
	return l.refuseClosed(ctx, comment, p)
}

// find reads a comment again. One that is gone, or hidden from customers since,
// comes back as an internal one: nothing more leaves for it.
func (l *look) find(ctx context.Context, id string) (helpdesk.Comment, error) {
	comments, err := l.desk.CommentsAfter(ctx, l.link.Ticket, dynamostore.CursorBefore(id))
	if err != nil && !errors.Is(err, helpdesk.ErrGone) {
		return helpdesk.Comment{}, err
	}
	if at := slices.IndexFunc(comments, func(one helpdesk.Comment) bool { return one.ID == id }); at >= 0 {
		return comments[at], nil
	}
	return helpdesk.Comment{ID: id}, nil
}

// wasReleased reports whether a reply was told to leave after it had been kept.
func (l *look) wasReleased(ctx context.Context, comment helpdesk.Comment) (bool, error) {
	_, known, err := l.store.Effect(ctx, dynamostore.EffectNote, l.noteID(comment, "released"))
	return known, err
}
