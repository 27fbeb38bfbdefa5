package sqs

import "container/list"

// group is the messages of one MessageGroupId, in the order of their enqueue.
type group struct {
	id       string
	messages *list.List
	inFlight int
	ready    *list.Element // in fifoOrder.ready; nil when nothing may be taken
}

// takeable says whether a receive may take from g: nothing of it is in flight
// and its first message is visible. A delayed or waiting head blocks the rest,
// or order would be lost.
func (g *group) takeable() bool {
	head := g.messages.Front()
	return g.inFlight == 0 && head != nil && head.Value.(*message).hiddenAt == 0 //nolint:forcetypeassert // the list holds nothing else
}

// fifoOrder is a FIFO queue: groups take turns in the order in which they
// became ready, each gives as many messages as the receive still wants.
type fifoOrder struct {
	groups map[string]*group
	ready  *list.List
}

func newFIFOOrder() *fifoOrder {
	return &fifoOrder{groups: map[string]*group{}, ready: list.New()}
}

func (o *fifoOrder) add(m *message) {
	g := o.groups[m.Group]
	if g == nil {
		g = &group{id: m.Group, messages: list.New()}
		o.groups[m.Group] = g
	}
	m.place = g.messages.PushBack(m)
	o.changed(m)
}

func (o *fifoOrder) changed(m *message) {
	g := o.groups[m.Group]
	if m.InFlight != m.held {
		m.held = m.InFlight
		if m.held {
			g.inFlight++
		} else {
			g.inFlight--
		}
	}
	o.settle(g)
}

func (o *fifoOrder) remove(m *message) {
	g := o.groups[m.Group]
	g.messages.Remove(m.place)
	m.place = nil
	if m.held {
		m.held = false
		g.inFlight--
	}
	o.settle(g)
	if g.messages.Len() == 0 {
		delete(o.groups, g.id)
	}
}

// settle puts g among the ready groups, or takes it from there.
func (o *fifoOrder) settle(g *group) {
	switch takeable := g.takeable(); {
	case takeable && g.ready == nil:
		g.ready = o.ready.PushBack(g)
	case !takeable && g.ready != nil:
		o.ready.Remove(g.ready)
		g.ready = nil
	}
}

func (o *fifoOrder) pick(limit int) []*message {
	var picked []*message
	for at := o.ready.Front(); at != nil && len(picked) < limit; at = at.Next() {
		g := at.Value.(*group) //nolint:forcetypeassert // the list holds nothing else
		for in := g.messages.Front(); in != nil && len(picked) < limit; in = in.Next() {
			m := in.Value.(*message) //nolint:forcetypeassert // the list holds nothing else
			if m.hiddenAt > 0 {
				break
			}
			picked = append(picked, m)
		}
	}
	return picked
}
