package sqsqueue

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"ventana/shared/deadletter"
	"ventana/shared/telemetry"
)

const (
	// suspectReceives is the receive from which silent ends are counted; before
	// it a record costs no request for it.
	suspectReceives = 4
	// aloneAfter is how many silent ends make a record be handled alone, so that
	// the next death has one possible cause.
	aloneAfter = 2
	// maxSilent is how many receives in a row may end without an outcome before a record
	// is held to be what kills the process: as many as it may fail. A table that answers
	// badly loses the word that a process lived, and a bad hour must not park what is sound.
	maxSilent = MaxAttempts
)

// lot is one group of a batch as it goes into its run.
type lot struct {
	group []Record
	// outcomes are set when they are known beforehand.
	outcomes []Outcome
	// begun: a receive of the first record was counted and wants its end.
	begun bool
}

// examine counts a receive of every group's first record that came often, and
// parks one whose receives keep ending without an outcome. While one is under
// suspicion, it is handled alone and the others are given back: a record that
// kills the process must not take its neighbours' good name along.
func (c *Consumer) examine(ctx context.Context, groups [][]Record) ([]lot, []events.SQSBatchItemFailure) {
	lots := make([]lot, len(groups))
	alone := -1
	for i, group := range groups {
		lots[i].group = group
		if group[0].Receives < suspectReceives {
			continue
		}
		silent, err := c.budget.BeginReceive(ctx, group[0].ID)
		switch {
		case err != nil:
			lots[i].outcomes = []Outcome{Wait(heldPause, err.Error())}
		case silent >= maxSilent:
			lots[i].outcomes = []Outcome{ParkFor(deadletter.Died, fmt.Sprintf("the process died %d times while handling it", silent))}
		default:
			lots[i].begun = true
			if silent >= aloneAfter && alone < 0 {
				alone = i
			}
		}
	}
	if alone < 0 {
		return lots, nil
	}
	return c.setApart(ctx, lots, alone)
}

// setApart keeps the suspect and what needs no handling, and gives back the rest.
func (c *Consumer) setApart(ctx context.Context, lots []lot, alone int) ([]lot, []events.SQSBatchItemFailure) {
	var kept []lot
	var back []events.SQSBatchItemFailure
	for i, one := range lots {
		if i == alone || one.outcomes != nil {
			kept = append(kept, one)
			continue
		}
		c.spared(ctx, one)
		back = append(back, failures(c.giveBack(ctx, one.group, time.Second))...)
	}
	return kept, back
}

// survived takes a suspicion back: the process lived.
func (c *Consumer) survived(ctx context.Context, one lot) {
	if one.begun {
		c.noted(one, c.budget.EndReceive(ctx, one.group[0].ID))
	}
}

// spared takes back that the lot was to be handled: it is given back as it came.
func (c *Consumer) spared(ctx context.Context, one lot) {
	if one.begun {
		c.noted(one, c.budget.UndoReceive(ctx, one.group[0].ID))
	}
}

func (c *Consumer) noted(one lot, err error) {
	if err != nil {
		c.log.Warn("receive not counted", telemetry.KeyRecord, one.group[0].ID, telemetry.KeyError, err)
	}
}
