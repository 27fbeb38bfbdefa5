package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Timeouts of our own servers: a client that sends nothing must not hold a
// connection. Answers have no limit, because long polls and the trail last.
const (
	headerTimeout = 10 * time.Second
	closeTimeout  = 500 * time.Millisecond
)

// endpoint is a server that has its address before it has its handler.
type endpoint struct {
	URL      string
	listener net.Listener
	server   *http.Server
}

// listen takes a port of the loopback interface; 0 is a free one. variable
// names the way out when it is taken.
func listen(port int, variable string) (*endpoint, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		if variable != "" {
			err = fmt.Errorf("%w (choose another port with %s, 0 is any free one)", err, variable)
		}
		return nil, fmt.Errorf("listen: %w", err)
	}
	return &endpoint{URL: "http://" + listener.Addr().String(), listener: listener}, nil
}

// listenAtDoor is listen on a free port of a host that can refuse connections.
func listenAtDoor() (*endpoint, *door, error) {
	e, err := listen(0, "")
	if err != nil {
		return nil, nil, err
	}
	d := newDoor(e.listener)
	e.listener = d
	return e, d, nil
}

// serve answers with handler from now on; failed gets the reason when the
// server ends by itself.
func (e *endpoint) serve(handler http.Handler, failed func(error)) {
	e.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout,
		// Broken connections are faults that were asked for, or a client's own.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() {
		if err := e.server.Serve(e.listener); !errors.Is(err, http.ErrServerClosed) {
			failed(fmt.Errorf("serve %s: %w", e.URL, err))
		}
	}()
}

// close lets running requests finish for a moment.
func (e *endpoint) close() {
	if e.server == nil {
		_ = e.listener.Close() // nothing was served
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if e.server.Shutdown(ctx) != nil {
		_ = e.server.Close() // long polls and the trail are cut off
	}
}
