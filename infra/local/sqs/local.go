package sqs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// CreateQueue creates a queue with attributes as SetQueueAttributes names them
// ("FifoQueue": "true" for a name that ends in .fifo). An existing queue with
// the same values is left alone; other values are an error.
func (s *Server) CreateQueue(name string, attributes map[string]string) (url, arn string, err error) {
	return s.provide(name, func(now time.Time) error {
		return s.create(&createInput{QueueName: name, Attributes: attributes}, now)
	})
}

// EnsureQueue creates a queue or gives the existing one exactly these
// attributes, defaults for the rest, as deploying a template does. Messages
// stay. Another kind of queue under that name is an error.
func (s *Server) EnsureQueue(name string, attributes map[string]string) (url, arn string, err error) {
	return s.provide(name, func(now time.Time) error {
		q := s.queues[name]
		if q == nil {
			return s.create(&createInput{QueueName: name, Attributes: attributes}, now)
		}
		return s.reconfigure(q, initialAttributes(q.fifo), attributes, now)
	})
}

func (s *Server) provide(name string, f func(time.Time) error) (url, arn string, err error) {
	if err := s.locked(f); err != nil {
		return "", "", fmt.Errorf("provide queue %s: %w", name, err)
	}
	return s.url(name), s.arn(name), nil
}

// QueueURL is the URL of the queue of that name, which need not exist yet.
func (s *Server) QueueURL(name string) string { return s.url(name) }

// ARN is the ARN of the queue of that name, which need not exist yet.
func (s *Server) ARN(name string) string { return s.arn(name) }

// QueueStats are the counts of one queue at one moment.
type QueueStats struct {
	Name         string    `json:"name"`
	Visible      int       `json:"visible"`
	InFlight     int       `json:"in_flight"`
	Delayed      int       `json:"delayed"`
	OldestSentAt time.Time `json:"oldest_sent_at,omitzero"` // zero for an empty queue
}

// Stats lists every queue, by name. After Close it is empty.
func (s *Server) Stats() []QueueStats {
	var all []QueueStats
	_ = s.locked(func(now time.Time) error { // closed: nothing to tell
		for _, name := range slices.Sorted(maps.Keys(s.queues)) {
			q, err := s.queue(name, now)
			if err != nil {
				return err
			}
			stats := QueueStats{Name: name}
			stats.Visible, stats.InFlight, stats.Delayed = q.counts()
			if oldest := q.ages.first(); oldest != nil {
				stats.OldestSentAt = oldest.SentAt
			}
			all = append(all, stats)
		}
		return nil
	})
	return all
}

// Receive takes up to limit messages, any number from 1, with all their
// attributes, and hides them for the queue's visibility timeout. It waits up to
// wait, in real time, for the first; none is no error, an ended ctx is.
func (s *Server) Receive(ctx context.Context, name string, limit int, wait time.Duration) ([]Message, error) {
	if limit < 1 {
		return nil, fmt.Errorf("receive %s: limit %d is below 1", name, limit)
	}
	p, err := s.receive(ctx, want{queue: name, limit: limit, wait: &wait})
	if err == nil && len(p.messages) == 0 {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("receive %s: %w", name, err)
	}
	messages := make([]Message, len(p.messages))
	for i := range p.messages {
		messages[i] = s.view(name, &p.messages[i], p.receipts[i], p.fifo)
	}
	return messages, nil
}

func (s *Server) view(queue string, m *message, receipt string, fifo bool) Message {
	attributes := m.Attributes
	if attributes == nil {
		attributes = map[string]Attribute{}
	}
	return Message{
		ID: m.ID, ReceiptHandle: receipt, Body: m.Body, Attributes: m.system(fifo), MessageAttributes: attributes,
		MD5OfBody: md5Body(m.Body), MD5OfMessageAttributes: md5Attributes(m.Attributes),
		EventSource: "aws:sqs", EventSourceARN: s.arn(queue), Region: s.region,
	}
}

