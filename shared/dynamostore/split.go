package dynamostore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Splitting says what to split off a contact and, when it comes back, what was.
type Splitting struct {
	From string // the contact that holds too much
	// Into is the contact that the identities go to: one that was joined into
	// From, or empty for a new one.
	Into string
	// Identities are the keys of those that go, as Portrait gives them.
	Identities []string
	// Tickets are those that a join took from Into and that are Into's again. What
	// is given here counts for nothing.
	Tickets []TicketLink
}

// ErrCannotSplit: as the contacts stand, what was asked for makes no sense. The
// error says why, without naming an identity.
var ErrCannotSplit = errors.New("cannot be split")

func cannot(why string) error { return fmt.Errorf("%w: %s", ErrCannotSplit, why) }

// Split undoes a join that was wrong. The identities lead to Into again, which
// is described with them and gets back the tickets that the join took from it:
// on each number the one that From is in, else the newest of them, unless Into
// has a ticket by now. From goes on without them, in its next ticket where its
// own was one of these. On numbers where both have a conversation it forgets who
// it is in the helpdesk, and everywhere which message was the last: either may be
// Into's. Windows stay as they are, because nobody knows whose messages opened
// them.
//
// Nothing of it is seen half: both contacts' conversations are held to the end,
// so messages wait meanwhile; *HeldError, with nothing changed, when a run works
// on one of them. Into is described before an identity leads to it, so that none
// ever leads to a contact of which nothing is known. Cut off anywhere, the same
// call ends in the same state, once the leases of the first have ended (Lease);
// after the end it changes nothing and tells the same again. A new contact is
// not made twice: the identities remember whence they were split.
//
// From must keep an identity. Tickets that moved before links remembered it
// stay where they are. owner is the run's, as for AcquireConversation.
//
// Requests: two queries and up to five reads; three writes for each conversation
// of the two, one for each identity and ticket, and three.
func (s *Store) Split(ctx context.Context, order Splitting, owner string) (Splitting, error) {
	plan, err := s.planSplit(ctx, order)
	if err == nil && !plan.done() {
		err = s.carryOut(ctx, plan, owner)
	}
	if err == nil && plan.into.JoinedInto == plan.from.ID {
		err = s.forgetJoin(ctx, plan)
	}
	if err != nil {
		return Splitting{}, fmt.Errorf("split contact %s: %w", order.From, err)
	}
	return plan.result(), nil
}

// division is a split, thought through.
type division struct {
	from, into Portrait
	going      []Identity // those that go, or have gone
	staying    []Identity // what From keeps
	// tickets are those that a join took from Into and that a split gives back:
	// From's still, or Into's already.
	tickets []TicketLink
}

// planSplit reads how things stand and refuses what makes no sense.
func (s *Store) planSplit(ctx context.Context, order Splitting) (division, error) {
	from, known, err := s.Portrait(ctx, order.From)
	if err != nil {
		return division{}, err
	}
	if !known {
		return division{}, cannot("nothing is known of it")
	}
	going, err := s.KnownIdentities(ctx, order.Identities)
	if err != nil {
		return division{}, err
	}
	if len(going) == 0 || len(going) < len(slices.Compact(slices.Sorted(slices.Values(order.Identities)))) {
		return division{}, cannot("an identity is unknown, or none is named")
	}
	plan := division{from: from, going: going}
	into := cmp.Or(order.Into, plan.formerInto())
	for _, one := range going {
		if one.Contact != from.ID && one.Contact != into {
			return division{}, cannot("a " + one.Kind + " leads to another contact")
		}
	}
	for _, one := range from.Identities {
		if !plan.goes(one.Key) {
			plan.staying = append(plan.staying, one)
		}
	}
	if len(plan.staying) == 0 || into == from.ID {
		return division{}, cannot("nothing would be left of it, or nothing would change")
	}
	if into == "" {
		plan.into.ID = s.newID()
		return plan, nil
	}
	if plan.into, known, err = s.Portrait(ctx, into); err != nil {
		return division{}, err
	}
	if !known || !plan.wasJoined() {
		return division{}, cannot("contact " + into + " was not joined into it")
	}
	plan.findTickets()
	return plan, nil
}

// formerInto is the new contact that a split which was cut off made, or empty.
func (d *division) formerInto() string {
	for _, one := range d.going {
		if one.Contact != d.from.ID && one.SplitFrom == d.from.ID {
			return one.Contact
		}
	}
	return ""
}

func (d *division) goes(pk string) bool {
	return slices.ContainsFunc(d.going, func(one Identity) bool { return one.Key == pk })
}

// wasJoined: Into was joined into From, by the word of its item or of an
// identity, or the split has begun.
func (d *division) wasJoined() bool {
	return d.into.JoinedInto == d.from.ID || slices.ContainsFunc(d.going, func(one Identity) bool {
		return one.Contact == d.into.ID || one.JoinedFrom == d.into.ID
	})
}

