package dynamostore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/conversation"
)

// talks are the conversations of both contacts that a split holds.
type talks []*conversation.Conversation

// of is a contact's conversation on a number, or nil.
func (t talks) of(contact, number string) *conversation.Conversation {
	for _, talk := range t {
		if talk.Contact == contact && talk.Number == number {
			return talk
		}
	}
	return nil
}

// hold takes the conversations of both contacts on every number that the split
// touches, all of them or none.
func (s *Store) hold(ctx context.Context, plan division, owner string) (talks, error) {
	var held talks
	for _, one := range plan.conversations() {
		talk, err := s.AcquireConversation(ctx, one.Contact, one.Number, owner)
		if err != nil {
			_ = s.save(ctx, held, "", owner, true) // they end by themselves; why it failed is the news
			return nil, err
		}
		held = append(held, &talk)
	}
	return held, nil
}

// conversations are those of From, and Into's on numbers where it has one or
// gets a ticket, ordered by number.
func (d *division) conversations() []conversation.Conversation {
	var list []conversation.Conversation
	for _, talk := range slices.Concat(d.from.Conversations, d.into.Conversations) {
		list = append(list, conversation.Conversation{Contact: talk.Contact, Number: talk.Number})
	}
	for _, link := range d.tickets {
		if d.returns(link) {
			list = append(list, conversation.Conversation{Contact: d.from.ID, Number: link.Number},
				conversation.Conversation{Contact: d.into.ID, Number: link.Number})
		}
	}
	order := func(a, b conversation.Conversation) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Contact, b.Contact))
	}
	slices.SortFunc(list, order)
	return slices.CompactFunc(list, func(a, b conversation.Conversation) bool { return order(a, b) == 0 })
}

// save writes the conversations of one contact, or of both when none is named.
func (s *Store) save(ctx context.Context, held talks, contact, owner string, release bool) error {
	for _, talk := range held {
		if contact != "" && talk.Contact != contact {
			continue
		}
		if err := s.SaveConversation(ctx, *talk, owner, release); err != nil {
			return err
		}
	}
	return nil
}

// divide gives each conversation what is its own.
func (d *division) divide(held talks) {
	for _, talk := range held {
		if talk.Contact != d.from.ID {
			continue
		}
		into := held.of(d.into.ID, talk.Number)
		if into != nil {
			d.giveBack(into, *talk)
		}
		d.takeAway(talk, into)
	}
}

// giveBack puts Into in one of the tickets that return on its number, the one
// that From is in or the newest, unless it has another or may be opening one;
// the rest it remembers.
func (d *division) giveBack(into *conversation.Conversation, from conversation.Conversation) {
	var returning []string
	for _, link := range d.tickets {
		if d.returns(link) && link.Number == into.Number && cmp.Or(into.Helpdesk, link.Helpdesk) == link.Helpdesk {
			into.Helpdesk = link.Helpdesk
			returning = append(returning, link.Ticket)
		}
	}
	if len(returning) == 0 {
		return
	}
	slices.SortFunc(returning, byAge)
	back := returning[len(returning)-1]
	if from.Helpdesk == into.Helpdesk && slices.Contains(returning, from.Ticket) {
		back = from.Ticket
	}
	if into.Ticket == "" && !into.Opening {
		into.Ticket, into.PreviousTicket = back, ""
	}
	into.Earlier = slices.DeleteFunc(slices.Clone(into.Earlier), func(ticket string) bool { return ticket == into.Ticket })
	for _, ticket := range returning {
		if ticket != into.Ticket {
			into.Remember(ticket)
		}
	}
}

// takeAway takes out of From's conversation what is Into's.
func (d *division) takeAway(from, into *conversation.Conversation) {
	gone := func(ticket string) bool {
		return slices.ContainsFunc(d.tickets, func(link TicketLink) bool {
			return link.Ticket == ticket && link.Number == from.Number && link.Helpdesk == from.Helpdesk
		})
	}
	from.Earlier = slices.DeleteFunc(slices.Clone(from.Earlier), gone)
	if gone(from.PreviousTicket) {
		from.PreviousTicket = ""
	}
	if gone(from.Ticket) {
		from.NextTicket(false)
	}
	if into != nil { // a join gives both one user; asking the helpdesk again tells whose it is
		from.HelpdeskUser, from.Profile = "", ""
		into.Profile = "" // the helpdesk was told From's name for this user since
		if from.KnownAs == cmp.Or(into.KnownAs, into.Contact) {
			from.KnownAs = ""
		}
	}
	from.LastMessage = "" // it may be the other's, and a reaction to it would be refused
}

// byAge orders a helpdesk's ids, which are decimal numbers that grow.
func byAge(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// addressed are the attributes by which a contact is written to, by kind of
// identity.
func addressed() []struct{ kind, attribute string } {
	return []struct{ kind, attribute string }{{"bsuid", "bsuid"}, {"parent", "parent_bsuid"}, {"phone", "phone"}}
}

// address is a contact's own of a kind, as it is written to, and the key of its
// identity; both empty when it has none.
func (p Portrait) address(kind string) (value, pk string) {
	who := Identities{Portfolio: p.Portfolio}
	switch kind {
	case "bsuid":
		value, who.BSUID = p.BSUID, p.BSUID
	case "parent":
		value, who.Parent = p.Parent, p.Parent
	default:
		value, who.Canonical = p.Phone, conversation.CanonicalPhone(p.Phone)
	}
	for _, identity := range who.list() {
		pk = identity.pk
	}
	return value, pk
}

func first(identities []Identity, kind string) (Identity, bool) {
	i := slices.IndexFunc(identities, func(one Identity) bool { return one.Kind == kind })
	if i < 0 {
		return Identity{}, false
	}
	return identities[i], true
}

// describe is what Into's item is told: From's spelling of what goes, which is
// the newest, else what Into has, else the identity's own spelling.
func (d *division) describe(now time.Time) *edit {
	change := newEdit()
	change.setFirst("created_at", seconds(now))
	change.set("portfolio", text(d.from.Portfolio))
	var keys []string
	for _, one := range d.going {
		keys = append(keys, one.Key)
	}
	change.add("identities", textSet(keys))
	if d.from.DescribedAt.After(d.into.DescribedAt) { // what comes from there is as new
		change.set("described_at", seconds(d.from.DescribedAt))
	}
	for _, one := range addressed() {
		spelt, pk := d.from.address(one.kind)
		own, _ := d.into.address(one.kind)
		given, has := first(d.going, one.kind)
		switch {
		case d.goes(pk):
			change.set(one.attribute, text(spelt))
		case has && own == "":
			change.set(one.attribute, text(given.Value))
		}
	}
	if _, pk := d.from.address("bsuid"); d.goes(pk) {
		change.setKnown("username", d.from.Username)
	}
	return change
}

// strip is what From's item loses. Where an address goes and another of its
// kind stays, replies go to that one.
func (d *division) strip() *edit {
	change := newEdit()
	var keys []string
	for _, one := range d.going {
		keys = append(keys, one.Key)
	}
	change.take("identities", textSet(keys))
	for _, one := range addressed() {
		_, pk := d.from.address(one.kind)
		if !d.goes(pk) {
			continue
		}
		if one.kind == "bsuid" {
			change.remove("username")
		}
		if other, stays := first(d.staying, one.kind); stays {
			change.set(one.attribute, text(other.Value))
		} else {
			change.remove(one.attribute)
		}
	}
	return change
}
