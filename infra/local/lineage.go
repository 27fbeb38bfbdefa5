package local

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"ventana/infra/local/console"
	"ventana/infra/local/lambda"
)

// loopLimit is how often a function may be started by what it sent itself: after 16
// invocations Lambda drops the next.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
const loopLimit = 16

// lineage knows of each message that a function sent, while it handled others, how
// often each function was started on the way to it. It may be used by many goroutines.
type lineage struct {
	mu     sync.Mutex
	starts map[string]map[string]int // by message, by function
}

// sent notes what a run of a function has sent while it handled messages.
func (l *lineage) sent(function string, handled, sent []string) {
	if len(handled) == 0 || len(sent) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	counts := map[string]int{}
	for _, message := range handled {
		for name, count := range l.starts[message] {
			counts[name] = max(counts[name], count)
		}
	}
	counts[function]++
	if l.starts == nil {
		l.starts = map[string]map[string]int{}
	}
	for _, message := range sent {
		l.starts[message] = counts
	}
}

// loops tells whether a function was started by its own messages as often as it may.
func (l *lineage) loops(function string, messages []string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, message := range messages {
		if l.starts[message][function] >= loopLimit {
			return true
		}
	}
	return false
}

// forget drops messages that are done.
func (l *lineage) forget(messages []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, message := range messages {
		delete(l.starts, message)
	}
}

// fed is a function that a queue feeds, with what Lambda does about loops.
type fed struct {
	gated
	name  string // short
	queue string
	host  *host
}

// InvokeAs hands an event over unless it is one of a loop.
func (f fed) InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	taken := f.host.batches.messages(requestID)
	if f.host.lineage.loops(f.name, taken) {
		f.host.measured(f.function.Name(), "RecursiveInvocationsDropped", 1)
		return nil, nil, lambda.ErrRecursive
	}
	answer, failed, err := f.gated.InvokeAs(ctx, requestID, payload)
	if err == nil && failed == nil && f.host.simulators.faults.Looped(f.name) {
		if err := f.sendBack(taken, payload); err != nil {
			f.host.console.Host("fault", console.Warn, "loop", "function", f.name, "err", err)
		}
	}
	return answer, failed, err
}

// sendBack is the defect of a release that puts what it has handled into its own queue
// again.
func (f fed) sendBack(taken []string, payload []byte) error {
	var event struct {
		Records []struct {
			Body string `json:"body"`
		}
	}
	if err := json.Unmarshal(payload, &event); err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	for _, record := range event.Records {
		id, err := f.host.queues.Put(f.queue, record.Body, nil)
		if err != nil {
			return err
		}
		f.host.lineage.sent(f.name, taken, []string{id})
	}
	return nil
}
