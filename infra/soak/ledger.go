package soak

import "sync"

// ledger is what people did, in the order in which it happened: what the checker
// compares with what people see.
type ledger struct {
	mu      sync.Mutex
	moment  int
	posted  []int // by message: the moment before its first post; 0 never
	taken   []int // by message: the moment after the API first answered 200; 0 never
	said    []int // by person: messages taken
	count   int   // deliveries taken
	repeats int   // posts of deliveries that had been taken before
	again   int   // posts because the one before was not taken

	replies []written
	closed  []int // by person: tickets closed for good
}

// written is a reply on its ticket.
type written struct {
	act
	ticket, comment int64
}

func newLedger(p *plan) *ledger {
	return &ledger{
		posted: make([]int, len(p.messages)), taken: make([]int, len(p.messages)),
		said: make([]int, len(p.people)), closed: make([]int, len(p.people)),
	}
}

// posting notes that a delivery goes out.
func (l *ledger) posting(d delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moment++
	for _, place := range d.messages {
		if l.posted[place] == 0 {
			l.posted[place] = l.moment
		}
	}
}

// accept notes that a delivery was taken, and gives how many have been.
func (l *ledger) accept(p *plan, d delivery) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moment++
	for _, place := range d.messages {
		if l.taken[place] == 0 {
			l.taken[place] = l.moment
			l.said[p.messages[place].person]++
		}
	}
	l.count++
	return l.count
}

// repeated notes posts beside those that a delivery needs.
func (l *ledger) repeated(takenBefore bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if takenBefore {
		l.repeats++
		return
	}
	l.again++
}

// heard is how much a customer has said.
func (l *ledger) heard(person int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said[person]
}

// did notes what an agent did.
func (l *ledger) did(a act, ticket, comment int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch a.do {
	case replies:
		l.replies = append(l.replies, written{a, ticket, comment})
	case closes:
		l.closed[a.person]++
	case solves: // a ticket opens again
	}
}

// before tells whether a customer's message has to stand above another one of
// theirs: both came in one delivery, or the API had taken it before the other was
// first posted. Between all others WhatsApp knows no order that anybody could
// hold.
func (l *ledger) before(a, b int, delivery []int) bool {
	if delivery[a] == delivery[b] {
		return a < b
	}
	return l.taken[a] != 0 && l.taken[a] < l.posted[b]
}