func (d *division) findTickets() {
	for _, link := range d.into.Joined {
		if link.Contact == d.into.ID && link.JoinedFrom == "" || d.returns(link) {
			d.tickets = append(d.tickets, link)
		}
	}
}

// returns: the ticket is still From's and goes back to Into.
func (d *division) returns(link TicketLink) bool {
	return link.Contact == d.from.ID && link.JoinedFrom == d.into.ID
}

// done: nothing that goes leads to From any more, and From is not written to by
// it. Both come last, so the rest was done before.
func (d *division) done() bool {
	for _, one := range addressed() {
		if _, pk := d.from.address(one.kind); d.goes(pk) {
			return false
		}
	}
	return !slices.ContainsFunc(d.going, func(one Identity) bool { return one.Contact == d.from.ID }) &&
		!slices.ContainsFunc(d.tickets, d.returns)
}

func (d *division) result() Splitting {
	result := Splitting{From: d.from.ID, Into: d.into.ID}
	for _, one := range d.going {
		result.Identities = append(result.Identities, one.Key)
	}
	for _, link := range d.tickets {
		link.Contact, link.JoinedFrom = d.into.ID, ""
		result.Tickets = append(result.Tickets, link)
	}
	return result
}

// carryOut does what was planned, in the order that Split promises.
func (s *Store) carryOut(ctx context.Context, plan division, owner string) error {
	talks, err := s.hold(ctx, plan, owner)
	if err != nil {
		return err
	}
	plan.divide(talks)
	if _, err := s.update(ctx, plan.describe(s.now()).of(contactKey(plan.into.ID), "", nil)); err != nil {
		return fmt.Errorf("describe contact %s: %w", plan.into.ID, err)
	}
	// Into has its tickets before their links say so: a ticket is never nobody's.
	if err := s.save(ctx, talks, plan.into.ID, owner, false); err != nil {
		return err
	}
	if err := s.returnTickets(ctx, plan); err != nil {
		return err
	}
	if err := s.save(ctx, talks, plan.from.ID, owner, false); err != nil {
		return err
	}
	if err := s.leadAway(ctx, plan); err != nil {
		return err
	}
	// Only now: From's spelling of what goes stands nowhere else, and a new contact
	// is known again by its identities alone.
	if _, err := s.update(ctx, plan.strip().of(contactKey(plan.from.ID), "", nil)); err != nil {
		return fmt.Errorf("strip contact: %w", err)
	}
	return s.save(ctx, talks, "", owner, true)
}

func (s *Store) returnTickets(ctx context.Context, plan division) error {
	for _, link := range plan.tickets {
		if !plan.returns(link) {
			continue
		}
		_, err := s.update(ctx, &dynamodb.UpdateItemInput{
			Key:                       ticketKey(link.Helpdesk, link.Ticket),
			UpdateExpression:          aws.String("SET contact = :into REMOVE joined_from"),
			ConditionExpression:       aws.String("contact = :from"),
			ExpressionAttributeValues: attributes{":into": text(plan.into.ID), ":from": text(plan.from.ID)},
		})
		if err != nil && !errors.Is(err, errCondition) {
			return fmt.Errorf("return ticket %s: %w", link.Ticket, err)
		}
	}
	return nil
}

// leadAway makes the identities lead to Into. One that somebody else moved since
// it was read stays there, and the split ends as one that was cut off.
func (s *Store) leadAway(ctx context.Context, plan division) error {
	for _, one := range plan.going {
		stood, err := s.update(ctx, &dynamodb.UpdateItemInput{
			Key:                       key(one.Key, "ID"),
			UpdateExpression:          aws.String("SET contact = :into, split_from = :from REMOVE joined_from"),
			ConditionExpression:       aws.String("contact = :from"),
			ExpressionAttributeValues: attributes{":into": text(plan.into.ID), ":from": text(plan.from.ID)},
		})
		switch {
		case err == nil, errors.Is(err, errCondition) && textOf(stood, "contact") == plan.into.ID:
		case errors.Is(err, errCondition):
			return cannot("a " + one.Kind + " was moved to another contact meanwhile")
		default:
			return fmt.Errorf("lead %s to contact %s: %w", one.Kind, plan.into.ID, err)
		}
	}
	return nil
}

// forgetJoin takes the mark of the join off Into: the last thing, because only
// the mark may say that there was a join.
func (s *Store) forgetJoin(ctx context.Context, plan division) error {
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                       contactKey(plan.into.ID),
		UpdateExpression:          aws.String("REMOVE joined_into, joined_at"),
		ConditionExpression:       aws.String("joined_into = :from"),
		ExpressionAttributeValues: attributes{":from": text(plan.from.ID)},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("forget that contact %s was joined: %w", plan.into.ID, err)
	}
	return nil
}
