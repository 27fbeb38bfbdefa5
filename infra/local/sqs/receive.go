package sqs

import (
	"context"
	"slices"
	"time"
)

// want is one receive: from where, how many, hidden for how long.
type want struct {
	queue      string
	limit      int
	visibility *time.Duration // nil: the queue's
	wait       *time.Duration // nil: the queue's
}

// parcel is what one receive took, copied while the lock was held.
type parcel struct {
	queue    string
	fifo     bool
	messages []message
	receipts []string
}

// receive takes messages, waiting up to the wanted time for the first. That
// time is real: a client's timeouts are. An ended context takes nothing more.
func (s *Server) receive(ctx context.Context, w want) (*parcel, error) {
	started := time.Now()
	for {
		p, wait, changed, err := s.take(w)
		if err != nil || len(p.messages) > 0 {
			return p, err
		}
		left := wait.total - time.Since(started)
		if left <= 0 {
			return p, nil
		}
		if wait.next > 0 {
			left = min(left, wait.next)
		}
		timer := time.NewTimer(left)
		select {
		case <-changed:
		case <-timer.C:
		case <-s.stop:
		case <-ctx.Done():
			timer.Stop()
			return p, nil
		}
		timer.Stop()
	}
}

// waiting says how long a receive may wait in all, and after which time it must
// look again because a message becomes visible (0: no such time).
type waiting struct{ total, next time.Duration }

// take receives what is there now. When that is nothing, changed is closed as
// soon as it may be worth another look.
func (s *Server) take(w want) (p *parcel, wait waiting, changed <-chan struct{}, err error) {
	p = &parcel{queue: w.queue}
	err = s.locked(func(now time.Time) error {
		q, err := s.queue(w.queue, now)
		if err != nil {
			return err
		}
		p.fifo, wait.total = q.fifo, q.settings.wait
		if w.wait != nil {
			wait.total = *w.wait
		}
		room := s.inFlightLimit - q.inFlight
		if room <= 0 && !q.fifo && wait.total == 0 {
			return errOverLimit(s.inFlightLimit) // FIFO queues and long polls get nothing, without an error
		}
		s.deliver(q, p, min(w.limit, max(room, 0)), w.visibility, now)
		if len(p.messages) == 0 {
			var hidden bool
			if changed, wait.next, hidden = q.watch(now); hidden {
				wait.next = max(wait.next, time.Millisecond)
			}
		}
		return nil
	})
	return p, wait, changed, err
}

// deliver hands out up to limit messages and hides them.
func (s *Server) deliver(q *queue, p *parcel, limit int, visibility *time.Duration, now time.Time) {
	picked := s.pick(q, limit, now)
	if len(picked) == 0 {
		return
	}
	hidden := q.settings.visibility
	if visibility != nil {
		hidden = *visibility
	}
	ids := make([]string, len(picked))
	for i, m := range picked {
		ids[i] = m.ID
	}
	s.commit(record{Op: opReceive, Queue: q.name, At: now, Until: now.Add(hidden), IDs: ids})
	for _, m := range picked {
		p.messages = append(p.messages, *m)
		p.receipts = append(p.receipts, receiptOf(q.name, m))
	}
}

// pick chooses messages to deliver. Those that were received too often go to
// the dead-letter queue instead, at this moment and not before, and free their
// group. Without an existing dead-letter queue they are delivered on.
func (s *Server) pick(q *queue, limit int, now time.Time) []*message {
	policy := q.settings.redrive
	target := s.queues[policy.target]
	for {
		picked := q.order.pick(limit)
		if target == nil || target == q {
			return picked
		}
		worn := slices.DeleteFunc(slices.Clone(picked), func(m *message) bool { return m.Receives < policy.maxReceives })
		if len(worn) == 0 {
			return picked
		}
		for _, m := range worn {
			moved := m.deadLettered(s.arn(q.name), q.fifo, s.nextSequence(), now)
			s.commit(record{Op: opPut, Queue: target.name, At: now, Message: moved, From: q.name, IDs: []string{m.ID}})
		}
	}
}
