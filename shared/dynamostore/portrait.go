package dynamostore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/shared/conversation"
)

// Portrait is all that the table knows of a contact.
type Portrait struct {
	Contact   // without Other
	Portfolio string
	// DescribedAt is the provider's time of the newest news of its addresses, to the
	// second; zero when nobody told it.
	DescribedAt time.Time
	// JoinedInto is the contact that this one was joined into at JoinedAt, or empty.
	JoinedInto string
	JoinedAt   time.Time
	// Identities are those that lead to it now, ordered by their keys.
	Identities []Identity
	// Conversations are ordered by number.
	Conversations []conversation.Conversation
	// Joined are the tickets that joins took from it, as their links stand now,
	// ordered by helpdesk and ticket.
	Joined []TicketLink
}

// Portrait reads all that is known of a contact; false when nothing is. An
// identity has no way back to be found by, so the contact's item says where to
// look and the identity's decides. A contact that was written before items said
// so is looked for under its own BSUID, parent, group and phone.
//
// Requests: one query, and one read per 100 identities and tickets.
func (s *Store) Portrait(ctx context.Context, contact string) (Portrait, bool, error) {
	item, all, err := s.collection(ctx, contact)
	if err != nil || item == nil {
		return Portrait{}, false, err
	}
	found := Portrait{
		Contact: contactOf(contact, item), Portfolio: textOf(item, "portfolio"), DescribedAt: secondsOf(item, "described_at"),
		JoinedInto: textOf(item, "joined_into"), JoinedAt: secondsOf(item, "joined_at"), Conversations: all,
	}
	identities, err := s.KnownIdentities(ctx, slices.Concat(textsOf(item, "identities"), found.addresses().Keys()))
	if err != nil {
		return Portrait{}, false, fmt.Errorf("read contact %s: %w", contact, err)
	}
	for _, one := range identities {
		if one.Contact == contact {
			found.Identities = append(found.Identities, one)
		}
	}
	if found.Joined, err = s.links(ctx, textsOf(item, "joined_tickets")); err != nil {
		return Portrait{}, false, fmt.Errorf("read tickets joined away from contact %s: %w", contact, err)
	}
	return found, true, nil
}

// addresses are the identities under which the contact itself is described.
func (p Portrait) addresses() Identities {
	return Identities{
		Portfolio: p.Portfolio, BSUID: p.BSUID, Parent: p.Parent, Group: p.Group,
		Phone: p.Phone, Canonical: conversation.CanonicalPhone(p.Phone),
	}
}

// links reads ticket links by the keys of their items, in the order of these.
func (s *Store) links(ctx context.Context, pks []string) ([]TicketLink, error) {
	keys := make([]attributes, len(pks))
	for i, pk := range pks {
		keys[i] = key(pk, "TICKET")
	}
	items, err := s.batch(ctx, keys, nil)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b attributes) int { return strings.Compare(textOf(a, "pk"), textOf(b, "pk")) })
	var links []TicketLink
	for _, item := range items {
		helpdesk, ticket, _ := strings.Cut(strings.TrimPrefix(textOf(item, "pk"), "TICKET#"), "#")
		links = append(links, linkOf(helpdesk, ticket, item))
	}
	return links, nil
}
