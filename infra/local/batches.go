package local

import (
	"sync"

	"ventana/infra/local/lambda"
	"ventana/infra/local/poller"
	"ventana/infra/local/trail"
)

// batchStays is all that the trail says of a batch that stays in its queue
// while the function itself reported no error: the console has the reason,
// which may quote the function's answer.
const batchStays = "the batch stays in the queue"

// batches are the events that pollers have handed over, by request id, until
// it is known what became of their messages. It may be used by many
// goroutines.
type batches struct {
	mu      sync.Mutex
	current map[string]*batch
}

type batch struct {
	messages []string
	report   *lambda.Report // once the run is over
}

// begin is a poller about to hand an event over.
func (b *batches) begin(requestID string, messages []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.current == nil {
		b.current = map[string]*batch{}
	}
	b.current[requestID] = &batch{messages: messages}
}

// messages are those of an event; none for one that no queue gave.
func (b *batches) messages(requestID string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.current[requestID]; known != nil {
		return known.messages
	}
	return nil
}

// keep takes the report of a batch until its outcome is known, and tells
// whether it is one.
func (b *batches) keep(report lambda.Report) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := b.current[report.RequestID]
	if known != nil {
		known.report = &report
	}
	return known != nil
}

// end forgets an event and gives back its report; nil when it never ran.
func (b *batches) end(requestID string) *lambda.Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := b.current[requestID]
	delete(b.current, requestID)
	if known == nil {
		return nil
	}
	return known.report
}

// finished is the end of a run as the trail has it.
func finished(function string, report lambda.Report) trail.Event {
	return trail.Event{
		Kind: trail.Finished, Function: function, RequestID: report.RequestID, LogStream: report.LogStream,
		TookMS: trail.Milliseconds(report.Duration), Cold: report.Cold, Error: report.Error,
	}
}

// settled tells the trail what became of a batch.
func (h *host) settled(function, queue string, outcome poller.Outcome) {
	if len(outcome.Messages) == 0 {
		return // nothing could be received
	}
	h.measureQueue(queue, "NumberOfMessagesReceived", len(outcome.Messages))
	h.measureQueue(queue, "NumberOfMessagesDeleted", len(outcome.Messages)-len(outcome.Failed))
	event := trail.Event{Kind: trail.Finished, Function: function, RequestID: outcome.RequestID}
	if report := h.batches.end(outcome.RequestID); report != nil {
		event = finished(function, *report)
	}
	if outcome.Reason != nil && event.Error == "" {
		event.Error = batchStays
	}
	event.Queue, event.Messages, event.Failed = queue, outcome.Messages, outcome.Failed
	if len(outcome.Failed) == 0 {
		h.lineage.forget(outcome.Messages)
	}
	h.trail.Add(event)
}
