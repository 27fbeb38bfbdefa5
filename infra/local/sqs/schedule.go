package sqs

import (
	"container/heap"
	"time"
)

// schedule is a heap of messages by a time of theirs, earliest first. It keeps
// each message's index in the message, so that one can be taken out anywhere.
type schedule struct {
	messages []*message
	due      func(*message) time.Time
	index    func(*message) *int // from 1; 0 is not in this schedule
}

func byVisibility() *schedule {
	return &schedule{
		due:   func(m *message) time.Time { return m.VisibleAt },
		index: func(m *message) *int { return &m.hiddenAt },
	}
}

func byAge() *schedule {
	return &schedule{
		due:   func(m *message) time.Time { return m.SentAt },
		index: func(m *message) *int { return &m.agedAt },
	}
}

// put adds m, or moves it to where its time now belongs.
func (s *schedule) put(m *message) {
	if at := *s.index(m); at > 0 {
		heap.Fix(s, at-1)
		return
	}
	heap.Push(s, m)
}

// drop takes m out; it may not be there.
func (s *schedule) drop(m *message) {
	if at := *s.index(m); at > 0 {
		heap.Remove(s, at-1)
	}
}

// first is the message with the earliest time, nil when there is none.
func (s *schedule) first() *message {
	if len(s.messages) == 0 {
		return nil
	}
	return s.messages[0]
}

// Len implements heap.Interface.
func (s *schedule) Len() int { return len(s.messages) }

// Less implements heap.Interface; equal times fall back on the order of enqueue.
func (s *schedule) Less(i, j int) bool {
	a, b := s.messages[i], s.messages[j]
	if x, y := s.due(a), s.due(b); !x.Equal(y) {
		return x.Before(y)
	}
	return a.Sequence < b.Sequence
}

// Swap implements heap.Interface.
func (s *schedule) Swap(i, j int) {
	s.messages[i], s.messages[j] = s.messages[j], s.messages[i]
	*s.index(s.messages[i]), *s.index(s.messages[j]) = i+1, j+1
}

// Push implements heap.Interface.
func (s *schedule) Push(x any) {
	m := x.(*message) //nolint:forcetypeassert // only put pushes
	s.messages = append(s.messages, m)
	*s.index(m) = len(s.messages)
}

// Pop implements heap.Interface.
func (s *schedule) Pop() any {
	last := len(s.messages) - 1
	m := s.messages[last]
	s.messages[last] = nil
	s.messages = s.messages[:last]
	*s.index(m) = 0
	return m
}
