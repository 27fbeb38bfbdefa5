package dynamotest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// person is a contact's item.
type person struct {
	dynamostore.Contact
	portfolio   string
	joinedInto  string
	joinedAt    time.Time
	describedAt time.Time
	identities  map[string]bool // keys of those that may lead here
	tickets     map[string]bool // keys of those that joins took away
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

// ContactOf is Store.ContactOf.
func (m *Memory) ContactOf(_ context.Context, id string) (found dynamostore.Contact, known bool, err error) {
	err = m.do("ContactOf", func() error {
		_, known = m.contacts[id]
		found = m.contact(id)
		return nil
	})
	return found, known, err
}

// described is a contact of what is told about it, without an id.
func described(who dynamostore.Identities) dynamostore.Contact {
	if who.Group != "" {
		return dynamostore.Contact{Group: who.Group}
	}
	return dynamostore.Contact{BSUID: who.BSUID, Parent: who.Parent, Phone: who.Phone, Username: who.Username}
}

func (m *Memory) describe(contact string, who dynamostore.Identities) {
	item, told := m.contactAt(contact), described(who)
	item.portfolio = who.Portfolio
	for _, key := range who.Keys() {
		item.identities[key] = true
	}
	if older(who.At, item.describedAt) {
		return
	}
	if !who.At.IsZero() {
		item.describedAt = second(who.At)
	}
	item.BSUID, item.Parent = cmp.Or(told.BSUID, item.BSUID), cmp.Or(told.Parent, item.Parent)
	item.Group, item.Phone = cmp.Or(told.Group, item.Group), cmp.Or(told.Phone, item.Phone)
	item.Username = cmp.Or(told.Username, item.Username)
	if told.Phone == "" && who.Group == "" && who.PhoneGone {
		item.Phone = ""
	}
}

// older reports whether what is told at a time is older than what stands.
func older(at, stands time.Time) bool { return !at.IsZero() && second(at).Before(stands) }

// DescribeContact is Store.DescribeContact.
func (m *Memory) DescribeContact(_ context.Context, contact dynamostore.Contact, who dynamostore.Identities) error {
	return m.do("DescribeContact", func() error { m.describe(contact.ID, m.leading(who, contact.ID)); return nil })
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
		Contact: item.Contact, Portfolio: item.portfolio, JoinedInto: item.joinedInto, JoinedAt: item.joinedAt, DescribedAt: item.describedAt,
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
