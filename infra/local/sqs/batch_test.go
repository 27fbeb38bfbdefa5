package sqs_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func entries(ids ...string) []types.SendMessageBatchRequestEntry {
	var all []types.SendMessageBatchRequestEntry
	for i, id := range ids {
		all = append(all, types.SendMessageBatchRequestEntry{
			Id: aws.String(id), MessageBody: aws.String("b" + strconv.Itoa(i)),
			MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d" + strconv.Itoa(i)),
		})
	}
	return all
}

func TestSendBatch_tenInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	out, err := r.client.SendMessageBatch(t.Context(), &awssqs.SendMessageBatchInput{
		QueueUrl: &q, Entries: entries("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Successful) != 10 || len(out.Failed) != 0 || out.Successful[9].SequenceNumber == nil {
		t.Fatalf("successful %d, failed %d", len(out.Successful), len(out.Failed))
	}
	r.expect(q, 10, "b0,b1,b2,b3,b4,b5,b6,b7,b8,b9")
}

func TestSendBatch_oneBadEntryLeavesTheOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	batch := entries("good", "bad", "fine")
	batch[1].MessageBody = aws.String("\x00")
	out, err := r.client.SendMessageBatch(t.Context(), &awssqs.SendMessageBatchInput{QueueUrl: &q, Entries: batch})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Failed) != 1 || *out.Failed[0].Id != "bad" || *out.Failed[0].Code != "InvalidMessageContents" || !out.Failed[0].SenderFault {
		t.Errorf("failed = %+v", out.Failed)
	}
	r.expect(q, 10, "b0,b2")
}

func TestSendBatch_whatIsRefusedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	large := entries("a", "b")
	large[0].MessageBody = aws.String(strings.Repeat("x", 600<<10))
	large[1].MessageBody = large[0].MessageBody
	for name, c := range map[string]struct {
		batch []types.SendMessageBatchRequestEntry
		code  string
	}{
		"eleven entries":             {entries(strings.Split("abcdefghijk", "")...), "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"},
		"the same id twice":          {entries("a", "a"), "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"},
		"an id with a space":         {entries("a b"), "AWS.SimpleQueueService.InvalidBatchEntryId"},
		"no entries":                 {[]types.SendMessageBatchRequestEntry{}, "AWS.SimpleQueueService.EmptyBatchRequest"},
		"more than 1 MiB in the sum": {large, "AWS.SimpleQueueService.BatchRequestTooLong"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := r.client.SendMessageBatch(t.Context(), &awssqs.SendMessageBatchInput{QueueUrl: &q, Entries: c.batch})
			expectCode(t, err, c.code)
		})
	}
	r.expectCounts(q, "0/0/0")
}

func TestDeleteBatch_andVisibilityBatch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	for range 5 {
		r.send(q, "x", "", "")
	}
	got := r.receive(q, 10)
	change, err := r.client.ChangeMessageVisibilityBatch(t.Context(), &awssqs.ChangeMessageVisibilityBatchInput{
		QueueUrl: &q, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
			{Id: aws.String("a"), ReceiptHandle: got[0].ReceiptHandle, VisibilityTimeout: 0},
			{Id: aws.String("b"), ReceiptHandle: got[1].ReceiptHandle, VisibilityTimeout: 60},
			{Id: aws.String("c"), ReceiptHandle: aws.String("made-up"), VisibilityTimeout: 60},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(change.Successful) != 2 || len(change.Failed) != 1 || *change.Failed[0].Code != "ReceiptHandleIsInvalid" {
		t.Errorf("visibility: successful %d, failed %+v", len(change.Successful), change.Failed)
	}
	r.expectCounts(q, "1/4/0")

	var batch []types.DeleteMessageBatchRequestEntry
	for i, m := range got {
		batch = append(batch, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
	}
	out, err := r.client.DeleteMessageBatch(t.Context(), &awssqs.DeleteMessageBatchInput{QueueUrl: &q, Entries: batch})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Successful) != 5 {
		t.Errorf("deleted %d, want 5: %+v", len(out.Successful), out.Failed)
	}
	r.expectCounts(q, "0/0/0")
}
