package local

import (
	"fmt"
	"net"
	"sync"
	"time"
)

// reopenLimit is how long a door waits for its port when it opens again, in real
// time: where the port cannot be held meanwhile, a passing connection may have it.
const reopenLimit = 30 * time.Second

// door is a listener that can be shut: then its host refuses connections, as one
// does on which nothing runs, and those that stood are broken. The port stays its
// own.
type door struct {
	address *net.TCPAddr

	mu       sync.Mutex
	opened   *sync.Cond
	listener net.Listener
	held     func() // gives the port back that is held while the door is shut
	ended    bool
	inside   map[net.Conn]bool
}

// newDoor is an open one on a listener.
func newDoor(listener net.Listener) *door {
	d := &door{address: listener.Addr().(*net.TCPAddr), listener: listener, inside: map[net.Conn]bool{}}
	d.opened = sync.NewCond(&d.mu)
	return d
}

// Addr is the door's address, shut or open.
func (d *door) Addr() net.Addr { return d.address }

// Accept waits for a connection, and while the door is shut for its opening.
func (d *door) Accept() (net.Conn, error) {
	for {
		d.mu.Lock()
		for d.listener == nil && !d.ended {
			d.opened.Wait()
		}
		listener := d.listener
		d.mu.Unlock()
		if listener == nil {
			return nil, net.ErrClosed
		}
		connection, err := listener.Accept()
		d.mu.Lock()
		current := d.listener == listener
		if current && err == nil {
			d.inside[connection] = true
		}
		d.mu.Unlock()
		switch {
		case current && err == nil:
			return &visitor{connection, d}, nil
		case current:
			return nil, err
		case err == nil:
			_ = connection.Close() // it came in while the door was being shut
		}
	}
}

// Close ends the door.
func (d *door) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = true
	d.opened.Broadcast()
	if d.held != nil {
		d.held()
		d.held = nil
	}
	if d.listener == nil {
		return nil
	}
	defer func() { d.listener = nil }()
	return d.listener.Close()
}

// shut refuses connections from now on. One that is shut already stays so.
func (d *door) shut() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener == nil {
		return nil
	}
	listener := d.listener
	d.listener = nil
	for connection := range d.inside {
		_ = connection.Close() // its caller notices
	}
	if err := listener.Close(); err != nil {
		return fmt.Errorf("shut %s: %w", d.address, err)
	}
	var err error
	if d.held, err = holdPort(d.address); err != nil {
		return fmt.Errorf("shut %s: %w", d.address, err)
	}
	return nil
}

// open takes connections again. One that is open stays so.
func (d *door) open() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener != nil || d.ended {
		return nil
	}
	if d.held != nil {
		d.held()
		d.held = nil
	}
	deadline := time.Now().Add(reopenLimit)
	for {
		listener, err := net.Listen("tcp", d.address.String())
		if err == nil {
			d.listener = listener
			d.opened.Broadcast()
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("open %s again: %w", d.address, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// visitor is a connection that the door knows of while it lasts.
type visitor struct {
	net.Conn
	door *door
}

// Close ends the connection.
func (v *visitor) Close() error {
	v.door.mu.Lock()
	delete(v.door.inside, v.Conn)
	v.door.mu.Unlock()
	return v.Conn.Close()
}
