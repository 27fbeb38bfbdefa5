package poller

import (
	"bytes"
	"encoding/json"
	"fmt"

	"ventana/infra/local/sqs"
)

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
