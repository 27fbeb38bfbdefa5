package main

import (
	"context"
	"errors"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// statusChanged reports whether one of the group's events says that the ticket's
// status did: then it may be one that the survey waits for.
func statusChanged(group []sqsqueue.Record) bool {
	for _, record := range group {
		opened, err := envelope.Decode(record.Body)
		if err == nil && opened.Kind == envelope.KindTicket && opened.Ticket.Event == envelope.EventStatusChanged {
			return true
		}
	}
	return false
}

// arm makes the customer due to be asked how it went, where the ticket has come to
// a status that the policy names. It comes after the replies, and what ended those
// for good is told before it.
func (l *look) arm(ctx context.Context, looked error) error {
	if looked != nil && !helpdesk.ForGood(looked) {
		return looked // and the record comes again
	}
	err := l.armSurvey(ctx)
	if looked != nil {
		if err != nil { // window finds it at the end of the customer's window
			l.log.Warn("survey not armed", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
		}
		return looked
	}
	return err
}

func (l *look) armSurvey(ctx context.Context) error {
	rules, err := l.offers.Policy(ctx)
	if err != nil || !policy.Sampled(rules, l.link.Ticket) {
		return err
	}
	if err := l.meet(ctx); err != nil || l.isCanary() {
		return err
	}
	ticket, err := l.desk.ReadTicket(ctx, l.link.Ticket)
	if err != nil && !errors.Is(err, helpdesk.ErrClosed) {
		if errors.Is(err, helpdesk.ErrGone) {
			return nil
		}
		return err
	}
	if !policy.Ends(rules, ticket.Status) {
		return nil
	}
	now := l.now()
	due := dynamostore.DueSurvey{Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, At: now.Add(rules.Survey.After)}
	return l.store.ArmSurvey(ctx, due, now.Add(-conversation.SurveyPause), true)
}

// survey asks the customer how it went, if they still are to be asked. effect is
// how far an earlier run came, known what is known of the chore.
func (l *look) survey(ctx context.Context, means conversation.Means, known conversation.Chore, effect dynamostore.Effect, id string) error {
	askedAt, err := l.store.AskedAt(ctx, l.link.Helpdesk, l.link.Ticket)
	if err != nil {
		return err
	}
	at := l.now()
	if known.Begun && !effect.FirstAt.IsZero() {
		at = effect.FirstAt // the day and the window as they were when it left
	}
	decision := conversation.DecideSurvey(means, known, l.link.Helpdesk, askedAt, at)
	if decision.Content == nil && !known.Begun {
		l.leaveChore(policy.PurposeSurvey, decision.Why)
		return nil
	}
	if list, ok := decision.Content.(provider.List); ok {
		list.Button = note.ChooseButton(means.Facts.Language)
		decision.Content = list
	}
	left, err := l.deliverChore(ctx, part{id: id, content: decision.Content, rule: decision.Rule, chore: policy.PurposeSurvey})
	if err != nil || !left {
		return err
	}
	return l.store.RecordSurvey(ctx, dynamostore.Survey{
		Helpdesk: l.link.Helpdesk, Ticket: l.link.Ticket, AskedAt: at, How: decision.How,
		Language: means.Facts.Language, Number: l.link.Number, Choices: decision.Choices,
	})
}

// asked is what a survey said to the customer.
func asked(content provider.Content) string {
	switch content := content.(type) {
	case provider.Buttons:
		return content.Body
	case provider.List:
		return content.Body
	case provider.Template:
		return content.Text
	}
	return ""
}
