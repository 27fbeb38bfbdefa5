package dynamotest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// Memory is the store without a database, for tests of those who use it: it
// gives the answers that dynamostore.Store gives (a test holds the two side by
// side), at once, and fails where a test wants it to. Items do not expire.
type Memory struct {
	now func() time.Time

	mu            sync.Mutex
	fault         func(point string) error
	identities    map[string]string // identity to contact id
	contacts      map[string]dynamostore.Contact
	conversations map[string]*talk
	tickets       map[string]*ticket
	effects       map[string]*effect
	sent          map[string]*dynamostore.Sent
	watermarks    map[string]time.Time
}

// talk is a conversation's item.
type talk struct {
	conversation.Conversation
	lease
}

// ticket is a ticket link's item.
type ticket struct {
	dynamostore.TicketLink
	lease
}

// lease is who owns an item until when; no owner, no lease.
type lease struct {
	owner string
	until time.Time
}

func (l lease) heldAgainst(owner string, now time.Time) bool {
	return l.owner != "" && l.owner != owner && !l.until.Before(now)
}

// NewMemory returns an empty store whose clock is now.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{
		now: now, identities: map[string]string{}, contacts: map[string]dynamostore.Contact{},
		conversations: map[string]*talk{}, tickets: map[string]*ticket{}, effects: map[string]*effect{},
		sent: map[string]*dynamostore.Sent{}, watermarks: map[string]time.Time{},
	}
}

// Fault asks f before and after each call, with "<method> before" and
// "<method> after". Its error is the call's: before, nothing was done; after,
// it was done and the answer lost. A panic of f is a process that dies there.
func (m *Memory) Fault(f func(point string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = f
}

// do runs one call's work between its two faults.
func (m *Memory) do(method string, work func() error) error {
	if err := m.ask(method + " before"); err != nil {
		return err
	}
	err := func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		return work()
	}()
	if lost := m.ask(method + " after"); lost != nil {
		return lost
	}
	return err
}

func (m *Memory) ask(point string) error {
	m.mu.Lock()
	fault := m.fault
	m.mu.Unlock()
	if fault == nil {
		return nil
	}
	return fault(point)
}

// FindContact is Store.FindContact; contact ids are c1, c2 and so on.
func (m *Memory) FindContact(_ context.Context, who dynamostore.Identities) (found dynamostore.Contact, err error) {
	err = m.do("FindContact", func() error {
		bsuid, phone := who.Portfolio+" bsuid "+who.BSUID, who.Portfolio+" phone "+who.Canonical
		id := ""
		if who.BSUID != "" {
			id = m.identities[bsuid]
		}
		if id == "" && who.Canonical != "" {
			id = m.identities[phone]
		}
		if id == "" {
			id = fmt.Sprintf("c%d", len(m.contacts)+1)
		}
		person := m.contacts[id]
		person.ID = id
		joins := false
		if who.BSUID != "" && m.identities[bsuid] == "" {
			m.identities[bsuid], joins = id, true
		}
		if who.Canonical != "" && m.identities[phone] == "" {
			m.identities[phone], joins = id, true
		}
		if joins && who.BSUID != "" {
			person.BSUID = who.BSUID
		}
		if joins && who.Phone != "" {
			person.Phone = who.Phone
		}
		m.contacts[id] = person
		found = dynamostore.Contact{ID: id, BSUID: who.BSUID, Phone: who.Phone}
		if other := m.identities[phone]; who.Canonical != "" && other != id {
			found.Other = other
		}
		return nil
	})
	return found, err
}

// AcquireConversation is Store.AcquireConversation.
func (m *Memory) AcquireConversation(_ context.Context, contact, number, owner string) (got conversation.Conversation, err error) {
	err = m.do("AcquireConversation", func() error {
		item, known := m.conversations[contact+" "+number]
		if !known {
			item = &talk{Conversation: conversation.Conversation{Contact: contact, Number: number, Generation: 1}}
			m.conversations[contact+" "+number] = item
		}
		if item.heldAgainst(owner, m.millis()) {
			return &dynamostore.HeldError{Item: "conversation of contact " + contact, Until: item.until}
		}
		item.lease = lease{owner, m.millis().Add(dynamostore.Lease)}
		got = item.Conversation
		return nil
	})
	return got, err
}

// SaveConversation is Store.SaveConversation.
func (m *Memory) SaveConversation(_ context.Context, c conversation.Conversation, owner string, release bool) error {
	return m.do("SaveConversation", func() error {
		item, known := m.conversations[c.Contact+" "+c.Number]
		if !known || item.owner != owner {
			return fmt.Errorf("save conversation of contact %s: %w", c.Contact, dynamostore.ErrLeaseLost)
		}
		c.RefusedAt, c.LastInboundAt = item.RefusedAt, second(c.LastInboundAt)
		item.Conversation = c
		if release {
			item.lease = lease{}
		}
		return nil
	})
}

// Conversation is Store.Conversation.
func (m *Memory) Conversation(_ context.Context, contact, number string) (c conversation.Conversation, person dynamostore.Contact, err error) {
	err = m.do("Conversation", func() error {
		if item, known := m.conversations[contact+" "+number]; known {
			c = item.Conversation
		}
		person = m.contacts[contact]
		person.ID = contact
		return nil
	})
	return c, person, err
}

// CloseWindow is Store.CloseWindow.
func (m *Memory) CloseWindow(_ context.Context, contact, number string, sentAt time.Time) error {
	return m.do("CloseWindow", func() error {
		item, known := m.conversations[contact+" "+number]
		if known && second(sentAt).After(item.RefusedAt) {
			item.RefusedAt = second(sentAt)
		}
		return nil
	})
}

// millis is the time as leases keep it.
func (m *Memory) millis() time.Time { return m.now().Truncate(time.Millisecond).UTC() }

// second is a time as the provider's times are kept.
func second(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.Truncate(time.Second).UTC()
}

// JoinContacts is Store.JoinContacts.
func (m *Memory) JoinContacts(_ context.Context, contact dynamostore.Contact, who dynamostore.Identities) error {
	return m.do("JoinContacts", func() error {
		person := m.contacts[contact.ID]
		person.BSUID, person.Phone = who.BSUID, who.Phone
		m.contacts[contact.ID] = person
		if phone := who.Portfolio + " phone " + who.Canonical; m.identities[phone] == contact.Other {
			m.identities[phone] = contact.ID
		}
		return nil
	})
}

// MoveIdentity is Store.MoveIdentity.
func (m *Memory) MoveIdentity(_ context.Context, contact dynamostore.Contact, to dynamostore.Identities) error {
	return m.do("MoveIdentity", func() error {
		person := m.contacts[contact.ID]
		person.ID = contact.ID
		if to.BSUID != "" {
			person.BSUID = to.BSUID
		}
		if to.Phone != "" {
			person.Phone = to.Phone
		}
		m.contacts[contact.ID] = person
		for _, name := range []string{to.Portfolio + " bsuid " + to.BSUID, to.Portfolio + " phone " + to.Canonical} {
			if strings.HasSuffix(name, " ") {
				continue
			}
			if holder := m.identities[name]; holder != "" && holder != contact.ID {
				return dynamostore.ErrIdentityTaken
			}
			m.identities[name] = contact.ID
		}
		return nil
	})
}
