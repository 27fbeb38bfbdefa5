package sqs_test

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Each operation sends, receives and deletes one batch over HTTP; messages/s
// counts the messages that went all the way.
func BenchmarkRoundTrip(b *testing.B) {
	for _, c := range []struct {
		name, queue string
		batch       int
	}{
		{"standard, one by one", "q", 1},
		{"FIFO, one by one", "q.fifo", 1},
		{"FIFO, batches of ten", "q.fifo", 10},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := newRig(b)
			url := r.queue(c.queue)
			var number, done atomic.Int64
			b.SetParallelism(4)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r.roundTrip(b, url, c.batch, &number, &done)
				}
			})
			b.ReportMetric(float64(done.Load())/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

func (r *rig) roundTrip(b *testing.B, url string, size int, number, done *atomic.Int64) {
	body := strings.Repeat("b", 500)
	send := &awssqs.SendMessageBatchInput{QueueUrl: &url}
	for i := range size {
		entry := types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: &body}
		if strings.HasSuffix(url, ".fifo") {
			unique := strconv.FormatInt(number.Add(1), 10)
			entry.MessageGroupId, entry.MessageDeduplicationId = &unique, &unique
		}
		send.Entries = append(send.Entries, entry)
	}
	if _, err := r.client.SendMessageBatch(b.Context(), send); err != nil {
		b.Error(err)
		return
	}
	got, err := r.client.ReceiveMessage(b.Context(), &awssqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: int32(size)})
	if err != nil {
		b.Error(err)
		return
	}
	drop := &awssqs.DeleteMessageBatchInput{QueueUrl: &url}
	for i, m := range got.Messages {
		drop.Entries = append(drop.Entries, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
	}
	if len(drop.Entries) == 0 {
		return
	}
	if _, err := r.client.DeleteMessageBatch(b.Context(), drop); err != nil {
		b.Error(err)
		return
	}
	done.Add(int64(len(got.Messages)))
}
