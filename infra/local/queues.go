package local

import (
	"fmt"
	"strings"

	"ventana/infra/local/console"
	"ventana/infra/local/poller"
	"ventana/infra/local/sqs"
	"ventana/infra/local/template"
	"ventana/infra/local/trail"
)

// startQueues opens the queue server and makes the queues of the template.
func (h *host) startQueues() error {
	server, err := sqs.New(sqs.Options{
		Dir: h.folder.path("sqs"), Clock: h.clock, Region: region, AccountID: accountID, BaseURL: h.queueServer.URL,
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
	h.queueServer.serve(h.trail.Sends(server), h.fail)
	return nil
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
			Queue: h.queues, QueueName: queue.Name, QueueARN: h.queues.ARN(queue.Name), Region: region, Function: function,
			BatchSize: mapping.BatchSize, Window: mapping.Window,
			MaximumConcurrency: mapping.MaxConcurrency, ReportFailures: mapping.PartialFailures,
			OnReceive: func(messages int) {
				h.trail.Add(trail.Event{Kind: trail.Received, Queue: queue.Name, Function: name, Count: messages})
			},
			OnBatch: func(messages, failed int, reason error) {
				if reason != nil {
					h.console.Host("poller", console.Warn, "batch stays in "+queue.Name, "function", name, "messages", messages, "failed", failed, "err", reason)
				}
			},
		}))
	}
	return nil
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
