package secret

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	// TTL is how long a document is used before it is read again: a rotated
	// secret is known everywhere within this time, and lists bridge the gap.
	TTL = 5 * time.Minute
	// RefreshPause is the least time between two refreshes that a wrong
	// signature asks for; a flood of forgeries must not become a flood of reads.
	RefreshPause = 30 * time.Second
	// readLimit bounds one read: a store that hangs must not use up a request
	// that a good document in memory could serve.
	readLimit = 3 * time.Second
)

// ErrInvalid marks a document that was read but is not usable: its owner has
// to mend it, and trying again changes nothing.
var ErrInvalid = errors.New("secret document is not usable")

// Cache holds one parsed document. It may be used by many goroutines; they
// share one read.
type Cache[T any] struct {
	fetch Fetch
	parse func([]byte) (T, error)
	now   func() time.Time

	mu     sync.Mutex
	value  T
	loaded bool
	readAt time.Time
	stored time.Time // of the version that value is
	// failedAt is the last read that failed, asked the last that Refresh made.
	failedAt, asked time.Time
}

// NewCache returns an empty cache over fetch.
func NewCache[T any](fetch Fetch, parse func([]byte) (T, error), now func() time.Time) *Cache[T] {
	return &Cache[T]{fetch: fetch, parse: parse, now: now}
}

// Get gives the document, at most TTL old. While the store fails, the last
// good document serves on; without one the error is returned, wrapping
// ErrInvalid when the document itself is at fault.
func (c *Cache[T]) Get(ctx context.Context) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded && (c.now().Sub(c.readAt) < TTL || c.now().Sub(c.failedAt) < RefreshPause) {
		return c.value, nil
	}
	err := c.read(ctx)
	if err != nil && !c.loaded {
		var none T
		return none, err
	}
	return c.value, nil
}

// Stored is when the version that Get gives was put into its store; zero where the
// store does not say. It reads as Get does, and fails as Get does.
func (c *Cache[T]) Stored(ctx context.Context) (time.Time, error) {
	if _, err := c.Get(ctx); err != nil {
		return time.Time{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stored, nil
}

// Refresh reads the document again, at most once in RefreshPause, and reports
// whether it did: a signature that matches no known secret may have been made
// with one that was rotated in a moment ago.
func (c *Cache[T]) Refresh(ctx context.Context) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Sub(c.asked) < RefreshPause {
		return c.value, false
	}
	c.asked = c.now()
	return c.value, c.read(ctx) == nil
}

func (c *Cache[T]) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	version, err := c.fetch(ctx)
	if err != nil {
		c.failedAt = c.now()
		return err
	}
	value, err := c.parse(version.Text)
	if err != nil {
		c.failedAt = c.now()
		return errors.Join(ErrInvalid, err)
	}
	c.value, c.loaded, c.readAt, c.stored = value, true, c.now(), version.Stored
	return nil
}
