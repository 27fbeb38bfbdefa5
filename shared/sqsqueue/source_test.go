package sqsqueue

import (
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Each batch is handled as its own queue's: what is poisoned is parked in the
// dead-letter queue of the queue that it came from.
func TestSources_parkWhereTheRecordCameFrom(t *testing.T) {
	t.Parallel()
	replies, bulk := newBatch(), newBatch()
	sources := Sources{}
	for url, b := range map[string]*fakeBatch{"https://sqs.eu-west-1.amazonaws.com/1/v-outbound.fifo": replies, "https://sqs.eu-west-1.amazonaws.com/1/v-bulk.fifo": bulk} {
		sources[NameOf(url)] = NewConsumer(NewQueue(b, url, url+"-dlq.fifo", time.Now), b, slog.New(slog.DiscardHandler), each(map[string]Outcome{"a1": Park("spoilt")}))
	}
	event := batch(1, "a1", "b1")
	for i := range event.Records {
		event.Records[i].EventSourceARN = "arn:aws:sqs:eu-west-1:1:v-bulk.fifo"
	}
	response, err := sources.Handle(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) != 0 {
		t.Fatalf("got %+v, %v", response, err)
	}
	if len(replies.parked) != 0 || bulk.parked["a1"] != "spoilt" {
		t.Errorf("got parked %v of replies and %v of bulk, want the one of bulk", replies.parked, bulk.parked)
	}
}

func TestSources_batchOfAnotherQueueIsRefused(t *testing.T) {
	t.Parallel()
	event := batch(1, "a1")
	event.Records[0].EventSourceARN = "arn:aws:sqs:eu-west-1:1:stranger"
	if _, err := (Sources{}).Handle(t.Context(), event); err == nil {
		t.Error("got no error: its records would be lost")
	}
	if _, err := (Sources{}).Handle(t.Context(), events.SQSEvent{}); err != nil {
		t.Errorf("got %v for an empty batch", err)
	}
}
