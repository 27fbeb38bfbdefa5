package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/telemetry"
)

// turn is the work on one conversation that is due.
type turn struct {
	*Handler
	rules    policy.Policy
	talk     conversation.Conversation
	contact  dynamostore.Contact
	helpdesk secret.CallConnection
	known    bool // whether the call secret has the helpdesk
	number   secret.Number
}

// act does what is due and says what is due next: a warning, the closing, or
// nothing until the customer writes again.
func (t *turn) act(ctx context.Context) (next time.Time, level int, err error) {
	closesAt, now := t.talk.ClosesAt(), t.now()
	switch {
	case closesAt.IsZero():
		return time.Time{}, 0, nil
	case t.talk.Ticket == "" || !t.known:
		return t.again(closesAt, now), 0, nil
	case now.Before(closesAt) && t.talk.DueLevel == conversation.LevelShow:
		return now.Add(conversation.FirstLook), 0, t.show(ctx, helpdesk.WindowOpen)
	case now.Before(closesAt):
		if next, level, err = t.warn(ctx, closesAt, now); err != nil {
			return time.Time{}, 0, err
		}
		return t.remind(ctx, closesAt, now, next, level)
	}
	if due := policy.ClosedNote(t.rules, closesAt); t.untold() && now.Before(due) {
		return due, closedLevel, t.show(ctx, helpdesk.WindowClosed)
	}
	return time.Time{}, 0, t.closed(ctx, closesAt)
}

// again is when a conversation is looked at once more that has nobody to be told
// yet: its ticket may still be opened, when the helpdesk answers or an operator
// puts a connection back.
func (t *turn) again(closesAt, now time.Time) time.Time {
	if !now.Before(closesAt) {
		return time.Time{}
	}
	if next := now.Add(conversation.FirstLook); next.Before(closesAt) {
		return next
	}
	return closesAt
}

// closedLevel stands for the note that the window has closed.
const closedLevel = 99

// warn writes the last warning that is due, if one is. What was overslept is
// not made up for: the agent reads how much time is left, once.
func (t *turn) warn(ctx context.Context, closesAt, now time.Time) (next time.Time, level int, err error) {
	next, level = closesAt, closedLevel
	due := policy.Warning{}
	for _, one := range policy.Levels(t.rules, t.talk.LastInboundAt, closesAt) {
		if one.At.After(now) {
			next, level = one.At, one.Level
			break
		}
		due = one
	}
	if due.Level == 0 || t.talk.Answered() || t.talk.DueLevel == reminderLevel && due.At.Before(t.talk.DueAt) {
		return next, level, nil
	}
	ticket, waits, err := t.ticket(ctx)
	if err != nil || !waits {
		return next, level, err
	}
	prices, command, err := t.offer(ctx, ticket)
	if err != nil {
		return time.Time{}, 0, err
	}
	if err := t.tell(ctx, t.rules.Window.Warn[due.Level-1].String(), note.WindowClosing(t.helpdesk.Language, closesAt, now, prices, command)); err != nil {
		return time.Time{}, 0, err
	}
	if !t.rules.Window.ClosingField {
		return next, level, nil
	}
	return next, level, t.show(ctx, helpdesk.WindowClosing)
}

// closed shows that the window has closed, and tells the agent whom nobody
// answered.
func (t *turn) closed(ctx context.Context, closesAt time.Time) error {
	if !t.untold() && !policy.Sampled(t.rules, t.talk.Ticket) {
		return t.show(ctx, helpdesk.WindowClosed) // nobody has to know how the ticket stands
	}
	ticket, waits, err := t.ticket(ctx)
	if err != nil {
		return err
	}
	if err := t.armSurvey(ctx, ticket); err != nil {
		return err
	}
	if waits && t.untold() {
		prices, command, err := t.offer(ctx, ticket)
		if err != nil {
			return err
		}
		if err := t.tell(ctx, "closed", note.WindowHasClosed(t.helpdesk.Language, closesAt, prices, command)); err != nil {
			return err
		}
	}
	return t.show(ctx, helpdesk.WindowClosed)
}

// untold reports whether somebody has to be told that the window has closed: a
// customer nobody answered, unless an agent tried to and was refused, which told
// them.
func (t *turn) untold() bool { return !t.talk.Answered() && !t.talk.Refused() }

// ticket reads the ticket; waits is whether an agent is waited for on it.
func (t *turn) ticket(ctx context.Context) (ticket helpdesk.Ticket, waits bool, err error) {
	ticket, err = t.desk(t.helpdesk).ReadTicket(ctx, t.talk.Ticket)
	if over(err) {
		return helpdesk.Ticket{}, false, nil
	}
	if err != nil {
		return helpdesk.Ticket{}, false, err
	}
	return ticket, awaited(t.rules, ticket.Status), nil
}

// awaited reports whether an agent is waited for on a ticket of this status.
func awaited(rules policy.Policy, status string) bool {
	switch status {
	case "solved", "closed":
		return false
	case "pending", "hold":
		return rules.Window.WarnWaiting
	}
	return true
}

// offer is what messages cost, and the command that sends the template which the
// rules choose for a closed window; empty when they choose none.
func (t *turn) offer(ctx context.Context, ticket helpdesk.Ticket) (note.Prices, string, error) {
	means, err := t.offers.Means(ctx, offer.Occasion{
		Purpose: policy.PurposeClosed, WABA: t.number.WABAID, Talk: t.talk, Contact: t.contact, Ticket: ticket,
	})
	if err != nil {
		return note.Prices{}, "", err
	}
	decision := conversation.Offer(means) // nobody has replied: nothing is sent, nor kept
	prices := note.Prices{Quote: means.Quote}
	prices.Template, prices.Known = means.PriceOf(decision)
	return prices, decision.Command, nil
}

// tell writes a warning once in this window: which one is told by how long before
// closing it is due, so that other rules repeat none. One that the helpdesk
// refuses for good is left out.
func (t *turn) tell(ctx context.Context, which, text string) error {
	id := envelope.Digest("note", "window", t.talk.Contact, t.talk.Number, t.talk.Ticket,
		strconv.FormatInt(t.talk.LastInboundAt.Unix(), 10), which)
	_, err := internalnote.NewWriter(t.store, t.newOwner()).Write(ctx, t.desk(t.helpdesk), t.talk.Ticket, id, text)
	if helpdesk.ForGood(err) {
		t.log.Error("warning refused", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
		return nil
	}
	return err
}

// show sets the ticket's fields of the window, where the account has them. When
// it closes or closed goes with it, because a refusal moves that.
func (t *turn) show(ctx context.Context, value string) error {
	fields := slices.DeleteFunc([]helpdesk.Field{
		{ID: t.helpdesk.Fields.OpenUntil, Value: note.Moment(t.talk.ClosesAt())},
		{ID: t.helpdesk.Fields.Window, Value: value},
	}, func(f helpdesk.Field) bool { return f.ID == "" })
	if len(fields) == 0 {
		return nil
	}
	err := t.desk(t.helpdesk).SetFields(ctx, t.talk.Ticket, fields, "")
	if helpdesk.ForGood(err) {
		// Closed, gone, or a field that somebody removed: a warning does not wait for it.
		t.log.Warn("window not shown", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
		return nil
	}
	return err
}

func over(err error) bool {
	return errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone)
}
