package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// TakeOver gives a contact the identities of who that lead to contact.Other,
// without the two being one person: a phone number that was given to somebody
// else. Other loses them, with the addresses that go by them, so that nothing
// meant for it is sent there, and keeps all else. The identities remember whose
// they were and by news of when. News older than that, or than what Other was
// described by, takes nothing. Doing it again changes nothing.
//
// Other loses its address first: cut off anywhere, nobody is written to at an
// address that is another's by then, and the same call ends in the same state.
//
// Requests: two reads and two writes, and one write per identity; no writes when
// there is nothing to take.
func (s *Store) TakeOver(ctx context.Context, contact Contact, who Identities) error {
	known, err := s.lookUp(ctx, who)
	if err != nil {
		return fmt.Errorf("take over from contact %s: %w", contact.Other, err)
	}
	var taken []Identity
	for _, identity := range who.list() {
		if held := known[identity.pk]; held.Contact == contact.Other && !held.takenAfter(who.At) {
			taken = append(taken, held)
		}
	}
	if len(taken) == 0 {
		return nil
	}
	if newer, err := s.strip(ctx, contact.Other, taken, who.At); err != nil || newer {
		return err
	}
	// Before the identities lead here: a run that dies then finds the other still
	// named, and comes back to the rest.
	if err := s.describe(ctx, contact.ID, who.leadingTo(known, contact.ID, contact.Other)); err != nil {
		return err
	}
	for _, one := range taken {
		change := newEdit()
		change.set("contact", text(contact.ID))
		change.set("taken_from", text(contact.Other))
		if who.At.IsZero() {
			change.remove("taken_at")
		} else {
			change.set("taken_at", seconds(who.At))
		}
		change.remove("joined_from", "split_from") // they tell of the former owner
		_, err := s.update(ctx, change.of(key(one.Key, "ID"), "#contact = :other", attributes{":other": text(contact.Other)}))
		if err != nil && !errors.Is(err, errCondition) {
			return fmt.Errorf("take %s over to contact %s: %w", one.Kind, contact.ID, err)
		}
	}
	return nil
}

// strip takes identities off a contact's item, and the addresses that go by
// them, unless it was described by newer news than that of a time. What somebody
// wrote there meanwhile is looked at anew.
func (s *Store) strip(ctx context.Context, contact string, taken []Identity, at time.Time) (newer bool, err error) {
	var keys []string
	for _, one := range taken {
		keys = append(keys, one.Key)
	}
	for range 3 {
		item, err := s.get(ctx, "CONTACT#"+contact, "CONTACT")
		if err != nil {
			return false, fmt.Errorf("read contact %s: %w", contact, err)
		}
		if item == nil || describedAfter(item, at) {
			return item != nil, nil
		}
		person := Portrait{Contact: contactOf(contact, item), Portfolio: textOf(item, "portfolio")}
		change := newEdit()
		change.take("identities", textSet(keys))
		var unchanged []string
		was := attributes{}
		for _, one := range addressed() {
			address, pk := person.address(one.kind)
			if !slices.Contains(keys, pk) {
				continue
			}
			change.remove(one.attribute)
			if one.kind == "bsuid" {
				change.remove("username")
			}
			unchanged = append(unchanged, "#"+one.attribute+" = :was_"+one.attribute)
			was[":was_"+one.attribute] = text(address)
		}
		_, err = s.update(ctx, change.of(contactKey(contact), strings.Join(unchanged, " AND "), was))
		if err == nil {
			return false, nil
		}
		if !errors.Is(err, errCondition) {
			return false, fmt.Errorf("strip contact %s: %w", contact, err)
		}
	}
	return false, fmt.Errorf("strip contact %s: it was described three times meanwhile", contact)
}

// takenAfter reports whether the identity was taken over by newer news than what
// is told at a time; false when that is not known.
func (i Identity) takenAfter(at time.Time) bool {
	return !at.IsZero() && i.TakenAt.After(at.Truncate(time.Second))
}

// describedAfter reports whether a contact was described by newer news than what
// is told at a time; false when that is not known.
func describedAfter(item attributes, at time.Time) bool {
	return !at.IsZero() && secondsOf(item, "described_at").After(at.Truncate(time.Second))
}
