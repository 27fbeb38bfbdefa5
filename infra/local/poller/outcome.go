package poller

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"ventana/infra/local/sqs"
)

// errEarlierPart is why a part of a FIFO batch was not tried.
var errEarlierPart = errors.New("an earlier part of the batch failed")

// Outcome is what became of one event. Without a request id the function never
// got it.
type Outcome struct {
	RequestID string
	Messages  []string // ids, in the order of the event; empty: nothing could be received
	Failed    []string // those that stay in the queue
	Reason    error    // when the function, its answer or the deletion failed as a whole
}

func ids(messages []sqs.Message) []string {
	all := make([]string, len(messages))
	for i, message := range messages {
		all[i] = message.ID
	}
	return all
}

func receipts(messages []sqs.Message) []string {
	all := make([]string, len(messages))
	for i, message := range messages {
		all[i] = message.ReceiptHandle
	}
	return all
}

// failedItems reads a partial batch response. An error means that the whole
// batch counts as failed.
func failedItems(answer []byte, messages []sqs.Message) (map[string]bool, error) {
	answer = bytes.TrimSpace(answer)
	if len(answer) == 0 {
		return nil, nil
	}
	var response struct {
		Failures []struct {
			ID *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		return nil, fmt.Errorf("batch response: %w", err)
	}
	known := make(map[string]bool, len(messages))
	for _, message := range messages {
		known[message.ID] = true
	}
	failed := make(map[string]bool, len(response.Failures))
	for _, failure := range response.Failures {
		if failure.ID == nil || *failure.ID == "" {
			return nil, fmt.Errorf("batch response: itemIdentifier missing or empty")
		}
		if !known[*failure.ID] {
			return nil, fmt.Errorf("batch response: itemIdentifier %q is not in the batch", *failure.ID)
		}
		failed[*failure.ID] = true
	}
	return failed, nil
}
