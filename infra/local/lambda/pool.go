package lambda

import (
	"context"
	"sync"
)

// pool hands processes out. Whoever acquires one owns it until the process
// itself asks for the next event.
type pool struct {
	mu      sync.Mutex
	max     int
	closed  bool
	idle    []*process
	live    map[string]*process // by log stream
	opening int                 // slots of processes that are being started
	waiters []chan *process     // oldest first; nil means: try again
	start   func() (*process, error)
}

// acquire returns a warm process, or a new one, or waits for either. With
// cold the process has yet to become ready.
func (o *pool) acquire(ctx context.Context) (p *process, cold bool, err error) {
	for {
		o.mu.Lock()
		if o.closed {
			o.mu.Unlock()
			return nil, false, ErrShutdown
		}
		if last := len(o.idle) - 1; last >= 0 {
			// The one used last has the warmest caches and connections.
			p = o.idle[last]
			o.idle = o.idle[:last]
			o.mu.Unlock()
			return p, false, nil
		}
		if len(o.live)+o.opening < o.max {
			o.opening++
			o.mu.Unlock()
			p, err = o.open()
			return p, true, err
		}
		turn := make(chan *process, 1)
		o.waiters = append(o.waiters, turn)
		o.mu.Unlock()
		select {
		case p = <-turn:
			if p != nil {
				return p, false, nil
			}
		case <-ctx.Done():
			o.leave(turn)
			return nil, false, ctx.Err()
		}
	}
}

func (o *pool) open() (*process, error) {
	p, err := o.start()
	o.mu.Lock()
	o.opening--
	if err != nil {
		o.wake()
		o.mu.Unlock()
		return nil, err
	}
	if !p.removed { // it may have ended before it could be listed
		o.live[p.logStream] = p
	}
	closed := o.closed
	o.mu.Unlock()
	if closed {
		p.kill()
		return nil, ErrShutdown
	}
	return p, nil
}

// leave gives up a place in the queue; what arrived meanwhile is passed on.
func (o *pool) leave(turn chan *process) {
	o.mu.Lock()
	for i, waiter := range o.waiters {
		if waiter == turn {
			o.waiters = append(o.waiters[:i], o.waiters[i+1:]...)
			o.mu.Unlock()
			return
		}
	}
	o.mu.Unlock()
	if p := <-turn; p != nil {
		o.release(p)
		return
	}
	o.mu.Lock()
	o.wake()
	o.mu.Unlock()
}

// release takes back a process that waits for an event.
func (o *pool) release(p *process) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if p.removed {
		o.wake()
		return
	}
	if len(o.waiters) > 0 {
		o.waiters[0] <- p
		o.waiters = o.waiters[1:]
		return
	}
	o.idle = append(o.idle, p)
}

// remove forgets a process that has ended.
func (o *pool) remove(p *process) {
	o.mu.Lock()
	defer o.mu.Unlock()
	p.removed = true
	delete(o.live, p.logStream)
	for i, other := range o.idle {
		if other == p {
			o.idle = append(o.idle[:i], o.idle[i+1:]...)
			break
		}
	}
	o.wake()
}

// wake lets the oldest waiter try again. The caller holds the lock.
func (o *pool) wake() {
	if len(o.waiters) > 0 {
		o.waiters[0] <- nil
		o.waiters = o.waiters[1:]
	}
}

// close refuses new work and wakes everybody who waits.
func (o *pool) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	for len(o.waiters) > 0 {
		o.wake()
	}
}

func (o *pool) find(logStream string) *process {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.live[logStream]
}

func (o *pool) named(name string) *process {
	o.mu.Lock()
	defer o.mu.Unlock()
	for logStream, p := range o.live {
		if applicationID(logStream) == name {
			return p
		}
	}
	return nil
}

func (o *pool) all() []*process {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := make([]*process, 0, len(o.live))
	for _, p := range o.live {
		list = append(list, p)
	}
	return list
}
