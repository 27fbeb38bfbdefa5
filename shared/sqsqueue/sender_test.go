package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"ventana/shared/envelope"
)

// fakeQueue takes batches and refuses the entries whose dedup id is named.
type fakeQueue struct {
	mu     sync.Mutex
	refuse map[string]bool
	down   bool
	taken  []types.SendMessageBatchRequestEntry
	sizes  []int
}

func (f *fakeQueue) SendMessageBatch(_ context.Context, in *sqs.SendMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return nil, errors.New("service unavailable")
	}
	out := &sqs.SendMessageBatchOutput{}
	size := 0
	for _, entry := range in.Entries {
		size += len(*entry.MessageBody)
		if f.refuse[aws.ToString(entry.MessageDeduplicationId)] {
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: entry.Id, Code: aws.String("InternalError")})
			continue
		}
		f.taken = append(f.taken, entry)
		out.Successful = append(out.Successful, types.SendMessageBatchResultEntry{Id: entry.Id})
	}
	f.sizes = append(f.sizes, size)
	return out, nil
}

func (f *fakeQueue) groups() map[string]string {
	order := map[string]string{}
	for _, entry := range f.taken {
		order[*entry.MessageGroupId] += *entry.MessageDeduplicationId + " "
	}
	return order
}

func message(group, id, text string) envelope.Envelope {
	return envelope.Envelope{
		Version: envelope.Version, Kind: envelope.KindMessage, Group: group, Dedup: id,
		Message: &envelope.Message{ID: id, Type: "text", Text: text},
	}
}

func TestSend_keepsOrderWithinEachGroup(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{}
	var all []envelope.Envelope
	want := map[string]string{}
	for i := range 200 {
		group, id := fmt.Sprintf("g%d", i%7), fmt.Sprintf("m%d", i)
		all = append(all, message(group, id, "x"))
		want[group] += id + " "
	}
	if err := NewSender(queue).Send(t.Context(), "http://q/inbound.fifo", all); err != nil {
		t.Fatal(err)
	}
	for group, order := range queue.groups() {
		if order != want[group] {
			t.Errorf("group %s: got %s, want %s", group, order, want[group])
		}
	}
	if len(queue.taken) != 200 {
		t.Errorf("got %d sent, want 200", len(queue.taken))
	}
}

func TestSend_refusedEntryStopsItsGroupAndNoOther(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{refuse: map[string]bool{"a2": true}}
	err := NewSender(queue).Send(t.Context(), "http://q/inbound.fifo", []envelope.Envelope{
		message("a", "a1", ""), message("a", "a2", ""), message("b", "b1", ""), message("a", "a3", ""), message("b", "b2", ""),
	})
	if !errors.Is(err, ErrNotAllSent) {
		t.Fatalf("got %v, want ErrNotAllSent: the delivery has to be repeated", err)
	}
	got := queue.groups()
	if got["a"] != "a1 " || got["b"] != "b1 b2 " {
		t.Fatalf("got %v, want a stopped before a3 and b whole", got)
	}
}

func TestSend_batchesStayWithinSQSLimits(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{}
	var all []envelope.Envelope
	for i := range 25 {
		all = append(all, message(fmt.Sprintf("g%d", i), fmt.Sprintf("m%d", i), strings.Repeat("x", 300<<10)))
	}
	if err := NewSender(queue).Send(t.Context(), "http://q/inbound.fifo", all); err != nil {
		t.Fatal(err)
	}
	for _, size := range queue.sizes {
		if size > maxBatchBytes {
			t.Errorf("got a batch of %d bytes, want at most %d", size, maxBatchBytes)
		}
	}
	if len(queue.taken) != 25 {
		t.Errorf("got %d sent, want 25", len(queue.taken))
	}
}

func TestSend_standardQueueNeedsNoGroup(t *testing.T) {
	t.Parallel()
	queue := &fakeQueue{}
	if err := NewSender(queue).Send(t.Context(), "http://q/status", []envelope.Envelope{message("", "", ""), message("", "", "")}); err != nil {
		t.Fatal(err)
	}
	if len(queue.sizes) != 1 || queue.taken[0].MessageGroupId != nil {
		t.Fatalf("got %d requests, want one without group ids", len(queue.sizes))
	}
}

func TestSend_queueThatIsDownIsAnError(t *testing.T) {
	t.Parallel()
	if err := NewSender(&fakeQueue{down: true}).Send(t.Context(), "http://q/status", []envelope.Envelope{message("", "", "")}); !errors.Is(err, ErrNotAllSent) {
		t.Fatalf("got %v, want ErrNotAllSent", err)
	}
}
