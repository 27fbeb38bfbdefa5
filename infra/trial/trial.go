// Package trial starts a local system for one purpose and stops it again: a demo,
// a measurement. It runs on free ports with the folder that it is given, so that a
// running "ventana local" is not disturbed, and keeps the end of its log for
// whoever has to explain a failure.
package trial

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"ventana/infra/local"
	"ventana/infra/sim/playground"
)

// System is a running local system.
type System struct {
	local.Endpoints
	stop context.CancelFunc
	end  chan error
	logs lastWords
}

// Start runs a system until Stop is called or ctx ends. Of the options it sets
// those of the output and of readiness; a Stderr gets the whole log. The error of a system that does not start
// shows its last words.
func Start(ctx context.Context, options local.Options) (*System, error) {
	ctx, stop := context.WithCancel(ctx)
	s := &System{stop: stop, end: make(chan error, 1)}
	ready := make(chan local.Endpoints, 1)
	var logs io.Writer = &s.logs
	if options.Stderr != nil {
		logs = io.MultiWriter(&s.logs, options.Stderr)
	}
	options.Stdout, options.Stderr, options.Playground = io.Discard, logs, playground.Handler()
	options.OnReady = func(endpoints local.Endpoints) { ready <- endpoints }
	go func() { s.end <- local.Run(ctx, options) }()
	select {
	case s.Endpoints = <-ready:
		return s, nil
	case err := <-s.end:
		stop()
		if err == nil { // it was stopped before it was ready
			err = ctx.Err()
		}
		return nil, fmt.Errorf("start the system: %w\n%s", err, s.logs.tail())
	}
}

// Stop ends the system and waits for its end. Call it once.
func (s *System) Stop() error {
	s.stop()
	return <-s.end
}

// LastWords is the end of the system's log.
func (s *System) LastWords() string { return s.logs.tail() }

// lastWords keeps the end of a log.
type lastWords struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// lastWordsBytes is how much of a log is worth showing.
const lastWordsBytes = 8 << 10

func (l *lastWords) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text.Len() > 16*lastWordsBytes {
		l.text.Next(l.text.Len() - lastWordsBytes)
	}
	return l.text.Write(p)
}

func (l *lastWords) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	return text[max(0, len(text)-lastWordsBytes):]
}
