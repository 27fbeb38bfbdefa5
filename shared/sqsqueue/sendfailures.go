package sqsqueue

import (
	"errors"
	"fmt"
	"sync"
)

// sendFailures remembers which groups could not be sent, and why the first did not.
type sendFailures struct {
	mu     sync.Mutex
	groups map[string]bool
	count  int
	first  error
}

func (f *sendFailures) add(group string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.groups == nil {
		f.groups = map[string]bool{}
	}
	f.groups[group] = true
	f.count++
	if f.first == nil {
		f.first = err
	}
}

// has reports whether a group has failed; envelopes without a group have no
// order to keep.
func (f *sendFailures) has(group string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return group != "" && f.groups[group]
}

func (f *sendFailures) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.first == nil {
		return nil
	}
	return errors.Join(ErrNotAllSent, fmt.Errorf("%d envelopes: %w", f.count, f.first))
}

// ErrNotAllSent: some envelopes of a delivery are not in the queue, so the
// delivery must be repeated; those that are in will be known again.
var ErrNotAllSent = errors.New("not every envelope was sent")
