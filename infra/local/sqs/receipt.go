package sqs

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// receipt names one delivery of one message. The sequence tells a message from
// its earlier stay in the same queue, the receive count tells this delivery
// from older ones, so that a receipt needs no storage and survives a restart.
type receipt struct {
	queue    string
	id       string
	sequence uint64
	receives int
}

func receiptOf(queue string, m *message) string {
	text := fmt.Sprintf("%s/%s/%d/%d", queue, m.ID, m.Sequence, m.Receives)
	return base64.StdEncoding.EncodeToString([]byte(text))
}

// parseReceipt reads a handle that this queue gave out; another queue's handle
// is as invalid as a made-up one.
func parseReceipt(queue, handle string) (receipt, error) {
	text, err := base64.StdEncoding.DecodeString(handle)
	if err != nil {
		return receipt{}, errReceipt(handle)
	}
	parts := strings.Split(string(text), "/")
	if len(parts) != 4 || parts[0] != queue {
		return receipt{}, errReceipt(handle)
	}
	sequence, err := strconv.ParseUint(parts[2], 10, 64)
	if err != nil {
		return receipt{}, errReceipt(handle)
	}
	receives, err := strconv.Atoi(parts[3])
	if err != nil {
		return receipt{}, errReceipt(handle)
	}
	return receipt{queue: parts[0], id: parts[1], sequence: sequence, receives: receives}, nil
}

// find is the message that the receipt names, nil when it has left the queue.
func (r receipt) find(q *queue) *message {
	m := q.messages[r.id]
	if m == nil || m.Sequence != r.sequence {
		return nil
	}
	return m
}

// current says whether m has not been received again since.
func (r receipt) current(m *message) bool { return m.Receives == r.receives }
