package sqs_test

import (
	"testing"
	"time"
)

func TestClock_jumpsMoveEverythingAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "VisibilityTimeout", "90", "MessageRetentionPeriod", "1209600")
	start := time.Now()
	r.sendAll(q, "A1")
	for range 14 { // a message that fails for 13 days, seen every day
		r.expect(q, 1, "A1")
		r.advance(24*time.Hour - time.Second)
	}
	r.advance(time.Minute)
	r.expectCounts(q, "0/0/0") // retention is over
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("two weeks took %s", took)
	}
}

func TestClock_jumpWakesEveryWaitingConsumer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "VisibilityTimeout", "90")
	r.sendAll(q, "A1", "B1")
	r.receive(q, 10)
	first, second := poll(r, q, 20), poll(r, q, 20)
	time.Sleep(100 * time.Millisecond)
	r.advance(90 * time.Second)
	a, b := <-first, <-second
	if got := bodies(append(a, b...)); got != "A1,B1" && got != "B1,A1" {
		t.Errorf("received %q", got)
	}
}
