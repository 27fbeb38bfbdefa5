package lambda

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"ventana/infra/local/child"
)

// process is one execution environment: a running bootstrap and the Runtime
// API endpoint that belongs to it alone.
type process struct {
	cfg       *Config
	logStream string
	started   time.Time
	cmd       *exec.Cmd
	api       *http.Server

	offers   chan handover
	ready    chan struct{} // closed at the first request for an event
	exited   chan struct{} // closed when the process is reaped and its logs are read
	initTook time.Duration // set before ready is closed

	release func(*process) // called at each later request for an event
	removed bool           // belongs to the pool, under its lock

	mu        sync.Mutex
	current   *invocation
	initError *FunctionError
	extension bool // registered one, so SIGTERM comes before SIGKILL
	asked     bool // has asked for an event
	peak      int64
}

// startProcess starts a bootstrap. remove is called once, after it has ended.
func startProcess(cfg *Config, release, remove func(*process)) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("runtime api of %s: %w", cfg.Name, err)
	}
	now := time.Now()
	p := &process{
		cfg:       cfg,
		logStream: newLogStream(now, cfg.Version),
		started:   now,
		offers:    make(chan handover),
		ready:     make(chan struct{}),
		exited:    make(chan struct{}),
		release:   release,
	}
	output := &lines{emit: p.log}
	p.cmd = exec.Command(cfg.Binary)
	p.cmd.Dir = filepath.Dir(cfg.Binary)
	p.cmd.Env = cfg.environment(listener.Addr().String(), p.logStream)
	p.cmd.Stdout, p.cmd.Stderr = output, output
	p.cmd.WaitDelay = time.Second // for a grandchild that keeps the pipe open
	child.Isolate(p.cmd)
	p.api = &http.Server{Handler: p.routes(), ErrorLog: log.New(io.Discard, "", 0)}
	if err := p.cmd.Start(); err != nil {
		_ = listener.Close() // nothing was served
		return nil, fmt.Errorf("start %s: %w", cfg.Name, err)
	}
	go func() { _ = p.api.Serve(listener) }() // ends with Close, below
	go func() {
		_ = p.cmd.Wait() // the state tells how it ended
		output.flush()
		_ = p.api.Close() // only open connections of a dead process
		remove(p)
		close(p.exited)
	}()
	return p, nil
}

func (p *process) log(text string) {
	p.cfg.OnLog(LogLine{Function: p.cfg.Name, LogStream: p.logStream, RequestID: p.working(), At: time.Now(), Text: text})
}

// working is the request id of the event that the process has, or nothing.
func (p *process) working() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		return ""
	}
	return p.current.id
}

// state is nil until exited is closed.
func (p *process) state() *os.ProcessState { return p.cmd.ProcessState }

// kill ends the process now and returns when it is reaped.
func (p *process) kill() {
	select {
	case <-p.exited:
		return
	default:
	}
	child.Kill(p.cmd)
	<-p.exited
}

// stop ends the process as Lambda shuts an environment down: only a function
// with a registered extension hears SIGTERM first.
func (p *process) stop() {
	p.mu.Lock()
	extension := p.extension
	p.mu.Unlock()
	if extension {
		child.Stop(p.cmd, p.exited, shutdownGrace)
		return
	}
	p.kill()
}

// awaitReady returns when the process asks for its first event, or the reason
// why it never will.
func (p *process) awaitReady(requestID string, limit time.Duration) *FunctionError {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.ready:
		return nil
	case <-p.exited:
	case <-timer.C:
		p.kill()
		return timeoutError(requestID, limit)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.initError != nil {
		return p.initError
	}
	return exitError(requestID, p.state())
}

// drop forgets the invocation, so that a late answer is refused.
func (p *process) drop(inv *invocation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == inv {
		p.current = nil
	}
}

// sampleMemory is the highest resident set seen so far, in bytes.
func (p *process) sampleMemory() int64 {
	now := peakMemory(p.cmd.Process.Pid)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.peak = max(p.peak, now)
	return p.peak
}

// killAboveMemory kills the process when it has outgrown MemorySize.
func (p *process) killAboveMemory() (killed bool) {
	if p.sampleMemory() <= int64(p.cfg.MemoryMB)<<20 {
		return false
	}
	p.log(fmt.Sprintf("memory above %d MB: process killed", p.cfg.MemoryMB))
	p.kill()
	return true
}
