package dynamostore

import (
	"context"
	"errors"
	"fmt"

	"ventana/shared/failure"
)

// Identities is what a delivery tells about a person or a WhatsApp group,
// within a portfolio. Any may be empty, not all.
type Identities struct {
	Portfolio string
	BSUID     string
	// Parent is the BSUID across linked portfolios.
	Parent string
	// Group is a WhatsApp group's id. A group is a contact of its own: whoever
	// wrote in it is one of its voices, and the other members do not count.
	Group string
	// Canonical is the phone with national variants folded: what we look up by.
	Canonical string
	// Phone is the provider's spelling: what we send to.
	Phone string
	// Username is display only; nobody is looked up by it.
	Username string
}

// Contact is one person on WhatsApp, or one group.
type Contact struct {
	ID       string
	BSUID    string
	Parent   string // the BSUID across linked portfolios
	Group    string // a WhatsApp group's id; then the others are empty
	Phone    string // in the provider's spelling
	Username string // display only
	// Other is the first contact besides this one that one of the identities leads
	// to: two contacts have turned out to be one person. Empty otherwise.
	Other string
}

// own leaves of what a group's message tells what is the group's own.
func (who Identities) own() Identities {
	if who.Group == "" {
		return who
	}
	return Identities{Portfolio: who.Portfolio, Group: who.Group}
}

// identity is one of the names a person is known by.
type identity struct{ kind, pk string }

// list gives the identities: a group's alone, or BSUID, parent and phone. The
// order matters: two processes that meet a new person at once both try the
// same item first, so that one of them loses there and finds the other's contact.
func (who Identities) list() []identity {
	who = who.own()
	var list []identity
	for _, one := range []struct{ kind, value, prefix string }{
		{"group", who.Group, ""}, {"bsuid", who.BSUID, ""}, {"parent", who.Parent, ""}, {"phone", who.Canonical, "+"},
	} {
		if one.value != "" {
			list = append(list, identity{one.kind, "ID#" + who.Portfolio + "#" + one.kind + "#" + one.prefix + one.value})
		}
	}
	return list
}

// Keys are the keys of the identities' items, in the order in which they count:
// what Store.KnownIdentities reads and Store.Split takes. They hold phone
// numbers and user ids, and belong in no log.
func (who Identities) Keys() []string {
	var keys []string
	for _, identity := range who.list() {
		keys = append(keys, identity.pk)
	}
	return keys
}

// FindContact gives the contact of a person, making it on first sight. An
// identity that is seen for the first time beside a known one joins it. When
// identities are known as different contacts, it gives the BSUID's, else the
// parent's, else the phone's, and names the first other: the caller settles
// what that means for their tickets and then calls JoinContacts.
//
// Requests: one read when everything is known; two to four more writes on
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

// lookUp reads all identity items at once: pk to contact id.
func (s *Store) lookUp(ctx context.Context, who Identities) (map[string]string, error) {
	keys := who.Keys()
	if len(keys) == 0 {
		return nil, &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody", Err: errors.New("neither a user id, a phone number nor a group")}
	}
	items, err := s.batch(ctx, identityKeys(keys), nil)
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, item := range items {
		known[textOf(item, "pk")] = textOf(item, "contact")
	}
	return known, nil
}

// settle brings identities and contact in line with what was found. It is
// false when another process was first and the look-up must be repeated.
func (s *Store) settle(ctx context.Context, who Identities, known map[string]string) (Contact, bool, error) {
	own := who.own()
	contact := Contact{BSUID: own.BSUID, Parent: own.Parent, Group: own.Group, Phone: own.Phone, Username: own.Username}
	for _, identity := range who.list() {
		switch held := known[identity.pk]; {
		case held == "":
		case contact.ID == "":
			contact.ID = held
		case held != contact.ID && contact.Other == "":
			contact.Other = held
		}
	}
	if len(known) == len(who.list()) {
		return contact, true, nil
	}
	if contact.ID == "" {
		contact.ID = s.newID()
	}
	// The contact's item first: an identity must never lead to a contact of
	// which nothing is known, whatever dies in between. One that no identity
	// leads to harms nobody.
	if err := s.DescribeContact(ctx, contact, who); err != nil {
		return Contact{}, false, err
	}
	for _, identity := range who.list() {
		if known[identity.pk] != "" {
			continue
		}
		held, err := s.lead(ctx, identity, contact.ID)
		if err != nil {
			return Contact{}, false, err
		}
		if held != contact.ID {
			return Contact{}, false, nil
		}
	}
	return contact, true, nil
}

// lead makes an identity that leads nowhere lead to a contact, and tells to
// whom it leads now.
func (s *Store) lead(ctx context.Context, identity identity, contact string) (string, error) {
	item := key(identity.pk, "ID")
	item["contact"], item["created_at"] = text(contact), seconds(s.now())
	stood, err := s.put(ctx, item, "attribute_not_exists(pk)", nil)
	if err != nil && !errors.Is(err, errCondition) {
		return "", fmt.Errorf("lead %s to contact %s: %w", identity.kind, contact, err)
	}
	return textOf(stood, "contact"), nil
}

// DescribeContact writes what is known of the person beside what was known;
// what is empty in who stays as it stands. It tells the contact's item which
// identities may lead to it and makes none lead there: FindContact does.
//
// Requests: one write.
func (s *Store) DescribeContact(ctx context.Context, contact Contact, who Identities) error {
	own := who.own()
	change := newEdit()
	change.setFirst("created_at", seconds(s.now()))
	change.set("portfolio", text(own.Portfolio))
	change.setKnown("bsuid", own.BSUID)
	change.setKnown("parent_bsuid", own.Parent)
	change.setKnown("group", own.Group)
	change.setKnown("phone", own.Phone)
	change.setKnown("username", own.Username)
	if keys := who.Keys(); len(keys) > 0 {
		change.add("identities", textSet(keys))
	}
	if _, err := s.update(ctx, change.of(contactKey(contact.ID), "", nil)); err != nil {
		return fmt.Errorf("update contact %s: %w", contact.ID, err)
	}
	return nil
}

func contactKey(contact string) attributes { return key("CONTACT#"+contact, "CONTACT") }

func contactOf(id string, item attributes) Contact {
	return Contact{
		ID: id, BSUID: textOf(item, "bsuid"), Parent: textOf(item, "parent_bsuid"), Group: textOf(item, "group"),
		Phone: textOf(item, "phone"), Username: textOf(item, "username"),
	}
}
