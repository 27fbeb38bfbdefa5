package main

import (
	"context"
	"errors"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/telemetry"
)

// What the day's limit holds looks again so often, in case it was raised, and goes on
// within so long after midnight: not all at once, because what leaves is counted when
// it is delivered.
const (
	heldPause  = time.Hour
	heldSpread = 30 * time.Minute
)

// errMoney is why a chore waits that the day's limit holds.
var errMoney = errors.New("the day's limit of money is near")

// withinMoney holds back what the policy stops first when the month's spend, or the
// day's, nears its limit, before it is claimed: reminders, surveys, and templates in an
// agent's place. What an agent writes as free text always goes. False when it is held;
// of a template the agent was told. What was set out to be sent before goes on.
//
// A chore that the month's limit holds is left for good: a reminder or a survey that
// comes weeks later helps nobody. One that the day's holds waits for the next, and is
// then decided anew, as everything is that waits.
func (l *look) withinMoney(ctx context.Context, comment helpdesk.Comment, p part) (bool, error) {
	purpose := p.chore
	if _, isTemplate := p.content.(provider.Template); isTemplate && purpose == "" {
		purpose = policy.PurposeReply
	}
	if purpose == "" {
		return true, nil
	}
	rules, err := l.offers.Policy(ctx)
	if err != nil {
		return false, err
	}
	if _, listed := rules.Money.HeldAt(purpose); !listed || !rules.Money.Limited() {
		return true, nil
	}
	spent, err := l.offers.Spent(ctx)
	if err != nil {
		return false, err
	}
	span := rules.Money.Holds(purpose, spent)
	if span == policy.NoSpan {
		return true, nil
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil || known && effect.Begun() {
		return err == nil, err
	}
	l.metrics.Count(telemetry.MetricMoneyHeld, string(span)+" "+string(purpose))
	return false, l.hold(ctx, comment, p, span, rules.Money.Written(span))
}

// hold does what becomes of a part that the limit of a span holds.
func (l *look) hold(ctx context.Context, comment helpdesk.Comment, p part, span policy.Span, limit string) error {
	switch {
	case p.chore != "" && span == policy.Day:
		return &failure.Error{
			Class: failure.Later, Op: "send bulk on ticket " + l.link.Ticket, Code: "money", Wait: heldFor(l.now(), p.id), Err: errMoney,
		}
	case p.chore != "":
		l.leaveChore(p.chore, "money")
		return nil
	case span == policy.Day:
		return l.tell(ctx, comment, wrongTemplate, note.MoneyHeldToday(l.helpdesk.Language, limit))
	}
	return l.tell(ctx, comment, wrongTemplate, note.MoneyHeld(l.helpdesk.Language, limit))
}

// heldFor is how long a chore waits for the next day, or for the next look. Its id
// says when in the spread it goes, so that each of many has a time of its own.
func heldFor(now time.Time, id string) time.Duration {
	midnight := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
	at := 0
	for _, letter := range []byte(id) {
		at = (at*31 + int(letter)) % int(heldSpread/time.Second)
	}
	return min(heldPause, midnight.Add(time.Duration(at)*time.Second).Sub(now))
}
