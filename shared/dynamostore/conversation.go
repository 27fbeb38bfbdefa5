package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
)

// Lease is how long one run may own a conversation, a ticket or an effect. The
// chain must hold: outside call 8 s < function timeout 15 s < lease <= visibility
// 90 s; so a killed run is always repeated after its lease has ended.
const Lease = 60 * time.Second

// FileLease is how long one run may own a file, which takes longer: function
// timeout 120 s < lease <= visibility 140 s.
const FileLease = 130 * time.Second

// conversationKey names the item of a contact's conversation on a number.
func conversationKey(contact, number string) attributes {
	return key("CONTACT#"+contact, "CONV#"+number)
}

// AcquireConversation takes the conversation for owner, making its item on
// first sight, and gives what it says. *HeldError when another run has it.
//
// Requests: one write.
func (s *Store) AcquireConversation(ctx context.Context, contact, number, owner string) (conversation.Conversation, error) {
	now := s.now()
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: conversationKey(contact, number),
		UpdateExpression: aws.String("SET lease_owner = :owner, lease_until = :until, contact = :contact, #number = :number, " +
			"generation = if_not_exists(generation, :first), created_at = if_not_exists(created_at, :at)"),
		ConditionExpression:      aws.String("attribute_not_exists(lease_until) OR lease_until < :now OR lease_owner = :owner"),
		ExpressionAttributeNames: map[string]string{"#number": "number"},
		ExpressionAttributeValues: attributes{
			":owner": text(owner), ":until": millis(now.Add(Lease)), ":now": millis(now), ":at": seconds(now),
			":contact": text(contact), ":number": text(number), ":first": number64(1),
		},
	})
	if errors.Is(err, errCondition) {
		return conversation.Conversation{}, &HeldError{Item: "conversation of contact " + contact, Until: millisOf(item, "lease_until")}
	}
	if err != nil {
		return conversation.Conversation{}, fmt.Errorf("acquire conversation of contact %s: %w", contact, err)
	}
	return conversationOf(item), nil
}

// SaveConversation writes what a run found out, while it holds the lease, and
// gives the lease back when release is set. ErrLeaseLost when it is another's.
// When a send was refused (RefusedAt), when the business wrote (AnsweredAt) and
// how fast (Pair), until when messages are free (FreeUntil) and which replies wait
// (Kept) are not its to say: see CloseWindow, Answered, Wrote, FreeUntil and
// KeepReplies.
//
// Requests: one write.
func (s *Store) SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error {
	_, err := s.saveConversation(ctx, c, owner, release)
	return err
}

// LeaveConversation is SaveConversation that gives the lease back, and tells which
// replies wait now that the window's clock stands there: of a reply that was kept
// meanwhile nobody else knows that the customer has written.
//
// Requests: one write.
func (s *Store) LeaveConversation(ctx context.Context, c conversation.Conversation, owner string) (kept []conversation.TicketName, err error) {
	item, err := s.saveConversation(ctx, c, owner, true)
	return keptOf(item), err
}

func (s *Store) saveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) (attributes, error) {
	change := newEdit()
	change.set("last_inbound_at", seconds(c.LastInboundAt))
	change.set("last_message", text(c.LastMessage))
	change.set("generation", number64(c.Generation))
	change.set("ticket", text(c.Ticket))
	change.set("previous_ticket", text(c.PreviousTicket))
	change.set("earlier", textList(c.Earlier))
	change.set("introduced", text(c.Introduced))
	change.set("helpdesk", text(c.Helpdesk))
	change.set("helpdesk_user", text(c.HelpdeskUser))
	change.set("known_as", text(c.KnownAs))
	change.set("profile", text(c.Profile))
	change.set("opening", boolean(c.Opening))
	change.rating(c.Rating)
	change.due(c.Contact, c.DueAt, c.DueLevel)
	if release {
		change.remove("lease_owner", "lease_until")
	}
	item, err := s.update(ctx, change.of(conversationKey(c.Contact, c.Number), "lease_owner = :owner", attributes{":owner": text(owner)}))
	if errors.Is(err, errCondition) {
		return nil, fmt.Errorf("save conversation of contact %s: %w", c.Contact, ErrLeaseLost)
	}
	if err != nil {
		return nil, fmt.Errorf("save conversation of contact %s: %w", c.Contact, err)
	}
	return item, nil
}

// Conversation reads a conversation and its contact.
//
// Requests: one query of the contact's collection.
func (s *Store) Conversation(ctx context.Context, contact, number string) (conversation.Conversation, Contact, error) {
	all, person, err := s.Conversations(ctx, contact)
	if err != nil {
		return conversation.Conversation{}, Contact{}, err
	}
	for _, one := range all {
		if one.Number == number {
			return one, person, nil
		}
	}
	return conversation.Conversation{}, person, nil
}

// Conversations reads a contact and all its conversations, ordered by number.
// A contact that nobody knows has none, and an id alone.
//
// Requests: one query of the contact's collection.
func (s *Store) Conversations(ctx context.Context, contact string) ([]conversation.Conversation, Contact, error) {
	person, all, err := s.collection(ctx, contact)
	if err != nil {
		return nil, Contact{}, err
	}
	return all, contactOf(contact, person), nil
}

// collection reads a contact's own item, nil when there is none, and its
// conversations.
func (s *Store) collection(ctx context.Context, contact string) (person attributes, all []conversation.Conversation, err error) {
	items, err := s.query(ctx, "CONTACT#"+contact, "")
	if err != nil {
		return nil, nil, fmt.Errorf("read conversations of contact %s: %w", contact, err)
	}
	for _, item := range items {
		switch sk := textOf(item, "sk"); {
		case sk == "CONTACT":
			person = item
		case strings.HasPrefix(sk, "CONV#"):
			all = append(all, conversationOf(item))
		}
	}
	return person, all, nil
}

func conversationOf(item attributes) conversation.Conversation {
	return conversation.Conversation{
		Contact:        textOf(item, "contact"),
		Number:         textOf(item, "number"),
		Generation:     numberOf(item, "generation"),
		Opening:        truthOf(item, "opening"),
		Ticket:         textOf(item, "ticket"),
		PreviousTicket: textOf(item, "previous_ticket"),
		Earlier:        textsOf(item, "earlier"),
		Introduced:     textOf(item, "introduced"),
		Helpdesk:       textOf(item, "helpdesk"),
		HelpdeskUser:   textOf(item, "helpdesk_user"),
		KnownAs:        textOf(item, "known_as"),
		Profile:        textOf(item, "profile"),
		LastInboundAt:  secondsOf(item, "last_inbound_at"),
		LastMessage:    textOf(item, "last_message"),
		DueAt:          secondsOf(item, "due_at"),
		DueLevel:       int(numberOf(item, "due_level")),
		RefusedAt:      secondsOf(item, "refused_at"),
		AnsweredAt:     secondsOf(item, "answered_at"),
		FreeUntil:      secondsOf(item, "free_until"),
		Pair:           conversation.Pair{At: millisOf(item, "pair_at"), Refusals: int(numberOf(item, "pair_refusals"))},
		Kept:           keptOf(item),
		Rating:         ratingOf(item),
	}
}
