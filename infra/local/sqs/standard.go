package sqs

import "container/list"

// order decides which visible messages a receive may take. The queue tells it
// of every change; hidden messages are never picked.
type order interface {
	// add takes a message that entered the queue, visible or hidden.
	add(m *message)
	// changed is called after m was hidden or became visible.
	changed(m *message)
	// remove forgets m.
	remove(m *message)
	// pick gives up to limit messages that may be received now, first to be
	// delivered first, and changes nothing.
	pick(limit int) []*message
}

// standardOrder is a standard queue: messages in the order in which they became
// visible. One that is given back goes to the end, so that a message which
// always fails does not starve the others. AWS promises less.
type standardOrder struct{ visible *list.List }

func newStandardOrder() *standardOrder { return &standardOrder{visible: list.New()} }

func (o *standardOrder) add(m *message) { o.changed(m) }

func (o *standardOrder) changed(m *message) {
	switch {
	case m.hiddenAt > 0:
		o.remove(m)
	case m.place == nil:
		m.place = o.visible.PushBack(m)
	}
}

func (o *standardOrder) remove(m *message) {
	if m.place != nil {
		o.visible.Remove(m.place)
		m.place = nil
	}
}

func (o *standardOrder) pick(limit int) []*message {
	var picked []*message
	for at := o.visible.Front(); at != nil && len(picked) < limit; at = at.Next() {
		picked = append(picked, at.Value.(*message)) //nolint:forcetypeassert // the list holds nothing else
	}
	return picked
}
