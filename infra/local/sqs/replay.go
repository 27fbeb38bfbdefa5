package sqs

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// open replays the journal in dir and rewrites it: a torn end and all garbage
// are gone after that.
func (s *Server) open(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make queue folder: %w", err)
	}
	path := filepath.Join(dir, journalName)
	var latest time.Time
	err := readJournal(path, func(r record) error {
		if r.At.After(latest) {
			latest = r.At
		}
		return s.apply(r)
	})
	if err != nil {
		return err
	}
	now := s.clock.Now()
	if back := latest.Sub(now); back > 0 {
		s.setBack(back)
	}
	for _, q := range s.queues {
		for _, id := range q.settle(now) {
			q.remove(q.messages[id])
		}
		q.memory.forget(now)
	}
	s.journal = newJournal(path)
	return s.journal.rewrite(s.snapshot(now))
}

// persist writes what was committed, and now and then the whole anew.
func (s *Server) persist() error {
	if err := s.journal.flush(); err != nil {
		return err
	}
	if !s.journal.bloated() {
		return nil
	}
	if err := s.journal.rewrite(s.snapshot(s.clock.Now())); err != nil {
		s.journal.failed = err
		return err
	}
	return nil
}

// snapshot is the state as records: what a journal without garbage holds.
func (s *Server) snapshot(now time.Time) func(add func(record)) {
	return func(add func(record)) {
		add(record{Op: opSequence, At: now, Sequence: s.sequence})
		for _, name := range slices.Sorted(maps.Keys(s.queues)) {
			q := s.queues[name]
			add(record{Op: opQueue, Queue: name, State: &q.state})
			for _, m := range q.bySequence() {
				add(record{Op: opPut, Queue: name, Message: m})
			}
			q.memory.forget(now)
			for _, key := range q.memory.oldest {
				if entry, found := q.memory.entries[key]; found {
					add(record{Op: opRemember, Queue: name, Key: key, Memory: &entry})
				}
			}
		}
	}
}

// bySequence lists the messages in the order of their enqueue, which is the
// order inside each group.
func (q *queue) bySequence() []*message {
	return slices.SortedFunc(maps.Values(q.messages), func(a, b *message) int {
		return cmp.Compare(a.Sequence, b.Sequence)
	})
}

// setBack moves every stored time into the past by d. The clock of a local
// system starts at real time again after jumps; without this a message hidden
// for 90 s after a jump of a day would stay hidden for that day.
func (s *Server) setBack(d time.Duration) {
	move := func(t *time.Time) {
		if !t.IsZero() {
			*t = t.Add(-d)
		}
	}
	for _, q := range s.queues {
		move(&q.state.CreatedAt)
		move(&q.state.ModifiedAt)
		move(&q.state.PurgedAt)
		// The same shift for all keeps the heaps in order.
		for _, m := range q.messages {
			move(&m.SentAt)
			move(&m.VisibleAt)
			move(&m.FirstReceivedAt)
			move(&m.ReceivedAt)
		}
		for key, entry := range q.memory.entries {
			move(&entry.At)
			q.memory.entries[key] = entry
		}
	}
	for name, at := range s.deleted {
		s.deleted[name] = at.Add(-d)
	}
}
