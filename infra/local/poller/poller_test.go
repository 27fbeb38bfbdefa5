package poller

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/lambda"
	"ventana/infra/local/sqs"
)

// fakeQueue gives its messages out once.
type fakeQueue struct {
	mu      sync.Mutex
	waiting []sqs.Message
	deleted []string
	parked  []string
	broken  int    // receives that fail first
	stuck   string // receipt that cannot be deleted
}

func (q *fakeQueue) Receive(ctx context.Context, _ string, limit int, wait time.Duration) ([]sqs.Message, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken > 0 {
		q.broken--
		return nil, fmt.Errorf("broken")
	}
	if len(q.waiting) == 0 {
		q.mu.Unlock()
		defer q.mu.Lock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(min(wait, 5*time.Millisecond)):
			return nil, nil
		}
	}
	limit = min(limit, len(q.waiting))
	out := q.waiting[:limit]
	q.waiting = q.waiting[limit:]
	return out, nil
}

func (q *fakeQueue) DeadLetter(_ string, receipts []string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slices.Contains(receipts, q.stuck) {
		return fmt.Errorf("expired")
	}
	q.parked = append(q.parked, receipts...)
	return nil
}

func (q *fakeQueue) Delete(_ string, receipts []string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	var err error
	for _, receipt := range receipts {
		switch {
		case receipt == q.stuck:
			err = fmt.Errorf("expired")
		case !slices.Contains(q.deleted, receipt):
			q.deleted = append(q.deleted, receipt)
		}
	}
	return err
}

type functionFunc func(event events.SQSEvent) (string, *lambda.FunctionError, error)

func (f functionFunc) InvokeAs(_ context.Context, _ string, payload []byte) ([]byte, *lambda.FunctionError, error) {
	var event events.SQSEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, nil, err
	}
	answer, failure, err := f(event)
	return []byte(answer), failure, err
}

func message(n int) sqs.Message {
	return sqs.Message{
		ID: fmt.Sprintf("m%d", n), ReceiptHandle: fmt.Sprintf("r%d", n), Body: "body",
		MD5OfBody: "md5", Attributes: map[string]string{"MessageGroupId": "g"},
	}
}

// run polls until all is quiet and returns how each event ended.
func run(t *testing.T, options Options) (outcomes []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	options.OnBatch = func(outcome Outcome) {
		mu.Lock()
		defer mu.Unlock()
		text := fmt.Sprintf("%d/%d %t", len(outcome.Messages), len(outcome.Failed), outcome.Reason != nil)
		if outcome.RequestID == "" {
			text = "not tried: " + text
		}
		outcomes = append(outcomes, text)
	}
	p := New(options)
	done := make(chan struct{})
	go func() { p.Run(ctx); close(done) }()
	queue := options.Queue.(*fakeQueue)
	for quiet := 0; quiet < 5; time.Sleep(3 * time.Millisecond) {
		queue.mu.Lock()
		if len(queue.waiting) == 0 && p.Running() == 0 && queue.broken == 0 {
			quiet++
		}
		queue.mu.Unlock()
	}
	cancel()
	<-done
	return outcomes
}

