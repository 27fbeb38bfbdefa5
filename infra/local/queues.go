package local

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ventana/infra/local/console"
	"ventana/infra/local/poller"
	"ventana/infra/local/sqs"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
	"ventana/shared/deadletter"
)

// startQueues opens the queue server and makes the queues of the template.
func (h *host) startQueues() error {
	server, err := sqs.New(sqs.Options{
		Dir: h.folder.path("sqs"), Clock: h.clock, Region: region, AccountID: accountID, BaseURL: h.queueServer.URL,
		OnSend: h.sent,
	})
	if err != nil {
		return fmt.Errorf("queues: %w", err)
	}
	h.queues = server
	for _, queue := range h.template.Queues {
		if _, _, err := server.EnsureQueue(queue.Name, queue.Attributes); err != nil {
			return fmt.Errorf("%s:%d: %w", h.options.Template, queue.Line, err)
		}
	}
	h.queueServer.serve(trail.Senders(h.asking, h.faultyQueues(server)), h.fail)
	return nil
}

// sent tells the trail what a request has put into a queue. What goes to a
// dead-letter queue was parked: each event names the message that it was.
func (h *host) sent(ctx context.Context, queue string, accepted []sqs.Accepted) {
	sender := trail.Sender(ctx)
	h.measureQueue(queue, "NumberOfMessagesSent", len(accepted))
	event := trail.Event{Kind: trail.Sent, Queue: queue, Function: sender.Function, LogStream: sender.LogStream, RequestID: sender.RequestID}
	if h.deadLetters(queue) {
		event.Kind = trail.Parked
		for _, message := range accepted {
			event.Messages, event.Record = []string{message.ID}, ""
			if record := message.Attributes[deadletter.AttributeRecord].StringValue; record != nil {
				event.Record = *record
			}
			h.trail.Add(event)
		}
		return
	}
	for _, message := range accepted {
		if message.Known {
			event.Known = append(event.Known, message.ID)
		} else {
			event.Messages = append(event.Messages, message.ID)
		}
	}
	h.lineage.sent(sender.Function, h.batches.messages(sender.RequestID), event.Messages)
	h.trail.Add(event)
}

// newPollers prepares the enabled event source mappings.
func (h *host) newPollers() error {
	for _, mapping := range h.template.Mappings {
		if !mapping.Enabled {
			continue
		}
		queue, ok := h.queue(mapping.QueueID)
		function := h.functions[mapping.FunctionID]
		if !ok || function == nil {
			return fmt.Errorf("%s:%d: mapping of %s to %s: one of them does not exist", h.options.Template, mapping.Line, mapping.QueueID, mapping.FunctionID)
		}
		name := shortName(mapping.FunctionID)
		h.pollers = append(h.pollers, poller.New(poller.Options{
			Queue: polled{h.queues, h.count}, QueueName: queue.Name, QueueARN: h.queues.ARN(queue.Name), Region: region,
			Function:  fed{h.gated(mapping.FunctionID), name, queue.Name, h},
			Off:       func() bool { return h.operator.disabled("mapping", queueName(mapping.QueueID)) },
			BatchSize: mapping.BatchSize, Window: mapping.Window,
			MaximumConcurrency: mapping.MaxConcurrency, ReportFailures: mapping.PartialFailures,
			OnReceive: func(messages []string) {
				h.trail.Add(trail.Event{Kind: trail.Received, Queue: queue.Name, Function: name, Messages: messages})
			},
			OnInvoke: h.batches.begin,
			OnBatch: func(outcome poller.Outcome) {
				h.settled(name, queue.Name, outcome)
				if outcome.Reason != nil {
					h.console.Host("poller", console.Warn, "batch stays in "+queue.Name, "function", name,
						"messages", len(outcome.Messages), "failed", len(outcome.Failed), "err", outcome.Reason)
				}
			},
		}))
	}
	return nil
}

// deadLetters tells whether the queue of that name is a dead-letter queue.
func (h *host) deadLetters(name string) bool {
	return slices.ContainsFunc(h.template.Queues, func(queue template.Queue) bool {
		return queue.Name == name && h.isDeadLetter(queue)
	})
}

func (h *host) queue(logicalID string) (template.Queue, bool) {
	for _, queue := range h.template.Queues {
		if queue.LogicalID == logicalID {
			return queue, true
		}
	}
	return template.Queue{}, false
}

// isDeadLetter tells the queues that nobody polls and others point at.
func (h *host) isDeadLetter(queue template.Queue) bool {
	for _, other := range h.template.Queues {
		if other.DeadLetterID == queue.LogicalID {
			return true
		}
	}
	return strings.HasSuffix(queue.LogicalID, "DLQ")
}
