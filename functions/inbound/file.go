package main

import (
	"context"
	"fmt"

	"ventana/shared/envelope"
)

// askForFiles asks for the files of parts that stand in the ticket. Fetching
// them takes long and can fail on its own, so it is another function's work.
func (t *turn) askForFiles(ctx context.Context, parts []part, ticket string) error {
	var wanted []envelope.Envelope
	for _, p := range parts {
		file := p.message.File
		if file == nil || file.ID == "" {
			continue
		}
		user := t.talk.HelpdeskUser
		if p.echo {
			user = ""
		}
		wanted = append(wanted, envelope.Envelope{
			Version: envelope.Version, Kind: envelope.KindFetch, Connection: t.line.provider.ID,
			Delivery: p.effect.ID, ReceivedAt: t.now(),
			Fetch: &envelope.Fetch{
				Number: t.line.number.ID, Contact: t.talk.Contact, Helpdesk: t.line.helpdesk.ID, Ticket: ticket, User: user,
				Message: p.message.ID, At: p.message.At, Type: p.message.Type, File: *file,
			},
		})
	}
	if len(wanted) == 0 {
		return nil
	}
	if err := t.queue.Send(ctx, t.mediaQueue, wanted); err != nil {
		return fmt.Errorf("ask for files: %w", err)
	}
	return nil
}
