package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"golang.org/x/sync/errgroup"

	"ventana/shared/envelope"
	"ventana/shared/telemetry"
)

const (
	// maxEntries and maxBatchBytes are SQS's limits for one SendMessageBatch.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
	maxEntries    = 10
	maxBatchBytes = 1 << 20
	// maxSending is how many batches are under way at once: enough to send the
	// 1,000 events of Meta's largest delivery in some hundred milliseconds.
	maxSending = 8
)

// sendAPI is the subset of SQS used for sending.
type sendAPI interface {
	SendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput, options ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error)
}

// Sender puts envelopes into queues. It may be used by many goroutines.
type Sender struct {
	api sendAPI
}

// NewSender returns a sender.
func NewSender(api sendAPI) *Sender { return &Sender{api: api} }

// entry is one envelope, encoded once.
type entry struct {
	body         string
	group, dedup string
}

// Send puts every envelope into the queue or returns an error. Those of one
// group go in the order given, one batch after the other; others side by side.
//
// Requests: one per ten envelopes when their groups differ, one per envelope
// of the group that has most.
func (s *Sender) Send(ctx context.Context, queueURL string, envelopes []envelope.Envelope) error {
	fifo := strings.HasSuffix(queueURL, ".fifo")
	var failed sendFailures
	for _, wave := range waves(envelopes, fifo) {
		entries, err := encode(wave, &failed)
		if err != nil {
			return err
		}
		var work errgroup.Group
		work.SetLimit(maxSending)
		for _, batch := range pack(entries) {
			work.Go(func() error {
				s.sendBatch(ctx, queueURL, batch, fifo, &failed)
				return nil
			})
		}
		if err := work.Wait(); err != nil {
			return fmt.Errorf("send to queue: %w", err)
		}
	}
	return failed.err()
}

// waves puts the nth envelope of every group into the nth wave, so that no
// batch holds two of one group: when SQS refuses one, no later one of its
// group has been sent. A standard queue has no order and needs one wave.
func waves(envelopes []envelope.Envelope, fifo bool) [][]envelope.Envelope {
	if !fifo {
		return [][]envelope.Envelope{envelopes}
	}
	var waves [][]envelope.Envelope
	depth := map[string]int{}
	for _, e := range envelopes {
		at := depth[e.Group]
		depth[e.Group]++
		if at == len(waves) {
			waves = append(waves, nil)
		}
		waves[at] = append(waves[at], e)
	}
	return waves
}

// encode leaves out the groups that have failed in an earlier wave.
func encode(wave []envelope.Envelope, failed *sendFailures) ([]entry, error) {
	entries := make([]entry, 0, len(wave))
	for _, e := range wave {
		if failed.has(e.Group) {
			continue
		}
		body, err := envelope.Encode(e)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{body: string(body), group: e.Group, dedup: e.Dedup})
	}
	return entries, nil
}

// pack cuts entries into batches that SQS takes.
func pack(entries []entry) [][]entry {
	var batches [][]entry
	var batch []entry
	size := 0
	for _, e := range entries {
		if len(batch) == maxEntries || (len(batch) > 0 && size+len(e.body) > maxBatchBytes) {
			batches = append(batches, batch)
			batch, size = nil, 0
		}
		batch = append(batch, e)
		size += len(e.body)
	}
	if len(batch) > 0 {
		batches = append(batches, batch)
	}
	return batches
}

func (s *Sender) sendBatch(ctx context.Context, queueURL string, batch []entry, fifo bool, failed *sendFailures) {
	request := &sqs.SendMessageBatchInput{QueueUrl: aws.String(queueURL)}
	traced := traceAttribute(ctx)
	for i, e := range batch {
		wanted := types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(e.body), MessageSystemAttributes: traced}
		if fifo {
			wanted.MessageGroupId, wanted.MessageDeduplicationId = aws.String(e.group), aws.String(e.dedup)
		}
		request.Entries = append(request.Entries, wanted)
	}
	out, err := s.api.SendMessageBatch(ctx, request)
	if err != nil {
		for _, e := range batch {
			failed.add(e.group, err)
		}
		return
	}
	for _, refused := range out.Failed {
		at, err := strconv.Atoi(aws.ToString(refused.Id))
		if err != nil || at < 0 || at >= len(batch) {
			failed.add("", fmt.Errorf("entry %q refused: %s", aws.ToString(refused.Id), aws.ToString(refused.Code)))
			continue
		}
		failed.add(batch[at].group, fmt.Errorf("entry refused: %s", aws.ToString(refused.Code)))
	}
	if sent := len(out.Successful) + len(out.Failed); sent < len(batch) {
		failed.add("", errors.New("sqs answered for fewer entries than it was given"))
	}
}

// traceAttribute hands the trace on with the message. It costs nothing: SQS does not
// count it among the message's bytes.
func traceAttribute(ctx context.Context) map[string]types.MessageSystemAttributeValue {
	header := telemetry.Trace(ctx)
	if header == "" {
		return nil
	}
	return map[string]types.MessageSystemAttributeValue{
		string(types.MessageSystemAttributeNameForSendsAWSTraceHeader): {DataType: aws.String("String"), StringValue: aws.String(header)},
	}
}
