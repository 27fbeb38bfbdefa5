package dynamotest

import (
	"cmp"
	"context"
	"time"

	"ventana/shared/dynamostore"
)

// effect is an effect's item. until and first may be absent (zero); ticket is
// written once, even when it is empty.
type effect struct {
	dynamostore.Effect
	owner     string
	hasTicket bool
	sided     bool      // it was said whose it is
	taken     time.Time // the first claim of a message, which is never forgotten
}

func (m *Memory) effectAt(kind, id string) *effect {
	item, known := m.effects[kind+" "+id]
	if !known {
		item = &effect{Effect: dynamostore.Effect{Kind: kind, ID: id}}
		m.effects[kind+" "+id] = item
	}
	return item
}

// Claim is Store.Claim.
func (m *Memory) Claim(_ context.Context, wanted dynamostore.Effect, owner string) (stood dynamostore.Effect, err error) {
	err = m.do("Claim", func() error {
		item, now := m.effectAt(wanted.Kind, wanted.ID), m.millis()
		if item.Done {
			stood = item.Effect
			return nil
		}
		if !item.Until.IsZero() && item.Until.After(now) {
			stood = item.Effect
			if item.owner == owner {
				return nil
			}
			return &dynamostore.HeldError{Item: "effect " + wanted.Kind + " " + wanted.ID, Until: item.Until}
		}
		item.owner, item.Until = owner, now.Add(cmp.Or(wanted.Hold, dynamostore.Lease)).Truncate(time.Millisecond)
		if item.FirstAt.IsZero() {
			item.FirstAt = now
		}
		if item.Kind == dynamostore.EffectComment && !item.sided {
			item.Former, item.sided = wanted.Former, true
		}
		if item.taken.IsZero() && !wanted.Former && (item.Kind == dynamostore.EffectComment || item.Kind == dynamostore.EffectSend) {
			item.taken = now
		}
		if !item.hasTicket {
			item.Ticket, item.hasTicket = wanted.Ticket, true
		}
		item.Helpdesk, item.Contact, item.Number = wanted.Helpdesk, wanted.Contact, wanted.Number
		item.Message, item.Comment = cmp.Or(wanted.Message, item.Message), cmp.Or(wanted.Comment, item.Comment)
		item.Sends = firstKnown(item.Sends, wanted.Sends)
		item.Claims++
		stood = item.Effect
		return nil
	})
	return stood, err
}

// Finish is Store.Finish.
func (m *Memory) Finish(_ context.Context, kind, id, result string) error {
	return m.do("Finish", func() error { m.finish(kind, id, "", result, false); return nil })
}

// FinishIn is Store.FinishIn.
func (m *Memory) FinishIn(_ context.Context, kind, id, ticket, result string) error {
	return m.do("FinishIn", func() error { m.finish(kind, id, ticket, result, false); return nil })
}

// GiveUp is Store.GiveUp.
func (m *Memory) GiveUp(_ context.Context, kind, id, reason string) error {
	return m.do("GiveUp", func() error { m.finish(kind, id, "", reason, true); return nil })
}

// Reopen is Store.Reopen.
func (m *Memory) Reopen(_ context.Context, kind, id, result string) error {
	return m.do("Reopen", func() error {
		item, known := m.effects[kind+" "+id]
		if !known || !item.Done || item.Lost || item.Result != result {
			return nil
		}
		item.Done, item.DoneAt, item.Result, item.Claims = false, time.Time{}, "", 0
		item.FirstAt, item.Until, item.owner, item.Ambiguous, item.Sends = time.Time{}, time.Time{}, "", false, dynamostore.Sent{}
		return nil
	})
}

func (m *Memory) finish(kind, id, ticket, result string, lost bool) {
	item := m.effectAt(kind, id)
	if item.Done && !item.Lost {
		return
	}
	item.Done, item.DoneAt, item.Lost, item.Result = true, m.millis(), lost, result
	item.Until, item.owner, item.Ambiguous = time.Time{}, "", false
	if ticket != "" {
		item.Ticket, item.hasTicket = ticket, true
	}
}

// Postpone is Store.Postpone.
func (m *Memory) Postpone(_ context.Context, kind, id, owner string, pause dynamostore.Pause) error {
	return m.do("Postpone", func() error {
		item, known := m.effects[kind+" "+id]
		if !known || item.Done || item.owner != owner {
			return nil
		}
		item.owner = ""
		item.Until = m.now().Add(pause.For).Truncate(time.Millisecond).UTC()
		if pause.Ambiguous {
			item.Ambiguous = true
			return nil
		}
		item.FirstAt, item.Sends = time.Time{}, dynamostore.Sent{}
		item.Claims--
		return nil
	})
}

// Effect is Store.Effect.
func (m *Memory) Effect(_ context.Context, kind, id string) (found dynamostore.Effect, known bool, err error) {
	err = m.do("Effect", func() error {
		var item *effect
		found = dynamostore.Effect{Kind: kind, ID: id}
		if item, known = m.effects[kind+" "+id]; known {
			found = item.Effect
		}
		return nil
	})
	return found, known, err
}

// Effects is Store.Effects.
func (m *Memory) Effects(_ context.Context, kind string, ids []string) (found map[string]dynamostore.Effect, err error) {
	err = m.do("Effects", func() error {
		found = map[string]dynamostore.Effect{}
		for _, id := range ids {
			if item, known := m.effects[kind+" "+id]; known {
				found[id] = item.Effect
			}
		}
		return nil
	})
	return found, err
}

// Unfinished lists the effects that are not done: after all is handled, none.
func (m *Memory) Unfinished() []dynamostore.Effect {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []dynamostore.Effect
	for _, item := range m.effects {
		if !item.Done {
			list = append(list, item.Effect)
		}
	}
	return list
}

// KnownMarkers is Store.KnownMarkers.
func (m *Memory) KnownMarkers(_ context.Context, kinds, markers []string) (known map[string]bool, err error) {
	err = m.do("KnownMarkers", func() error {
		known = map[string]bool{}
		for _, kind := range kinds {
			for _, marker := range markers {
				if _, claimed := m.effects[kind+" "+marker]; claimed {
					known[marker] = true
				}
			}
		}
		return nil
	})
	return known, err
}
