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
}

// Function is the part of a Lambda function that a mapping uses.
type Function interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, *lambda.FunctionError, error)
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

	// OnBatch gets the outcome of each event: how many messages it held and
	// how many stayed, and why when the function or its answer failed as a
	// whole. Nil is allowed.
	OnBatch func(messages, failed int, reason error)
	// OnReceive gets the number of messages of each receive that had any. Nil
	// is allowed.
	OnReceive func(messages int)
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
	if options.OnBatch == nil {
		options.OnBatch = func(int, int, error) {}
	}
	if options.OnReceive == nil {
		options.OnReceive = func(int) {}
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
			p.options.OnBatch(0, 0, fmt.Errorf("receive from %s: %w", p.options.QueueName, err))
			if !pause(ctx, retryPause) {
				return
			}
			continue
		}
		if len(messages) == 0 {
			<-slots
			continue
		}
		p.options.OnReceive(len(messages))
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
		p.options.OnBatch(len(messages), len(messages), err)
		return
	}
	for _, event := range events {
		failed, reason := p.invoke(ctx, event)
		p.options.OnBatch(len(event.messages), failed, reason)
		if failed > 0 && p.fifo {
			return
		}
	}
}

// invoke hands one event over and deletes what succeeded.
func (p *Poller) invoke(ctx context.Context, event part) (failed int, reason error) {
	answer, failure, err := p.options.Function.Invoke(ctx, event.payload)
	if err != nil {
		return len(event.messages), err
	}
	if failure != nil {
		return len(event.messages), failure
	}
	var kept map[string]bool
	if p.options.ReportFailures {
		if kept, err = failedItems(answer, event.messages); err != nil {
			return len(event.messages), err
		}
	}
	receipts := make([]string, 0, len(event.messages))
	for _, message := range event.messages {
		if !kept[message.ID] {
			receipts = append(receipts, message.ReceiptHandle)
		}
	}
	if len(receipts) == 0 {
		return len(kept), nil
	}
	if err := p.options.Queue.Delete(p.options.QueueName, receipts); err != nil {
		return len(kept), errors.Join(fmt.Errorf("delete from %s", p.options.QueueName), err)
	}
	return len(kept), nil
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
