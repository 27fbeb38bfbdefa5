package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/conversation"
)

// KeepReplies notes that replies on a ticket wait until the customer writes, and gives
// the conversation as it stands after that: a message that came before the note
// is in it, and one that comes after finds the note. Doing it again changes nothing. Of a
// conversation that nobody knows nothing is noted, and it is given empty.
//
// Requests: one write.
func (s *Store) KeepReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) (conversation.Conversation, error) {
	change := newEdit()
	change.add("kept", textSet([]string{keptName(ticket)}))
	item, err := s.update(ctx, change.of(conversationKey(contact, number), "attribute_exists(pk)", nil))
	if errors.Is(err, errCondition) {
		return conversation.Conversation{}, nil
	}
	if err != nil {
		return conversation.Conversation{}, fmt.Errorf("note kept replies of ticket %s: %w", ticket.Ticket, err)
	}
	return conversationOf(item), nil
}

// ForgetReplies takes the note of KeepReplies back. Doing it again changes nothing.
//
// Requests: one write.
func (s *Store) ForgetReplies(ctx context.Context, contact, number string, ticket conversation.TicketName) error {
	change := newEdit()
	change.take("kept", textSet([]string{keptName(ticket)}))
	_, err := s.update(ctx, change.of(conversationKey(contact, number), "attribute_exists(pk)", nil))
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("take back note of kept replies of ticket %s: %w", ticket.Ticket, err)
	}
	return nil
}

// keptName is a ticket as a member of the set. Connections are named without "#".
func keptName(ticket conversation.TicketName) string { return ticket.Helpdesk + "#" + ticket.Ticket }

func keptOf(item attributes) []conversation.TicketName {
	var kept []conversation.TicketName
	for _, name := range textsOf(item, "kept") {
		desk, ticket, _ := strings.Cut(name, "#")
		kept = append(kept, conversation.TicketName{Helpdesk: desk, Ticket: ticket})
	}
	slices.SortFunc(kept, conversation.TicketName.Compare) // a set has no order
	return kept
}
