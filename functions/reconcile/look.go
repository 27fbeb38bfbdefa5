package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ventana/shared/dynamostore"
	"ventana/shared/helpdesk"
	"ventana/shared/statement"
)

// lookPage is after how many looks it is kept what they showed: what a run does in
// ten seconds, which the next one does again when it dies.
const lookPage = 20

// place is a ticket on which messages should stand; none, of those that stand nowhere.
type place struct {
	helpdesk, ticket string
	ids              []string // of their effects, a page at most
}

// placesOf are the places of effects, in an order of their own. A ticket that holds
// more than a page of them comes more than once.
func placesOf(effects map[string]dynamostore.Effect) []place {
	at := map[[2]string][]string{}
	for id, effect := range effects {
		where := [2]string{effect.Helpdesk, effect.Ticket}
		at[where] = append(at[where], id)
	}
	var places []place
	for where, ids := range at {
		slices.Sort(ids)
		for part := range slices.Chunk(ids, statement.MaxPageFindings) {
			places = append(places, place{where[0], where[1], part})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.helpdesk, b.helpdesk), cmp.Compare(a.ticket, b.ticket), cmp.Compare(a.ids[0], b.ids[0]))
	})
	return places
}

// lookFor looks on the tickets on which messages should stand, many of one ticket
// with one look, and judges each. A page of them is written once and never again, so
// that the next run looks for the others alone.
func (m *matching) lookFor(ctx context.Context, entries map[string]dynamostore.DayEntry, effects map[string]dynamostore.Effect) error {
	page, looks := newSheet(), 0
	keep := func(ctx context.Context) error {
		if len(page.Judged) == 0 {
			return nil
		}
		m.looked++
		done := page
		page, looks = newSheet(), 0
		return m.put(ctx, fmt.Sprintf("~looked#%06d", m.looked), done)
	}
	for _, where := range placesOf(effects) {
		if looks == lookPage || len(page.Judged)+len(where.ids) > statement.MaxPageFindings {
			if err := keep(ctx); err != nil {
				return err
			}
		}
		found, gone, err := m.look(ctx, where)
		if err != nil {
			last, cancel := dynamostore.Outlive(ctx)
			defer cancel()
			return errors.Join(err, keep(last))
		}
		looks++
		for _, id := range where.ids {
			m.customer(page, entries[id], effects[id], found[id], gone)
		}
	}
	return keep(ctx)
}

// look looks on one ticket. It gives the comments of messages that stand there, and
// whether the ticket was deleted.
func (m *matching) look(ctx context.Context, where place) (found map[string]string, gone bool, err error) {
	if err := m.timeLeft(ctx); err != nil {
		return nil, false, err
	}
	one, known := m.helpdesk(where.helpdesk)
	if where.ticket == "" || !known {
		return nil, false, nil // nowhere, or removed from the call document: nobody can look
	}
	m.work.Requests.Helpdesk += 2
	trace, err := m.desk(one).Trace(ctx, where.ticket, where.ids)
	if errors.Is(err, helpdesk.ErrGone) {
		return nil, true, nil
	}
	return trace.Found, false, err
}

// customer judges a message that the export did not show. comment is where it
// stands, or empty; gone reports that its ticket was deleted.
func (m *matching) customer(page *sheet, entry dynamostore.DayEntry, effect dynamostore.Effect, comment string, gone bool) {
	page.Judged = append(page.Judged, entry.ID)
	line := page.line(entry.Number)
	finding := statement.Finding{
		Number: entry.Number, Helpdesk: effect.Helpdesk, Ticket: effect.Ticket, Comment: comment,
		Effect: entry.ID, What: effect.Kind, At: firstSeen(effect, entry),
	}
	switch {
	case effect.Done && comment != "":
		line.OnTicket++
		return
	case effect.Done && gone:
		line.Removed++
		return
	case effect.Done && !isID(effect.Result):
		line.Passed++ // worth a line on an open ticket and no ticket of its own
		return
	case effect.Done:
		finding.Kind, finding.Comment = statement.Lost, effect.Result
	case effect.Until.After(m.now()):
		line.UnderWay++
		return
	default:
		finding.Kind = statement.Stuck
	}
	page.Findings = append(page.Findings, finding)
}
