package main

import (
	"context"
	"fmt"

	"ventana/shared/envelope"
)

// wakeReplies asks for a look at each ticket on which replies wait for the
// customer, who has written: they are told again until somebody has looked, since
// only that ends the wait. The window's clock must stand in the table before.
func (t *turn) wakeReplies(ctx context.Context, letters []letter) error {
	if t.echo || len(t.talk.Kept) == 0 {
		return nil
	}
	last := letters[len(letters)-1].envelope.Message
	if !t.talk.Open(t.now()) {
		return nil // a message that came a day late opens nothing
	}
	var looks []envelope.Envelope
	for _, ticket := range t.talk.Kept {
		looks = append(looks, envelope.Look(t.now(), ticket.Helpdesk, ticket.Ticket, envelope.EventHeard, last.ID))
	}
	if err := t.queue.Send(ctx, t.replyQueue, looks); err != nil {
		return fmt.Errorf("wake replies that wait: %w", err)
	}
	return nil
}
