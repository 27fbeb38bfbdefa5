package main

import (
	"context"
	"time"

	"ventana/shared/rollout"
	"ventana/shared/telemetry"
)

// foresee counts, in shadow mode, the warnings that a ticket would get. Of answers
// that the former system gives Ventana hears only those written in the phone app,
// so it counts the most that there could be. A count that is lost holds nothing
// up, and a run that is repeated may count once more.
func (t *turn) foresee(ctx context.Context, closesAt, now time.Time) (next time.Time, level int, err error) {
	if !now.Before(closesAt) {
		return time.Time{}, 0, nil
	}
	due, next, level := t.warning(closesAt, now)
	if due.Level == 0 {
		return next, level, nil
	}
	t.log.Info("roll-out", telemetry.KeyNumber, t.talk.Number, telemetry.KeyContact, t.talk.Contact, telemetry.KeyWouldWarn, 1)
	if err := t.store.CountRollout(ctx, t.talk.Number, now, rollout.Counts{WouldWarn: 1}); err != nil {
		t.log.Warn("roll-out not counted", telemetry.KeyNumber, t.talk.Number, telemetry.KeyError, err)
	}
	return next, level, nil
}
