package main

import (
	"context"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/provider"
	"ventana/shared/telemetry"
)

// withinMoney holds back what the policy stops first when the month's spend nears its
// limit, before it is claimed: reminders, surveys, and templates in an agent's place.
// What an agent writes as free text always goes. False when it is held; of a template
// the agent was told. A chore is left for good: a reminder or a survey that comes
// weeks later helps nobody. What was set out to be sent before goes on.
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
	_, limited := rules.Money.Limit()
	if _, listed := rules.Money.HeldAt(purpose); !limited || !listed {
		return true, nil
	}
	spent, err := l.offers.Spent(ctx)
	if err != nil || !rules.Money.Holds(purpose, spent) {
		return err == nil, err
	}
	effect, known, err := l.store.Effect(ctx, dynamostore.EffectSend, p.id)
	if err != nil || known && effect.Begun() {
		return err == nil, err
	}
	l.metrics.Count(telemetry.MetricMoneyHeld, string(purpose))
	if p.chore != "" {
		l.leaveChore(p.chore, "money")
		return false, nil
	}
	return false, l.tell(ctx, comment, wrongTemplate, note.MoneyHeld(l.helpdesk.Language, rules.Money.MonthlyLimit))
}
