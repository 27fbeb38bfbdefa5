package sqs

import (
	"container/list"
	"fmt"
	"strconv"
	"time"
)

// Attribute is one message attribute. Exactly one value is set: the text for
// String and Number, the bytes for Binary.
type Attribute struct {
	DataType    string  `json:"dataType"`
	StringValue *string `json:"stringValue,omitempty"`
	BinaryValue []byte  `json:"binaryValue,omitempty"`
}

// Message is one delivery. Its JSON is a record of the event that Lambda gives
// to a function (Lambda developer guide, "Using Lambda with Amazon SQS").
type Message struct {
	ID                     string               `json:"messageId"`
	ReceiptHandle          string               `json:"receiptHandle"` // empty from PeekNewest
	Body                   string               `json:"body"`
	Attributes             map[string]string    `json:"attributes"` // system attributes
	MessageAttributes      map[string]Attribute `json:"messageAttributes"`
	MD5OfBody              string               `json:"md5OfBody"`
	MD5OfMessageAttributes string               `json:"md5OfMessageAttributes,omitempty"`
	EventSource            string               `json:"eventSource"` // "aws:sqs"
	EventSourceARN         string               `json:"eventSourceARN"`
	Region                 string               `json:"awsRegion"`
}

// message is one stored message, in the form of the journal. Its unexported
// fields place it in the indexes of its queue.
type message struct {
	ID              string               `json:"id"`
	Sequence        uint64               `json:"sequence"` // rises with every enqueue on the server
	Body            string               `json:"body"`
	Attributes      map[string]Attribute `json:"attributes,omitempty"`
	Trace           string               `json:"trace,omitempty"` // AWSTraceHeader
	Group           string               `json:"group,omitempty"`
	Deduplication   string               `json:"deduplication,omitempty"`
	Source          string               `json:"source,omitempty"` // ARN of the queue it was dead-lettered from
	SentAt          time.Time            `json:"sent_at"`
	VisibleAt       time.Time            `json:"visible_at,omitzero"` // zero: visible now
	InFlight        bool                 `json:"in_flight,omitempty"` // received and hidden; otherwise hidden means delayed
	Receives        int                  `json:"receives,omitempty"`
	FirstReceivedAt time.Time            `json:"first_received_at,omitzero"`
	ReceivedAt      time.Time            `json:"received_at,omitzero"`

	hiddenAt int           // index in the heap of hidden messages, from 1; 0 is visible
	agedAt   int           // index in the heap of ages, from 1
	place    *list.Element // in the list of its group, or of a standard queue's visible messages
	held     bool          // counted as in flight by its group
}

// senderID stands for the caller: no credentials are looked at.
const senderID = "AIDALOCALVENTANAQUEUE"

// sequenceBase gives sequence numbers the twenty digits they have in AWS.
const sequenceBase = 10_000_000_000_000_000_000

func sequenceNumber(n uint64) string { return fmt.Sprintf("%020d", sequenceBase+n) }

func epochMillis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// system lists the system attributes that m has in a queue of this kind.
func (m *message) system(fifo bool) map[string]string {
	all := map[string]string{
		"SenderId":                senderID,
		"SentTimestamp":           epochMillis(m.SentAt),
		"ApproximateReceiveCount": strconv.Itoa(m.Receives),
	}
	if !m.FirstReceivedAt.IsZero() {
		all["ApproximateFirstReceiveTimestamp"] = epochMillis(m.FirstReceivedAt)
	}
	if fifo {
		all["SequenceNumber"] = sequenceNumber(m.Sequence)
	}
	for name, value := range map[string]string{
		"MessageGroupId":           m.Group,
		"MessageDeduplicationId":   m.Deduplication,
		"AWSTraceHeader":           m.Trace,
		"DeadLetterQueueSourceArn": m.Source,
	} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}

// knownSystemAttribute says whether ReceiveMessage may be asked for name.
func knownSystemAttribute(name string) bool {
	switch name {
	case "All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp",
		"SequenceNumber", "MessageGroupId", "MessageDeduplicationId", "AWSTraceHeader", "DeadLetterQueueSourceArn":
		return true
	}
	return false
}

// deadLettered is m as it enters the dead-letter queue of source. On a FIFO
// queue the enqueue time starts again, on a standard queue it is kept, so that
// a short retention there may drop the message at once (SQS developer guide,
// "Using dead-letter queues").
func (m *message) deadLettered(source string, fifo bool, sequence uint64, now time.Time) *message {
	moved := m.copied(sequence)
	moved.Source = source
	if fifo {
		moved.SentAt = now
	}
	return moved
}

// redriven is m as a move task puts it into its destination: a new message.
func (m *message) redriven(id string, sequence uint64, now time.Time) *message {
	moved := m.copied(sequence)
	moved.ID, moved.Source, moved.SentAt = id, "", now
	moved.Receives, moved.FirstReceivedAt, moved.ReceivedAt = 0, time.Time{}, time.Time{}
	return moved
}

// copied is m, visible and in no index.
func (m *message) copied(sequence uint64) *message {
	fresh := *m
	fresh.Sequence = sequence
	fresh.VisibleAt, fresh.InFlight = time.Time{}, false
	fresh.hiddenAt, fresh.agedAt, fresh.place, fresh.held = 0, 0, nil, false
	return &fresh
}

// Size is what counts against MaximumMessageSize and what requests are billed by, in
// bytes.
func (m Message) Size() int { return size(m.Body, m.MessageAttributes) }

// size is what counts against MaximumMessageSize, in bytes: the body, and each
// attribute's name, type and value.
func size(body string, attributes map[string]Attribute) int {
	total := len(body)
	for name, a := range attributes {
		total += len(name) + len(a.DataType) + len(a.BinaryValue)
		if a.StringValue != nil {
			total += len(*a.StringValue)
		}
	}
	return total
}
