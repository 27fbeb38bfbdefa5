package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
	// PhoneGone tells that the person has no phone number any more that we know:
	// their user id was changed and nobody told a number with it. Whoever has the
	// number now may be a stranger.
	PhoneGone bool
	// Username is display only; nobody is looked up by it.
	Username string
	// At is the provider's time of what tells them, kept to the second; zero when
	// nobody knows. News older than what a contact was described by changes none of
	// its addresses.
	At time.Time
}

// Contact is one person on WhatsApp, or one group.
type Contact struct {
	ID       string
	BSUID    string
	Parent   string // the BSUID across linked portfolios
	Group    string // a WhatsApp group's id; then the others are empty
	Phone    string // in the provider's spelling
	Username string // display only
	// OutsideAt is when a template last reached the person outside a window, on
	// any number; zero when none did.
	OutsideAt time.Time
	// Other is the first contact besides this one that one of the identities leads
	// to: the two are one person, or an identity has a new owner. Empty otherwise,
	// also when it is settled that the two are two.
	Other string
}

// own leaves of what a group's message tells what is the group's own.
func (who Identities) own() Identities {
	if who.Group == "" {
		return who
	}
	return Identities{Portfolio: who.Portfolio, Group: who.Group, At: who.At}
}

// without leaves an identity out, with the address that goes by it.
func (who Identities) without(kind string) Identities {
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

// leadingTo leaves out what leads to another contact than those named.
func (who Identities) leadingTo(known map[string]Identity, contacts ...string) Identities {
	rest := who
	for _, identity := range who.list() {
		if held := known[identity.pk].Contact; held != "" && !slices.Contains(contacts, held) {
			rest = rest.without(identity.kind)
		}
	}
	return rest
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
// identity that is seen for the first time beside a known one joins it, except a
// user id beside the phone of somebody who is known by another: unless the news
// is old, that is the phone's next owner, and a contact of its own. When identities are known as
// different contacts, it gives the BSUID's, else the parent's, else the phone's,
// and names the first other: the caller settles what that means for their
// tickets and then calls JoinContacts or TakeOver. One that it is settled about
// is not named: a split has made the two two, or the identity was taken over by
// newer news than this.
//
// Of an identity that leads to another contact, the contact's item learns
// nothing: an address is written only where its identity leads.
//
// Requests: one read when everything is known; two to four more writes on
// first sight, and a read when a user id is new beside a known phone.
func (s *Store) FindContact(ctx context.Context, who Identities) (Contact, error) {
	if len(who.list()) == 0 {
		return Contact{}, &failure.Error{Class: failure.Permanent, Op: "find contact", Code: "nobody", Err: errors.New("neither a user id, a phone number nor a group")}
	}
	for range 3 { // a concurrent first sight makes one of two lose its put; the next look finds the winner
		known, err := s.lookUp(ctx, who)
		if err != nil {
			return Contact{}, err
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

// lookUp reads all identity items at once, by their keys.
func (s *Store) lookUp(ctx context.Context, who Identities) (map[string]Identity, error) {
	items, err := s.batch(ctx, identityKeys(who.Keys()), nil)
	if err != nil {
		return nil, fmt.Errorf("look up identities: %w", err)
	}
	known := map[string]Identity{}
	for _, item := range items {
		known[textOf(item, "pk")] = identityOf(item)
	}
	return known, nil
}

// settle brings identities and contact in line with what was found. It is
// false when another process was first and the look-up must be repeated.
func (s *Store) settle(ctx context.Context, who Identities, known map[string]Identity) (Contact, bool, error) {
	kept, other, err := s.whose(ctx, who, known)
	if err != nil {
		return Contact{}, false, err
	}
	told := who.own().leadingTo(known, kept, other)
	contact := Contact{
		ID: kept, Other: other,
		BSUID: told.BSUID, Parent: told.Parent, Group: told.Group, Phone: told.Phone, Username: told.Username,
	}
	if len(known) == len(who.list()) && kept != "" {
		return contact, true, nil
	}
	if contact.ID == "" {
		contact.ID = s.newID()
	}
	// The contact's item first: an identity must never lead to a contact of
	// which nothing is known, whatever dies in between. One that no identity
	// leads to harms nobody.
	if err := s.describe(ctx, contact.ID, who.leadingTo(known, contact.ID)); err != nil {
		return Contact{}, false, err
	}
	for _, identity := range who.list() {
		if known[identity.pk].Contact != "" {
			continue
		}
		held, err := s.lead(ctx, identity, contact.ID)
		if err != nil {
			return Contact{}, false, err
		}
		if held.Contact != contact.ID {
			return Contact{}, false, nil
		}
	}
	return contact, true, nil
}

// whose tells which contact the identities speak for, empty for one that is yet
// to be made, and which other they lead to.
func (s *Store) whose(ctx context.Context, who Identities, known map[string]Identity) (kept, other string, err error) {
	for _, identity := range who.list() {
		held, led := known[identity.pk]
		if !led {
			continue
		}
		if kept == "" {
			if identity.kind != "phone" || who.BSUID == "" {
				kept = held.Contact
				continue
			}
			// Neither the user id nor its parent is known.
			owner, err := s.get(ctx, "CONTACT#"+held.Contact, "CONTACT")
			if err != nil {
				return "", "", fmt.Errorf("read contact %s: %w", held.Contact, err)
			}
			if known := textOf(owner, "bsuid"); !held.takenAfter(who.At) && (known == "" || known == who.BSUID || describedAfter(owner, who.At)) {
				kept = held.Contact // old news of another user id is of one that the person had
				continue
			}
		}
		if held.Contact != kept && other == "" && !apart(who, known, kept, held) {
			other = held.Contact
		}
	}
	return kept, other, nil
}

// apart reports whether it is settled that an identity's contact and the kept
// one are two.
func apart(who Identities, known map[string]Identity, kept string, held Identity) bool {
	if held.takenAfter(who.At) || kept != "" && held.SplitFrom == kept {
		return true
	}
	for _, one := range known {
		if one.Contact == kept && one.SplitFrom == held.Contact {
			return true
		}
	}
	return false
}

// lead makes an identity that leads nowhere lead to a contact, and gives it as
// it stands now.
func (s *Store) lead(ctx context.Context, identity identity, contact string) (Identity, error) {
	item := key(identity.pk, "ID")
	item["contact"], item["created_at"] = text(contact), seconds(s.now())
	stood, err := s.put(ctx, item, "attribute_not_exists(pk)", nil)
	if err != nil && !errors.Is(err, errCondition) {
		return Identity{}, fmt.Errorf("lead %s to contact %s: %w", identity.kind, contact, err)
	}
	return identityOf(stood), nil
}

func contactKey(contact string) attributes { return key("CONTACT#"+contact, "CONTACT") }

// ContactOf reads a contact's item, without Other; false when there is none,
// with the id alone.
//
// Requests: one read.
func (s *Store) ContactOf(ctx context.Context, id string) (Contact, bool, error) {
	item, err := s.get(ctx, "CONTACT#"+id, "CONTACT")
	if err != nil {
		return Contact{}, false, fmt.Errorf("read contact %s: %w", id, err)
	}
	return contactOf(id, item), item != nil, nil
}

func contactOf(id string, item attributes) Contact {
	return Contact{
		ID: id, BSUID: textOf(item, "bsuid"), Parent: textOf(item, "parent_bsuid"), Group: textOf(item, "group"),
		Phone: textOf(item, "phone"), Username: textOf(item, "username"), OutsideAt: secondsOf(item, "outside_at"),
	}
}
