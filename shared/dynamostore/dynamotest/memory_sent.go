package dynamotest

import (
	"cmp"
	"context"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
)

// sent is a sent message's item.
type sent struct {
	dynamostore.Sent
	failed bool // it stood at failed once
	spent  bool // its cost is counted
}

func (s *sent) told() dynamostore.Sent {
	told := s.Sent
	told.FailedBefore = s.failed && s.State != conversation.StateFailed
	return told
}

// RecordSent is Store.RecordSent.
func (m *Memory) RecordSent(_ context.Context, wanted dynamostore.Sent) error {
	return m.do("RecordSent", func() error {
		item, known := m.sent[wanted.MessageID]
		if !known {
			item = &sent{Sent: dynamostore.Sent{MessageID: wanted.MessageID, State: conversation.StateAccepted, SentAt: second(wanted.SentAt)}}
			m.sent[wanted.MessageID] = item
		}
		item.Effect, item.Helpdesk, item.Ticket = wanted.Effect, wanted.Helpdesk, wanted.Ticket
		item.Contact, item.Number = wanted.Contact, wanted.Number
		item.Comment, item.Doubted = cmp.Or(wanted.Comment, item.Comment), item.Doubted || wanted.Doubted
		last := firstKnown(wanted, item.Sent) // the last word stands
		item.Kind, item.Template, item.Language, item.Category = last.Kind, last.Template, last.Language, last.Category
		item.Rule, item.Reason, item.FreeUntil, item.Origin = last.Rule, last.Reason, last.FreeUntil, last.Origin
		return nil
	})
}

// firstKnown is what is known of a message before it leaves: what one says, and where
// that says nothing, another.
func firstKnown(one, other dynamostore.Sent) dynamostore.Sent {
	known := dynamostore.Sent{
		Kind: cmp.Or(one.Kind, other.Kind), Template: cmp.Or(one.Template, other.Template), Language: cmp.Or(one.Language, other.Language),
		Category: cmp.Or(one.Category, other.Category), Rule: cmp.Or(one.Rule, other.Rule), Reason: cmp.Or(one.Reason, other.Reason),
		Origin: dynamostore.Origin{
			Agent: cmp.Or(one.Origin.Agent, other.Origin.Agent), Country: cmp.Or(one.Origin.Country, other.Origin.Country),
			Portfolio: cmp.Or(one.Origin.Portfolio, other.Origin.Portfolio), Closed: one.Origin.Closed || other.Origin.Closed,
		},
	}
	for _, until := range []time.Time{one.FreeUntil, other.FreeUntil} {
		if known.FreeUntil.IsZero() && !until.IsZero() {
			known.FreeUntil = second(until)
		}
	}
	return known
}

// SentMessage is Store.SentMessage.
func (m *Memory) SentMessage(_ context.Context, messageID string) (found dynamostore.Sent, known bool, err error) {
	err = m.do("SentMessage", func() error {
		found = dynamostore.Sent{MessageID: messageID}
		var item *sent
		if item, known = m.sent[messageID]; known {
			found = item.told()
		}
		return nil
	})
	return found, known, err
}

// Climb is Store.Climb.
func (m *Memory) Climb(_ context.Context, status envelope.Status) (after dynamostore.Sent, moved, known bool, err error) {
	err = m.do("Climb", func() error {
		var item *sent
		if item, known = m.sent[status.ID]; !known {
			return nil
		}
		if state := conversation.State(status.State); state.Rank() > item.State.Rank() {
			item.State, moved = state, true
			if state == conversation.StateFailed {
				item.failed, item.ErrorCode = true, status.ErrorCode
			}
		}
		if thread := status.Thread; thread != nil {
			item.Thread.ID, item.Thread.Origin = cmp.Or(thread.ID, item.Thread.ID), cmp.Or(thread.Origin, item.Thread.Origin)
			if !thread.ExpiresAt.IsZero() {
				item.Thread.ExpiresAt = second(thread.ExpiresAt)
			}
		}
		after = item.told()
		return nil
	})
	if err != nil {
		return dynamostore.Sent{}, false, false, err
	}
	return after, moved, known, nil
}

// Sent is the message that was recorded under an id.
func (m *Memory) Sent(messageID string) (dynamostore.Sent, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	item, known := m.sent[messageID]
	if !known {
		return dynamostore.Sent{}, false
	}
	return item.told(), true
}
