package lambda

import (
	"sync"
	"time"
)

// sampleEvery is how often the memory of a running process is looked at.
const sampleEvery = 50 * time.Millisecond

// invocation is one event on its way to an answer.
type invocation struct {
	id      string
	traceID string
	payload []byte

	once     sync.Once
	settled  chan struct{} // closed when the three below are final
	response []byte
	failure  *FunctionError
	err      error

	// finished is closed when the process that took the event asks for another.
	finished chan struct{}
}

func newInvocation(requestID string, payload []byte) *invocation {
	return &invocation{
		id:       requestID,
		traceID:  newTraceID(time.Now()),
		payload:  payload,
		settled:  make(chan struct{}),
		finished: make(chan struct{}),
	}
}

// settle sets the outcome; the first one stays.
func (i *invocation) settle(response []byte, failure *FunctionError, err error) {
	i.once.Do(func() {
		i.response, i.failure, i.err = response, failure, err
		close(i.settled)
	})
}

func (i *invocation) isSettled() bool {
	select {
	case <-i.settled:
		return true
	default:
		return false
	}
}

// handover offers an invocation to a process that waits for one.
type handover struct {
	invocation *invocation
	deadline   chan time.Time // gets the deadline when taken; closed when lost
}

// execute gives the invocation to p and watches it until p asks for the next
// event, ends, or reaches the deadline. taken is false when p never got the
// event, so that another process may have it.
func (f *Function) execute(p *process, inv *invocation, cold bool) (taken bool) {
	offer := handover{invocation: inv, deadline: make(chan time.Time, 1)}
	select {
	case p.offers <- offer:
	case <-p.exited:
		return false
	}
	deadline, ok := <-offer.deadline
	if !ok {
		return false
	}
	begun := deadline.Add(-f.cfg.Timeout)
	f.cfg.OnStart(Start{Function: f.cfg.Name, LogStream: p.logStream, RequestID: inv.id, At: begun, Cold: cold})
	f.watch(p, inv, deadline)
	f.report(p, inv, begun, cold)
	return true
}

// watch returns when the invocation is over and settled.
func (f *Function) watch(p *process, inv *invocation, deadline time.Time) {
	expiry := time.NewTimer(time.Until(deadline))
	defer expiry.Stop()
	sample := time.NewTicker(sampleEvery)
	defer sample.Stop()
	for {
		select {
		case <-inv.finished:
			// An answer comes before the request for the next event; without
			// one the runtime broke the protocol.
			inv.settle(nil, newFunctionError("Runtime.NoResponse", inv.id, "Runtime asked for the next event without an answer"), nil)
			return
		case <-p.exited:
			inv.settle(nil, exitError(inv.id, p.state()), nil)
			return
		case <-expiry.C:
			p.drop(inv)
			p.kill()
			inv.settle(nil, timeoutError(inv.id, f.cfg.Timeout), nil)
			return
		case <-sample.C:
			p.killAboveMemory()
		}
	}
}

// report tells the end of an invocation that a process has taken.
func (f *Function) report(p *process, inv *invocation, begun time.Time, cold bool) {
	report := Report{
		Function: f.cfg.Name, LogStream: p.logStream, RequestID: inv.id,
		At: begun, Duration: time.Since(begun), Cold: cold,
		MemoryMB: f.cfg.MemoryMB, MaxMemory: p.sampleMemory(),
	}
	if cold {
		report.Init = p.initTook
	}
	report.Billed = billed(report.Duration, report.Init)
	f.conclude(report, inv)
}

// reportInitFailure tells of an event that no process lived to take.
func (f *Function) reportInitFailure(p *process, inv *invocation) {
	f.conclude(Report{
		Function: f.cfg.Name, LogStream: p.logStream, RequestID: inv.id,
		At: p.started, Init: time.Since(p.started), Cold: true, InitFailed: true,
		MemoryMB: f.cfg.MemoryMB,
	}, inv)
}

func (f *Function) conclude(report Report, inv *invocation) {
	timedOut := false
	if inv.failure != nil {
		report.Error = inv.failure.Error()
		timedOut = inv.failure.Timeout()
	}
	f.record.add(report, timedOut)
	f.cfg.OnReport(report)
}
