package dynamotest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// talk is a conversation's item.
type talk struct {
	conversation.Conversation
	lease
}

// AcquireConversation is Store.AcquireConversation.
func (m *Memory) AcquireConversation(_ context.Context, contact, number, owner string) (got conversation.Conversation, err error) {
	err = m.do("AcquireConversation", func() error {
		item, err := m.acquire(contact, number, owner)
		if err == nil {
			got = item.Conversation
		}
		return err
	})
	return got, err
}

func (m *Memory) acquire(contact, number, owner string) (*talk, error) {
	item, known := m.conversations[contact+" "+number]
	if !known {
		item = &talk{Conversation: conversation.Conversation{Contact: contact, Number: number, Generation: 1}}
		m.conversations[contact+" "+number] = item
	}
	if item.heldAgainst(owner, m.millis()) {
		return nil, &dynamostore.HeldError{Item: "conversation of contact " + contact, Until: item.until}
	}
	item.lease = lease{owner, m.millis().Add(dynamostore.Lease)}
	return item, nil
}

// SaveConversation is Store.SaveConversation.
func (m *Memory) SaveConversation(_ context.Context, c conversation.Conversation, owner string, release bool) error {
	return m.do("SaveConversation", func() error {
		item, known := m.conversations[c.Contact+" "+c.Number]
		if !known || item.owner != owner {
			return fmt.Errorf("save conversation of contact %s: %w", c.Contact, dynamostore.ErrLeaseLost)
		}
		c.RefusedAt, c.AnsweredAt, c.FreeUntil, c.LastInboundAt = item.RefusedAt, item.AnsweredAt, item.FreeUntil, second(c.LastInboundAt)
		c.Kept, c.Pair = item.Kept, item.Pair
		item.Conversation = c
		item.due(c.DueAt, c.DueLevel)
		item.Earlier = slices.Clone(c.Earlier)
		if len(item.Earlier) == 0 {
			item.Earlier = nil
		}
		if release {
			item.lease = lease{}
		}
		return nil
	})
}

// LeaveConversation is Store.LeaveConversation; its points are SaveConversation's.
func (m *Memory) LeaveConversation(ctx context.Context, c conversation.Conversation, owner string) (kept []conversation.TicketName, err error) {
	if err := m.SaveConversation(ctx, c, owner, true); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.conversations[c.Contact+" "+c.Number].Kept), nil
}

// Conversation is Store.Conversation.
func (m *Memory) Conversation(_ context.Context, contact, number string) (c conversation.Conversation, who dynamostore.Contact, err error) {
	err = m.do("Conversation", func() error {
		if item, known := m.conversations[contact+" "+number]; known {
			c = item.Conversation
		}
		who = m.contact(contact)
		return nil
	})
	return c, who, err
}

// Conversations is Store.Conversations.
func (m *Memory) Conversations(_ context.Context, contact string) (all []conversation.Conversation, who dynamostore.Contact, err error) {
	err = m.do("Conversations", func() error {
		all, who = m.talksOf(contact), m.contact(contact)
		return nil
	})
	return all, who, err
}

// talksOf lists the conversations of a contact, ordered by number.
func (m *Memory) talksOf(contact string) []conversation.Conversation {
	var all []conversation.Conversation
	for _, item := range m.conversations {
		if item.Contact == contact {
			all = append(all, item.Conversation)
		}
	}
	slices.SortFunc(all, func(a, b conversation.Conversation) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// CloseWindow is Store.CloseWindow.
func (m *Memory) CloseWindow(_ context.Context, contact, number string, sentAt time.Time) error {
	return m.do("CloseWindow", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && second(sentAt).After(item.RefusedAt) {
			item.RefusedAt = second(sentAt)
			item.due(sentAt, 0)
		}
		return nil
	})
}

// Answered is Store.Answered.
func (m *Memory) Answered(_ context.Context, contact, number string, at time.Time) error {
	return m.do("Answered", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && second(at).After(item.AnsweredAt) {
			item.AnsweredAt = second(at)
		}
		return nil
	})
}

// Wrote is Store.Wrote.
func (m *Memory) Wrote(_ context.Context, contact, number string, at time.Time, pair conversation.Pair) error {
	return m.do("Wrote", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && !second(at).Before(item.AnsweredAt) {
			item.AnsweredAt = second(at)
			item.pace(pair)
		}
		return nil
	})
}

// Pace is Store.Pace.
func (m *Memory) Pace(_ context.Context, contact, number string, pair conversation.Pair) error {
	return m.do("Pace", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && !millisecond(pair.At).Before(item.Pair.At) {
			item.pace(pair)
		}
		return nil
	})
}

// FreeUntil is Store.FreeUntil.
func (m *Memory) FreeUntil(_ context.Context, contact, number string, until time.Time) error {
	return m.do("FreeUntil", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && second(until).After(item.FreeUntil) {
			item.FreeUntil = second(until)
		}
		return nil
	})
}

// pace is what was sent to the person, as the table keeps it.
func (t *talk) pace(pair conversation.Pair) {
	t.Pair = conversation.Pair{At: millisecond(pair.At), Refusals: pair.Refusals}
}

// due is when a conversation is due and for which level.
func (t *talk) due(at time.Time, level int) {
	if t.DueAt, t.DueLevel = second(at), level; at.IsZero() {
		t.DueLevel = 0
	}
}

// Due is Store.Due. All conversations are in shard 0.
func (m *Memory) Due(_ context.Context, shard int, before time.Time, limit int) (due []conversation.Conversation, err error) {
	err = m.do("Due", func() error {
		for _, item := range m.conversations {
			if shard == 0 && !item.DueAt.IsZero() && !item.DueAt.After(before) {
				due = append(due, conversation.Conversation{Contact: item.Contact, Number: item.Number, DueAt: item.DueAt})
			}
		}
		slices.SortFunc(due, func(a, b conversation.Conversation) int {
			return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Contact, b.Contact), cmp.Compare(a.Number, b.Number))
		})
		due = due[:min(len(due), limit)]
		return nil
	})
	return due, err
}

// ReadConversations is Store.ReadConversations.
func (m *Memory) ReadConversations(_ context.Context, named []conversation.Conversation) (read []conversation.Conversation, err error) {
	err = m.do("ReadConversations", func() error {
		for _, one := range named {
			if item, known := m.conversations[one.Contact+" "+one.Number]; known {
				read = append(read, item.Conversation)
			}
		}
		return nil
	})
	return read, err
}

// Rearm is Store.Rearm.
func (m *Memory) Rearm(_ context.Context, contact, number string, seen, next time.Time, level int) (first bool, err error) {
	err = m.do("Rearm", func() error {
		item, known := m.conversations[contact+" "+number]
		if first = known && !item.DueAt.IsZero() && item.DueAt.Equal(second(seen)); first {
			item.due(next, level)
		}
		return nil
	})
	return first, err
}
