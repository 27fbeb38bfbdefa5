package sqsqueue

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// depthAPI is the subset of SQS used for counting.
type depthAPI interface {
	GetQueueAttributes(ctx context.Context, in *sqs.GetQueueAttributesInput, options ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
}

// Depth counts what queues hold, and touches nothing in them.
type Depth struct{ api depthAPI }

// NewDepth returns a counter.
func NewDepth(api depthAPI) *Depth { return &Depth{api: api} }

// Of is how many messages a queue holds, in sight or not. SQS estimates it, and is
// right a minute after the last one came or went.
//
// Requests: one.
func (d *Depth) Of(ctx context.Context, queueURL string) (int, error) {
	out, err := d.api.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(queueURL),
		AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		},
	})
	if err != nil {
		return 0, fmt.Errorf("count messages in %s: %w", NameOf(queueURL), err)
	}
	sum := 0
	for name, text := range out.Attributes {
		count, err := strconv.Atoi(text)
		if err != nil {
			return 0, fmt.Errorf("count messages in %s: %s is %q", NameOf(queueURL), name, text)
		}
		sum += count
	}
	return sum, nil
}
