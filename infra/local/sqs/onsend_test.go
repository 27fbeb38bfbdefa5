package sqs

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type originKey struct{}

func TestSendsAreTold(t *testing.T) {
	t.Parallel()
	type told struct {
		Queue, Origin string
		Accepted      []Accepted
	}
	var got []told
	s, err := New(Options{
		Dir: t.TempDir(), Region: "r", AccountID: "1", BaseURL: "http://h",
		OnSend: func(ctx context.Context, queue string, accepted []Accepted) {
			origin, _ := ctx.Value(originKey{}).(string)
			got = append(got, told{queue, origin, accepted})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // nothing was kept
	if _, _, err := s.CreateQueue("q.fifo", map[string]string{"FifoQueue": "true"}); err != nil {
		t.Fatal(err)
	}
	why := "unreadable"
	message := func(deduplication string) draft {
		return draft{
			MessageBody: "secret", MessageGroupID: "g", MessageDeduplicationID: deduplication,
			MessageAttributes: map[string]wireAttribute{"reason": {DataType: "String", StringValue: &why}},
		}
	}
	ctx := context.WithValue(t.Context(), originKey{}, "webhook")
	first, err := s.sendMessage(ctx, &sendInput{QueueURL: "q.fifo", draft: message("a")})
	if err != nil {
		t.Fatal(err)
	}
	batch, err := s.sendMessageBatch(ctx, &sendBatchInput{QueueURL: "q.fifo", Entries: []sendEntry{
		{ID: "0", draft: message("a")}, {ID: "1", draft: message("b")}, {ID: "2", draft: draft{MessageGroupID: "g"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.sendMessage(ctx, &sendInput{QueueURL: "q.fifo"}); err == nil {
		t.Error("an empty message was taken")
	}
	attributes := map[string]Attribute{"reason": {DataType: "String", StringValue: &why}}
	want := []told{
		{"q.fifo", "webhook", []Accepted{{ID: first.MessageID, Attributes: attributes}}},
		{"q.fifo", "webhook", []Accepted{
			{ID: first.MessageID, Known: true, Attributes: attributes},
			{ID: batch.Successful[1].MessageID, Attributes: attributes},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
