package sqs

import (
	"maps"
	"time"
)

// queueState is what is known of a queue beside its messages, in the form of
// the journal.
type queueState struct {
	Attributes map[string]string `json:"attributes"` // all settable ones that have a value
	Tags       map[string]string `json:"tags,omitempty"`
	CreatedAt  time.Time         `json:"created_at"`
	ModifiedAt time.Time         `json:"modified_at"`
	PurgedAt   time.Time         `json:"purged_at,omitzero"`
}

func (s queueState) clone() queueState {
	s.Attributes, s.Tags = maps.Clone(s.Attributes), maps.Clone(s.Tags)
	return s
}

// queue is one queue with its indexes. The server's lock guards it.
type queue struct {
	name     string
	fifo     bool
	state    queueState
	settings settings

	messages map[string]*message
	hidden   *schedule // delayed and in flight, by the time they become visible
	ages     *schedule // all, by enqueue time
	order    order
	memory   *memory
	inFlight int

	changed chan struct{} // closed at the next change; nil while nobody waits
}

func newQueue(name string, fifo bool) *queue {
	q := &queue{
		name: name, fifo: fifo, messages: map[string]*message{},
		hidden: byVisibility(), ages: byAge(), memory: newMemory(),
	}
	q.order = newStandardOrder()
	if fifo {
		q.order = newFIFOOrder()
	}
	return q
}

// configure takes over a state. A FIFO queue's delay applies to messages that
// are already waiting, a standard queue's only to later ones (SetQueueAttributes).
func (q *queue) configure(state queueState) {
	delay := q.settings.delay
	q.state, q.settings = state, parseSettings(state.Attributes)
	if !q.fifo || delay == q.settings.delay {
		return
	}
	for _, m := range q.messages {
		if m.Receives == 0 {
			q.hide(m, m.SentAt.Add(q.settings.delay), false)
		}
	}
}

// insert puts m in. Its VisibleAt says whether it is hidden; settle shows it
// when that time has come.
func (q *queue) insert(m *message) {
	q.messages[m.ID] = m
	q.ages.put(m)
	if !m.VisibleAt.IsZero() {
		q.hidden.put(m)
	}
	if m.InFlight {
		q.inFlight++
	}
	q.order.add(m)
}

// hide keeps m back until then: as in flight, or as delayed.
func (q *queue) hide(m *message, until time.Time, inFlight bool) {
	q.count(m, inFlight)
	m.VisibleAt = until
	q.hidden.put(m)
	q.order.changed(m)
}

// show makes m visible.
func (q *queue) show(m *message) {
	q.count(m, false)
	m.VisibleAt = time.Time{}
	q.hidden.drop(m)
	q.order.changed(m)
}

func (q *queue) remove(m *message) {
	q.order.remove(m)
	q.hidden.drop(m)
	q.ages.drop(m)
	q.count(m, false)
	delete(q.messages, m.ID)
}

func (q *queue) count(m *message, inFlight bool) {
	switch {
	case inFlight && !m.InFlight:
		q.inFlight++
	case !inFlight && m.InFlight:
		q.inFlight--
	}
	m.InFlight = inFlight
}

// settle brings the queue to now: what is due becomes visible, and the ids of
// messages past their retention come back for the caller to delete.
func (q *queue) settle(now time.Time) (expired []string) {
	for m := q.hidden.first(); m != nil && !m.VisibleAt.After(now); m = q.hidden.first() {
		q.show(m)
	}
	// The heap's head alone tells whether anything is over; only then look at all.
	if head := q.ages.first(); head == nil || now.Sub(head.SentAt) < q.settings.retention {
		return nil
	}
	for _, m := range q.messages {
		if now.Sub(m.SentAt) >= q.settings.retention {
			expired = append(expired, m.ID)
		}
	}
	return expired
}

// wake tells those who wait that something changed.
func (q *queue) wake() {
	if q.changed != nil {
		close(q.changed)
		q.changed = nil
	}
}

// watch gives a channel that is closed at the next change, and how long the
// next hidden message stays hidden (ok false: none is hidden).
func (q *queue) watch(now time.Time) (changed <-chan struct{}, next time.Duration, ok bool) {
	if q.changed == nil {
		q.changed = make(chan struct{})
	}
	if m := q.hidden.first(); m != nil {
		return q.changed, m.VisibleAt.Sub(now), true
	}
	return q.changed, 0, false
}

// counts are the three numbers of GetQueueAttributes; here they are exact.
func (q *queue) counts() (visible, inFlight, delayed int) {
	return len(q.messages) - q.hidden.Len(), q.inFlight, q.hidden.Len() - q.inFlight
}
