package sqsqueue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/deadletter"
	"ventana/shared/telemetry"
)

// maxHide is SQS's longest visibility timeout.
const maxHide = 12 * time.Hour

// maxReason keeps a parking reason inside one attribute, and readable.
const maxReason = 512

// queueAPI is the subset of SQS used for what a batch's records need.
type queueAPI interface {
	ChangeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput, options ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
	SendMessage(ctx context.Context, in *sqs.SendMessageInput, options ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// Queue is one queue with its dead-letter queue.
type Queue struct {
	api      queueAPI
	url, dlq string
	name     string // what the url ends with
	now      func() time.Time
	function string
}

// NewQueue returns the queue at url whose poisoned records go to dlq.
func NewQueue(api queueAPI, url, dlq string, now func() time.Time) *Queue {
	return &Queue{api: api, url: url, name: path.Base(url), dlq: dlq, now: now}
}

// For names the function that handles the queue, which its dead letters tell.
func (q *Queue) For(function string) *Queue {
	q.function = function
	return q
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

// Park puts a record into the dead-letter queue as it came, with what is known
// of it beside it. The caller acknowledges it only when that has worked.
func (q *Queue) Park(ctx context.Context, record Record, code deadletter.Code, reason string) error {
	if q.dlq == "" {
		return errors.New("park record: no dead-letter queue configured")
	}
	request := &sqs.SendMessageInput{
		QueueUrl: aws.String(q.dlq), MessageBody: aws.String(string(record.Body)),
		MessageAttributes: q.attributes(record, code, reason), MessageSystemAttributes: traceAttribute(telemetry.WithTrace(ctx, record.trace)),
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

// attributes are what a dead letter carries: ten at most, as SQS allows, and
// only those that have a value, as it demands.
func (q *Queue) attributes(record Record, code deadletter.Code, reason string) map[string]types.MessageAttributeValue {
	carried := map[string]types.MessageAttributeValue{}
	for name, value := range map[string]string{
		deadletter.AttributeReason:   clean(reason),
		deadletter.AttributeCode:     string(cmp.Or(code, deadletter.Other)),
		deadletter.AttributeReceives: strconv.Itoa(record.Receives),
		deadletter.AttributeParkedAt: moment(q.now()),
		deadletter.AttributeSentAt:   moment(record.SentAt),
		deadletter.AttributeFirstAt:  moment(record.FirstAt),
		deadletter.AttributeFunction: q.function,
		deadletter.AttributeQueue:    q.name,
		deadletter.AttributeRecord:   record.ID,
		deadletter.AttributeRedriven: record.redriven,
	} {
		if value != "" {
			carried[name] = stringAttribute(value)
		}
	}
	return carried
}

// moment is a time as letters tell it; SQS told none when it is in 1970.
func moment(at time.Time) string {
	if at.Unix() <= 0 {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
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
