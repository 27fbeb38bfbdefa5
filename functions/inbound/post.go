package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// recover looks in the ticket for parts that an earlier run may have posted,
// marks those it finds, and returns the missing ones with the ticket's stamp as
// read before the look. The stamp narrows the hole in which the lost post still
// arrives after the look; it does not close it: stamps have one-second steps.
func (t *turn) recover(ctx context.Context, old []part) (missing []part, stamp string, err error) {
	if len(old) == 0 {
		return nil, "", nil
	}
	missing = old
	for _, ticket := range t.whereabouts(old) {
		trace, err := t.desk.Trace(ctx, ticket, markersOf(missing))
		if errors.Is(err, helpdesk.ErrGone) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		if ticket == t.talk.Ticket {
			stamp = trace.Stamp
		}
		if missing, err = t.tick(ctx, missing, ticket, trace); err != nil {
			return nil, "", err
		}
		if len(missing) == 0 {
			return nil, "", nil
		}
	}
	return missing, stamp, nil
}

// whereabouts lists the tickets in which old parts may stand: those that were
// open when they were first claimed, the one that is open now, and for a part
// that was to open a ticket the one before it, and the one that a join left.
func (t *turn) whereabouts(old []part) []string {
	candidates := []string{t.talk.Ticket}
	for _, p := range old {
		candidates = append(candidates, p.effect.Ticket)
		if p.effect.Ticket == "" {
			candidates = append(candidates, t.talk.PreviousTicket)
			candidates = append(candidates, t.talk.Earlier[max(len(t.talk.Earlier)-1, 0):]...)
		}
	}
	slices.Sort(candidates)
	return slices.DeleteFunc(slices.Compact(candidates), func(ticket string) bool { return ticket == "" })
}

// tick finishes the parts that a look found, and opens the ticket where only
// that was left undone.
func (t *turn) tick(ctx context.Context, parts []part, ticket string, trace helpdesk.Trace) (missing []part, err error) {
	var found []part
	for _, p := range parts {
		if _, stands := trace.Found[p.marker()]; stands {
			found = append(found, p)
		} else {
			missing = append(missing, p)
		}
	}
	if !trace.Open && !trace.Closed && reopens(found) {
		if err := t.desk.Reopen(ctx, ticket); err != nil && !over(err) {
			return nil, err
		}
	}
	for _, p := range found {
		if err := t.desk.AddTags(ctx, ticket, p.tags); err != nil && !over(err) { // which may have been left out
			return nil, err
		}
		if err := t.finish(ctx, []part{p}, ticket, trace.Found[p.marker()]); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// over reports whether a ticket takes no more updates.
func over(err error) bool {
	return errors.Is(err, helpdesk.ErrClosed) || errors.Is(err, helpdesk.ErrGone)
}

// append brings parts into the conversation's ticket, opening one where there
// is none or where it turns out to be closed. It returns the parts that are not
// in the ticket when it fails.
func (t *turn) append(ctx context.Context, parts []part, stamp string) (left []part, err error) {
	for range settled {
		if t.talk.Ticket == "" {
			if gone, err := t.handOver(ctx, parts); gone || err != nil {
				return leftOf(parts, err), err
			}
			if parts, err = t.skipRemarks(ctx, parts); err != nil || len(parts) == 0 {
				return parts, err
			}
			if left, err = t.open(ctx, parts); err != nil {
				return parts, err
			}
			if parts = left; len(parts) == 0 {
				return nil, nil
			}
		}
		err := t.comment(ctx, parts, stamp)
		switch {
		case errors.Is(err, helpdesk.ErrClosed):
			t.talk.NextTicket(true)
		case errors.Is(err, helpdesk.ErrGone):
			t.talk.NextTicket(false)
		case err != nil:
			return parts, err
		default:
			return nil, nil
		}
		stamp = ""
	}
	return parts, &failure.Error{Class: failure.Later, Op: "add comment to conversation of contact " + t.talk.Contact, Code: "unsettled",
		Err: fmt.Errorf("%d tickets in a row were closed", settled)}
}

// leftOf are the parts that are not where they belong after an error.
func leftOf(parts []part, err error) []part {
	if err != nil {
		return parts
	}
	return nil
}

// skipRemarks passes over what is worth a line on an open ticket, and no ticket
// of its own.
func (t *turn) skipRemarks(ctx context.Context, parts []part) ([]part, error) {
	for len(parts) > 0 && passing(parts[0]) {
		if err := t.store.Finish(ctx, parts[0].effect.Kind, parts[0].effect.ID, ""); err != nil {
			return parts, fmt.Errorf("finish remark: %w", err)
		}
		parts = parts[1:]
	}
	return parts, nil
}

// comment adds parts to the open ticket as one comment: of the customer, or of
// the business.
func (t *turn) comment(ctx context.Context, parts []part, stamp string) error {
	user, err := t.author(ctx, parts[0])
	if err != nil {
		return err
	}
	if err := sqsqueue.TimeFor(ctx, "add comment"); err != nil {
		return err
	}
	added, err := t.desk.AddComment(ctx, helpdesk.NewComment{
		Ticket: t.talk.Ticket, Author: user, Body: joined(parts), Public: !internal(parts),
		Markers: markersOf(parts), Reopen: reopens(parts), Stamp: stamp, Fields: t.commentFields(parts), Tags: parts[0].tags,
	})
	if added.FieldsRefused {
		t.log.Warn("window not shown", telemetry.KeyTicket, t.talk.Ticket)
	}
	if added.Comment != "" && over(err) {
		err = nil // it stands there; the ticket was closed before it could be opened
	}
	if err != nil && added.Comment != "" {
		// It stands there, only the ticket is not open yet: the next run's look
		// finds the comment and opens the ticket.
		return &failure.Error{Class: failure.Ambiguous, Op: "reopen ticket " + t.talk.Ticket, Code: failure.Of(err).Code, Wait: failure.Of(err).Wait, Err: err}
	}
	if errors.Is(err, helpdesk.ErrRequesterGone) {
		return t.knowAgain(ctx, parts[0], err)
	}
	if err != nil {
		return err
	}
	return t.finish(ctx, parts, t.talk.Ticket, added.Comment)
}

func markersOf(parts []part) []string {
	var markers []string
	for _, p := range parts {
		markers = append(markers, p.marker())
	}
	return markers
}

// joined is the comment's body: each message to the letter, one after the other.
func joined(parts []part) string {
	bodies := make([]string, len(parts))
	for i, p := range parts {
		bodies[i] = p.body
	}
	return strings.Join(bodies, "\n")
}
