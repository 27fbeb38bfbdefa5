package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ErrIdentityTaken: an identity belongs to another contact. The error is a
// *TakenError, which names it.
var ErrIdentityTaken = errors.New("identity belongs to another contact")

// TakenError says whose an identity is that was to be moved.
type TakenError struct {
	Kind    string // "bsuid", "parent", "phone" or "group"
	Contact string // the id of the contact that has it
}

// Error names the kind and the contact, and not the identity.
func (e *TakenError) Error() string { return e.Kind + " belongs to contact " + e.Contact }

// Is reports whether target is ErrIdentityTaken.
func (e *TakenError) Is(target error) bool { return target == ErrIdentityTaken }

// MoveIdentity gives a contact the new identities that WhatsApp announced for
// it: messages go there from now on. One that is another contact's already
// stays there, and a *TakenError names the first such contact; the other
// identities have moved all the same. The caller may then join the two. One of
// which it is settled that it is another's (see FindContact) stays there without
// an error, and nothing is sent to it. Old news moves no address.
//
// Requests: one read and one write, and one per identity.
func (s *Store) MoveIdentity(ctx context.Context, contact Contact, to Identities) error {
	known, err := s.lookUp(ctx, to)
	if err != nil {
		return fmt.Errorf("move identities to contact %s: %w", contact.ID, err)
	}
	for _, identity := range to.list() {
		if held, led := known[identity.pk]; led && held.Contact != contact.ID && apart(to, known, contact.ID, held) {
			to = to.without(identity.kind)
		}
	}
	if err := s.describe(ctx, contact.ID, to); err != nil {
		return err
	}
	var taken *TakenError
	for _, identity := range to.list() {
		held, err := s.lead(ctx, identity, contact.ID)
		if err != nil {
			return err
		}
		if held.Contact != contact.ID && taken == nil {
			taken = &TakenError{Kind: identity.kind, Contact: held.Contact}
		}
	}
	if taken != nil {
		return fmt.Errorf("move identities to contact %s: %w", contact.ID, taken)
	}
	return nil
}

// JoinContacts makes every one of a person's identities that leads to
// contact.Other lead to this contact, after the two turned out to be one
// person. Contact.Other and the identities remember it, so that Split can undo
// a join that was wrong. Doing it again changes nothing.
//
// Requests: one read and two writes, and one per identity.
func (s *Store) JoinContacts(ctx context.Context, contact Contact, who Identities) error {
	known, err := s.lookUp(ctx, who)
	if err != nil {
		return fmt.Errorf("join contact %s into %s: %w", contact.Other, contact.ID, err)
	}
	if err := s.describe(ctx, contact.ID, who.leadingTo(known, contact.ID, contact.Other)); err != nil {
		return err
	}
	joined := newEdit()
	joined.set("joined_into", text(contact.ID))
	joined.setFirst("joined_at", seconds(s.now()))
	if _, err := s.update(ctx, joined.of(contactKey(contact.Other), "", nil)); err != nil {
		return fmt.Errorf("join contact %s into %s: %w", contact.Other, contact.ID, err)
	}
	for _, identity := range who.list() {
		_, err := s.update(ctx, &dynamodb.UpdateItemInput{
			Key:                       key(identity.pk, "ID"),
			UpdateExpression:          aws.String("SET contact = :kept, joined_from = :other REMOVE split_from"),
			ConditionExpression:       aws.String("contact = :other"),
			ExpressionAttributeValues: attributes{":kept": text(contact.ID), ":other": text(contact.Other)},
		})
		if err != nil && !errors.Is(err, errCondition) {
			return fmt.Errorf("join %s to contact %s: %w", identity.kind, contact.ID, err)
		}
	}
	return nil
}

// Identity is an identity's item.
type Identity struct {
	// Key is the item's. It holds a phone number or a user id.
	Key  string
	Kind string // "bsuid", "parent", "phone" or "group"
	// Value is the BSUID, the group's id, or the canonical phone without "+".
	Value   string
	Contact string // the contact that it leads to
	// JoinedFrom is the contact that it led to before a join; SplitFrom the one
	// before a join was undone. Empty otherwise.
	JoinedFrom, SplitFrom string
	// TakenFrom is the contact whose it was before a new owner took it over, by
	// news of TakenAt by the provider's clock, to the second; zero when that was
	// not known.
	TakenFrom string
	TakenAt   time.Time
}

// KnownIdentities reads identities by their keys and makes nothing. Unknown
// ones are left out; the others come in the order of their keys.
//
// Requests: one read per 100 keys, none for no keys.
func (s *Store) KnownIdentities(ctx context.Context, keys []string) ([]Identity, error) {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	items, err := s.batch(ctx, identityKeys(keys), nil)
	if err != nil {
		return nil, fmt.Errorf("read %d identities: %w", len(keys), err)
	}
	var found []Identity
	for _, item := range items {
		found = append(found, identityOf(item))
	}
	slices.SortFunc(found, func(a, b Identity) int { return strings.Compare(a.Key, b.Key) })
	return found, nil
}

func identityKeys(pks []string) []attributes {
	keys := make([]attributes, len(pks))
	for i, pk := range pks {
		keys[i] = key(pk, "ID")
	}
	return keys
}

func identityOf(item attributes) Identity {
	pk := textOf(item, "pk")
	kind, value := kindAndValue(pk)
	return Identity{
		Key: pk, Kind: kind, Value: value, Contact: textOf(item, "contact"),
		JoinedFrom: textOf(item, "joined_from"), SplitFrom: textOf(item, "split_from"),
		TakenFrom: textOf(item, "taken_from"), TakenAt: secondsOf(item, "taken_at"),
	}
}

// kindAndValue takes an identity's key apart: ID#{portfolio}#{kind}#{value}.
func kindAndValue(pk string) (kind, value string) {
	parts := strings.SplitN(pk, "#", 4)
	if len(parts) < 4 {
		return "", ""
	}
	return parts[2], strings.TrimPrefix(parts[3], "+")
}
