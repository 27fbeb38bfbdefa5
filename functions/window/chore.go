package main

import (
	"context"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/policy"
	"ventana/shared/sqsqueue"
)

// reminderLevel stands for the customer's reminder among the warnings' levels.
const reminderLevel = 98

// mostSurveys is how many of a shard a run asks for; what is left is due in the
// next.
const mostSurveys = 500

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

// surveys asks for what is due to be asked of customers. Each is asked for before
// it is put down as such, so a death in between asks twice, which is one to whoever
// carries it out.
func (h *Handler) surveys(ctx context.Context, rules policy.Policy) []error {
	if !rules.Survey.Enabled {
		return nil
	}
	var problems []error
	for shard := range dynamostore.DueShards {
		due, err := h.store.DueSurveys(ctx, shard, h.now(), mostSurveys)
		if err == nil && len(due) > 0 {
			err = h.askFor(ctx, due)
		}
		problems = append(problems, err)
	}
	return problems
}

func (h *Handler) askFor(ctx context.Context, due []dynamostore.DueSurvey) error {
	var chores []envelope.Envelope
	for _, one := range due {
		chores = append(chores, envelope.NewChore(envelope.Chore{
			Purpose: string(policy.PurposeSurvey), Helpdesk: one.Helpdesk, Ticket: one.Ticket, Occasion: conversation.SurveyOccasion(one.At),
		}, h.now()))
	}
	if err := h.queue.Send(ctx, h.bulkQueue, chores); err != nil {
		return err
	}
	for _, one := range due {
		if !sqsqueue.Spare(ctx, reserve) {
			return nil // asked for again in the next minute
		}
		if err := h.store.DisarmSurvey(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// armSurvey makes a customer due to be asked about a ticket that was read anyway:
// the event of its status may have been lost. One that is due stays so.
func (t *turn) armSurvey(ctx context.Context, ticket helpdesk.Ticket) error {
	if !policy.Sampled(t.rules, t.talk.Ticket) || !policy.Ends(t.rules, ticket.Status) {
		return nil
	}
	due := dynamostore.DueSurvey{Helpdesk: t.talk.Helpdesk, Ticket: t.talk.Ticket, At: t.now().Add(t.rules.Survey.After)}
	return t.store.ArmSurvey(ctx, due, t.now().Add(-conversation.SurveyPause), false)
}
