package sqs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"ventana/shared/clock"
)

// Options say where a server keeps its queues and how it names them.
type Options struct {
	Dir       string       // folder of the journal, made when missing; required
	Clock     *clock.Clock // nil: real time
	Region    string       // in ARNs; required
	AccountID string       // in ARNs and URLs; required
	BaseURL   string       // where ServeHTTP is reached, in queue URLs; required

	// OnSend gets what a request has sent to a queue, before anybody can
	// receive it. ctx is the request's. It runs while everything else waits, so
	// it must neither block nor use the server. Nil is allowed.
	OnSend func(ctx context.Context, queue string, accepted []Accepted)
}

// Accepted is a message that a request has sent.
type Accepted struct {
	ID         string // of the earlier message, when it was known
	Known      bool   // dropped: sent within the deduplication interval before
	Attributes map[string]Attribute
}

func (o Options) validate() error {
	var problems []error
	for name, value := range map[string]string{
		"Dir": o.Dir, "Region": o.Region, "AccountID": o.AccountID, "BaseURL": o.BaseURL,
	} {
		if value == "" {
			problems = append(problems, fmt.Errorf("%s: required", name))
		}
	}
	return errors.Join(problems...)
}

// inFlightLimit is what AWS allows a queue, of either kind (SQS developer
// guide, "Amazon SQS message quotas").
const inFlightLimit = 120_000

// Server is all queues of one account and region. It may be used by many
// goroutines. One lock guards everything: an operation is short, and moves
// between queues need two at once.
type Server struct {
	clock         *clock.Clock
	region        string
	account       string
	baseURL       string
	newID         func() string
	onSend        func(ctx context.Context, queue string, accepted []Accepted)
	inFlightLimit int
	operations    map[string]operation

	mu       sync.Mutex
	queues   map[string]*queue
	deleted  map[string]time.Time // names deleted lately, for QueueDeletedRecently
	sequence uint64
	tasks    []*moveTask // oldest first
	journal  *journal
	jumped   chan struct{} // closed at the next jump of the clock

	stop       chan struct{}
	stopped    bool
	background sync.WaitGroup
}

// New opens the journal in o.Dir and brings back what it holds. It fails on
// missing options, an unreadable folder, or a journal broken before its end.
func New(o Options) (*Server, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("sqs options: %w", err)
	}
	if o.Clock == nil {
		o.Clock = clock.New("")
	}
	if o.OnSend == nil {
		o.OnSend = func(context.Context, string, []Accepted) {}
	}
	s := &Server{
		clock: o.Clock, region: o.Region, account: o.AccountID, baseURL: strings.TrimRight(o.BaseURL, "/"),
		newID: newUUID, onSend: o.OnSend, inFlightLimit: inFlightLimit, operations: operations(),
		queues: map[string]*queue{}, deleted: map[string]time.Time{},
		jumped: make(chan struct{}), stop: make(chan struct{}),
	}
	if err := s.open(o.Dir); err != nil {
		return nil, err
	}
	s.clock.OnAdvance(s.clockJumped)
	return s, nil
}

// Close ends long polls and move tasks and closes the journal. Everything
// accepted is on disk before that; a second Close does nothing.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return nil
	}
	s.stopped = true
	close(s.stop)
	s.mu.Unlock()
	s.background.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.journal.close(); err != nil {
		return fmt.Errorf("close queues: %w", err)
	}
	return nil
}

// locked runs one operation: alone, at one time, and journalled before it
// returns. What f changed is written even when f fails, since a batch may fail
// in part; when it cannot be written, that error wins.
func (s *Server) locked(f func(now time.Time) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return ErrClosed
	}
	err := f(s.clock.Now())
	if written := s.persist(); written != nil {
		return written
	}
	return err
}

// clockJumped has everything that waits for a time look again.
func (s *Server) clockJumped() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.jumped)
	s.jumped = make(chan struct{})
	for _, q := range s.queues {
		q.wake()
	}
}

// queue finds a queue and brings it to now.
func (s *Server) queue(name string, now time.Time) (*queue, error) {
	q := s.queues[name]
	if q == nil {
		return nil, errNoQueue()
	}
	if expired := q.settle(now); len(expired) > 0 {
		s.commit(record{Op: opDelete, Queue: name, At: now, IDs: expired})
	}
	return q, nil
}

func (s *Server) nextSequence() uint64 { return s.sequence + 1 }

func (s *Server) arn(name string) string {
	return "arn:aws:sqs:" + s.region + ":" + s.account + ":" + name
}

func (s *Server) url(name string) string { return s.baseURL + "/" + s.account + "/" + name }

// nameOfURL takes the last path element: the host in a URL may be anything.
func nameOfURL(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }

func nameOfARN(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// newUUID is a random UUID, version 4.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
