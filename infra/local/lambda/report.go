package lambda

import (
	"strings"
	"sync"
	"time"
)

// keptReports bounds what Reports can give back.
const keptReports = 10_000

// Start is the beginning of an invocation: the event was handed over.
type Start struct {
	Function  string    `json:"function"`
	LogStream string    `json:"log_stream"`
	RequestID string    `json:"request_id"`
	At        time.Time `json:"at"`
	Cold      bool      `json:"cold"`
}

// Report is the summary of one invocation, as Lambda's REPORT line has it.
type Report struct {
	Function   string        `json:"function"`
	LogStream  string        `json:"log_stream"`
	RequestID  string        `json:"request_id"`
	At         time.Time     `json:"at"`          // real time of the hand-over
	Duration   time.Duration `json:"duration_ns"` // until the next event was asked for
	Billed     time.Duration `json:"billed_ns"`   // whole milliseconds, with Init when cold
	Init       time.Duration `json:"init_ns"`     // cold only: start to the first request for an event
	Cold       bool          `json:"cold"`
	MemoryMB   int           `json:"memory_mb"`
	MaxMemory  int64         `json:"max_memory"` // bytes, peak of the process so far; 0 unknown
	InitFailed bool          `json:"init_failed,omitempty"`
	Error      string        `json:"error,omitempty"` // type and message; empty on success
}

// The word of platform.report for how an invocation ended.
const (
	statusSuccess = "success"
	statusError   = "error"
	statusTimeout = "timeout"
)

// Status is how the invocation ended, in Lambda's word for it.
func (r Report) Status() string {
	switch {
	case r.Error == "":
		return statusSuccess
	case r.ErrorType() == timedOutType:
		return statusTimeout
	default:
		return statusError
	}
}

// ErrorType is the type of the error alone; empty on success.
func (r Report) ErrorType() string {
	kind, _, _ := strings.Cut(r.Error, ": ")
	return kind
}

// Stats are counts since the function was made.
type Stats struct {
	Invocations int   `json:"invocations"`
	Errors      int   `json:"errors"`
	Timeouts    int   `json:"timeouts"`
	ColdStarts  int   `json:"cold_starts"`
	Running     int   `json:"running"`    // invocations that wait, initialise or run
	Processes   int   `json:"processes"`  // alive now
	MaxMemory   int64 `json:"max_memory"` // bytes, highest of all reports
}

// record keeps the counts and the last reports.
type record struct {
	mu      sync.Mutex
	stats   Stats
	reports []Report
	next    int // where the ring goes on once it is full
}

func (r *record) add(report Report, timedOut bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.Invocations++
	if report.Error != "" {
		r.stats.Errors++
	}
	if timedOut {
		r.stats.Timeouts++
	}
	if report.Cold {
		r.stats.ColdStarts++
	}
	r.stats.MaxMemory = max(r.stats.MaxMemory, report.MaxMemory)
	if len(r.reports) < keptReports {
		r.reports = append(r.reports, report)
		return
	}
	r.reports[r.next] = report
	r.next = (r.next + 1) % keptReports
}

func (r *record) running(change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.Running += change
}

func (r *record) list() []Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(append([]Report(nil), r.reports[r.next:]...), r.reports[:r.next]...)
}

// billed rounds up to whole milliseconds. Custom runtimes pay for Init.
func billed(duration, init time.Duration) time.Duration {
	total := duration + init
	return (total + time.Millisecond - 1).Truncate(time.Millisecond)
}
