package main

import (
	"context"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/policy"
)

// reminderLevel stands for the customer's reminder among the warnings' levels.
const reminderLevel = 98

// remind asks for the customer's reminder when it is due, and puts it among what
// is due next: next and level are the warning's. Only a customer who was answered
// is reminded; whether the ticket still waits for them is decided when it leaves.
func (t *turn) remind(ctx context.Context, closesAt, now, next time.Time, level int) (time.Time, int, error) {
	at, wanted := policy.ReminderAt(t.rules, t.talk.LastInboundAt, closesAt)
	switch {
	case !wanted:
		return next, level, nil
	case at.After(now):
		if at.Before(next) {
			return at, reminderLevel, nil
		}
		return next, level, nil
	case !t.talk.Answered(), t.talk.DueLevel != 0 && at.Before(t.talk.DueAt): // the latter: an earlier look has seen to it
		return next, level, nil
	}
	err := t.queue.Send(ctx, t.bulkQueue, []envelope.Envelope{envelope.NewChore(envelope.Chore{
		Purpose: string(policy.PurposeReminder), Contact: t.talk.Contact, Number: t.talk.Number,
		Helpdesk: t.talk.Helpdesk, Ticket: t.talk.Ticket, Occasion: conversation.ReminderOccasion(t.talk.LastInboundAt),
	}, now)})
	if err != nil {
		return time.Time{}, 0, err
	}
	return next, level, nil
}
