package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
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
	// read is the ticket, where it was read along with others.
	read *helpdesk.Ticket
	// asked: the helpdesk was called, and took what it was told.
	asked bool
}

// act does what is due and says what is due next: a warning, the closing, or
// nothing until the customer writes again.
func (t *turn) act(ctx context.Context) (next time.Time, level int, err error) {
	closesAt, now := t.talk.ClosesAt(), t.now()
	switch {
	case closesAt.IsZero():
		return time.Time{}, 0, nil
	case t.talk.Ticket == "" && t.rules.Rollout.Mode == policy.Shadow:
		return t.foresee(ctx, closesAt, now)
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

// warning is the last that is due by now, with Level 0 when none is or nobody has
// to be told, and what is due after it.
func (t *turn) warning(closesAt, now time.Time) (due policy.Warning, next time.Time, level int) {
	next, level = closesAt, closedLevel
	for _, one := range policy.Levels(t.rules, t.talk.LastInboundAt, closesAt) {
		if one.At.After(now) {
			next, level = one.At, one.Level
			break
		}
		due = one
	}
	if t.talk.Answered() || t.talk.DueLevel == reminderLevel && due.At.Before(t.talk.DueAt) {
		due = policy.Warning{}
	}
	return due, next, level
}

// readsTicket reports whether what is due takes a look at the ticket, so that it
// can be read along with others: before a warning, and after the window.
func (t *turn) readsTicket() bool {
	closesAt, now := t.talk.ClosesAt(), t.now()
	switch {
	case closesAt.IsZero() || t.talk.Ticket == "" || !t.known:
		return false
	case now.Before(closesAt):
		due, _, _ := t.warning(closesAt, now)
		return due.Level > 0 && t.talk.DueLevel != conversation.LevelShow
	case t.untold():
		return !now.Before(policy.ClosedNote(t.rules, closesAt))
	}
	return policy.Sampled(t.rules, t.talk.Ticket)
}

// callsDesk reports whether what is due takes a call to the helpdesk: what does
// not, such as a customer's reminder, is not held up by one that rests.
func (t *turn) callsDesk() bool {
	if t.talk.Ticket == "" || !t.known {
		return false
	}
	return t.readsTicket() || t.talk.DueLevel == conversation.LevelShow || !t.now().Before(t.talk.ClosesAt())
}

// closedLevel stands for the note that the window has closed.
const closedLevel = 99

// warn writes the last warning that is due, if one is. What was overslept is
// not made up for: the agent reads how much time is left, once.
func (t *turn) warn(ctx context.Context, closesAt, now time.Time) (next time.Time, level int, err error) {
	due, next, level := t.warning(closesAt, now)
	if due.Level == 0 {
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
	shown := ""
	if t.rules.Window.ClosingField {
		shown = helpdesk.WindowClosing
	}
	text := note.WindowClosing(t.helpdesk.Language, closesAt, now, prices, command)
	return next, level, t.tell(ctx, t.rules.Window.Warn[due.Level-1].String(), text, shown)
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
		if err := t.missed(ctx); err != nil {
			return err
		}
		prices, command, err := t.offer(ctx, ticket)
		if err != nil {
			return err
		}
		return t.tell(ctx, "closed", note.WindowHasClosed(t.helpdesk.Language, closesAt, prices, command), helpdesk.WindowClosed)
	}
	return t.show(ctx, helpdesk.WindowClosed)
}

// untold reports whether somebody has to be told that the window has closed: a
// customer nobody answered, unless an agent tried to and was refused, which told
// them.
func (t *turn) untold() bool { return !t.talk.Answered() && !t.talk.Refused() }

// ticket reads the ticket; waits is whether an agent is waited for on it.
func (t *turn) ticket(ctx context.Context) (ticket helpdesk.Ticket, waits bool, err error) {
	switch t.asked = true; {
	case t.read == nil:
		ticket, err = t.desk(t.helpdesk).ReadTicket(ctx, t.talk.Ticket)
	case t.read.Status == "closed":
		err = helpdesk.ErrClosed // as ReadTicket says it
	default:
		ticket = *t.read
	}
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

// tell writes a warning once in this window, and shows in the same call where the
// window is, unless shown is empty: helpdesks count calls. Which warning it is is
// told by how long before closing it is due, so that other rules repeat none. One
// that the helpdesk refuses for good is left out.
func (t *turn) tell(ctx context.Context, which, text, shown string) error {
	id := t.noteID(which)
	writer := internalnote.NewWriter(t.store, t.newOwner()).Setting(t.fields(shown), func() { t.notShown(nil) })
	stands, err := writer.Write(ctx, t.desk(t.helpdesk), t.talk.Ticket, id, text)
	if err == nil && stands {
		return nil
	}
	if helpdesk.ForGood(err) {
		t.log.Error("warning refused", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
		err = nil
	}
	if err != nil || shown == "" {
		return err
	}
	return t.show(ctx, shown)
}

// fields are what shows where the window is: the account's fields of it, none
// where it has none. When it closes or closed goes with it, because a refusal moves
// that.
func (t *turn) fields(value string) []helpdesk.Field {
	if value == "" {
		return nil
	}
	return slices.DeleteFunc([]helpdesk.Field{
		{ID: t.helpdesk.Fields.OpenUntil, Value: note.Moment(t.talk.ClosesAt())},
		{ID: t.helpdesk.Fields.Window, Value: value},
	}, func(f helpdesk.Field) bool { return f.ID == "" })
}

// show sets the ticket's fields of the window.
func (t *turn) show(ctx context.Context, value string) error {
	fields := t.fields(value)
	if len(fields) == 0 {
		return nil
	}
	t.asked = true
	err := t.desk(t.helpdesk).SetFields(ctx, t.talk.Ticket, fields, "")
	if helpdesk.ForGood(err) {
		t.notShown(err)
		return nil
	}
	return err
}

// notShown: the ticket is closed or gone, or somebody removed the field. A warning
// does not wait for it.
func (t *turn) notShown(err error) {
	t.log.Warn("window not shown", telemetry.KeyTicket, t.talk.Ticket, telemetry.KeyError, err)
}

func over(err error) bool {
	return errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone)
}
