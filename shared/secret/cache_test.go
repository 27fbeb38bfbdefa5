package secret_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"ventana/shared/secret"
)

// scripted is a secret store with a clock that tests move.
type scripted struct {
	mu    sync.Mutex
	at    time.Time
	text  string
	put   time.Time // when the text was stored
	err   error
	reads int
}

func newScripted() *scripted {
	return &scripted{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), text: "one"}
}

func (s *scripted) fetch(context.Context) (secret.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	return secret.Version{Text: []byte(s.text), Stored: s.put}, s.err
}

func (s *scripted) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func parse(text []byte) (string, error) {
	if string(text) == "broken" {
		return "", errors.New("connections[0].id: required")
	}
	return string(text), nil
}

func (s *scripted) cache() *secret.Cache[string] { return secret.NewCache(s.fetch, parse, s.now) }

func get(t *testing.T, cache *secret.Cache[string], want string) {
	t.Helper()
	got, err := cache.Get(t.Context())
	if err != nil || got != want {
		t.Fatalf("got %q, %v, want %q", got, err, want)
	}
}

func TestCache_readsOnceInItsTime(t *testing.T) {
	t.Parallel()
	s := newScripted()
	cache := s.cache()
	get(t, cache, "one")
	s.text = "two"
	s.at = s.at.Add(secret.TTL - time.Nanosecond)
	get(t, cache, "one")
	if s.reads != 1 {
		t.Fatalf("got %d reads, want 1", s.reads)
	}
	s.at = s.at.Add(time.Nanosecond)
	get(t, cache, "two")
	if s.reads != 2 {
		t.Fatalf("got %d reads, want 2", s.reads)
	}
}

func TestCache_manyAtOnceShareOneRead(t *testing.T) {
	t.Parallel()
	s := newScripted()
	cache := s.cache()
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() {
			if got, err := cache.Get(t.Context()); err != nil || got != "one" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	readers.Wait()
	if s.reads != 1 {
		t.Errorf("got %d reads, want 1", s.reads)
	}
}

func TestCache_failureServesTheLastGoodDocument(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*scripted){
		"the store fails":        func(s *scripted) { s.err = errors.New("throttled") },
		"the document is broken": func(s *scripted) { s.text = "broken" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScripted()
			cache := s.cache()
			get(t, cache, "one")
			spoil(s)
			s.at = s.at.Add(24 * time.Hour)
			get(t, cache, "one")
			s.err, s.text = nil, "two"
			get(t, cache, "one") // a store in trouble is not asked at every use
			s.at = s.at.Add(secret.RefreshPause)
			get(t, cache, "two")
		})
	}
}

func TestCache_failureWithoutADocumentIsTold(t *testing.T) {
	t.Parallel()
	s := newScripted()
	cache := s.cache()
	s.err = errors.New("throttled")
	if got, err := cache.Get(t.Context()); !errors.Is(err, s.err) || errors.Is(err, secret.ErrInvalid) || got != "" {
		t.Errorf("got %q, %v, want the store's failure", got, err)
	}
	s.err, s.text = nil, "broken"
	if got, err := cache.Get(t.Context()); !errors.Is(err, secret.ErrInvalid) || got != "" {
		t.Errorf("got %q, %v, want it invalid: trying again changes nothing", got, err)
	}
	s.text = "one"
	get(t, cache, "one")
}

// TestStored_isOfTheVersionInUse: a version that cannot be used has no say in how old
// the secret is that everything works with.
func TestStored_isOfTheVersionInUse(t *testing.T) {
	t.Parallel()
	s := newScripted()
	old, young := s.at.Add(-100*24*time.Hour), s.at.Add(-time.Hour)
	s.put = old
	cache := s.cache()
	want := func(want time.Time, reads int) {
		t.Helper()
		got, err := cache.Stored(t.Context())
		if err != nil || !got.Equal(want) || s.reads != reads {
			t.Fatalf("got %s, %v after %d reads, want %s after %d", got, err, s.reads, want, reads)
		}
	}
	want(old, 1)
	get(t, cache, "one")
	want(old, 1) // the document in memory is asked of no store again
	s.put, s.text, s.at = young, "broken", s.at.Add(secret.TTL)
	want(old, 2)
	s.text, s.at = "two", s.at.Add(secret.RefreshPause)
	want(young, 3)
}

func TestStored_failsAsGetDoes(t *testing.T) {
	t.Parallel()
	s := newScripted()
	s.err = errors.New("throttled")
	if got, err := s.cache().Stored(t.Context()); !errors.Is(err, s.err) || !got.IsZero() {
		t.Errorf("got %s, %v, want the store's failure", got, err)
	}
}

func TestRefresh_readsAgainOncePerPause(t *testing.T) {
	t.Parallel()
	s := newScripted()
	cache := s.cache()
	get(t, cache, "one")
	s.text = "two"
	if got, fresh := cache.Refresh(t.Context()); !fresh || got != "two" {
		t.Fatalf("got %q, %t, want the new document", got, fresh)
	}
	s.text = "three"
	s.at = s.at.Add(secret.RefreshPause - time.Nanosecond)
	if got, fresh := cache.Refresh(t.Context()); fresh || got != "two" || s.reads != 2 {
		t.Fatalf("got %q, %t after %d reads, want it refused within the pause", got, fresh, s.reads)
	}
	s.at = s.at.Add(time.Nanosecond)
	if got, fresh := cache.Refresh(t.Context()); !fresh || got != "three" {
		t.Fatalf("got %q, %t, want the new document after the pause", got, fresh)
	}
	get(t, cache, "three")
}

func TestRefresh_failureKeepsTheDocumentAndThePause(t *testing.T) {
	t.Parallel()
	s := newScripted()
	cache := s.cache()
	get(t, cache, "one")
	s.err = errors.New("throttled")
	for range 5 {
		if got, fresh := cache.Refresh(t.Context()); fresh || got != "one" {
			t.Fatalf("got %q, %t, want the old document and nothing fresh", got, fresh)
		}
	}
	if s.reads != 2 {
		t.Errorf("got %d reads, want one for the first document and one for the refresh", s.reads)
	}
	s.err = nil
	get(t, cache, "one")
}
