package sqs

import (
	"context"
	"time"
)

// sent is the answer to one accepted message.
type sent struct {
	MessageID                    string `json:"MessageId"`
	MD5OfMessageBody             string
	MD5OfMessageAttributes       string `json:",omitempty"`
	MD5OfMessageSystemAttributes string `json:",omitempty"`
	SequenceNumber               string `json:",omitempty"`

	known bool // dropped, see send
}

// accepted is what OnSend is told of it.
func (s *sent) accepted(d *draft) Accepted {
	return Accepted{ID: s.MessageID, Known: s.known, Attributes: fromWire(d.MessageAttributes)}
}

type sendInput struct {
	QueueURL string `json:"QueueUrl"`
	draft
}

func (s *Server) sendMessage(ctx context.Context, in *sendInput) (out *sent, err error) {
	err = s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		if out, err = s.send(q, &in.draft, now); err != nil {
			return err
		}
		s.onSend(ctx, q.name, []Accepted{out.accepted(&in.draft)})
		return nil
	})
	return out, err
}

type sendEntry struct {
	ID string `json:"Id"`
	draft
}

type sendBatchInput struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []sendEntry
}

type sentEntry struct {
	ID string `json:"Id"`
	sent
}

func (s *Server) sendMessageBatch(ctx context.Context, in *sendBatchInput) (*batchResult[sentEntry], error) {
	out := &batchResult[sentEntry]{}
	err := s.locked(func(now time.Time) error {
		q, err := s.queue(nameOfURL(in.QueueURL), now)
		if err != nil {
			return err
		}
		err = checkBatch("SendMessageBatchRequestEntry", in.Entries, func(e sendEntry) string { return e.ID })
		if err != nil {
			return err
		}
		if total := batchSize(in.Entries); total > maximumSize {
			return refuse(modelled+"BatchRequestTooLong", legacy+"BatchRequestTooLong",
				"Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maximumSize, total)
		}
		var all []Accepted
		for i := range in.Entries {
			one, err := s.send(q, &in.Entries[i].draft, now)
			if err != nil {
				out.fail(in.Entries[i].ID, err)
				continue
			}
			out.Successful = append(out.Successful, sentEntry{ID: in.Entries[i].ID, sent: *one})
			all = append(all, one.accepted(&in.Entries[i].draft))
		}
		if len(all) > 0 {
			s.onSend(ctx, q.name, all)
		}
		return nil
	})
	return out, err
}

func batchSize(entries []sendEntry) int {
	total := 0
	for _, e := range entries {
		total += size(e.MessageBody, fromWire(e.MessageAttributes))
	}
	return total
}

// send puts one message into q, unless it was sent within the deduplication
// interval: then nothing changes and the answer names the first.
func (s *Server) send(q *queue, d *draft, now time.Time) (*sent, error) {
	if err := d.check(q); err != nil {
		return nil, err
	}
	attributes := fromWire(d.MessageAttributes)
	out := &sent{
		MD5OfMessageBody:             md5Body(d.MessageBody),
		MD5OfMessageAttributes:       md5Attributes(attributes),
		MD5OfMessageSystemAttributes: md5Attributes(fromWire(d.MessageSystemAttributes)),
	}
	deduplication, key := d.deduplication(q), ""
	if q.fifo {
		key = memoryKey(q.settings.perGroup, d.MessageGroupID, deduplication)
		if first, found := q.memory.recall(key, now); found {
			out.MessageID, out.SequenceNumber, out.known = first.ID, sequenceNumber(first.Sequence), true
			return out, nil
		}
	}
	m := &message{
		ID: s.newID(), Sequence: s.nextSequence(), Body: d.MessageBody, Attributes: attributes, Trace: d.trace(),
		Group: d.MessageGroupID, Deduplication: deduplication, SentAt: now,
	}
	delay := q.settings.delay
	if d.DelaySeconds != nil && !q.fifo {
		delay = time.Duration(*d.DelaySeconds) * time.Second
	}
	if delay > 0 {
		m.VisibleAt = now.Add(delay)
	}
	s.commit(record{Op: opPut, Queue: q.name, At: now, Message: m, Key: key})
	out.MessageID = m.ID
	if q.fifo {
		out.SequenceNumber = sequenceNumber(m.Sequence)
	}
	return out, nil
}
