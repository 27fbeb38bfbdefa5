package poller

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/lambda"
	"ventana/infra/local/sqs"
)

func TestEveryMessageIsToldOf(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{waiting: []sqs.Message{message(1), message(2), message(3)}, stuck: "r3"}
	var received, invoked []string
	requestID := ""
	over := make(chan Outcome, 1)
	p := New(Options{
		Queue: queue, QueueName: "q", ReportFailures: true,
		Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
			return `{"batchItemFailures":[{"itemIdentifier":"m2"}]}`, nil, nil
		}),
		OnReceive: func(messages []string) { received = messages },
		OnInvoke:  func(id string, messages []string) { requestID, invoked = id, messages },
		OnBatch:   func(outcome Outcome) { over <- outcome },
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { p.Run(ctx); close(done) }()
	got := <-over
	cancel()
	<-done
	all := []string{"m1", "m2", "m3"}
	if got.Reason == nil || !strings.Contains(got.Reason.Error(), "expired") {
		t.Errorf("reason %v, want that a receipt expired", got.Reason)
	}
	got.Reason = nil
	want := []any{all, all, Outcome{RequestID: requestID, Messages: all, Failed: []string{"m2", "m3"}}, true}
	if diff := cmp.Diff(want, []any{received, invoked, got, requestID != ""}); diff != "" {
		t.Errorf("received, invoked, outcome (-want +got):\n%s", diff)
	}
}

// TestLoop_thatWasCutIsParked: messages of a loop leave the queue, or they would be cut
// again and again.
func TestLoop_thatWasCutIsParked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stuck   string
		parked  []string
		outcome string // messages, failed, with a reason
	}{
		"all go to the dead letters":       {"", []string{"r1", "r2"}, "2/0 true"},
		"what cannot be parked comes back": {"r2", nil, "2/2 true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			queue := &fakeQueue{waiting: []sqs.Message{message(1), message(2)}, stuck: test.stuck}
			outcomes := run(t, Options{Queue: queue, QueueName: "q", Function: functionFunc(func(events.SQSEvent) (string, *lambda.FunctionError, error) {
				return "", nil, lambda.ErrRecursive
			})})
			if diff := cmp.Diff(test.parked, queue.parked); diff != "" {
				t.Errorf("parked (-want +got):\n%s", diff)
			}
			if len(outcomes) != 1 || outcomes[0] != test.outcome || len(queue.deleted) != 0 {
				t.Errorf("outcomes %v, deleted %v, want %s and nothing deleted", outcomes, queue.deleted, test.outcome)
			}
		})
	}
}
