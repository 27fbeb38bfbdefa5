package dynamotest

import (
	"context"
	"slices"

	"ventana/shared/conversation"
)

// KeepReplies is Store.KeepReplies.
func (m *Memory) KeepReplies(_ context.Context, contact, number string, ticket conversation.TicketName) (got conversation.Conversation, err error) {
	err = m.do("KeepReplies", func() error {
		item, known := m.conversations[contact+" "+number]
		if !known {
			return nil
		}
		if !slices.Contains(item.Kept, ticket) {
			item.Kept = append(slices.Clone(item.Kept), ticket)
			slices.SortFunc(item.Kept, conversation.TicketName.Compare)
		}
		got = item.Conversation
		return nil
	})
	return got, err
}

// ForgetReplies is Store.ForgetReplies.
func (m *Memory) ForgetReplies(_ context.Context, contact, number string, ticket conversation.TicketName) error {
	return m.do("ForgetReplies", func() error {
		item, known := m.conversations[contact+" "+number]
		if !known {
			return nil
		}
		item.Kept = slices.DeleteFunc(slices.Clone(item.Kept), func(one conversation.TicketName) bool { return one == ticket })
		if len(item.Kept) == 0 {
			item.Kept = nil
		}
		return nil
	})
}
