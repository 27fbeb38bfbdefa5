package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// maxHide is SQS's longest visibility timeout.
const maxHide = 12 * time.Hour

// maxReason keeps a parking reason inside one attribute, and readable.
const maxReason = 512

// The attributes of a parked record.
const (
	AttributeReason   = "reason"
	AttributeReceives = "receives"
	AttributeParkedAt = "parked_at" // RFC 3339
	AttributeRecord   = "record"    // the SQS message id it had
)

// queueAPI is the subset of SQS used for what a batch's records need.
type queueAPI interface {
	ChangeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput, options ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
	SendMessage(ctx context.Context, in *sqs.SendMessageInput, options ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// Queue is one queue with its dead-letter queue.
type Queue struct {
	api      queueAPI
	url, dlq string
	now      func() time.Time
}

// NewQueue returns the queue at url whose poisoned records go to dlq.
func NewQueue(api queueAPI, url, dlq string, now func() time.Time) *Queue {
	return &Queue{api: api, url: url, dlq: dlq, now: now}
}

// Hide makes records invisible for after, so that the queue gives them back then.
func (q *Queue) Hide(ctx context.Context, records []Record, after time.Duration) error {
	seconds := int32(min(after, maxHide).Round(time.Second) / time.Second)
	request := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: aws.String(q.url)}
	for i, record := range records {
		request.Entries = append(request.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), ReceiptHandle: aws.String(record.receipt), VisibilityTimeout: seconds,
		})
	}
	out, err := q.api.ChangeMessageVisibilityBatch(ctx, request)
	if err != nil {
		return fmt.Errorf("hide %d records: %w", len(records), err)
	}
	if len(out.Failed) > 0 {
		return fmt.Errorf("hide %d records: %d refused, first %s", len(records), len(out.Failed), aws.ToString(out.Failed[0].Code))
	}
	return nil
}

// Park puts a record into the dead-letter queue as it came, with the reason
// beside it. The caller acknowledges it only when that has worked.
func (q *Queue) Park(ctx context.Context, record Record, reason string) error {
	if q.dlq == "" {
		return errors.New("park record: no dead-letter queue configured")
	}
	request := &sqs.SendMessageInput{
		QueueUrl: aws.String(q.dlq), MessageBody: aws.String(string(record.Body)),
		MessageAttributes: map[string]types.MessageAttributeValue{
			AttributeReason:   stringAttribute(clean(reason)),
			AttributeReceives: stringAttribute(strconv.Itoa(record.Receives)),
			AttributeParkedAt: stringAttribute(q.now().Format(time.RFC3339)),
			AttributeRecord:   stringAttribute(record.ID),
		},
	}
	if strings.HasSuffix(q.dlq, ".fifo") {
		request.MessageGroupId = aws.String(record.Group)
		// The record's own id: parking it again after a crash parks it once.
		request.MessageDeduplicationId = aws.String(record.ID)
	}
	if _, err := q.api.SendMessage(ctx, request); err != nil {
		return fmt.Errorf("park record %s: %w", record.ID, err)
	}
	return nil
}

func stringAttribute(value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
}

// clean makes a reason fit for an attribute: SQS refuses control characters and
// empty values.
func clean(reason string) string {
	reason = strings.Map(func(r rune) rune {
		if r < ' ' || r == '\uFFFE' || r == '\uFFFF' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(reason, "?"))
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "")
	}
	if reason == "" {
		return "unknown"
	}
	return reason
}
