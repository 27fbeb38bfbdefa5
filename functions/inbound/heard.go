package main

import (
	"context"
	"sync"
	"time"

	"ventana/shared/envelope"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// heardPause is how long a process keeps counts of a number to itself: a write for
// each message would cost as much as a claim. What a process still has when it
// ends is not counted, and what is usual is counted in the same way.
const heardPause = 5 * time.Minute

// ear counts the messages that each number heard, and tells the table now and
// then. The first message of an hour and the first after heardPause are told at
// once, so that an hour in which a message came is never silent.
type ear struct {
	mu      sync.Mutex
	numbers map[string]*heard
}

type heard struct {
	toldAt time.Time
	untold int64
}

// take counts messages and says how many are to be told now.
func (e *ear) take(number string, messages int64, now time.Time) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	one := e.numbers[number]
	if one == nil {
		one = &heard{}
		e.numbers[number] = one
	}
	one.untold += messages
	if now.Sub(one.toldAt) < heardPause && now.Truncate(time.Hour).Equal(one.toldAt.Truncate(time.Hour)) {
		return 0
	}
	told := one.untold
	one.untold, one.toldAt = 0, now
	return told
}

// listen counts what customers wrote and stands. A count that is lost holds nothing up.
func (t *turn) listen(ctx context.Context, letters []letter, outcomes []sqsqueue.Outcome) {
	var messages int64
	for i, outcome := range outcomes {
		if outcome == sqsqueue.Done() && letters[i].envelope.Kind == envelope.KindMessage {
			messages++
		}
	}
	if messages == 0 {
		return
	}
	now := t.now()
	told := t.ear.take(t.talk.Number, messages, now)
	if told == 0 {
		return
	}
	if err := t.store.Heard(ctx, t.talk.Number, now, told); err != nil {
		t.log.Warn("messages not counted", telemetry.KeyNumber, t.talk.Number, telemetry.KeyError, err)
	}
}