// PeekNewest lists up to limit messages, newest enqueue first, in flight or
// not, without receiving them: no receipt, no count, no hiding.
func (s *Server) PeekNewest(name string, limit int) ([]Message, error) {
	var messages []Message
	err := s.locked(func(now time.Time) error {
		q, err := s.queue(name, now)
		if err != nil {
			return err
		}
		for _, m := range slices.Backward(q.bySequence()) {
			if len(messages) >= limit {
				break
			}
			messages = append(messages, s.view(name, m, "", q.fifo))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("peek %s: %w", name, err)
	}
	return messages, nil
}

// Delete deletes what the receipts name, as DeleteMessage does for each: what
// is gone already is no error, an expired receipt of a FIFO queue is. One
// failure leaves the others standing.
func (s *Server) Delete(name string, receipts []string) error {
	return s.each("delete from", name, receipts, s.deleteOne)
}

// DeadLetter moves what the receipts name to the queue's dead-letter queue, as Lambda
// does with messages of a loop that it has cut. Without such a queue they are deleted.
func (s *Server) DeadLetter(name string, receipts []string) error {
	return s.each("dead-letter from", name, receipts, func(q *queue, handle string, now time.Time) error {
		r, err := parseReceipt(q.name, handle)
		if err != nil {
			return err
		}
		m, target := r.find(q), s.queues[q.settings.redrive.target]
		if m == nil || target == nil {
			return s.deleteOne(q, handle, now)
		}
		moved := m.deadLettered(s.arn(q.name), q.fifo, s.nextSequence(), now)
		s.commit(record{Op: opPut, Queue: target.name, At: now, Message: moved, From: q.name, IDs: []string{m.ID}})
		return nil
	})
}

// Release makes messages visible at once, as ChangeMessageVisibility with 0.
func (s *Server) Release(name string, receipts []string) error {
	return s.each("release in", name, receipts, func(q *queue, handle string, now time.Time) error {
		return s.hold(q, handle, 0, now)
	})
}

// ChangeVisibility hides a message that is in flight for d from now, at most
// 12 h after its delivery.
func (s *Server) ChangeVisibility(name, receipt string, d time.Duration) error {
	return s.each("change visibility in", name, []string{receipt}, func(q *queue, handle string, now time.Time) error {
		return s.hold(q, handle, d, now)
	})
}

func (s *Server) each(doing, name string, receipts []string, f func(*queue, string, time.Time) error) error {
	err := s.locked(func(now time.Time) error {
		q, err := s.queue(name, now)
		if err != nil {
			return err
		}
		var problems []error
		for _, handle := range receipts {
			problems = append(problems, f(q, handle, now))
		}
		return errors.Join(problems...)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", doing, name, err)
	}
	return nil
}

// Put sends a message to a standard queue as a service of AWS's does that has no
// client of its own here, such as Scheduler its undelivered events, and gives its id.
func (s *Server) Put(name, body string, attributes map[string]Attribute) (id string, err error) {
	err = s.locked(func(now time.Time) error {
		q, err := s.queue(name, now)
		if err != nil {
			return err
		}
		if q.fifo {
			return errors.New("a FIFO queue takes no messages without a group")
		}
		id = s.newID()
		s.commit(record{Op: opPut, Queue: name, At: now, Message: &message{
			ID: id, Sequence: s.nextSequence(), Body: body, Attributes: attributes, SentAt: now,
		}})
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("put into %s: %w", name, err)
	}
	return id, nil
}

// OldestReceivedBelow is when the oldest message was sent that was received fewer
// times; zero when there is none.
func (s *Server) OldestReceivedBelow(name string, receives int) time.Time {
	var oldest time.Time
	_ = s.locked(func(now time.Time) error { // unknown or closed: nothing to tell
		q, err := s.queue(name, now)
		if err != nil {
			return err
		}
		for _, m := range q.messages {
			if m.Receives < receives && (oldest.IsZero() || m.SentAt.Before(oldest)) {
				oldest = m.SentAt
			}
		}
		return nil
	})
	return oldest
}
