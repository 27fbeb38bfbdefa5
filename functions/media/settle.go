package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/internalnote"
	"ventana/shared/note"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// lateAfter is when the agent is told that a file has not come yet.
const lateAfter = 10 * time.Minute

// The reasons for which a file is given up, as they stand on the effect.
const (
	reasonTooLarge = "too_large"
	reasonGone     = "gone"
	reasonDamaged  = "damaged"
)

// lostError is a file that will never come, with what the agent is told.
type lostError struct {
	reason string
	text   string
}

// Error names the reason.
func (e *lostError) Error() string { return "file is lost: " + e.reason }

// settle turns what became of the file into the record's outcome. A file that
// is lost is told; one that is late is told once, and tried until WhatsApp has
// it no longer.
func (f *fetch) settle(ctx context.Context, err error) sqsqueue.Outcome {
	if err == nil {
		return sqsqueue.Done()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), failure.CallTimeout)
	defer cancel()
	var lost *lostError
	if !errors.As(err, &lost) && f.now().After(f.At.Add(envelope.FileLife)) && failure.Is(err, failure.Later) {
		lost = &lostError{reasonGone, note.FileGone(f.line.helpdesk.Language, f.name)}
	}
	if lost != nil {
		if err := f.giveUp(ctx, lost); err != nil {
			return sqsqueue.OutcomeOf(f.giveBack(ctx, err))
		}
		return sqsqueue.Done()
	}
	if f.now().Sub(f.since) >= lateAfter && failure.Is(err, failure.Later) {
		f.metrics.Count(telemetry.MetricFilesLate, f.Type)
		f.tell(ctx, "late", note.FileLate(f.line.helpdesk.Language, f.name, f.At.Add(envelope.FileLife)))
	}
	return sqsqueue.OutcomeOf(f.giveBack(ctx, err))
}

// giveUp tells the agent and ends the effect.
func (f *fetch) giveUp(ctx context.Context, lost *lostError) error {
	if err := f.tell(ctx, "lost", lost.text); err != nil {
		return err
	}
	f.metrics.Count(telemetry.MetricFilesLost, lost.reason)
	f.log.Warn("file given up", telemetry.KeyTicket, f.Ticket, telemetry.KeyReason, lost.reason)
	return f.store.GiveUp(ctx, f.effect.Kind, f.effect.ID, lost.reason)
}

// tell writes a note about the file, once for each subject.
func (f *fetch) tell(ctx context.Context, subject, text string) error {
	tickets, err := f.tickets(ctx)
	if err != nil {
		return err
	}
	id := envelope.Digest("note", "file", f.effect.ID, subject)
	if _, err = internalnote.NewWriter(f.store, f.owner).WriteOnOne(ctx, f.desk, tickets, id, text); err != nil {
		return fmt.Errorf("tell of file: %w", err)
	}
	return nil
}

// giveBack ends the claim for now.
func (f *fetch) giveBack(ctx context.Context, cause error) error {
	failed := failure.Of(cause)
	pause := dynamostore.Pause{
		For:       failed.Wait,
		Ambiguous: f.effect.Ambiguous || failed.Class == failure.Ambiguous || failed.Class == failure.Unknown,
	}
	if err := f.store.Postpone(ctx, f.effect.Kind, f.effect.ID, f.owner, pause); err != nil {
		f.log.Warn("claim not given back", telemetry.KeyTicket, f.Ticket, telemetry.KeyError, err)
	}
	return cause
}
