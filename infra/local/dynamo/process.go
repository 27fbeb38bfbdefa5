package dynamo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
// database at file, made when missing, and returns once it answers. Its output
// goes to out.
func Start(ctx context.Context, binary, file string, out io.Writer) (*Process, error) {
	var problem error
	for range portTries {
		p, err := start(ctx, binary, file, out)
		if err == nil {
			return p, nil
		}
		if problem = err; !errors.Is(err, errEnded) {
			break
		}
	}
	return nil, problem
}

// portTries is how many ports are tried: one that was free a moment ago may be
// somebody's by the time the child asks for it.
const portTries = 5

// errEnded: the child ended before it answered, as it does without its port.
var errEnded = errors.New("dynoxide ended at start")

func start(ctx context.Context, binary, file string, out io.Writer) (*Process, error) {
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
	p := &Process{Endpoint: "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the state tells how it ended
		close(p.done)
	}()
	if err := p.awaitAnswer(ctx); err != nil {
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

// awaitAnswer waits until DynamoDB answers there: a connection alone may be a
// stranger's who has the port, or the probe's own to itself.
func (p *Process) awaitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	client := NewClient(p.Endpoint, "local")
	for {
		_, err := client.ListTables(ctx, &dynamodb.ListTablesInput{}, func(o *dynamodb.Options) { o.RetryMaxAttempts = 1 })
		select {
		case <-p.done:
			return fmt.Errorf("%w: %s", errEnded, p.cmd.ProcessState)
		default:
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("dynoxide does not answer: %w", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop ends the process; what was written stays in the file.
func (p *Process) Stop() { child.Stop(p.cmd, p.done, stopGrace) }
