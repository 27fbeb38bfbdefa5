package poller

import (
	"context"
	"time"

	"ventana/infra/local/sqs"
)

// Look makes the mapping look at its queue anew and tells whether there was
// nothing to take, which is more exact than counts: messages behind a blocked
// FIFO group are visible and yet cannot be taken. It waits while every slot is
// taken, and answers false when ctx ends.
func (p *Poller) Look(ctx context.Context) (empty bool) {
	answer := make(chan bool, 1)
	select {
	case p.looks <- answer:
	case <-ctx.Done():
		return false
	}
	select {
	case empty = <-answer:
		return empty
	case <-ctx.Done():
		return false
	}
}

// wait is the long poll for the first messages of a batch, broken off when
// somebody wants a look.
func (p *Poller) wait(ctx context.Context) ([]sqs.Message, error) {
	type result struct {
		messages []sqs.Message
		err      error
	}
	done := make(chan result, 1)
	if p.options.Off() {
		return nil, p.rest(ctx)
	}
	polling, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		messages, err := p.receive(polling, p.options.BatchSize, longPoll)
		done <- result{messages, err}
	}()
	select {
	case got := <-done:
		if len(got.messages) > 0 {
			p.begin()
		}
		return got.messages, got.err
	case answer := <-p.looks:
		cancel()
		// The poll may have got messages at that very moment.
		if got := <-done; len(got.messages) > 0 {
			p.begin()
			answer <- false
			return got.messages, nil
		}
		messages, err := p.receive(ctx, p.options.BatchSize, 0)
		if len(messages) > 0 {
			p.begin()
		}
		answer <- err == nil && len(messages) == 0
		return messages, err
	}
}

// offPause is how soon a mapping that is off asks again whether it still is, in
// real time.
const offPause = 50 * time.Millisecond

// rest is a disabled mapping's turn: whoever looks finds nothing that it could take.
func (p *Poller) rest(ctx context.Context) error {
	timer := time.NewTimer(offPause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case answer := <-p.looks:
		answer <- true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
