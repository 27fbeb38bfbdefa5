package dynamo

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"time"

	"ventana/infra/local/child"
)

const (
	startLimit = 10 * time.Second // it answers after 4 ms on an idle machine
	stopGrace  = 2 * time.Second
)

// Process is a running dynoxide.
type Process struct {
	Endpoint string // http://127.0.0.1:port

	cmd  *exec.Cmd
	done chan struct{}
}

// Start runs the binary on a free port of the loopback interface with the
// database at file, made when missing, and returns once it accepts
// connections. Its output goes to out.
func Start(ctx context.Context, binary, file string, out io.Writer) (*Process, error) {
	port, err := freePort()
	if err != nil {
		return nil, fmt.Errorf("dynoxide: %w", err)
	}
	cmd := exec.Command(binary, "serve", "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--db-path", file)
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	cmd.Stdout, cmd.Stderr = out, out
	child.Isolate(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start dynoxide: %w", err)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	p := &Process{Endpoint: "http://" + address, cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the state tells how it ended
		close(p.done)
	}()
	if err := p.awaitPort(ctx, address); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

// freePort is free now; nothing keeps it so until the child takes it.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()                          //nolint:errcheck // nothing was served
	return listener.Addr().(*net.TCPAddr).Port, nil //nolint:forcetypeassert // a TCP listener
}

func (p *Process) awaitPort(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			_ = connection.Close() // a probe
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("dynoxide ended at start: %s", p.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("dynoxide does not listen: %w", ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop ends the process; what was written stays in the file.
func (p *Process) Stop() { child.Stop(p.cmd, p.done, stopGrace) }
