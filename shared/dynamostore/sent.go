package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// Sent is one message that we sent, by the provider's message id.
type Sent struct {
	MessageID string
	// Effect is the id of the send effect it came from: also its marker.
	Effect           string
	Helpdesk, Ticket string
	Contact, Number  string
	State            conversation.State
	SentAt           time.Time
}

// sentKey holds the message's id, of which a part is the customer's number: it
// stays in the table and out of errors and logs.
func sentKey(messageID string) attributes { return key("SENT#"+messageID, "SENT") }

// RecordSent remembers a message that the provider accepted. Doing it again,
// or after its first statuses arrived, changes nothing that was known.
//
// Requests: one write.
func (s *Store) RecordSent(ctx context.Context, sent Sent) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: sentKey(sent.MessageID),
		UpdateExpression: aws.String("SET #effect = :effect, helpdesk = :helpdesk, ticket = :ticket, contact = :contact, #number = :number, " +
			"sent_at = if_not_exists(sent_at, :at), #state = if_not_exists(#state, :state), #rank = if_not_exists(#rank, :rank), expires_at = :expires"),
		ExpressionAttributeNames: map[string]string{"#effect": "effect", "#number": "number", "#state": "state", "#rank": "rank"},
		ExpressionAttributeValues: attributes{
			":effect": text(sent.Effect), ":helpdesk": text(sent.Helpdesk), ":ticket": text(sent.Ticket), ":contact": text(sent.Contact), ":number": text(sent.Number),
			":at": seconds(sent.SentAt), ":state": text(string(conversation.StateAccepted)), ":rank": number64(conversation.StateAccepted.Rank()),
			":expires": seconds(s.now().Add(EffectLife)),
		},
	})
	if err != nil {
		return fmt.Errorf("record sent message of effect %s: %w", sent.Effect, err)
	}
	return nil
}

// Climb moves a sent message up to a status, if that is higher than where it
// stands, and keeps the status's time and price in any case. It tells what is
// known of the message and whether this status moved it; false for known when
// nobody recorded the message.
//
// Requests: one write, two when the status came late.
func (s *Store) Climb(ctx context.Context, status envelope.Status) (sent Sent, moved, known bool, err error) {
	state := conversation.State(status.State)
	when := "at_" + status.State
	if state.Rank() == 0 {
		when = "at_other"
	}
	set := "SET #when = if_not_exists(#when, :at)"
	names := map[string]string{"#when": when, "#rank": "rank"}
	values := attributes{":at": seconds(status.At), ":rank": number64(state.Rank())}
	if status.Pricing != nil {
		set += ", price_category = :category, price_type = :type, price_model = :model, billable = :billable"
		values[":category"], values[":type"], values[":model"] = text(status.Pricing.Category), text(status.Pricing.Type), text(status.Pricing.Model)
		values[":billable"] = boolean(status.Pricing.Billable)
	}
	climb := set + ", #state = :state, #rank = :rank"
	names["#state"] = "state"
	values[":state"] = text(status.State)
	if status.ErrorCode != "" {
		climb += ", error_code = :code"
		values[":code"] = text(status.ErrorCode)
	}
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: sentKey(status.ID), UpdateExpression: aws.String(climb),
		ConditionExpression:      aws.String("attribute_exists(pk) AND #rank < :rank"),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	switch {
	case err == nil:
		return sentOf(status.ID, item), true, true, nil
	case !errors.Is(err, errCondition):
		return Sent{}, false, false, fmt.Errorf("climb message to %s: %w", status.State, err)
	case item == nil:
		return Sent{}, false, false, nil
	}
	delete(names, "#state")
	delete(values, ":state")
	delete(values, ":code")
	delete(names, "#rank")
	delete(values, ":rank")
	_, err = s.update(ctx, &dynamodb.UpdateItemInput{
		Key: sentKey(status.ID), UpdateExpression: aws.String(set),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	if err != nil {
		return Sent{}, false, true, fmt.Errorf("note late status %s: %w", status.State, err)
	}
	return sentOf(status.ID, item), false, true, nil
}

func sentOf(messageID string, item attributes) Sent {
	return Sent{
		MessageID: messageID, Effect: textOf(item, "effect"), Helpdesk: textOf(item, "helpdesk"), Ticket: textOf(item, "ticket"),
		Contact: textOf(item, "contact"), Number: textOf(item, "number"),
		State: conversation.State(textOf(item, "state")), SentAt: secondsOf(item, "sent_at"),
	}
}
