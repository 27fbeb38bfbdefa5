package dynamotest_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"ventana/shared/dynamostore"
)

// call is one call with its arguments, to be made on either store.
type call = func(context.Context, store) answer

// dice draws arguments from few values, so that calls meet.
type dice struct {
	*rand.Rand
	now time.Time
}

func (d dice) pick(values ...string) string { return values[d.IntN(len(values))] }
func (d dice) flip() bool                   { return d.IntN(2) == 0 }
func (d dice) owner() string                { return d.pick("a", "b") }
func (d dice) id() string                   { return d.pick("x", "y") }
func (d dice) contact() string              { return d.pick("c1", "c2", "c3") } // known from the start
func (d dice) anybody() string              { return d.pick("c1", "c2", "c3", "c4", "c5", "c6") }
func (d dice) number() string               { return d.pick("main", "main", "sales") }
func (d dice) kind() string                 { return d.pick(dynamostore.EffectComment, dynamostore.EffectSend) }
func (d dice) at() time.Time                { return d.now.Add(-time.Duration(d.IntN(90)) * time.Second) }

func (d dice) who() dynamostore.Identities {
	who := dynamostore.Identities{
		Portfolio: "p", BSUID: d.pick("", "ES.1", "ES.2", "ES.3", "ES.4"), Parent: d.pick("", "", "ES.ENT.1"),
		Canonical: d.pick("34600", "34601", "34602"), Username: d.pick("", "ana"),
	}
	who.Phone = who.Canonical
	if d.IntN(10) == 0 {
		who.Group = "G1"
	}
	if d.flip() {
		who.At = d.at()
	}
	return who
}

// draw picks one call.
func draw(random *rand.Rand, now time.Time) call {
	d := dice{random, now}
	calls := [][]func(dice) call{
		{drawFind, drawFind, drawJoin, drawTakeOver, drawTakeOver, drawMove, drawDescribe, drawPortrait, drawSplit, drawSplit, drawSplit},
		{drawAcquire, drawSave, drawSave, drawSave, drawClose, drawAnswered, drawPace, drawFree, drawKept, drawKept, drawConversation},
		{drawClaim, drawClaim, drawPostpone, drawPostpone, drawFinish, drawMarkers, drawEffect, drawHandOver, drawPassedOn},
		{drawLink, drawMoveTicket, drawMoveTicket, drawAcquireTicket, drawCursor, drawTicketLink, drawWatermark},
		{drawArm, drawDueSurveys, drawRecordSurvey, drawRate, drawSurvey},
		{drawRecord, drawClimb, drawClimb, drawSent, drawSpend, drawKeep, drawNotices},
		{drawDue, drawRead, drawRearm, drawList, drawCatalogue, drawPut, drawPolicy, drawAudit, drawAuditOf, drawLease, drawHealth, drawReach, drawReach},
		{drawCanary, drawCanary, drawHeard, drawRollout},
	}
	group := calls[max(d.IntN(len(calls)+2)-2, 0)] // who is who has the most ways to go wrong
	return group[d.IntN(len(group))](d)
}

func drawFind(d dice) call {
	who := d.who()
	return func(ctx context.Context, s store) answer {
		contact, err := s.FindContact(ctx, who)
		return say("find contact", err, who, contact)
	}
}

// drawJoin joins what a look finds to be one person, with its tickets, as
// inbound does.
func drawJoin(d dice) call {
	who, ticket := d.who(), d.id()
	return func(ctx context.Context, s store) answer {
		contact, err := s.FindContact(ctx, who)
		if err != nil || contact.Other == "" {
			return say("find contact to join", err, who, contact)
		}
		link := dynamostore.TicketLink{Helpdesk: "zendesk", Ticket: ticket, Contact: contact.Other, Number: "main"}
		if err := s.LinkTicket(ctx, link); err != nil {
			return say("link ticket to join", err, link)
		}
		if err := s.MoveTicket(ctx, "zendesk", ticket, contact.ID); err != nil {
			return say("move ticket to join", err, link)
		}
		said := say("join", s.JoinContacts(ctx, contact, who), contact, who)
		said.cameTo("join", true)
		return said
	}
}

// drawTakeOver gives a contact what a look finds to be another's.
func drawTakeOver(d dice) call {
	who := d.who()
	found := who
	if d.flip() && !who.At.IsZero() {
		who.At = who.At.Add(-time.Minute) // by older news than that which found it
	}
	return func(ctx context.Context, s store) answer {
		contact, err := s.FindContact(ctx, found)
		if err != nil || contact.Other == "" {
			return say("find contact to take over", err, who, contact)
		}
		before, err := s.KnownIdentities(ctx, who.Keys())
		if err != nil {
			return say("identities to take over", err)
		}
		said := say("take over", s.TakeOver(ctx, contact, who), contact, who)
		after, err := s.KnownIdentities(ctx, who.Keys())
		if err != nil {
			return say("identities taken over", err)
		}
		other, known, err := s.ContactOf(ctx, contact.Other)
		if err != nil {
			return say("other of a take-over", err)
		}
		said.Values = append(said.Values, after, other, known)
		took := !slices.Equal(before, after)
		said.cameTo("taken over", took)
		said.cameTo("old news takes nothing", !took)
		return said
	}
}

func drawMove(d dice) call {
	contact, to := dynamostore.Contact{ID: d.contact()}, d.who()
	return func(ctx context.Context, s store) answer {
		return say("move identity", s.MoveIdentity(ctx, contact, to), contact, to)
	}
}

func drawDescribe(d dice) call {
	contact, who := dynamostore.Contact{ID: d.contact()}, d.who()
	return func(ctx context.Context, s store) answer {
		return say("describe contact", s.DescribeContact(ctx, contact, who), contact, who)
	}
}

func drawPortrait(d dice) call {
	contact, who := d.anybody(), d.who()
	return func(ctx context.Context, s store) answer {
		known, err := s.KnownIdentities(ctx, who.Keys())
		if err != nil {
			return say("known identities", err)
		}
		found, exists, err := s.Portrait(ctx, contact)
		return say("portrait", err, contact, known, found, exists)
	}
}

// drawSplit splits some of what a contact has off, half the time into the
// contact that it came from, and once again.
func drawSplit(d dice) call {
	from, owner, again, fresh, one, busy := d.anybody(), d.owner(), d.flip(), d.flip(), d.IntN(4), d.IntN(8) == 0
	return func(ctx context.Context, s store) answer {
		before, _, err := s.Portrait(ctx, from)
		if err != nil {
			return say("portrait to split", err)
		}
		order := dynamostore.Splitting{From: from}
		for i, identity := range before.Identities {
			if i == one || identity.JoinedFrom != "" && !fresh {
				order.Identities = append(order.Identities, identity.Key)
				order.Into = identity.JoinedFrom
			}
		}
		if fresh {
			order.Into = ""
		}
		if busy { // a run works on it, or another has it already
			if _, err := s.AcquireConversation(ctx, from, "main", "run"); err != nil {
				return say("acquire before split", err)
			}
		}
		done, err := s.Split(ctx, order, owner)
		if err == nil && again {
			done, err = s.Split(ctx, order, owner)
		}
		after, _, lost := s.Portrait(ctx, done.Into)
		said := say("split", err, order, done, after, lost)
		said.cameTo("split again", err == nil && again)
		said.cameTo("split into a new contact", err == nil && fresh)
		said.cameTo("split into a former contact", err == nil && !fresh)
		said.cameTo("split with a ticket", len(done.Tickets) > 0)
		return said
	}
}
