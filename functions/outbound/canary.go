package main

import (
	"context"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk"
	"ventana/shared/silence"
	"ventana/shared/sqsqueue"
)

// toldAt is when the API took the helpdesk's event that asked for a look; zero for
// looks that Ventana asked for itself.
func toldAt(e envelope.Envelope) time.Time {
	if e.Kind != envelope.KindTicket || e.Ticket.Event == envelope.EventSweep || e.Ticket.Event == envelope.EventHeard {
		return time.Time{}
	}
	return e.ReceivedAt
}

// arrive ends the canary's way where a reply would leave, and notes when. What else
// stands on its ticket has nobody to go to.
func (l *look) arrive(ctx context.Context, comment helpdesk.Comment) error {
	run, known, err := l.store.CanaryRun(ctx, l.number.ID)
	if err != nil || !known || !slices.Contains(comment.Markers, run.Reply) {
		return err
	}
	_, err = l.store.NoteCanary(ctx, l.number.ID, silence.Run{ID: run.ID, EventAt: l.toldAt, OutboundAt: l.now()})
	return err
}

// probed notes for the canary that the queue is read. One whose run is over counts
// for nothing.
func (h *Handler) probed(ctx context.Context, e envelope.Envelope) sqsqueue.Outcome {
	if _, err := h.store.NoteCanary(ctx, e.Ticket.ID, silence.Run{ID: e.Delivery, ProbedAt: h.now()}); err != nil {
		return sqsqueue.OutcomeOf(err)
	}
	return sqsqueue.Done()
}

// isCanary reports whether nobody is behind the conversation.
func (l *look) isCanary() bool { return l.contact.BSUID == conversation.CanaryUser }
