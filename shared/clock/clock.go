// Package clock is the one source of time in Ventana.
//
// In AWS it is the machine's clock. On a developer's machine the local host
// shifts it: one file, named by VENTANA_CLOCK_FILE, holds an offset as a Go
// duration ("23h0m0s"), and functions, simulators, schedules and queues all
// follow it, so that a day passes in a second. Lambda deadlines and request
// signing never use this package: they keep real time.
package clock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Variable names the environment variable that holds the offset file's path.
const Variable = "VENTANA_CLOCK_FILE"

// Clock tells the time. The zero value is the machine's clock. It may be used
// by many goroutines.
type Clock struct {
	path string

	mu        sync.Mutex
	listeners []func()
}

// New returns a clock that follows the offset file at path; an empty path is
// real time. The file need not exist: a missing file is no offset.
func New(path string) *Clock { return &Clock{path: path} }

// Now is the shifted time in UTC.
func (c *Clock) Now() time.Time { return time.Now().Add(c.Offset()).UTC() }

// Offset is how far the clock runs ahead of real time. An unreadable file is
// no offset, because functions must never stop for want of a test aid.
func (c *Clock) Offset() time.Duration {
	if c.path == "" {
		return 0
	}
	text, err := os.ReadFile(c.path)
	if err != nil {
		return 0
	}
	offset, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return offset
}

// Advance moves the clock forward by d and tells every listener. Only the
// local host calls it; a clock without a file cannot be moved.
func (c *Clock) Advance(d time.Duration) error {
	if c.path == "" {
		return errors.New("clock: no offset file, real time cannot be moved")
	}
	if d < 0 {
		return fmt.Errorf("clock: cannot go back by %s", d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	text := (c.Offset() + d).String() + "\n"
	// A rename is atomic: a function that reads now sees the old or the new.
	next := c.path + ".next"
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		return fmt.Errorf("clock: write offset %s: %w", c.path, err)
	}
	if err := os.Rename(next, c.path); err != nil {
		return fmt.Errorf("clock: replace offset %s: %w", c.path, err)
	}
	for _, listener := range c.listeners {
		go listener()
	}
	return nil
}

// OnAdvance calls f, in a goroutine of its own, after each Advance made
// through this value. Timers computed from Now are recomputed there.
func (c *Clock) OnAdvance(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listeners = append(c.listeners, f)
}

// Reset removes the offset, so that a new local system starts at real time.
func (c *Clock) Reset() error {
	if c.path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o750); err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	if err := os.Remove(c.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clock: remove offset %s: %w", c.path, err)
	}
	return nil
}
