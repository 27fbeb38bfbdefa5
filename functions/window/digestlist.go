package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/offer"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// digestDue is how much of a shard is read: a hundred thousand open windows in
	// all, which is some ten seconds' reading.
	digestDue = 25_000
	// digestTickets is how many tickets are looked at, those whose windows close
	// first: twenty calls. Nobody works through more in a day.
	digestTickets = 20 * helpdesk.ManyTickets
	// talksAtOnce is one batch of the table.
	talksAtOnce = 100
)

// list reads what closes in time while an agent is waited for, in its order.
func (d *daily) list(ctx context.Context) (note.Digest, error) {
	digest := d.rules.Window.Digest
	list := note.Digest{
		At: d.at, Until: d.at.Add(digest.Ahead()), Valued: digest.Value != "", Unit: digest.Unit, Search: d.search(),
	}
	talks, err := d.closing(ctx, list.Until)
	if err != nil {
		return note.Digest{}, err
	}
	looked := 0
	for part := range slices.Chunk(talks, helpdesk.ManyTickets) {
		if list.Unread > 0 || looked >= digestTickets || looked > 0 && !sqsqueue.Spare(ctx, reserve) {
			list.Unread += len(part)
			continue
		}
		looked += len(part)
		lines, err := d.lines(ctx, part)
		if err != nil {
			return note.Digest{}, err
		}
		list.Lines = append(list.Lines, lines...)
	}
	slices.SortFunc(list.Lines, before)
	return list, nil
}

// search finds every ticket with an open window; the tag of a closed one is there
// only where the account has the field.
func (d *daily) search() string {
	search := "type:ticket status<solved tags:" + helpdesk.Tag
	if d.helpdesk.Fields.Window != "" {
		search += " -tags:" + helpdesk.WindowClosed
	}
	return search
}

// before is the order of a digest: the most valuable first, those of an unknown
// value last, and among equals what closes first.
func before(a, b note.DigestLine) int {
	if a.Valued != b.Valued {
		return map[bool]int{true: -1, false: 1}[a.Valued]
	}
	number := func(ticket string) int {
		n, _ := strconv.Atoi(ticket) // what is no number comes first, as text
		return n
	}
	return cmp.Or(cmp.Compare(b.Value, a.Value), a.ClosesAt.Compare(b.ClosesAt),
		cmp.Compare(number(a.Ticket), number(b.Ticket)), cmp.Compare(a.Ticket, b.Ticket))
}

// closing lists the unanswered conversations of this helpdesk whose windows close
// by a time, soonest first, each ticket once. A conversation with an open window
// is due for a look no later than it closes, so the index of what is due by then
// names all of them.
func (d *daily) closing(ctx context.Context, until time.Time) ([]conversation.Conversation, error) {
	var closing []conversation.Conversation
	for shard := range dynamostore.DueShards {
		named, err := d.store.Due(ctx, shard, until, digestDue)
		if err != nil {
			return nil, err
		}
		if len(named) == digestDue {
			d.log.Warn("digest is incomplete: too many windows are open", telemetry.KeyConnection, d.helpdesk.ID, telemetry.KeyShard, shard)
		}
		for part := range slices.Chunk(named, talksAtOnce) {
			if err := sqsqueue.TimeFor(ctx, "read conversations of digest"); err != nil {
				return nil, err
			}
			talks, err := d.store.ReadConversations(ctx, part)
			if err != nil {
				return nil, err
			}
			closing = append(closing, slices.DeleteFunc(talks, func(talk conversation.Conversation) bool {
				return talk.Helpdesk != d.helpdesk.ID || talk.Ticket == "" || talk.Answered() ||
					!talk.Open(d.at) || talk.ClosesAt().After(until)
			})...)
		}
	}
	slices.SortFunc(closing, func(a, b conversation.Conversation) int {
		return cmp.Or(a.ClosesAt().Compare(b.ClosesAt()), cmp.Compare(a.Ticket, b.Ticket))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(closing, func(talk conversation.Conversation) bool {
		twice := seen[talk.Ticket]
		seen[talk.Ticket] = true
		return twice
	}), nil
}

// lines looks at the tickets of conversations, in one call.
func (d *daily) lines(ctx context.Context, talks []conversation.Conversation) ([]note.DigestLine, error) {
	closes, ids := map[string]time.Time{}, make([]string, len(talks))
	for i, talk := range talks {
		ids[i], closes[talk.Ticket] = talk.Ticket, talk.ClosesAt()
	}
	tickets, err := d.desk(d.helpdesk).ReadTickets(ctx, ids)
	if err != nil {
		return nil, err
	}
	var lines []note.DigestLine
	for _, ticket := range tickets {
		if !awaited(d.rules, ticket.Status) {
			continue
		}
		line := note.DigestLine{
			Ticket: ticket.ID, Subject: ticket.Subject, Group: ticket.Group, Agent: ticket.AssigneeName, ClosesAt: closes[ticket.ID],
		}
		line.Value, line.Valued = d.rules.Window.Digest.Worth(offer.Fields(ticket))
		lines = append(lines, line)
	}
	return lines, nil
}
