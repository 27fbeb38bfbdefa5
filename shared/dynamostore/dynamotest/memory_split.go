package dynamotest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// Split is Store.Split.
func (m *Memory) Split(_ context.Context, order dynamostore.Splitting, owner string) (done dynamostore.Splitting, err error) {
	err = m.do("Split", func() error {
		p, err := m.parting(order)
		if err == nil && p.pending() {
			err = m.part(p, owner)
		}
		if err != nil {
			return err
		}
		if into := m.contactAt(p.into.ID); into.joinedInto == p.from.ID {
			into.joinedInto, into.joinedAt = "", time.Time{}
		}
		done = dynamostore.Splitting{From: p.from.ID, Into: p.into.ID}
		for _, one := range p.going {
			done.Identities = append(done.Identities, one.Key)
		}
		for _, link := range p.tickets {
			link.Contact, link.JoinedFrom = p.into.ID, ""
			done.Tickets = append(done.Tickets, link)
		}
		return nil
	})
	return done, err
}

// parting is a split that makes sense.
type parting struct {
	from, into dynamostore.Portrait
	going      []dynamostore.Identity
	tickets    []dynamostore.TicketLink
}

func (p parting) pending() bool {
	return slices.ContainsFunc(p.addresses(), p.goes) || slices.ContainsFunc(p.going, func(one dynamostore.Identity) bool { return one.Contact == p.from.ID }) ||
		slices.ContainsFunc(p.tickets, p.returns)
}

func (p parting) returns(link dynamostore.TicketLink) bool {
	return link.Contact == p.from.ID && link.JoinedFrom == p.into.ID
}

func (p parting) goes(key string) bool {
	return slices.ContainsFunc(p.going, func(one dynamostore.Identity) bool { return one.Key == key })
}

// parting checks an order as the store does, and in its order: only a split that
// will be carried out takes a new contact's id.
func (m *Memory) parting(order dynamostore.Splitting) (parting, error) {
	refuse := func() (parting, error) {
		return parting{}, fmt.Errorf("split contact %s: %w", order.From, dynamostore.ErrCannotSplit)
	}
	p := parting{going: m.known(order.Identities)}
	var known bool
	if p.from, known = m.portrait(order.From); !known || len(p.going) == 0 {
		return refuse()
	}
	for _, key := range order.Identities {
		if !p.goes(key) {
			return refuse()
		}
	}
	into, joined := order.Into, false
	for _, one := range p.going {
		if into == "" && one.Contact != order.From && one.SplitFrom == order.From {
			into = one.Contact
		}
	}
	for _, one := range p.going {
		if one.Contact != order.From && one.Contact != into {
			return refuse()
		}
		joined = joined || one.Contact == into || one.JoinedFrom == into
	}
	stays := slices.ContainsFunc(p.from.Identities, func(one dynamostore.Identity) bool { return !p.goes(one.Key) })
	if !stays || into == order.From {
		return refuse()
	}
	if into == "" {
		p.into.ID = m.newContact()
		return p, nil
	}
	if p.into, known = m.portrait(into); !known || !joined && p.into.JoinedInto != order.From {
		return refuse()
	}
	for _, link := range p.into.Joined {
		if link.Contact == into && link.JoinedFrom == "" || p.returns(link) {
			p.tickets = append(p.tickets, link)
		}
	}
	return p, nil
}

// part carries the split out, or changes nothing when a conversation is held.
func (m *Memory) part(p parting, owner string) error {
	held, err := m.holdAll(p, owner)
	if err != nil {
		return err
	}
	for _, from := range held {
		if from.Contact == p.from.ID {
			var into *talk
			for _, other := range held {
				if other.Contact == p.into.ID && other.Number == from.Number {
					into = other
				}
			}
			p.divide(from, into)
		}
	}
	m.readdress(p)
	for _, link := range p.tickets {
		item := m.tickets[link.Helpdesk+" "+link.Ticket]
		item.Contact, item.JoinedFrom = p.into.ID, ""
	}
	for _, one := range p.going {
		if item := m.identities[one.Key]; item.Contact == p.from.ID {
			item.Contact, item.JoinedFrom, item.SplitFrom = p.into.ID, "", p.from.ID
		}
	}
	for _, item := range held {
		item.lease = lease{}
	}
	return nil
}

