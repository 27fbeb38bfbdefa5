package sqsqueue

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// Sources are the queues of a function that has several, by their names. A batch
// comes from one mapping and so from one queue, and its records are hidden and
// parked where they came from.
type Sources map[string]*Consumer

// NameOf is a queue's name, of its URL.
func NameOf(queueURL string) string { return queueURL[strings.LastIndex(queueURL, "/")+1:] }

// Handle is the Lambda handler. A batch of a queue that is not among the sources
// is refused as a whole: nobody could park its records.
func (s Sources) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	if len(event.Records) == 0 {
		return events.SQSEventResponse{}, nil
	}
	arn := event.Records[0].EventSourceARN
	name := arn[strings.LastIndex(arn, ":")+1:]
	consumer, known := s[name]
	if !known {
		return events.SQSEventResponse{}, fmt.Errorf("a batch of queue %s, which is none of this function's", name)
	}
	return consumer.Handle(ctx, event)
}
