package sqs_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/sqs"
)

func (r *rig) take(name string, limit int) []sqs.Message {
	r.t.Helper()
	got, err := r.server.Receive(r.t.Context(), name, limit, 0)
	if err != nil {
		r.t.Fatalf("Receive: %v", err)
	}
	return got
}

func TestNew_namesEveryMissingOption(t *testing.T) {
	t.Parallel()
	_, err := sqs.New(sqs.Options{Dir: t.TempDir()})
	for _, name := range []string{"Region", "AccountID", "BaseURL"} {
		if err == nil || !strings.Contains(err.Error(), name+": required") {
			t.Errorf("New gave %v, want %s named", err, name)
		}
	}
}

func TestEnsureQueue_makesTheAttributesThoseOfTheTemplate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	url, arn, err := r.server.EnsureQueue("q.fifo", map[string]string{"FifoQueue": "true", "VisibilityTimeout": "90", "DelaySeconds": "5"})
	if err != nil {
		t.Fatal(err)
	}
	if url != r.server.QueueURL("q.fifo") || arn != r.server.ARN("q.fifo") || arn != arnOf("q.fifo") {
		t.Errorf("url %s, arn %s", url, arn)
	}
	r.sendAll(url, "A1")
	if _, _, err := r.server.EnsureQueue("q.fifo", map[string]string{"FifoQueue": "true", "VisibilityTimeout": "60"}); err != nil {
		t.Fatal(err)
	}
	got := r.attributes(url)
	if got["VisibilityTimeout"] != "60" || got["DelaySeconds"] != "0" {
		t.Errorf("attributes = %v", got)
	}
	r.expect(url, 1, "A1") // the message stayed and its delay went
	if _, _, err := r.server.CreateQueue("q.fifo", map[string]string{"FifoQueue": "true", "VisibilityTimeout": "61"}); err == nil {
		t.Error("CreateQueue with another value was accepted")
	}
}

func TestReceive_isALambdaRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	_, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{
		QueueUrl: &q, MessageBody: aws.String("body"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d"),
		MessageAttributes: map[string]types.MessageAttributeValue{"k": {DataType: aws.String("String"), StringValue: aws.String("v")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r.take("q.fifo", 10))
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]any
	if err := json.Unmarshal(text, &records); err != nil || len(records) != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	record := records[0]
	for _, name := range []string{"messageId", "receiptHandle", "md5OfMessageAttributes"} {
		if record[name] == "" || record[name] == nil {
			t.Errorf("%s is missing", name)
		}
		delete(record, name)
	}
	system := record["attributes"].(map[string]any)
	for _, name := range []string{"SentTimestamp", "ApproximateFirstReceiveTimestamp", "SequenceNumber", "SenderId"} {
		if system[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	record["attributes"] = system["ApproximateReceiveCount"]
	want := map[string]any{
		"body": "body", "attributes": "1", "md5OfBody": "841a2d689ad86bd1611447453c22c6fc",
		"messageAttributes": map[string]any{"k": map[string]any{"dataType": "String", "stringValue": "v"}},
		"eventSource":       "aws:sqs", "eventSourceARN": arnOf("q.fifo"), "awsRegion": region,
	}
	if diff := cmp.Diff(want, record); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestSettle_inProcess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "VisibilityTimeout", "90")
	r.sendAll(q, "A1", "A2", "B1")
	got := r.take("q.fifo", 10)
	receipts := []string{got[0].ReceiptHandle, "made-up"}
	if err := r.server.Delete("q.fifo", receipts); err == nil || !strings.Contains(err.Error(), "ReceiptHandleIsInvalid") {
		t.Errorf("Delete gave %v", err)
	}
	if err := r.server.Release("q.fifo", []string{got[1].ReceiptHandle}); err != nil {
		t.Error(err)
	}
	if err := r.server.ChangeVisibility("q.fifo", got[2].ReceiptHandle, time.Hour); err != nil {
		t.Error(err)
	}
	r.advance(30 * time.Minute)
	r.expect(q, 10, "A2")
	if err := r.server.Delete("none", nil); err == nil {
		t.Error("Delete from an unknown queue was accepted")
	}
}

func TestStatsAndPeek_changeNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("empty")
	q := r.queue("q.fifo")
	before := r.clock.Now()
	r.sendAll(q, "A1", "A2", "B1")
	r.expect(q, 1, "A1")
	for range 2 {
		peeked, err := r.server.PeekNewest("q.fifo", 2)
		if err != nil || len(peeked) != 2 || peeked[0].Body != "B1" || peeked[1].Body != "A2" || peeked[0].ReceiptHandle != "" {
			t.Fatalf("PeekNewest gave %+v, %v", peeked, err)
		}
	}
	stats := r.server.Stats()
	if len(stats) != 2 || stats[1].OldestSentAt.Before(before) || stats[1].OldestSentAt.After(r.clock.Now()) {
		t.Fatalf("stats = %+v", stats)
	}
	stats[1].OldestSentAt = time.Time{}
	if diff := cmp.Diff([]sqs.QueueStats{{Name: "empty"}, {Name: "q.fifo", Visible: 2, InFlight: 1}}, stats); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestReceive_inProcessEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("q")
	if got, err := r.server.Receive(t.Context(), "q", 1, 20*time.Millisecond); err != nil || len(got) != 0 {
		t.Errorf("an empty receive gave %v, %v", got, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.server.Receive(ctx, "q", 1, time.Minute); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an ended context gave %v", err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := r.server.Receive(t.Context(), "q", 1, time.Minute)
		done <- err
	}()
	time.Sleep(50 * time.Millisecond)
	if err := r.server.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-done:
		if !errors.Is(err, sqs.ErrClosed) {
			t.Errorf("a receive at Close gave %v", err)
		}
	case <-time.After(3 * time.Second):
		t.Error("a receive did not end at Close")
	}
}

func TestDeadLetter_movesWhatTheReceiptsName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, name := range []string{"dead", "lone"} {
		if _, _, err := r.server.EnsureQueue(name, nil); err != nil {
			t.Fatal(err)
		}
	}
	url, _, err := r.server.EnsureQueue("q", map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + arnOf("dead") + `","maxReceiveCount":1000}`})
	if err != nil {
		t.Fatal(err)
	}
	r.send(url, "A1", "", "")
	if err := r.server.DeadLetter("q", []string{r.take("q", 1)[0].ReceiptHandle}); err != nil {
		t.Fatal(err)
	}
	if parked := r.take("dead", 10); len(parked) != 1 || parked[0].Body != "A1" {
		t.Errorf("parked %+v, want the message", parked)
	}
	if _, err := r.server.Put("lone", "B1", nil); err != nil {
		t.Fatal(err)
	}
	if err := r.server.DeadLetter("lone", []string{r.take("lone", 1)[0].ReceiptHandle}); err != nil {
		t.Fatal(err)
	}
	if left := r.server.Stats(); len(left) != 3 || left[1].Visible+left[1].InFlight != 0 {
		t.Errorf("left %+v, want nothing in a queue without dead letters", left)
	}
}
