package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
)

// mayKeep reports whether one more reply may wait on this ticket.
func (l *look) mayKeep(comment helpdesk.Comment) bool {
	return len(l.link.Kept) < conversation.MaxKept || slices.Contains(l.link.Kept, comment.ID)
}

// keep has a reply wait until the customer writes, and tells the agent. The
// conversation learns of it before it is read again: a customer who wrote a
// moment ago is answered now, and one who writes a moment later finds the note.
func (l *look) keep(ctx context.Context, comment helpdesk.Comment, command string) error {
	if !slices.Contains(l.link.Kept, comment.ID) {
		l.link.Kept = append(l.link.Kept, comment.ID)
		slices.SortFunc(l.link.Kept, older)
		// The cursor may have passed it: WhatsApp had accepted it.
		l.link.KeptAfter = dynamostore.CursorBefore(l.link.Kept[0])
	}
	talk, err := l.store.KeepReplies(ctx, l.link.Contact, l.link.Number, l.name())
	if err != nil {
		return err
	}
	if talk.Open(l.now()) {
		l.talk = talk
		return l.releaseKept(ctx)
	}
	until := comment.At.Add(conversation.KeptLife)
	subject := "closed"
	if l.releasing { // that was told when it began to wait; now it was told that it leaves
		subject = "kept again " + strconv.FormatInt(l.talk.RefusedAt.Unix(), 10)
	}
	return l.tell(ctx, comment, subject, note.ReplyKept(l.helpdesk.Language, l.talk.ClosesAt(), until, command))
}

// releaseKept sends the replies that were kept, oldest first, when the customer
// has written. They are forgotten together, at the end: each is an effect, so a
// look that is cut off begins again and repeats none. One that its agent has
// deleted meanwhile is gone, and one that was hidden from the customer was taken
// back. When WhatsApp calls the window closed over one of
// them, that one and those behind it wait on.
func (l *look) releaseKept(ctx context.Context) error {
	if len(l.link.Kept) == 0 && !l.woken {
		return nil
	}
	if err := l.meet(ctx); err != nil {
		return err
	}
	if len(l.link.Kept) == 0 {
		return l.forgetKept(ctx)
	}
	if !l.talk.Open(l.now()) {
		return l.remindOfKept(ctx)
	}
	comments, err := l.desk.CommentsAfter(ctx, l.link.Ticket, l.link.KeptAfter)
	if err != nil && !errors.Is(err, helpdesk.ErrGone) {
		return err
	}
	l.releasing = true
	defer func() { l.releasing = false }()
	var final error
	refusedBefore := l.talk.RefusedAt
	for _, comment := range comments {
		if !slices.Contains(l.link.Kept, comment.ID) || !comment.Public {
			continue
		}
		err := l.release(ctx, comment)
		if err != nil && !helpdesk.ForGood(err) {
			return err
		}
		final = cmp.Or(final, err)
		if l.talk.RefusedAt.After(refusedBefore) && len(l.link.Kept) > 0 {
			l.keepFrom(comment.ID)
			return final
		}
	}
	if err := l.forgetKept(ctx); err != nil {
		return err
	}
	return final
}

// older orders comments as the ticket has them.
func older(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// keepFrom forgets the kept replies before one: they have left.
func (l *look) keepFrom(comment string) {
	if at := slices.Index(l.link.Kept, comment); at > 0 {
		l.link.KeptAfter, l.link.Kept = l.link.Kept[at-1], l.link.Kept[at:]
	}
}

// release sends one kept reply, or tells that it has waited for too long.
func (l *look) release(ctx context.Context, comment helpdesk.Comment) error {
	if l.now().Sub(comment.At) > conversation.KeptLife {
		return l.tell(ctx, comment, "kept too long", note.KeptTooLong(l.helpdesk.Language, comment.At))
	}
	if err := l.tell(ctx, comment, "released", note.KeptLeaves(l.helpdesk.Language, comment.At)); err != nil {
		return err
	}
	return l.reply(ctx, comment, textOf(comment), true)
}

// remindOfKept notes on the conversation that replies wait, once more: it may be
// another contact's by now.
func (l *look) remindOfKept(ctx context.Context) error {
	if slices.Contains(l.talk.Kept, l.name()) {
		return nil
	}
	_, err := l.store.KeepReplies(ctx, l.link.Contact, l.link.Number, l.name())
	return err
}

// dropKept carries out "/wa drop". The note comes first: a look that is cut off
// behind it finds nothing to drop, and would say so.
func (l *look) dropKept(ctx context.Context, comment helpdesk.Comment) error {
	if err := l.tell(ctx, comment, "dropped", note.KeptDropped(l.helpdesk.Language, len(l.link.Kept))); err != nil {
		return err
	}
	return l.forgetKept(ctx)
}

// forgetKept ends the wait of all replies of the ticket. The conversation may know
// of some although the link does not: of a look that could not save it.
func (l *look) forgetKept(ctx context.Context) error {
	if len(l.link.Kept) == 0 && !slices.Contains(l.talk.Kept, l.name()) {
		return nil
	}
	if err := l.store.ForgetReplies(ctx, l.link.Contact, l.link.Number, l.name()); err != nil {
		return err
	}
	l.link.Kept, l.link.KeptAfter = nil, ""
	return nil
}

// name is the ticket among all helpdesks.
func (l *look) name() conversation.TicketName {
	return conversation.TicketName{Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket}
}
