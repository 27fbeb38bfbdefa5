package sqs

import (
	"fmt"
	"time"
)

// Kinds of records. Each is one change, complete in itself: moving a message
// is one record, so that no crash leaves it in two queues or in none.
const (
	opQueue      = "queue"      // create Queue, or replace its state
	opDrop       = "drop"       // delete Queue with all it holds
	opPut        = "put"        // Message enters Queue; From: it leaves that queue (IDs[0]); Key: remember it
	opReceive    = "receive"    // IDs are received at At and hidden until Until
	opVisibility = "visibility" // IDs are in flight until Until; not after At: visible
	opDelete     = "delete"     // IDs leave Queue
	opPurge      = "purge"      // every message leaves Queue
	opRemember   = "remember"   // Key was used by Memory
	opSequence   = "sequence"   // Sequence is the last one given
)

// record is one line of the journal, and the only way in which state changes:
// running and replaying go through apply alike.
type record struct {
	Op       string      `json:"op"`
	Queue    string      `json:"queue,omitempty"`
	At       time.Time   `json:"at,omitzero"`
	Until    time.Time   `json:"until,omitzero"`
	IDs      []string    `json:"ids,omitempty"`
	State    *queueState `json:"state,omitempty"`
	Message  *message    `json:"message,omitempty"`
	From     string      `json:"from,omitempty"`
	Key      string      `json:"key,omitempty"`
	Memory   *remembered `json:"memory,omitempty"`
	Sequence uint64      `json:"sequence,omitempty"`
}

// commit applies r and collects it for the journal. The caller holds the lock
// and has checked everything: a record that does not apply is a programming
// error, and stops the server from accepting more.
func (s *Server) commit(r record) {
	if err := s.apply(r); err != nil {
		s.journal.failed = fmt.Errorf("apply %s record: %w", r.Op, err)
		return
	}
	s.journal.add(r)
}

// apply carries out r.
func (s *Server) apply(r record) error {
	if r.Op == opSequence {
		s.sequence = max(s.sequence, r.Sequence)
		return nil
	}
	if r.Op == opQueue {
		return s.applyQueue(r)
	}
	q := s.queues[r.Queue]
	if q == nil {
		return fmt.Errorf("queue %s: unknown", r.Queue)
	}
	switch r.Op {
	case opDrop:
		delete(s.queues, r.Queue)
		s.deleted[r.Queue] = r.At
	case opPut:
		s.applyPut(q, r)
	case opReceive:
		q.received(r.IDs, r.At, r.Until)
	case opVisibility:
		q.reappear(r.IDs, r.At, r.Until)
	case opDelete:
		for _, id := range r.IDs {
			if m := q.messages[id]; m != nil {
				q.remove(m)
			}
		}
	case opPurge:
		for _, m := range q.messages {
			q.remove(m)
		}
		q.state.PurgedAt = r.At
	case opRemember:
		q.memory.remember(r.Key, *r.Memory)
	default:
		return fmt.Errorf("record %q: unknown kind", r.Op)
	}
	if r.Op != opReceive {
		q.wake()
	}
	return nil
}

func (s *Server) applyQueue(r record) error {
	if r.State == nil {
		return fmt.Errorf("queue %s: no state", r.Queue)
	}
	q := s.queues[r.Queue]
	if q == nil {
		q = newQueue(r.Queue, r.State.Attributes["FifoQueue"] == "true")
		s.queues[r.Queue] = q
		delete(s.deleted, r.Queue)
	}
	q.configure(*r.State)
	q.wake()
	return nil
}

func (s *Server) applyPut(q *queue, r record) {
	if from := s.queues[r.From]; from != nil {
		if m := from.messages[r.IDs[0]]; m != nil {
			from.remove(m)
			from.wake() // its group may be free now
		}
	}
	m := r.Message
	s.sequence = max(s.sequence, m.Sequence)
	if r.Key != "" {
		q.memory.remember(r.Key, remembered{ID: m.ID, Sequence: m.Sequence, At: m.SentAt})
	}
	q.insert(m)
}

func (q *queue) received(ids []string, at, until time.Time) {
	for _, id := range ids {
		m := q.messages[id]
		if m == nil {
			continue
		}
		m.Receives++
		m.ReceivedAt = at
		if m.FirstReceivedAt.IsZero() {
			m.FirstReceivedAt = at
		}
	}
	q.reappear(ids, at, until)
}

func (q *queue) reappear(ids []string, at, until time.Time) {
	for _, id := range ids {
		switch m := q.messages[id]; {
		case m == nil:
		case until.After(at):
			q.hide(m, until, true)
		default:
			q.show(m)
		}
	}
}
