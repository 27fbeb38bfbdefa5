package dynamotest

import (
	"cmp"
	"context"

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
		item.Comment, item.Kind = cmp.Or(wanted.Comment, item.Comment), cmp.Or(wanted.Kind, item.Kind)
		item.Template, item.Language = cmp.Or(wanted.Template, item.Template), cmp.Or(wanted.Language, item.Language)
		item.Category, item.Rule = cmp.Or(wanted.Category, item.Category), cmp.Or(wanted.Rule, item.Rule)
		item.Doubted = item.Doubted || wanted.Doubted
		item.Reason = cmp.Or(wanted.Reason, item.Reason)
		item.Origin.Agent, item.Origin.Country = cmp.Or(wanted.Origin.Agent, item.Origin.Agent), cmp.Or(wanted.Origin.Country, item.Origin.Country)
		item.Origin.Portfolio, item.Origin.Closed = cmp.Or(wanted.Origin.Portfolio, item.Origin.Portfolio), wanted.Origin.Closed || item.Origin.Closed
		if !wanted.FreeUntil.IsZero() {
			item.FreeUntil = second(wanted.FreeUntil)
		}
		return nil
	})
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
