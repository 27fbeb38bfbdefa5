package main

import (
	"context"
	"fmt"
	"slices"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
)

// wakeReplies asks for a look at each ticket on which replies wait for the
// customer, who has written or called: they are told again until somebody has looked, since
// only that ends the wait. The window's clock must stand in the table before: kept are
// those that wait then, besides those that the turn has found.
func (t *turn) wakeReplies(ctx context.Context, letters []letter, kept []conversation.TicketName) error {
	kept = slices.Concat(t.talk.Kept, kept)
	slices.SortFunc(kept, conversation.TicketName.Compare)
	kept = slices.Compact(kept)
	opens := func(l letter) bool { return t.opensWindow(*l.envelope.Message) }
	if len(kept) == 0 || t.echo && !slices.ContainsFunc(letters, opens) {
		return nil
	}
	last := letters[len(letters)-1].envelope.Message
	if !t.talk.Open(t.now()) {
		return nil // a message that came a day late opens nothing
	}
	var looks []envelope.Envelope
	for _, ticket := range kept {
		looks = append(looks, envelope.Look(t.now(), ticket.Helpdesk, ticket.Ticket, envelope.EventHeard, last.ID))
	}
	if err := t.queue.Send(ctx, t.replyQueue, looks); err != nil {
		return fmt.Errorf("wake replies that wait: %w", err)
	}
	return nil
}
