package trail

import (
	"sync"
	"time"
)

// kept bounds the memory of a trail, in events.
const kept = 5000

// Kinds of events.
const (
	Request  = "request"  // an HTTP request reached the API
	Invoked  = "invoked"  // a function took an event
	Finished = "finished" // a function finished one
	Sent     = "sent"     // messages were sent to a queue
	Parked   = "parked"   // a message was put into a dead-letter queue by who had it
	Received = "received" // messages were taken from a queue for a function
	Call     = "call"     // a simulator was called
	Fired    = "fired"    // a schedule fired
	Clock    = "clock"    // the clock was moved
)

// Event is one thing that happened. Only what belongs to its kind is set.
//
// RequestID is the invocation's: of the run itself (invoked, finished), of the
// one that answered (request), that was begun (fired), or that did it (call,
// sent, parked); it is empty for what no function did.
type Event struct {
	ID        int64     `json:"id"`
	At        time.Time `json:"at"` // shifted clock
	Kind      string    `json:"kind"`
	Function  string    `json:"function,omitempty"` // short name, such as inbound
	RequestID string    `json:"request_id,omitempty"`
	LogStream string    `json:"log_stream,omitempty"`
	Queue     string    `json:"queue,omitempty"`
	Messages  []string  `json:"messages,omitempty"` // SQS message ids, of a run those of its event
	Known     []string  `json:"known,omitempty"`    // sent: dropped as duplicates of these messages
	Failed    []string  `json:"failed,omitempty"`   // finished: those of Messages that stay in the queue
	Record    string    `json:"record,omitempty"`   // parked: the message that was, if it is told
	Target    string    `json:"target,omitempty"`   // graph, zendesk; the schedule's name
	Method    string    `json:"method,omitempty"`
	Path      string    `json:"path,omitempty"`    // without the query
	Status    int       `json:"status,omitempty"`  // 0: no answer
	TookMS    float64   `json:"took_ms,omitempty"` // real time
	Cold      bool      `json:"cold,omitempty"`
	Error     string    `json:"error,omitempty"`
	Advance   string    `json:"advance,omitempty"` // of the clock
}

// Trail collects events. It may be used by many goroutines.
type Trail struct {
	now func() time.Time

	mu      sync.Mutex
	events  []Event
	last    int64
	changed chan struct{} // closed at the next event
}

// New stamps events with now.
func New(now func() time.Time) *Trail {
	return &Trail{now: now, changed: make(chan struct{})}
}

// Add numbers and stamps e and keeps it.
func (t *Trail) Add(e Event) {
	at := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	e.ID, e.At = t.last, at
	if len(t.events) >= 2*kept {
		t.events = append(t.events[:0], t.events[kept:]...)
	}
	t.events = append(t.events, e)
	close(t.changed)
	t.changed = make(chan struct{})
}

// Last is the number of the last event; it rises with everything that happens.
func (t *Trail) Last() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// Since lists what came after the event with that number, at most 5,000.
func (t *Trail) Since(id int64) []Event {
	events, _ := t.since(id)
	return events
}

// since also returns what is closed when there is more.
func (t *Trail) since(id int64) ([]Event, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fresh := int(min(t.last-id, kept, int64(len(t.events))))
	if fresh <= 0 {
		return nil, t.changed
	}
	return append([]Event(nil), t.events[len(t.events)-fresh:]...), t.changed
}

// Milliseconds is a duration as events have it.
func Milliseconds(d time.Duration) float64 {
	return float64(d.Microseconds()) / 1000
}