func TestOutcomeOfABatch(t *testing.T) {
	t.Parallel()
	failure := &lambda.FunctionError{Type: "errorString", Message: "no"}
	tests := []struct {
		name    string
		answer  string
		failure *lambda.FunctionError
		whole   bool // without ReportBatchItemFailures
		deleted []string
	}{
		{"an empty list is success", `{"batchItemFailures":[]}`, nil, false, []string{"r1", "r2", "r3"}},
		{"a null list is success", `{"batchItemFailures":null}`, nil, false, []string{"r1", "r2", "r3"}},
		{"an empty object is success", `{}`, nil, false, []string{"r1", "r2", "r3"}},
		{"null is success", `null`, nil, false, []string{"r1", "r2", "r3"}},
		{"an empty answer is success", ``, nil, false, []string{"r1", "r2", "r3"}},
		{"a failed item stays", `{"batchItemFailures":[{"itemIdentifier":"m2"}]}`, nil, false, []string{"r1", "r3"}},
		{"an unknown id keeps the batch", `{"batchItemFailures":[{"itemIdentifier":"m9"}]}`, nil, false, nil},
		{"an empty id keeps the batch", `{"batchItemFailures":[{"itemIdentifier":""}]}`, nil, false, nil},
		{"a missing id keeps the batch", `{"batchItemFailures":[{"id":"m2"}]}`, nil, false, nil},
		{"an answer that is no JSON keeps the batch", `oops`, nil, false, nil},
		{"an answer of another shape keeps the batch", `"done"`, nil, false, nil},
		{"a function error keeps the batch", ``, failure, false, nil},
		{"without partial failures an answer deletes all", `{"batchItemFailures":[{"itemIdentifier":"m2"}]}`, nil, true, []string{"r1", "r2", "r3"}},
		{"without partial failures an error keeps all", ``, failure, true, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			queue := &fakeQueue{waiting: []sqs.Message{message(1), message(2), message(3)}}
			run(t, Options{
				Queue: queue, QueueName: "q", ReportFailures: !test.whole,
				Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
					return test.answer, test.failure, nil
				}),
			})
			if diff := cmp.Diff(test.deleted, queue.deleted); diff != "" {
				t.Errorf("deleted (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEventIsLambdas(t *testing.T) {
	t.Parallel()
	text := "v"
	one := message(1)
	one.MessageAttributes = map[string]sqs.Attribute{"name": {DataType: "String", StringValue: &text}}
	got, err := parts([]sqs.Message{one}, "arn:aws:sqs:eu-west-1:0:q", "eu-west-1")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Records":[{"messageId":"m1","receiptHandle":"r1","body":"body",` +
		`"attributes":{"MessageGroupId":"g"},"md5OfBody":"md5","eventSource":"aws:sqs",` +
		`"eventSourceARN":"arn:aws:sqs:eu-west-1:0:q","awsRegion":"eu-west-1",` +
		`"messageAttributes":{"name":{"stringValue":"v","stringListValues":[],"binaryListValues":[],"dataType":"String"}}}]}`
	if diff := cmp.Diff(want, string(got[0].payload)); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestLargeBatchIsCut(t *testing.T) {
	t.Parallel()
	var batch []sqs.Message
	for n := range 10 {
		large := message(n)
		large.Body = strings.Repeat("x", 1<<20-100)
		batch = append(batch, large)
	}
	tests := []struct {
		name, queue string
		fail        bool
		want        []string
	}{
		{"parts follow each other", "q", false, []string{"5/0 false", "5/0 false"}},
		{"a failed part of a FIFO batch stops the rest", "q.fifo", true, []string{"5/5 true", "not tried: 5/5 true"}},
		{"a failed part of a standard batch does not", "q", true, []string{"5/5 true", "5/5 true"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, Options{
				Queue: &fakeQueue{waiting: batch}, QueueName: test.queue,
				Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
					if test.fail {
						return "", &lambda.FunctionError{}, nil
					}
					return "", nil, nil
				}),
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWindowGathersOneBatch(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{}
	for n := range 25 {
		queue.waiting = append(queue.waiting, message(n))
	}
	got := run(t, Options{
		Queue: queue, QueueName: "q", BatchSize: 100, Window: 30 * time.Millisecond,
		Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) { return "", nil, nil }),
	})
	if diff := cmp.Diff([]string{"25/0 false"}, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func TestConcurrencyIsKept(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{broken: 1}
	for n := range 12 {
		queue.waiting = append(queue.waiting, message(n))
	}
	var mu sync.Mutex
	running, most := 0, 0
	run(t, Options{
		Queue: queue, QueueName: "q", BatchSize: 1, MaximumConcurrency: 3,
		Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(10 * time.Millisecond)
			mu.Lock()
			running--
			mu.Unlock()
			return "", nil, nil
		}),
	})
	if most != 3 || len(queue.deleted) != 12 {
		t.Errorf("%d at once and %d deleted, want 3 and 12", most, len(queue.deleted))
	}
}

func TestLookTellsWhetherThereIsSomethingToTake(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{}
	release := make(chan struct{})
	p := New(Options{
		Queue: queue, QueueName: "q",
		Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
			<-release
			return "", nil, nil
		}),
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { p.Run(ctx); close(done) }()
	for range 20 {
		if !p.Look(ctx) {
			t.Fatal("an empty queue is not seen as empty")
		}
	}
	queue.mu.Lock()
	queue.waiting = append(queue.waiting, message(1))
	queue.mu.Unlock()
	for p.Look(ctx) && p.Running() == 0 { // the poll itself may have been first
	}
	if p.Running() != 1 {
		t.Errorf("%d batches running, want 1", p.Running())
	}
	close(release)
	cancel()
	<-done
	if p.Look(ctx) {
		t.Error("a mapping that has stopped saw an empty queue")
	}
}
