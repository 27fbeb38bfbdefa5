package sqs

import (
	"encoding/base64"
	"time"
)

// Statuses of a move task (ListMessageMoveTasks in the SQS API reference).
const (
	moveRunning    = "RUNNING"
	moveCompleted  = "COMPLETED"
	moveCancelling = "CANCELLING"
	moveCancelled  = "CANCELLED"
	moveFailed     = "FAILED"
)

// moveChunk is how many messages move at once without a rate, so that the
// lock is free for others in between.
const moveChunk = 100

// moveTask takes messages out of a dead-letter queue. The server's lock guards
// it. It lives in memory only.
type moveTask struct {
	id          string
	source      string // queue name
	destination string // queue name; empty: back to where each came from
	perSecond   int    // 0: no limit
	startedAt   time.Time
	status      string
	moved       int
	toMove      int // visible at the start: later arrivals are left
	failure     string
}

// handle is the TaskHandle: it names the source too, so that a handle of
// another queue is told from one that never was.
func (t *moveTask) handle() string {
	return base64.StdEncoding.EncodeToString([]byte(t.id + "/" + t.source))
}

// active says whether the task still works: one a source at a time.
func (t *moveTask) active() bool { return t.status == moveRunning || t.status == moveCancelling }

// allowance is how many messages may move now, and when to look again. The
// rate follows the injected clock: a jump lets through what it covers.
func (t *moveTask) allowance(now time.Time) (n int, again time.Duration) {
	if t.perSecond == 0 {
		return moveChunk, 0
	}
	elapsed := now.Sub(t.startedAt)
	passed := int(elapsed / time.Second)
	again = time.Duration(passed+1)*time.Second - elapsed
	return t.perSecond*(passed+1) - t.moved, again
}

// run moves until the task is done or the server closes.
func (s *Server) run(t *moveTask) {
	defer s.background.Done()
	for {
		var done bool
		var again time.Duration
		var jumped <-chan struct{}
		err := s.locked(func(now time.Time) error {
			again = s.advanceMove(t, now)
			done, jumped = !t.active(), s.jumped
			return nil
		})
		if err != nil || done {
			return // closed, or the journal is broken: every request says so
		}
		timer := time.NewTimer(again)
		select {
		case <-timer.C:
		case <-jumped:
		case <-s.stop:
		}
		timer.Stop()
	}
}

// advanceMove moves what may move now and says when to go on.
func (s *Server) advanceMove(t *moveTask, now time.Time) (again time.Duration) {
	if t.status == moveCancelling {
		t.status = moveCancelled
		return 0
	}
	q, err := s.queue(t.source, now)
	if err != nil {
		t.fail(legacy + "NonExistentQueue")
		return 0
	}
	n, again := t.allowance(now)
	n = min(n, t.toMove-t.moved)
	picked := q.order.pick(max(n, 0))
	for _, m := range picked {
		if !s.redrive(q, m, t, now) {
			return 0
		}
	}
	if t.moved >= t.toMove || n > 0 && len(picked) == 0 {
		t.status = moveCompleted
	}
	return again
}

// redrive moves one message; false when the task has failed on it.
func (s *Server) redrive(q *queue, m *message, t *moveTask, now time.Time) bool {
	destination := t.destination
	if destination == "" {
		if m.Source == "" { // sent here directly: nobody knows where it belongs
			t.fail("CouldNotDetermineMessageSource")
			return false
		}
		destination = nameOfARN(m.Source)
	}
	to, err := s.queue(destination, now)
	if err != nil {
		t.fail(legacy + "NonExistentQueue")
		return false
	}
	// Not looked up in the deduplication memory: a redrive within five minutes
	// of the first send must not swallow the message.
	moved := m.redriven(s.newID(), s.nextSequence(), now)
	s.commit(record{Op: opPut, Queue: to.name, At: now, Message: moved, From: q.name, IDs: []string{m.ID}})
	t.moved++
	return true
}

func (t *moveTask) fail(reason string) { t.status, t.failure = moveFailed, reason }
