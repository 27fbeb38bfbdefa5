package redrive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// API is the subset of SQS that this package uses.
type API interface {
	GetQueueUrl(ctx context.Context, in *sqs.GetQueueUrlInput, options ...func(*sqs.Options)) (*sqs.GetQueueUrlOutput, error)
	GetQueueAttributes(ctx context.Context, in *sqs.GetQueueAttributesInput, options ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
	ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, options ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	ChangeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput, options ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
	SendMessage(ctx context.Context, in *sqs.SendMessageInput, options ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
	DeleteMessage(ctx context.Context, in *sqs.DeleteMessageInput, options ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
}

// Queue is a queue of the stack with its dead letters.
type Queue struct {
	Name string // "inbound"
	URL  string // where letters go back to; empty for those of schedules
	DLQ  string // URL of the dead-letter queue
}

// layout names a queue of template.yaml, whose names are the stack's, a dash and this.
type layout struct {
	name string
	fifo bool
	// alone: nothing goes back; the dead letters are those of schedules.
	alone bool
}

// layouts are the queues in the order of a message's way.
func layouts() []layout {
	return []layout{{name: "inbound", fifo: true}, {name: "outbound", fifo: true}, {name: "bulk", fifo: true}, {name: "status"}, {name: "media"}, {name: "forward", fifo: true}, {name: "schedule", alone: true}}
}

// Names lists the queues that a stack may have.
func Names() []string {
	var all []string
	for _, one := range layouts() {
		all = append(all, one.name)
	}
	return all
}

func (l layout) suffix() string {
	if l.fifo {
		return ".fifo"
	}
	return ""
}

// Open finds the queues of a stack, all or the one called only. A stack of
// another release may lack some, which are left out.
func Open(ctx context.Context, api API, stack, only string) ([]Queue, error) {
	var found []Queue
	for _, one := range layouts() {
		if only != "" && only != one.name {
			continue
		}
		queue, err := open(ctx, api, stack, one)
		var missing *types.QueueDoesNotExist
		if errors.As(err, &missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, queue)
	}
	if len(found) == 0 && only != "" {
		return nil, fmt.Errorf("stack %s has no dead-letter queue of %s; there may be: %s", stack, only, strings.Join(Names(), ", "))
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("there are no queues of a stack %s in this account and region; AWS_PROFILE and AWS_REGION choose them", stack)
	}
	return found, nil
}

func open(ctx context.Context, api API, stack string, l layout) (Queue, error) {
	queue := Queue{Name: l.name}
	var err error
	if queue.DLQ, err = urlOf(ctx, api, stack+"-"+l.name+"-dlq"+l.suffix()); err != nil || l.alone {
		return queue, err
	}
	if queue.URL, err = urlOf(ctx, api, stack+"-"+l.name+l.suffix()); err != nil {
		return Queue{}, err
	}
	return queue, check(ctx, api, queue)
}

func urlOf(ctx context.Context, api API, name string) (string, error) {
	out, err := api.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(name)})
	if err != nil {
		return "", fmt.Errorf("find queue %s: %w", name, err)
	}
	return aws.ToString(out.QueueUrl), nil
}

// check refuses a queue that only has the name of dead letters.
func check(ctx context.Context, api API, queue Queue) error {
	policy, err := attribute(ctx, api, queue.URL, types.QueueAttributeNameRedrivePolicy)
	if err != nil {
		return err
	}
	arn, err := attribute(ctx, api, queue.DLQ, types.QueueAttributeNameQueueArn)
	if err != nil {
		return err
	}
	var target struct {
		ARN string `json:"deadLetterTargetArn"`
	}
	if policy != "" {
		if err := json.Unmarshal([]byte(policy), &target); err != nil {
			return fmt.Errorf("redrive policy of %s: %w", queue.URL, err)
		}
	}
	if target.ARN == "" || target.ARN != arn {
		return fmt.Errorf("%s is not the dead-letter queue of %s, whose dead letters go to %q: nothing is touched", arn, queue.Name, target.ARN)
	}
	return nil
}

func attribute(ctx context.Context, api API, url string, name types.QueueAttributeName) (string, error) {
	out, err := api.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: aws.String(url), AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		return "", fmt.Errorf("read %s of %s: %w", name, url, err)
	}
	return out.Attributes[string(name)], nil
}
