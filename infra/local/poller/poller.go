package poller

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ventana/infra/local/lambda"
	"ventana/infra/local/sqs"
)

const (
	longPoll           = 20 * time.Second // SQS's maximum; a new message ends it at once
	receiveLimit       = 10               // messages of one receive
	retryPause         = time.Second      // after a receive that failed
	defaultBatchSize   = 10
	defaultConcurrency = 20
)

// Queue is the part of the SQS server that a mapping uses.
type Queue interface {
	// Receive waits up to wait, in real time, for at most max messages.
	Receive(ctx context.Context, name string, max int, wait time.Duration) ([]sqs.Message, error)
	// Delete acknowledges messages by their receipt handles.
	Delete(name string, receipts []string) error
	// DeadLetter parks messages by their receipt handles.
	DeadLetter(name string, receipts []string) error
}

// Function is the part of a Lambda function that a mapping uses.
type Function interface {
	// InvokeAs hands an event over under a request id of the caller's.
	InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error)
}

// Options are one event source mapping.
type Options struct {
	Queue     Queue
	QueueName string
	QueueARN  string
	Region    string
	Function  Function

	BatchSize          int           // default 10
	Window             time.Duration // of gathering; 0 takes what one receive gives
	MaximumConcurrency int           // default 20
	ReportFailures     bool          // ReportBatchItemFailures is on

	// Off tells that the mapping is disabled for the time being: it takes nothing.
	// It is asked before each receive. Nil is never.
	Off func() bool

	// OnReceive gets the ids of the messages of each batch, OnInvoke those of
	// each event before the function gets it, and OnBatch what became of them:
	// every message received is in one outcome. Nil is allowed.
	OnReceive func(messages []string)
	OnInvoke  func(requestID string, messages []string)
	OnBatch   func(Outcome)
}

// Poller runs one mapping.
type Poller struct {
	options Options
	fifo    bool
	looks   chan chan bool
	running atomic.Int64
	batches atomic.Int64
}

// New returns a mapping that Run starts.
func New(options Options) *Poller {
	if options.BatchSize == 0 {
		options.BatchSize = defaultBatchSize
	}
	if options.MaximumConcurrency == 0 {
		options.MaximumConcurrency = defaultConcurrency
	}
	if options.Off == nil {
		options.Off = func() bool { return false }
	}
	if options.OnBatch == nil {
		options.OnBatch = func(Outcome) {}
	}
	if options.OnReceive == nil {
		options.OnReceive = func([]string) {}
	}
	if options.OnInvoke == nil {
		options.OnInvoke = func(string, []string) {}
	}
	return &Poller{
		options: options,
		fifo:    strings.HasSuffix(options.QueueName, ".fifo"),
		looks:   make(chan chan bool),
	}
}

// Running is the number of batches between their receipt and their deletion.
func (p *Poller) Running() int { return int(p.running.Load()) }

// Batches is the number of batches received so far.
func (p *Poller) Batches() int { return int(p.batches.Load()) }

// Run polls until ctx ends, and returns when every batch is finished. A batch
// that has begun is not interrupted by ctx.
func (p *Poller) Run(ctx context.Context) {
	slots := make(chan struct{}, p.options.MaximumConcurrency)
	var work sync.WaitGroup
	defer work.Wait()
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		messages, err := p.gather(ctx)
		if err != nil {
			<-slots
			if ctx.Err() != nil {
				return
			}
			p.options.OnBatch(Outcome{Reason: fmt.Errorf("receive from %s: %w", p.options.QueueName, err)})
			if !pause(ctx, retryPause) {
				return
			}
			continue
		}
		if len(messages) == 0 {
			<-slots
			continue
		}
		p.options.OnReceive(ids(messages))
		work.Go(func() {
			p.handle(context.WithoutCancel(ctx), messages)
			p.running.Add(-1)
			<-slots
		})
	}
}

// gather receives one batch. When it returns messages they count as running.
func (p *Poller) gather(ctx context.Context) ([]sqs.Message, error) {
	messages, err := p.wait(ctx)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	end := time.Now().Add(p.options.Window)
	for len(messages) < p.options.BatchSize {
		left := time.Until(end)
		if left <= 0 {
			break
		}
		more, err := p.receive(ctx, p.options.BatchSize-len(messages), left)
		if err != nil {
			break // what was received is still worth handling
		}
		messages = append(messages, more...)
	}
	return messages, nil
}

// begin counts a batch as running, before anybody can be told that the queue
// is empty.
func (p *Poller) begin() {
	p.running.Add(1)
	p.batches.Add(1)
}

func (p *Poller) receive(ctx context.Context, limit int, wait time.Duration) ([]sqs.Message, error) {
	return p.options.Queue.Receive(ctx, p.options.QueueName, min(limit, receiveLimit), min(wait, longPoll))
}

// handle sees one batch through.
func (p *Poller) handle(ctx context.Context, messages []sqs.Message) {
	events, err := parts(messages, p.options.QueueARN, p.options.Region)
	if err != nil {
		p.options.OnBatch(Outcome{Messages: ids(messages), Failed: ids(messages), Reason: err})
		return
	}
	stopped := false
	for _, event := range events {
		outcome := Outcome{Messages: ids(event.messages)}
		if stopped {
			outcome.Failed, outcome.Reason = outcome.Messages, errEarlierPart
		} else {
			outcome.RequestID = lambda.NewRequestID()
			p.options.OnInvoke(outcome.RequestID, outcome.Messages)
			outcome.Failed, outcome.Reason = p.invoke(ctx, outcome.RequestID, event)
		}
		p.options.OnBatch(outcome)
		stopped = stopped || p.fifo && len(outcome.Failed) > 0
	}
}

// invoke hands one event over, deletes what succeeded, and names the messages
// that stay.
func (p *Poller) invoke(ctx context.Context, requestID string, event part) (failed []string, reason error) {
	answer, failure, err := p.options.Function.InvokeAs(ctx, requestID, event.payload)
	if errors.Is(err, lambda.ErrRecursive) && p.options.Queue.DeadLetter(p.options.QueueName, receipts(event.messages)) == nil {
		return nil, err
	}
	if err != nil {
		return ids(event.messages), err
	}
	if failure != nil {
		return ids(event.messages), failure
	}
	var kept map[string]bool
	if p.options.ReportFailures {
		if kept, err = failedItems(answer, event.messages); err != nil {
			return ids(event.messages), err
		}
	}
	var done []sqs.Message
	for _, message := range event.messages {
		if kept[message.ID] {
			failed = append(failed, message.ID)
		} else {
			done = append(done, message)
		}
	}
	left, err := p.delete(done)
	return append(failed, left...), err
}

// delete names the messages that could not be deleted.
func (p *Poller) delete(messages []sqs.Message) (left []string, err error) {
	if len(messages) == 0 || p.options.Queue.Delete(p.options.QueueName, receipts(messages)) == nil {
		return nil, nil
	}
	// One by one tells which: to delete again what is gone is no error.
	problems := []error{fmt.Errorf("delete from %s", p.options.QueueName)}
	for _, message := range messages {
		if err := p.options.Queue.Delete(p.options.QueueName, []string{message.ReceiptHandle}); err != nil {
			left, problems = append(left, message.ID), append(problems, err)
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	return left, errors.Join(problems...)
}

// pause tells whether ctx was still there at its end.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
