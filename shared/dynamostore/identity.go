package dynamostore

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// MoveIdentity gives a contact the new identities that WhatsApp announced for
// it: messages go there from now on. One that is another contact's already
// stays there, and ErrIdentityTaken says so.
//
// Requests: one write, and one per identity.
func (s *Store) MoveIdentity(ctx context.Context, contact Contact, to Identities) error {
	if err := s.describeContact(ctx, contact, to); err != nil {
		return err
	}
	for _, identity := range to.list() {
		item := key(identity.pk, "ID")
		item["contact"], item["created_at"] = text(contact.ID), seconds(s.now())
		stood, err := s.put(ctx, item, "attribute_not_exists(pk)", nil)
		if errors.Is(err, errCondition) && textOf(stood, "contact") != contact.ID {
			return fmt.Errorf("move %s to contact %s: %w", identity.kind, contact.ID, ErrIdentityTaken)
		}
		if err != nil && !errors.Is(err, errCondition) {
			return fmt.Errorf("move identity to contact %s: %w", contact.ID, err)
		}
	}
	return nil
}

// ErrIdentityTaken: an identity belongs to another contact.
var ErrIdentityTaken = errors.New("identity belongs to another contact")

// JoinContacts makes the phone of another contact lead to this one, after the
// two turned out to be one person. Both items remember it, so that a join that
// was wrong can be undone. Doing it again changes nothing.
//
// Requests: three writes.
func (s *Store) JoinContacts(ctx context.Context, contact Contact, who Identities) error {
	if err := s.describeContact(ctx, contact, who); err != nil {
		return err
	}
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       key("CONTACT#"+contact.Other, "CONTACT"),
		UpdateExpression:          aws.String("SET joined_into = :kept, joined_at = if_not_exists(joined_at, :now)"),
		ExpressionAttributeValues: attributes{":kept": text(contact.ID), ":now": seconds(s.now())},
	})
	if err != nil {
		return fmt.Errorf("join contact %s into %s: %w", contact.Other, contact.ID, err)
	}
	for _, identity := range who.list() {
		if identity.kind != "phone" {
			continue
		}
		_, err := s.update(ctx, &dynamodb.UpdateItemInput{
			Key:                       key(identity.pk, "ID"),
			UpdateExpression:          aws.String("SET contact = :kept, joined_from = :other"),
			ConditionExpression:       aws.String("contact = :other"),
			ExpressionAttributeValues: attributes{":kept": text(contact.ID), ":other": text(contact.Other)},
		})
		if err != nil && !errors.Is(err, errCondition) {
			return fmt.Errorf("join phone to contact %s: %w", contact.ID, err)
		}
	}
	return nil
}
