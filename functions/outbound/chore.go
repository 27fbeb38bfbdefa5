package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/telemetry"
)

// chore says something to a customer that nobody waits for, if it still makes
// sense: conversation, contact and ticket are read now, under the ticket's lease.
// One that is out of date is left.
func (l *look) chore(ctx context.Context, chore envelope.Chore) error {
	purpose := policy.Purpose(chore.Purpose)
	if purpose != policy.PurposeReminder && purpose != policy.PurposeSurvey {
		return &failure.Error{Class: failure.Permanent, Op: "say something to a customer", Code: "purpose", Err: errors.New("nobody knows the purpose " + chore.Purpose)}
	}
	if err := l.meet(ctx); err != nil {
		return err
	}
	means, err := l.choreMeans(ctx, purpose)
	if err != nil {
		return err
	}
	id := envelope.Digest("send", l.link.Helpdesk, l.link.Ticket, "chore", chore.Purpose, chore.Occasion)
	effect, _, err := l.store.Effect(ctx, dynamostore.EffectSend, id) // a zero one: nobody set out yet
	if err != nil {
		return err
	}
	known := conversation.Chore{
		Talk: l.talk, Ticket: l.link.Ticket, Occasion: chore.Occasion, Group: l.contact.Group != "", Begun: effect.Begun(),
	}
	if purpose == policy.PurposeSurvey {
		return l.survey(ctx, means, known, effect, id)
	}
	decision := conversation.DecideReminder(means, known, l.now())
	if decision.Content == nil && !effect.Begun() {
		l.leaveChore(purpose, decision.Why)
		return nil
	}
	_, err = l.deliverChore(ctx, part{id: id, content: decision.Content, rule: decision.Rule, chore: purpose})
	return err
}

// leaveChore says why one is not carried out.
func (l *look) leaveChore(purpose policy.Purpose, why string) {
	l.log.Info("chore left", telemetry.KeyPurpose, string(purpose), telemetry.KeyTicket, l.link.Ticket, telemetry.KeyReason, why)
}

// choreMeans is what can be sent for a purpose, with the ticket as it is now. Of
// one that is gone nothing is known, which no decision takes for a reason to send.
func (l *look) choreMeans(ctx context.Context, purpose policy.Purpose) (conversation.Means, error) {
	ticket, err := l.desk.ReadTicket(ctx, l.link.Ticket)
	if err != nil && !errors.Is(err, helpdesk.ErrClosed) && !errors.Is(err, helpdesk.ErrGone) {
		return conversation.Means{}, err
	}
	return l.offers.Means(ctx, offer.Occasion{Purpose: purpose, WABA: l.number.WABAID, Talk: l.talk, Contact: l.contact, Ticket: ticket})
}

// deliverChore sends it, the window being as the decision saw it, and records on
// the ticket what the customer was told. left is whether it did leave.
func (l *look) deliverChore(ctx context.Context, p part) (left bool, err error) {
	became, err := l.sendPart(ctx, helpdesk.Comment{}, p, true)
	if err != nil || became != sent {
		return false, err
	}
	effect, _, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil || effect.Lost || p.content == nil {
		return false, err
	}
	return true, l.tellChore(ctx, "chore "+p.id, choreSaid(l.helpdesk.Language, p))
}

// choreSaid is the note about what a customer was told.
func choreSaid(language string, p part) string {
	if p.chore == policy.PurposeSurvey {
		return note.SurveySent(language, asked(p.content))
	}
	filled, _ := p.content.(provider.Template)
	return note.ReminderSent(language, filled.Name, filled.Language, filled.Text)
}

// tellChore writes a note about a chore, once per subject. On a ticket that takes
// no more notes nobody misses it.
func (l *look) tellChore(ctx context.Context, subject, text string) error {
	err := l.tell(ctx, helpdesk.Comment{}, subject, text)
	if helpdesk.ForGood(err) {
		l.log.Warn("chore not noted", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
		return nil
	}
	return err
}

// refusedChore ends a chore that WhatsApp will not take.
func (l *look) refusedChore(ctx context.Context, effect dynamostore.Effect, p part, failed *failure.Error, at time.Time) error {
	if provider.ClosesWindow(failed.Code) {
		if err := l.store.CloseWindow(ctx, l.link.Contact, l.link.Number, at); err != nil {
			return l.pause(ctx, effect, err)
		}
	}
	text := note.ChoreFailed(l.helpdesk.Language, p.chore == policy.PurposeSurvey, failed.Code)
	if err := l.tellChore(ctx, dynamostore.Refused(effect.ID), text); err != nil {
		return l.pause(ctx, effect, err)
	}
	return l.store.GiveUp(ctx, effect.Kind, effect.ID, failed.Code)
}
