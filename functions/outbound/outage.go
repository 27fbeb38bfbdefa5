package main

import (
	"context"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/provider"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

const (
	// outageTold is when an agent is told that a reply waits for WhatsApp: a hiccup
	// is over by then, and the window is not.
	outageTold = 10 * time.Minute
	// outageLook is how often WhatsApp is asked meanwhile on behalf of a file.
	outageLook = time.Minute
)

// tellWaits tells the agent, once for each comment, that a reply waits because
// WhatsApp does not answer. The reply waits in any case, so a note that does not
// get there is tried again with it.
func (l *look) tellWaits(ctx context.Context, comment helpdesk.Comment, code string) {
	if !provider.DoesNotAnswer(code) || comment.At.IsZero() || l.now().Sub(comment.At) < outageTold || !sqsqueue.Spare(ctx, failure.CallTimeout) {
		return
	}
	if err := l.tell(ctx, comment, "waits", note.StillWaits(l.helpdesk.Language)); err != nil {
		l.log.Warn("not told that a reply waits", telemetry.KeyTicket, l.link.Ticket, telemetry.KeyError, err)
	}
}

// whatsAppIsDown reports that a file is not late but waits for WhatsApp, and lets
// its time begin anew. A file that was asked for a while ago and is not there may
// be either, so WhatsApp is asked; what was asked for is tried on meanwhile.
func (l *look) whatsAppIsDown(ctx context.Context, comment helpdesk.Comment, asked dynamostore.Effect) (bool, error) {
	if l.now().Sub(asked.FirstAt) < filePatience {
		return false, nil
	}
	failed := failure.Of(l.Handler.provider(l.provider).Answers(ctx, l.number.PhoneNumberID))
	if failed == nil || !provider.DoesNotAnswer(failed.Code) {
		return false, nil
	}
	l.tellWaits(ctx, comment, failed.Code)
	// Not in doubt, so that the next claim counts as the first.
	return true, l.store.Postpone(ctx, asked.Kind, asked.ID, l.owner, dynamostore.Pause{For: outageLook})
}
