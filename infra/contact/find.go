package contact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// ErrUnknown: nobody is known as that. The error says what to try.
var ErrUnknown = errors.New("nobody is known as that")

// reader is the part of the table that a finder uses.
type reader interface {
	Portrait(ctx context.Context, contact string) (dynamostore.Portrait, bool, error)
	KnownIdentities(ctx context.Context, keys []string) ([]dynamostore.Identity, error)
	TicketLink(ctx context.Context, helpdesk, ticket string) (dynamostore.TicketLink, bool, error)
}

// Finder finds contacts.
type Finder struct {
	Store reader
	// Portfolios are those in which a BSUID or a phone is looked for.
	Portfolios []string
	Helpdesk   string // the connection that a ticket's id belongs to
}

// Found is a contact with the contacts that joins made part of it.
type Found struct {
	dynamostore.Portrait
	Former []Former // ordered by id
}

// Former is a contact that another has something from, or became part of.
type Former struct {
	Contact string    `json:"contact"`
	At      time.Time `json:"at,omitzero"` // zero when nothing tells it any more
}

// Find finds the contact and makes nothing. ErrUnknown when there is none; an
// error that names the contacts when several portfolios know one.
func (f Finder) Find(ctx context.Context, who Who) (Found, error) {
	contact, err := f.contact(ctx, who)
	if err != nil {
		return Found{}, err
	}
	return f.Look(ctx, contact)
}

// Look reads a contact by its id.
func (f Finder) Look(ctx context.Context, contact string) (Found, error) {
	portrait, known, err := f.Store.Portrait(ctx, contact)
	if err != nil {
		return Found{}, err
	}
	if !known {
		return Found{}, fmt.Errorf("%w: no contact has the id %s", ErrUnknown, contact)
	}
	found := Found{Portrait: portrait}
	for _, id := range joinedFrom(portrait.Identities) {
		former, _, err := f.Store.Portrait(ctx, id)
		if err != nil {
			return Found{}, err
		}
		one := Former{Contact: id}
		if former.JoinedInto == contact { // else it was joined elsewhere since
			one.At = former.JoinedAt
		}
		found.Former = append(found.Former, one)
	}
	return found, nil
}

// joinedFrom are the contacts from which joins brought identities, each once.
func joinedFrom(identities []dynamostore.Identity) []string {
	var ids []string
	for _, one := range identities {
		if one.JoinedFrom != "" {
			ids = append(ids, one.JoinedFrom)
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// contact is the id of the contact that is asked about.
func (f Finder) contact(ctx context.Context, who Who) (string, error) {
	switch {
	case who.Contact != "":
		return who.Contact, nil
	case who.Ticket != "":
		link, known, err := f.Store.TicketLink(ctx, f.Helpdesk, who.Ticket)
		if err == nil && !known {
			err = fmt.Errorf("%w: ticket %s of helpdesk %s is none that Ventana opened", ErrUnknown, who.Ticket, f.Helpdesk)
		}
		return link.Contact, err
	default:
		return f.byIdentity(ctx, who)
	}
}

func (f Finder) byIdentity(ctx context.Context, who Who) (string, error) {
	var keys []string
	for _, portfolio := range f.Portfolios {
		keys = append(keys, who.keys(portfolio)...)
	}
	identities, err := f.Store.KnownIdentities(ctx, keys)
	if err != nil {
		return "", err
	}
	var contacts []string
	for _, one := range identities {
		contacts = append(contacts, one.Contact)
	}
	contacts = slices.Compact(slices.Sorted(slices.Values(contacts)))
	switch {
	case len(contacts) == 1:
		return contacts[0], nil
	case len(contacts) > 1:
		return "", fmt.Errorf("known as several contacts, choose one: %s", strings.Join(contacts, ", "))
	}
	hint := "it has to be the whole one, to the letter"
	if who.Phone != "" {
		hint = "check the country code and the digits"
	}
	if who.Unassigned {
		hint += "; its country gives out no such number"
	}
	return "", fmt.Errorf("%w in portfolio %s: %s", ErrUnknown, strings.Join(f.Portfolios, ", "), hint)
}

// keys are those of the identities that it may be in a portfolio. A group counts
// alone, and a BSUID does not tell whether it is the one across portfolios.
func (who Who) keys(portfolio string) []string {
	return dynamostore.Identities{
		Portfolio: portfolio, BSUID: who.BSUID, Parent: who.BSUID, Group: who.Group,
		Canonical: conversation.CanonicalPhone(who.Phone), Phone: who.Phone,
	}.Keys()
}
