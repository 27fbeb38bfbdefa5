package dynamotest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
)

// person is a contact's item.
type person struct {
	dynamostore.Contact
	portfolio  string
	joinedInto string
	joinedAt   time.Time
	identities map[string]bool // keys of those that may lead here
	tickets    map[string]bool // keys of those that joins took away
}

// contact is what a contact's item says; an id alone when there is none.
func (m *Memory) contact(id string) dynamostore.Contact {
	if item, known := m.contacts[id]; known {
		return item.Contact
	}
	return dynamostore.Contact{ID: id}
}

func (m *Memory) contactAt(id string) *person {
	item, known := m.contacts[id]
	if !known {
		item = &person{Contact: dynamostore.Contact{ID: id}, identities: map[string]bool{}, tickets: map[string]bool{}}
		m.contacts[id] = item
	}
	return item
}

func (m *Memory) newContact() string {
	m.made++
	return fmt.Sprintf("c%d", m.made)
}

// FindContact is Store.FindContact; contact ids are c1, c2 and so on.
func (m *Memory) FindContact(_ context.Context, who dynamostore.Identities) (found dynamostore.Contact, err error) {
	err = m.do("FindContact", func() error {
		keys := who.Keys()
		if len(keys) == 0 {
			refusal := errors.New("neither a user id, a phone number nor a group")
			return fmt.Errorf("look up identity: %w", &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody", Err: refusal})
		}
		found = described(who)
		var fresh []string
		for _, key := range keys {
			held, known := m.identities[key]
			switch {
			case !known:
				fresh = append(fresh, key)
			case found.ID == "":
				found.ID = held.Contact
			case held.Contact != found.ID && found.Other == "":
				found.Other = held.Contact
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		if found.ID == "" {
			found.ID = m.newContact()
		}
		m.describe(found.ID, who)
		for _, key := range fresh {
			m.lead(key, found.ID)
		}
		return nil
	})
	return found, err
}

// described is a contact of what is told about it, without an id.
func described(who dynamostore.Identities) dynamostore.Contact {
	if who.Group != "" {
		return dynamostore.Contact{Group: who.Group}
	}
	return dynamostore.Contact{BSUID: who.BSUID, Parent: who.Parent, Phone: who.Phone, Username: who.Username}
}

// lead makes an identity lead to a contact unless it leads to one, and gives
// the one it leads to.
func (m *Memory) lead(key, contact string) string {
	if _, known := m.identities[key]; !known {
		parts := strings.SplitN(key, "#", 4)
		m.identities[key] = &dynamostore.Identity{Key: key, Kind: parts[2], Value: strings.TrimPrefix(parts[3], "+"), Contact: contact}
	}
	return m.identities[key].Contact
}

func (m *Memory) describe(contact string, who dynamostore.Identities) {
	item, told := m.contactAt(contact), described(who)
	item.portfolio = who.Portfolio
	item.BSUID, item.Parent = cmp.Or(told.BSUID, item.BSUID), cmp.Or(told.Parent, item.Parent)
	item.Group, item.Phone = cmp.Or(told.Group, item.Group), cmp.Or(told.Phone, item.Phone)
	item.Username = cmp.Or(told.Username, item.Username)
	for _, key := range who.Keys() {
		item.identities[key] = true
	}
}

// DescribeContact is Store.DescribeContact.
func (m *Memory) DescribeContact(_ context.Context, contact dynamostore.Contact, who dynamostore.Identities) error {
	return m.do("DescribeContact", func() error { m.describe(contact.ID, who); return nil })
}

// MoveIdentity is Store.MoveIdentity.
func (m *Memory) MoveIdentity(_ context.Context, contact dynamostore.Contact, to dynamostore.Identities) error {
	return m.do("MoveIdentity", func() error {
		m.describe(contact.ID, to)
		var taken *dynamostore.TakenError
		for _, key := range to.Keys() {
			if held := m.lead(key, contact.ID); held != contact.ID && taken == nil {
				taken = &dynamostore.TakenError{Kind: m.identities[key].Kind, Contact: held}
			}
		}
		if taken != nil {
			return fmt.Errorf("move identities to contact %s: %w", contact.ID, taken)
		}
		return nil
	})
}

// JoinContacts is Store.JoinContacts.
func (m *Memory) JoinContacts(_ context.Context, contact dynamostore.Contact, who dynamostore.Identities) error {
	return m.do("JoinContacts", func() error {
		m.describe(contact.ID, who)
		other := m.contactAt(contact.Other)
		other.joinedInto = contact.ID
		if other.joinedAt.IsZero() {
			other.joinedAt = second(m.now())
		}
		for _, key := range who.Keys() {
			if item, known := m.identities[key]; known && item.Contact == contact.Other {
				item.Contact, item.JoinedFrom, item.SplitFrom = contact.ID, contact.Other, ""
			}
		}
		return nil
	})
}

// KnownIdentities is Store.KnownIdentities.
func (m *Memory) KnownIdentities(_ context.Context, keys []string) (found []dynamostore.Identity, err error) {
	err = m.do("KnownIdentities", func() error { found = m.known(keys); return nil })
	return found, err
}

func (m *Memory) known(keys []string) []dynamostore.Identity {
	var found []dynamostore.Identity
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
		if item, known := m.identities[key]; known {
			found = append(found, *item)
		}
	}
	return found
}

// Portrait is Store.Portrait.
func (m *Memory) Portrait(_ context.Context, contact string) (found dynamostore.Portrait, known bool, err error) {
	err = m.do("Portrait", func() error { found, known = m.portrait(contact); return nil })
	return found, known, err
}

func (m *Memory) portrait(contact string) (dynamostore.Portrait, bool) {
	item, known := m.contacts[contact]
	if !known {
		return dynamostore.Portrait{}, false
	}
	found := dynamostore.Portrait{
		Contact: item.Contact, Portfolio: item.portfolio, JoinedInto: item.joinedInto, JoinedAt: item.joinedAt,
		Conversations: m.talksOf(contact),
	}
	own := dynamostore.Identities{
		Portfolio: item.portfolio, BSUID: item.BSUID, Parent: item.Parent, Group: item.Group,
		Canonical: conversation.CanonicalPhone(item.Phone),
	}
	for _, one := range m.known(slices.AppendSeq(own.Keys(), maps.Keys(item.identities))) {
		if one.Contact == contact {
			found.Identities = append(found.Identities, one)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(item.tickets)) {
		if link, known := m.tickets[key]; known {
			found.Joined = append(found.Joined, link.TicketLink)
		}
	}
	return found, true
}
