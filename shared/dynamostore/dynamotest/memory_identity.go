package dynamotest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/failure"
)

// FindContact is Store.FindContact; contact ids are c1, c2 and so on.
func (m *Memory) FindContact(_ context.Context, who dynamostore.Identities) (found dynamostore.Contact, err error) {
	err = m.do("FindContact", func() error {
		keys := who.Keys()
		if len(keys) == 0 {
			return &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody", Err: errors.New("neither a user id, a phone number nor a group")}
		}
		kept, other := m.whose(who)
		found = described(m.leading(who, kept, other))
		found.ID, found.Other = kept, other
		if kept != "" && len(m.known(keys)) == len(keys) {
			return nil
		}
		if found.ID == "" {
			found.ID = m.newContact()
		}
		m.describe(found.ID, m.leading(who, found.ID))
		for _, key := range keys {
			m.lead(key, found.ID)
		}
		return nil
	})
	return found, err
}

// whose gives the contact that the identities speak for and the other that they
// lead to; either may be empty.
func (m *Memory) whose(who dynamostore.Identities) (kept, other string) {
	for _, key := range who.Keys() {
		held, known := m.identities[key]
		switch {
		case !known:
		case kept == "" && !m.nextOwner(who, held):
			kept = held.Contact
		case held.Contact != kept && other == "" && !m.apart(who, kept, held):
			other = held.Contact
		}
	}
	return kept, other
}

// nextOwner: who comes with a phone has a new user id, and the phone's contact
// is known by another, which is no older news.
func (m *Memory) nextOwner(who dynamostore.Identities, phone *dynamostore.Identity) bool {
	if phone.Kind != "phone" || who.BSUID == "" {
		return false
	}
	owner, known := m.contacts[phone.Contact]
	return older(who.At, phone.TakenAt) ||
		known && owner.BSUID != "" && owner.BSUID != who.BSUID && !older(who.At, owner.describedAt)
}

// apart: a split said that the two are two, or newer news gave the identity away.
func (m *Memory) apart(who dynamostore.Identities, kept string, held *dynamostore.Identity) bool {
	return older(who.At, held.TakenAt) || kept != "" && held.SplitFrom == kept ||
		slices.ContainsFunc(m.known(who.Keys()), func(one dynamostore.Identity) bool {
			return one.Contact == kept && one.SplitFrom == held.Contact
		})
}

// leading leaves of what is told what leads to nobody else than these contacts.
func (m *Memory) leading(who dynamostore.Identities, contacts ...string) dynamostore.Identities {
	for _, key := range who.Keys() {
		if held, known := m.identities[key]; known && !slices.Contains(contacts, held.Contact) {
			who = leaveOut(who, held.Kind)
		}
	}
	return who
}

// leaveOut leaves an identity out, with the address that goes by it.
func leaveOut(who dynamostore.Identities, kind string) dynamostore.Identities {
	switch kind {
	case "bsuid":
		who.BSUID, who.Username = "", ""
	case "parent":
		who.Parent = ""
	case "phone":
		who.Canonical, who.Phone = "", ""
	}
	return who
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

// MoveIdentity is Store.MoveIdentity.
func (m *Memory) MoveIdentity(_ context.Context, contact dynamostore.Contact, to dynamostore.Identities) error {
	return m.do("MoveIdentity", func() error {
		told := to
		for _, key := range to.Keys() {
			if held, known := m.identities[key]; known && held.Contact != contact.ID && m.apart(told, contact.ID, held) {
				to = leaveOut(to, held.Kind)
			}
		}
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
		m.describe(contact.ID, m.leading(who, contact.ID, contact.Other))
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

// TakeOver is Store.TakeOver.
func (m *Memory) TakeOver(_ context.Context, contact dynamostore.Contact, who dynamostore.Identities) error {
	return m.do("TakeOver", func() error {
		other, known := m.contacts[contact.Other]
		if known && older(who.At, other.describedAt) {
			return nil
		}
		told := m.leading(who, contact.ID, contact.Other)
		var taken []*dynamostore.Identity
		for _, key := range who.Keys() {
			if held, led := m.identities[key]; led && held.Contact == contact.Other && !older(who.At, held.TakenAt) {
				taken = append(taken, held)
			}
		}
		for _, one := range taken {
			if known {
				other.lose(one.Key)
			}
			one.Contact, one.TakenFrom, one.TakenAt = contact.ID, contact.Other, second(who.At)
			one.JoinedFrom, one.SplitFrom = "", ""
		}
		if len(taken) > 0 {
			m.describe(contact.ID, told)
		}
		return nil
	})
}

// lose takes an identity off a contact's item, with the address that goes by it.
func (p *person) lose(key string) {
	delete(p.identities, key)
	is := func(who dynamostore.Identities) bool {
		who.Portfolio = p.portfolio
		return slices.Contains(who.Keys(), key)
	}
	if is(dynamostore.Identities{BSUID: p.BSUID}) {
		p.BSUID, p.Username = "", ""
	}
	if is(dynamostore.Identities{Parent: p.Parent}) {
		p.Parent = ""
	}
	if is(dynamostore.Identities{Canonical: conversation.CanonicalPhone(p.Phone)}) {
		p.Phone = ""
	}
}
