package zendesk

import (
	"context"
	"time"

	"ventana/shared/helpdesk"
)

// SaidSince reads one page of what was said since a time, on every ticket, oldest
// first: public comments and notes, ours too, with their markers. next is the
// time to ask from at the following call, and end reports that nothing is left.
// What was said in the second of next comes again. The last minute is withheld by
// Zendesk.
//
// A page has 500 changes of tickets at most, and the account allows ten pages a
// minute to everybody together. Only administrators may export.
// https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
func (c *Client) SaidSince(ctx context.Context, since time.Time) (said []helpdesk.Said, next time.Time, end bool, err error) {
	if c.now().Sub(since) < withheld {
		return nil, since, true, nil
	}
	answer, err := c.export(ctx, exportQuery(since, exportSize))
	if err != nil {
		return nil, since, false, err
	}
	for _, event := range answer.Events {
		for _, child := range event.Children {
			if child.Type != "Comment" {
				continue
			}
			one := helpdesk.Said{
				Ticket: event.TicketID.String(), Comment: child.ID.String(), Public: child.Public,
				Own: child.AuthorID != 0 && child.AuthorID == event.UpdaterID, At: time.Unix(event.Timestamp, 0).UTC(),
				Markers: markersOfChange(event.Metadata),
			}
			for _, file := range child.Files {
				one.Files = append(one.Files, file.ID.String())
			}
			said = append(said, one)
		}
	}
	next, end = time.Unix(answer.EndTime, 0).UTC(), answer.EndOfStream || answer.Count == 0
	if !end && !next.After(since) {
		// A page is cut between seconds only, so it had the whole of this one.
		next = since.Add(time.Second)
	}
	return said, next, end, nil
}
