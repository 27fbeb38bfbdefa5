package dynamotest

import (
	"sync"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/limit"
	"ventana/shared/rollout"
	"ventana/shared/silence"
)

// Memory is the store without a database, for tests of those who use it: it
// gives the answers that dynamostore.Store gives (a test holds the two side by
// side), at once, and fails where a test wants it to. Items do not expire.
type Memory struct {
	now func() time.Time

	mu            sync.Mutex
	fault         func(point string) error
	made          int                              // contacts so far
	identities    map[string]*dynamostore.Identity // by key
	contacts      map[string]*person
	conversations map[string]*talk
	tickets       map[string]*ticket
	effects       map[string]*effect
	received      map[string]map[string][]dynamostore.Received // by day and page
	sent          map[string]*sent
	watermarks    map[string]time.Time
	notices       map[string]*notice
	accounts      map[string]*account
	policies      []policy // those in force, oldest first
	audits        map[string]dynamostore.AuditEntry
	auditRanks    map[string]int64 // how far their outcomes climbed
	surveys       surveys
	tokens        map[string]int // by number and second
	numbers       map[string]limit.Number
	reached       map[string]map[time.Time]int // by portfolio and hour
	spends        []dynamostore.Spend          // one for each day and number
	statements    plan
	parked        map[string]parkedItem                // by dead-letter queue and record
	canaries      map[string]silence.Run               // by number
	heard         map[string]silence.Hours             // by number
	rollout       map[string]map[string]rollout.Counts // by day and number
}

// lease is who owns an item until when; no owner, no lease.
type lease struct {
	owner string
	until time.Time
}

func (l lease) heldAgainst(owner string, now time.Time) bool {
	return l.owner != "" && l.owner != owner && !l.until.Before(now)
}

// NewMemory returns an empty store whose clock is now.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{
		now: now, identities: map[string]*dynamostore.Identity{}, contacts: map[string]*person{},
		conversations: map[string]*talk{}, tickets: map[string]*ticket{}, effects: map[string]*effect{},
		sent: map[string]*sent{}, watermarks: map[string]time.Time{}, notices: map[string]*notice{},
		accounts: map[string]*account{}, audits: map[string]dynamostore.AuditEntry{}, auditRanks: map[string]int64{}, surveys: newSurveys(),
		tokens: map[string]int{}, numbers: map[string]limit.Number{}, reached: map[string]map[time.Time]int{},
		canaries: map[string]silence.Run{}, heard: map[string]silence.Hours{}, rollout: map[string]map[string]rollout.Counts{},
	}
}

// Fault asks f before and after each call, with "<method> before" and
// "<method> after". Its error is the call's: before, nothing was done; after,
// it was done and the answer lost. A panic of f is a process that dies there.
func (m *Memory) Fault(f func(point string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = f
}

// do runs one call's work between its two faults.
func (m *Memory) do(method string, work func() error) error {
	if err := m.ask(method + " before"); err != nil {
		return err
	}
	err := func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		return work()
	}()
	if lost := m.ask(method + " after"); lost != nil {
		return lost
	}
	return err
}

func (m *Memory) ask(point string) error {
	m.mu.Lock()
	fault := m.fault
	m.mu.Unlock()
	if fault == nil {
		return nil
	}
	return fault(point)
}

// millis is the time as leases keep it.
func (m *Memory) millis() time.Time { return m.now().Truncate(time.Millisecond).UTC() }

// millisecond is a time as leases and paces are kept.
func millisecond(at time.Time) time.Time { return at.Truncate(time.Millisecond).UTC() }

// second is a time as the provider's times are kept.
func second(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.Truncate(time.Second).UTC()
}
