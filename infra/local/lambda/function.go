package lambda

import (
	"context"
	"fmt"
	"sync"
)

// handoverLimit bounds how many processes may end before one takes the event.
const handoverLimit = 5

// Function runs the processes of one function. It may be used by many
// goroutines.
type Function struct {
	cfg    Config
	pool   *pool
	record record
	work   sync.WaitGroup // invocations until their report
}

// New checks the configuration; processes start with the first events.
func New(cfg Config) (*Function, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("function %s: %w", cfg.Name, err)
	}
	f := &Function{cfg: cfg.withDefaults()}
	f.pool = &pool{max: f.cfg.MaxProcesses, live: map[string]*process{}}
	f.pool.start = func() (*process, error) {
		return startProcess(&f.cfg, f.pool.release, f.pool.remove)
	}
	return f, nil
}

// Name is the function name.
func (f *Function) Name() string { return f.cfg.Name }

// Invoke is InvokeAs with a request id of its own.
func (f *Function) Invoke(ctx context.Context, payload []byte) (response []byte, functionError *FunctionError, err error) {
	return f.InvokeAs(ctx, NewRequestID(), payload)
}

// InvokeAs hands one event to the function and waits for its answer. The
// request id, of NewRequestID, tells the caller which Start and which Report
// are those of this event; there may be none of either. A
// functionError means that the event reached the function and failed there;
// err that it did not run to an end that the caller saw: ErrPayloadTooLarge,
// ErrShutdown, a process that could not be started, or ctx's end. As with
// Lambda, an invocation that has begun goes on when the caller leaves.
func (f *Function) InvokeAs(ctx context.Context, requestID string, payload []byte) (response []byte, functionError *FunctionError, err error) {
	if len(payload) > MaxPayload {
		return nil, nil, fmt.Errorf("invoke %s: %w", f.cfg.Name, ErrPayloadTooLarge)
	}
	inv := newInvocation(requestID, payload)
	f.record.running(1)
	over := make(chan struct{})
	f.work.Go(func() {
		f.deliver(ctx, inv)
		f.record.running(-1)
		close(over)
	})
	// An invocation is over when its process asks for the next event, not when
	// it answers: so a caller who goes on at once finds that process warm.
	select {
	case <-over:
	case <-ctx.Done():
		if !inv.isSettled() {
			return nil, nil, fmt.Errorf("invoke %s: %w", f.cfg.Name, ctx.Err())
		}
	}
	if inv.err != nil {
		return nil, nil, fmt.Errorf("invoke %s: %w", f.cfg.Name, inv.err)
	}
	return inv.response, inv.failure, nil
}

// deliver finds a process that takes the event and sees it through.
func (f *Function) deliver(ctx context.Context, inv *invocation) {
	failedInits := 0
	for range handoverLimit {
		p, cold, err := f.pool.acquire(ctx)
		if err != nil {
			inv.settle(nil, nil, err)
			return
		}
		if cold {
			// Lambda repeats a failed initialisation once, inside the
			// invocation and with its time limit.
			limit := initLimit
			if failedInits > 0 {
				limit = f.cfg.Timeout
			}
			if failure := p.awaitReady(inv.id, limit); failure != nil {
				if failedInits++; failedInits < 2 {
					continue
				}
				inv.settle(nil, failure, nil)
				f.reportInitFailure(p, inv)
				return
			}
		}
		if f.execute(p, inv, cold) {
			return
		}
	}
	inv.settle(nil, nil, fmt.Errorf("%d processes ended before they took the event", handoverLimit))
}

// Kill ends the process with that log stream name now, by SIGKILL, and
// returns when it is reaped. It tells whether there was such a process.
func (f *Function) Kill(logStream string) bool {
	p := f.pool.find(logStream)
	if p == nil {
		return false
	}
	p.kill()
	return true
}

// Working tells which process bears a name and what it works on now, nothing
// between two events. The name is that of a log stream or what the process
// calls itself by AWS_SDK_UA_APP_ID.
func (f *Function) Working(name string) (logStream, requestID string, found bool) {
	p := f.pool.named(applicationID(name))
	if p == nil {
		return "", "", false
	}
	return p.logStream, p.working(), true
}

// Shutdown takes no more events, lets those that run finish until ctx ends,
// and then ends every process. It returns when all are reaped.
func (f *Function) Shutdown(ctx context.Context) {
	f.pool.close()
	idle := make(chan struct{})
	go func() {
		f.work.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-ctx.Done():
	}
	var stopping sync.WaitGroup
	for _, p := range f.pool.all() {
		stopping.Go(p.stop)
	}
	stopping.Wait()
	<-idle
}

// Stats are the counts so far.
func (f *Function) Stats() Stats {
	processes := len(f.pool.all())
	f.record.mu.Lock()
	defer f.record.mu.Unlock()
	stats := f.record.stats
	stats.Processes = processes
	return stats
}

// Reports are the last 10,000 summaries, oldest first.
func (f *Function) Reports() []Report { return f.record.list() }
