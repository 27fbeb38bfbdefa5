package main

import (
	"context"
	"strconv"

	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/telemetry"
)

// missed counts a window that closed on a customer who waits, when none of the
// warnings that the rules want was written in it: nobody knew in time. It is counted
// before the note that it has closed, which is written once, so that a run that dies
// in between counts it twice rather than never.
//
// Requests: one read a warning, of windows that closed on somebody who waits.
func (t *turn) missed(ctx context.Context) error {
	if len(t.rules.Window.Warn) == 0 {
		return nil
	}
	if _, told, err := t.store.Effect(ctx, dynamostore.EffectNote, t.noteID("closed")); err != nil || told {
		return err // an earlier run counted
	}
	for _, one := range t.rules.Window.Warn {
		effect, known, err := t.store.Effect(ctx, dynamostore.EffectNote, t.noteID(one.String()))
		if err != nil {
			return err
		}
		if known && effect.Done {
			return nil
		}
	}
	t.metrics.Count(telemetry.MetricWindowsMissed, t.talk.Number)
	return nil
}

// noteID names a note in this window.
func (t *turn) noteID(which string) string {
	return envelope.Digest("note", "window", t.talk.Contact, t.talk.Number, t.talk.Ticket,
		strconv.FormatInt(t.talk.LastInboundAt.Unix(), 10), which)
}
