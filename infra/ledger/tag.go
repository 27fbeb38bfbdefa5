package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/helpdesk"
)

// Desk is the part of a helpdesk that knows tags.
type Desk interface {
	ReadTickets(ctx context.Context, tickets []string) ([]helpdesk.Ticket, error)
}

// Tag gives each message the tags that its ticket has now; one that is gone gives
// none. desk opens the helpdesk of a connection.
func Tag(ctx context.Context, messages []Message, desk func(connection string) (Desk, error)) error {
	tickets := map[string][]string{} // by connection
	for _, m := range messages {
		if connection, ticket, found := strings.Cut(m.Ticket, "/"); found {
			tickets[connection] = append(tickets[connection], ticket)
		}
	}
	tags := map[string][]string{}
	for connection, ids := range tickets {
		from, err := desk(connection)
		if err != nil {
			return err
		}
		ids = slices.Compact(slices.Sorted(slices.Values(ids)))
		for part := range slices.Chunk(ids, helpdesk.ManyTickets) {
			read, err := from.ReadTickets(ctx, part)
			if err != nil {
				return fmt.Errorf("read tags of %d tickets: %w", len(part), err)
			}
			for _, ticket := range read {
				tags[ticketOf(connection, ticket.ID)] = ticket.Tags
			}
		}
	}
	for i, m := range messages {
		messages[i].Tags = tags[m.Ticket]
	}
	return nil
}
