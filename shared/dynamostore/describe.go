package dynamostore

import (
	"context"
	"errors"
	"fmt"
)

// DescribeContact writes what is known of the person beside what was known;
// what is empty in who stays as it stands, and so does what is told with a time
// (At) before that of the newest description, and the address of an identity
// that leads to another contact: nothing meant for this one may go there. It
// tells the contact's item which identities may lead to it and makes none lead
// there: FindContact does.
//
// Requests: one read and one write, two writes for old news.
func (s *Store) DescribeContact(ctx context.Context, contact Contact, who Identities) error {
	known, err := s.lookUp(ctx, who)
	if err != nil {
		return fmt.Errorf("update contact %s: %w", contact.ID, err)
	}
	return s.describe(ctx, contact.ID, who.leadingTo(known, contact.ID))
}

// describe is DescribeContact for who knows where the identities lead.
func (s *Store) describe(ctx context.Context, contact string, who Identities) error {
	own := who.own()
	change := s.known(who)
	change.setKnown("bsuid", own.BSUID)
	change.setKnown("parent_bsuid", own.Parent)
	change.setKnown("group", own.Group)
	change.setKnown("phone", own.Phone)
	if own.Phone == "" && own.PhoneGone {
		change.remove("phone")
	}
	change.setKnown("username", own.Username)
	condition := ""
	if !who.At.IsZero() {
		change.set("described_at", seconds(who.At))
		condition = "attribute_not_exists(#described_at) OR #described_at <= :described_at"
	}
	_, err := s.update(ctx, change.of(contactKey(contact), condition, nil))
	if errors.Is(err, errCondition) {
		_, err = s.update(ctx, s.known(who).of(contactKey(contact), "", nil))
	}
	if err != nil {
		return fmt.Errorf("update contact %s: %w", contact, err)
	}
	return nil
}

// known is what a contact's item learns however old the news is.
func (s *Store) known(who Identities) *edit {
	change := newEdit()
	change.setFirst("created_at", seconds(s.now()))
	change.set("portfolio", text(who.Portfolio))
	if keys := who.Keys(); len(keys) > 0 {
		change.add("identities", textSet(keys))
	}
	return change
}
