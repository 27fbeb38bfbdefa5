package deadletter_test

import (
	"testing"

	"ventana/shared/deadletter"
)

func TestQueueOf_isAsTheCommandCallsIt(t *testing.T) {
	t.Parallel()
	for shelf, want := range map[string]string{
		"https://sqs.eu-west-1.amazonaws.com/123456789012/ventana-prod-inbound-dlq.fifo": "inbound",
		"http://127.0.0.1:9324/000000000000/ventana-status-dlq":                          "status",
		"my-own-stack-schedule-dlq":                                                      "schedule",
		"elsewhere":                                                                      "elsewhere",
	} {
		if got := deadletter.QueueOf(shelf); got != want {
			t.Errorf("%s: got %q, want %q", shelf, got, want)
		}
	}
}