func (m *Memory) holdAll(p parting, owner string) ([]*talk, error) {
	type place struct{ number, contact string }
	var places []place
	for _, talk := range append(p.from.Conversations, p.into.Conversations...) {
		places = append(places, place{talk.Number, talk.Contact})
	}
	for _, link := range p.tickets {
		if p.returns(link) {
			places = append(places, place{link.Number, p.from.ID}, place{link.Number, p.into.ID})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.contact, b.contact))
	})
	var held []*talk
	for _, one := range slices.Compact(places) {
		item, err := m.acquire(one.contact, one.number, owner)
		if err != nil {
			for _, taken := range held {
				taken.lease = lease{}
			}
			return nil, err
		}
		held = append(held, item)
	}
	return held, nil
}

// divide gives each of two conversations on a number what is its own; into may
// be missing.
func (p parting) divide(from, into *talk) {
	var gone, returning []string
	for _, link := range p.tickets {
		if link.Number != from.Number {
			continue
		}
		if link.Helpdesk == from.Helpdesk {
			gone = append(gone, link.Ticket)
		}
		if into != nil && p.returns(link) && (into.Helpdesk == "" || into.Helpdesk == link.Helpdesk) {
			into.Helpdesk, returning = link.Helpdesk, append(returning, link.Ticket)
		}
	}
	if len(returning) > 0 {
		into.receive(returning, from.Conversation)
	}
	from.Earlier = without(from.Earlier, gone)
	from.LastMessage = ""
	if slices.Contains(gone, from.PreviousTicket) {
		from.PreviousTicket = ""
	}
	if slices.Contains(gone, from.Ticket) {
		from.NextTicket(false)
	}
	if into != nil {
		from.HelpdeskUser, from.Profile, into.Profile = "", "", ""
		if from.KnownAs == cmp.Or(into.KnownAs, into.Contact) {
			from.KnownAs = ""
		}
	}
}

// receive takes tickets back, the one that the other is in or the newest first.
func (t *talk) receive(returning []string, from conversation.Conversation) {
	slices.SortFunc(returning, func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
	best := returning[len(returning)-1]
	if from.Helpdesk == t.Helpdesk && slices.Contains(returning, from.Ticket) {
		best = from.Ticket
	}
	if t.Ticket == "" && !t.Opening {
		t.Ticket, t.PreviousTicket = best, ""
	}
	t.Earlier = without(t.Earlier, []string{t.Ticket})
	for _, one := range without(returning, []string{t.Ticket}) {
		t.Remember(one)
	}
}

// without leaves out what is gone; nothing left is nil.
func without(list, gone []string) []string {
	var kept []string
	for _, one := range list {
		if !slices.Contains(gone, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// readdress moves the addresses of what goes from one contact to the other.
func (m *Memory) readdress(p parting) {
	from, into := m.contactAt(p.from.ID), m.contactAt(p.into.ID)
	into.portfolio = p.from.Portfolio
	if from.describedAt.After(into.describedAt) {
		into.describedAt = from.describedAt
	}
	keys, name := p.addresses(), from.Username
	p.move("bsuid", keys[0], &from.BSUID, &into.BSUID)
	p.move("parent", keys[1], &from.Parent, &into.Parent)
	p.move("phone", keys[2], &from.Phone, &into.Phone)
	if p.goes(keys[0]) {
		from.Username, into.Username = "", cmp.Or(name, into.Username)
	}
	for _, one := range p.going {
		delete(from.identities, one.Key)
		into.identities[one.Key] = true
	}
}

// addresses are the keys of From's BSUID, parent and phone, empty without one.
func (p parting) addresses() []string {
	var keys []string
	for _, who := range []dynamostore.Identities{
		{Portfolio: p.from.Portfolio, BSUID: p.from.BSUID}, {Portfolio: p.from.Portfolio, Parent: p.from.Parent},
		{Portfolio: p.from.Portfolio, Canonical: conversation.CanonicalPhone(p.from.Phone)},
	} {
		keys = append(keys, append(who.Keys(), "")[0])
	}
	return keys
}

// move moves an address of one kind, whose identity's key is given.
func (p parting) move(kind, key string, from, into *string) {
	var goes, stays string
	for _, one := range slices.Backward(p.going) {
		if one.Kind == kind {
			goes = one.Value
		}
	}
	for _, one := range slices.Backward(p.from.Identities) {
		if one.Kind == kind && !p.goes(one.Key) {
			stays = one.Value
		}
	}
	if p.goes(key) {
		*into, *from = *from, stays
		return
	}
	*into = cmp.Or(*into, goes)
}
