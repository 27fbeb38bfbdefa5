package dynamostore

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"ventana/shared/failure"
)

// Identities is what a delivery tells about a person, within a portfolio.
// Either may be empty, not both.
type Identities struct {
	Portfolio string
	BSUID     string
	// Canonical is the phone with national variants folded: what we look up by.
	Canonical string
	// Phone is the provider's spelling: what we send to.
	Phone string
}

// Contact is one person on WhatsApp.
type Contact struct {
	ID    string
	BSUID string
	Phone string
	// Other is the contact that the phone leads to, when that is not this one: two
	// contacts have turned out to be one person. Empty otherwise.
	Other string
}

// FindContact gives the contact of a person, making it on first sight. An
// identity that is seen for the first time beside a known one joins it. When
// the two are known as different contacts, it gives the BSUID's and names the
// other: the caller settles what that means for their tickets and then calls
// JoinContacts.
//
// Requests: one read when everything is known; two or three more writes on
// first sight.
func (s *Store) FindContact(ctx context.Context, who Identities) (Contact, error) {
	for range 3 { // a concurrent first sight makes one of two lose its put; the next look finds the winner
		known, err := s.lookUp(ctx, who)
		if err != nil {
			return Contact{}, fmt.Errorf("look up identity: %w", err)
		}
		contact, settled, err := s.settle(ctx, who, known)
		if err != nil {
			return Contact{}, err
		}
		if settled {
			return contact, nil
		}
	}
	return Contact{}, errors.New("find contact: lost three races in a row")
}

// identity is one of the names a person is known by.
type identity struct{ kind, pk string }

// list gives the identities, BSUID first. The order matters: two processes
// that meet a new person at once both try the same item first, so that one of
// them loses there and finds the other's contact.
func (who Identities) list() []identity {
	var list []identity
	if who.BSUID != "" {
		list = append(list, identity{"bsuid", "ID#" + who.Portfolio + "#bsuid#" + who.BSUID})
	}
	if who.Canonical != "" {
		list = append(list, identity{"phone", "ID#" + who.Portfolio + "#phone#+" + who.Canonical})
	}
	return list
}

// lookUp reads both identity items at once: kind of identity to contact id.
func (s *Store) lookUp(ctx context.Context, who Identities) (map[string]string, error) {
	kinds := map[string]string{} // pk to kind
	var wanted []attributes
	for _, identity := range who.list() {
		kinds[identity.pk] = identity.kind
		wanted = append(wanted, key(identity.pk, "ID"))
	}
	if len(wanted) == 0 {
		return nil, &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody", Err: errors.New("neither a BSUID nor a phone number")}
	}
	known := map[string]string{}
	request := map[string]types.KeysAndAttributes{s.table: {Keys: wanted, ConsistentRead: aws.Bool(true)}}
	for len(request) > 0 {
		out, err := s.api.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
		if err != nil {
			return nil, err
		}
		for _, item := range out.Responses[s.table] {
			known[kinds[textOf(item, "pk")]] = textOf(item, "contact")
		}
		request = out.UnprocessedKeys
	}
	return known, nil
}

// settle brings identities and contact in line with what was found. It is
// false when another process was first and the look-up must be repeated.
func (s *Store) settle(ctx context.Context, who Identities, known map[string]string) (Contact, bool, error) {
	contact := Contact{ID: known["bsuid"], BSUID: who.BSUID, Phone: who.Phone}
	if contact.ID == "" {
		contact.ID = known["phone"]
	}
	if contact.ID == "" {
		contact.ID = s.newID()
	}
	if len(known) == len(who.list()) {
		if other := known["phone"]; other != contact.ID {
			contact.Other = other
		}
		return contact, true, nil
	}
	// The contact's item first: an identity must never lead to a contact of
	// which nothing is known, whatever dies in between. One that no identity
	// leads to harms nobody.
	if err := s.describeContact(ctx, contact, who); err != nil {
		return Contact{}, false, err
	}
	for _, identity := range who.list() {
		if known[identity.kind] != "" {
			continue
		}
		item := key(identity.pk, "ID")
		item["contact"], item["created_at"] = text(contact.ID), seconds(s.now())
		if _, err := s.put(ctx, item, "attribute_not_exists(pk)", nil); err != nil {
			if errors.Is(err, errCondition) {
				return Contact{}, false, nil
			}
			return Contact{}, false, fmt.Errorf("put identity: %w", err)
		}
	}
	return contact, true, nil
}

// describeContact writes what is known of the person beside what was known.
func (s *Store) describeContact(ctx context.Context, contact Contact, who Identities) error {
	set := "SET created_at = if_not_exists(created_at, :now), portfolio = :portfolio"
	values := attributes{":now": seconds(s.now()), ":portfolio": text(who.Portfolio)}
	if who.BSUID != "" {
		set += ", bsuid = :bsuid"
		values[":bsuid"] = text(who.BSUID)
	}
	if who.Phone != "" {
		set += ", phone = :phone"
		values[":phone"] = text(who.Phone)
	}
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: key("CONTACT#"+contact.ID, "CONTACT"), UpdateExpression: aws.String(set), ExpressionAttributeValues: values,
	})
	if err != nil {
		return fmt.Errorf("update contact %s: %w", contact.ID, err)
	}
	return nil
}
