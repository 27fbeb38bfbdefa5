package poller

import (
	"encoding/json"
	"fmt"
	"strings"

	"ventana/infra/local/lambda"
	"ventana/infra/local/sqs"
)

// record is one message as Lambda writes it.
type record struct {
	sqs.Message
	MessageAttributes map[string]attribute `json:"messageAttributes"`
}

// attribute has its two lists always, and always empty: SQS does not fill
// them.
type attribute struct {
	StringValue      *string  `json:"stringValue,omitempty"`
	BinaryValue      []byte   `json:"binaryValue,omitempty"`
	StringListValues []string `json:"stringListValues"`
	BinaryListValues [][]byte `json:"binaryListValues"`
	DataType         string   `json:"dataType"`
}

// part is one event and the messages in it.
type part struct {
	payload  []byte
	messages []sqs.Message
}

const (
	eventHead = `{"Records":[`
	eventTail = `]}`
)

// parts cuts a batch into events that Lambda takes, in order.
func parts(messages []sqs.Message, source, region string) ([]part, error) {
	var all []part
	var event strings.Builder
	var inside []sqs.Message
	finish := func() {
		if len(inside) > 0 {
			all = append(all, part{payload: []byte(eventHead + event.String() + eventTail), messages: inside})
		}
		event.Reset()
		inside = nil
	}
	for _, message := range messages {
		text, err := json.Marshal(newRecord(message, source, region))
		if err != nil {
			return nil, fmt.Errorf("record %s: %w", message.ID, err)
		}
		if event.Len()+len(text)+len(eventHead)+len(eventTail)+1 > lambda.MaxPayload {
			finish()
		}
		if len(inside) > 0 {
			event.WriteByte(',')
		}
		event.Write(text)
		inside = append(inside, message)
	}
	finish()
	return all, nil
}

func newRecord(message sqs.Message, source, region string) record {
	out := record{Message: message, MessageAttributes: map[string]attribute{}}
	out.EventSource = "aws:sqs"
	out.EventSourceARN = source
	out.Region = region
	for name, value := range message.MessageAttributes {
		out.MessageAttributes[name] = attribute{
			StringValue: value.StringValue, BinaryValue: value.BinaryValue, DataType: value.DataType,
			StringListValues: []string{}, BinaryListValues: [][]byte{},
		}
	}
	return out
}
