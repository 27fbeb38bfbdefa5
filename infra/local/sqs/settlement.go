package sqs

import (
	"context"
	"time"
)

type deleteEntry struct {
	ID            string `json:"Id"` // in a batch
	ReceiptHandle string
}

type deleteInput struct {
	QueueURL string `json:"QueueUrl"`
	deleteEntry
}

func (s *Server) deleteMessage(_ context.Context, in *deleteInput) (*nothing, error) {
	return &nothing{}, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		return s.deleteOne(q, in.ReceiptHandle, now)
	})
}

type deleteBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []deleteEntry
}

func (s *Server) deleteMessageBatch(_ context.Context, in *deleteBatchInput) (*batchResult[idOnly], error) {
	return settleBatch(s, in.QueueURL, "DeleteMessageBatchRequestEntry", in.Entries,
		func(e deleteEntry) string { return e.ID },
		func(q *queue, e deleteEntry, now time.Time) error { return s.deleteOne(q, e.ReceiptHandle, now) })
}

// deleteOne deletes what the receipt names. A message that has gone is no
// error. A receipt older than the last delivery deletes nothing: on a standard
// queue in silence, on a FIFO queue with an error, which there also meets a
// receipt whose visibility timeout is over.
func (s *Server) deleteOne(q *queue, handle string, now time.Time) error {
	r, err := parseReceipt(q.name, handle)
	if err != nil {
		return err
	}
	m := r.find(q)
	switch {
	case m == nil:
		return nil
	case q.fifo && (!r.current(m) || !m.InFlight):
		return errReceiptExpired(handle)
	case !r.current(m):
		return nil
	}
	s.commit(record{Op: opDelete, Queue: q.name, At: now, IDs: []string{m.ID}})
	return nil
}

type visibilityEntry struct {
	ID                string `json:"Id"` // in a batch
	ReceiptHandle     string
	VisibilityTimeout *int
}

type visibilityInput struct {
	QueueURL string `json:"QueueUrl"`
	visibilityEntry
}

func (s *Server) changeMessageVisibility(_ context.Context, in *visibilityInput) (*nothing, error) {
	return &nothing{}, s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		return s.changeOne(q, in.visibilityEntry, now)
	})
}

type visibilityBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []visibilityEntry
}

func (s *Server) changeMessageVisibilityBatch(_ context.Context, in *visibilityBatchInput) (*batchResult[idOnly], error) {
	return settleBatch(s, in.QueueURL, "ChangeMessageVisibilityBatchRequestEntry", in.Entries,
		func(e visibilityEntry) string { return e.ID }, s.changeOne)
}

func (s *Server) changeOne(q *queue, e visibilityEntry, now time.Time) error {
	if e.VisibilityTimeout == nil {
		return errMissing("VisibilityTimeout")
	}
	d, err := visibilityOf(*e.VisibilityTimeout)
	if err != nil {
		return err
	}
	return s.hold(q, e.ReceiptHandle, d, now)
}

// hold keeps a message in flight for d from now; 0 gives it back. Only its last
// delivery may do that, and only while it is in flight; it may be hidden for
// twelve hours in all.
func (s *Server) hold(q *queue, handle string, d time.Duration, now time.Time) error {
	r, err := parseReceipt(q.name, handle)
	if err != nil {
		return err
	}
	m := r.find(q)
	switch {
	case m == nil:
		return errValue("ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.")
	case !r.current(m) || !m.InFlight:
		return errNotInFlight()
	case now.Add(d).Sub(m.ReceivedAt) > maximumVisibility:
		return errValue("VisibilityTimeout", int(d/time.Second), "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].")
	}
	s.commit(record{Op: opVisibility, Queue: q.name, At: now, Until: now.Add(d), IDs: []string{m.ID}})
	return nil
}

// settleBatch runs one action for each entry; a refused entry leaves the
// others standing.
func settleBatch[E any](s *Server, url, kind string, entries []E, id func(E) string,
	settle func(*queue, E, time.Time) error,
) (*batchResult[idOnly], error) {
	out := &batchResult[idOnly]{}
	err := s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(url), now)
		if err != nil {
			return err
		}
		if err := checkBatch(kind, entries, id); err != nil {
			return err
		}
		for _, e := range entries {
			if err := settle(q, e, now); err != nil {
				out.fail(id(e), err)
				continue
			}
			out.Successful = append(out.Successful, idOnly{ID: id(e)})
		}
		return nil
	})
	return out, err
}
