package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
)

// Lease is how long one run may own a conversation, a ticket or an effect. The
// chain must hold: outside call 8 s < function timeout 15 s < lease <= visibility
// 90 s; so a killed run is always repeated after its lease has ended.
const Lease = 60 * time.Second

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
//
// Requests: one write.
func (s *Store) SaveConversation(ctx context.Context, c conversation.Conversation, owner string, release bool) error {
	set := "SET last_inbound_at = :inbound, generation = :generation, ticket = :ticket, previous_ticket = :previous, " +
		"helpdesk = :helpdesk, helpdesk_user = :user, opening = :opening"
	values := attributes{
		":owner": text(owner), ":inbound": seconds(c.LastInboundAt), ":generation": number64(c.Generation),
		":ticket": text(c.Ticket), ":previous": text(c.PreviousTicket), ":user": text(c.HelpdeskUser),
		":opening": boolean(c.Opening), ":helpdesk": text(c.Helpdesk),
	}
	if release {
		set += " REMOVE lease_owner, lease_until"
	}
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: conversationKey(c.Contact, c.Number), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String("lease_owner = :owner"), ExpressionAttributeValues: values,
	})
	if errors.Is(err, errCondition) {
		return fmt.Errorf("save conversation of contact %s: %w", c.Contact, ErrLeaseLost)
	}
	if err != nil {
		return fmt.Errorf("save conversation of contact %s: %w", c.Contact, err)
	}
	return nil
}

// Conversation reads a conversation and its contact.
//
// Requests: one query of the contact's collection.
func (s *Store) Conversation(ctx context.Context, contact, number string) (conversation.Conversation, Contact, error) {
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName: aws.String(s.table), ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text("CONTACT#" + contact)},
	})
	if err != nil {
		return conversation.Conversation{}, Contact{}, fmt.Errorf("read conversation of contact %s: %w", contact, err)
	}
	var found conversation.Conversation
	person := Contact{ID: contact}
	for _, item := range out.Items {
		switch textOf(item, "sk") {
		case "CONTACT":
			person.BSUID, person.Phone = textOf(item, "bsuid"), textOf(item, "phone")
		case "CONV#" + number:
			found = conversationOf(item)
		}
	}
	return found, person, nil
}

// CloseWindow notes that WhatsApp refused a send of sentAt because the window
// was closed: it stays closed until the customer writes later than that.
//
// Requests: one write.
func (s *Store) CloseWindow(ctx context.Context, contact, number string, sentAt time.Time) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       conversationKey(contact, number),
		UpdateExpression:          aws.String("SET refused_at = :at"),
		ConditionExpression:       aws.String("attribute_exists(pk) AND (attribute_not_exists(refused_at) OR refused_at < :at)"),
		ExpressionAttributeValues: attributes{":at": seconds(sentAt)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("close window of contact %s: %w", contact, err)
	}
	return nil
}

func conversationOf(item attributes) conversation.Conversation {
	return conversation.Conversation{
		Contact:        textOf(item, "contact"),
		Number:         textOf(item, "number"),
		Generation:     numberOf(item, "generation"),
		Opening:        truthOf(item, "opening"),
		Ticket:         textOf(item, "ticket"),
		PreviousTicket: textOf(item, "previous_ticket"),
		Helpdesk:       textOf(item, "helpdesk"),
		HelpdeskUser:   textOf(item, "helpdesk_user"),
		LastInboundAt:  secondsOf(item, "last_inbound_at"),
		RefusedAt:      secondsOf(item, "refused_at"),
	}
}
