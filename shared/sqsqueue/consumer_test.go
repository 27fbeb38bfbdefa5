package sqsqueue

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"ventana/shared/deadletter"
	"ventana/shared/failure"
)

// fakeBatch remembers what was hidden and parked.
type fakeBatch struct {
	mu         sync.Mutex
	hidden     map[string]int32
	parked     map[string]string
	parkFails  bool
	begun      map[string]int
	ended      map[string]int
	attempts   map[string]int
	budgetFail bool
	log        bytes.Buffer // slog writes it under a lock of its own
}

func newBatch() *fakeBatch {
	return &fakeBatch{hidden: map[string]int32{}, parked: map[string]string{}, begun: map[string]int{}, ended: map[string]int{}, attempts: map[string]int{}}
}

func (f *fakeBatch) ChangeMessageVisibilityBatch(_ context.Context, in *sqs.ChangeMessageVisibilityBatchInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, entry := range in.Entries {
		f.hidden[strings.TrimPrefix(*entry.ReceiptHandle, "receipt-")] = entry.VisibilityTimeout
	}
	return &sqs.ChangeMessageVisibilityBatchOutput{}, nil
}

func (f *fakeBatch) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.parkFails {
		return nil, errors.New("no")
	}
	f.parked[*in.MessageBody] = *in.MessageAttributes[deadletter.AttributeReason].StringValue
	return &sqs.SendMessageOutput{}, nil
}

func (f *fakeBatch) BeginReceive(_ context.Context, record string) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.begun[record]++
	return f.begun[record] - f.ended[record] - 1, nil
}

func (f *fakeBatch) EndReceive(_ context.Context, record string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended[record] = f.begun[record]
	return nil
}

func (f *fakeBatch) UndoReceive(_ context.Context, record string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended[record]++
	return nil
}

func (f *fakeBatch) CountAttempt(_ context.Context, record string) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.budgetFail {
		return 0, errors.New("throttled")
	}
	f.attempts[record]++
	return f.attempts[record], nil
}

// batch is an SQS event: "a1" is the first record of group a.
func batch(receives int, ids ...string) events.SQSEvent {
	var event events.SQSEvent
	for _, id := range ids {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: id, ReceiptHandle: "receipt-" + id, Body: id,
			Attributes: map[string]string{"MessageGroupId": id[:1], "ApproximateReceiveCount": strconv.Itoa(receives)},
		})
	}
	return event
}

// handle runs a batch and returns the ids that stay in the queue, sorted.
func handle(t *testing.T, batch *fakeBatch, event events.SQSEvent, handler GroupHandler) []string {
	t.Helper()
	queue := NewQueue(batch, "http://q/in.fifo", "http://q/in-dlq.fifo", time.Now)
	consumer := NewConsumer(queue, batch, slog.New(slog.NewJSONHandler(&batch.log, nil)), handler)
	response, err := consumer.Handle(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, failed := range response.BatchItemFailures {
		ids = append(ids, failed.ItemIdentifier)
	}
	slices.Sort(ids)
	return ids
}

// each handles records one by one with a verdict per record id; done by default.
func each(verdicts map[string]Outcome) GroupHandler {
	return func(_ context.Context, group []Record) []Outcome {
		var outcomes []Outcome
		for _, record := range group {
			outcomes = append(outcomes, verdicts[record.ID])
			if verdicts[record.ID].Holds() {
				break
			}
		}
		return outcomes
	}
}

func TestHandle_waitGivesBackTheRestOfItsGroupOnly(t *testing.T) {
	t.Parallel()
	b := newBatch()
	kept := handle(t, b, batch(1, "a1", "b1", "a2", "a3", "b2"), each(map[string]Outcome{"a2": Wait(7*time.Second, "busy")}))
	if want := []string{"a2", "a3"}; !slices.Equal(kept, want) {
		t.Fatalf("got %v kept, want %v", kept, want)
	}
	if b.hidden["a2"] != 7 || b.hidden["a3"] != 7 || len(b.hidden) != 2 {
		t.Fatalf("got hidden %v, want a2 and a3 for 7 s", b.hidden)
	}
	if len(b.attempts) != 0 {
		t.Fatalf("a wait cost attempts: %v", b.attempts)
	}
}

func TestHandle_parkedRecordDoesNotHoldUpItsGroup(t *testing.T) {
	t.Parallel()
	b := newBatch()
	kept := handle(t, b, batch(1, "a1", "a2", "a3"), each(map[string]Outcome{"a2": Park("unreadable\x00\n")}))
	if len(kept) != 0 || b.parked["a2"] != "unreadable  " {
		t.Fatalf("got kept %v, parked %v; want a2 parked with a clean reason", kept, b.parked)
	}
}

func TestHandle_recordThatCannotBeParkedIsKept(t *testing.T) {
	t.Parallel()
	b := newBatch()
	b.parkFails = true
	if kept := handle(t, b, batch(1, "a1", "a2"), each(map[string]Outcome{"a1": Park("bad")})); !slices.Equal(kept, []string{"a1", "a2"}) {
		t.Fatalf("got %v kept, want both: nothing may be lost", kept)
	}
}

func TestHandle_unforeseenFailuresGrowThePauseAndEndInParking(t *testing.T) {
	t.Parallel()
	b := newBatch()
	failing := each(map[string]Outcome{"a1": Retry(errors.New("odd"))})
	var pauses []int32
	for range MaxAttempts - 1 {
		if kept := handle(t, b, batch(1, "a1", "a2"), failing); !slices.Equal(kept, []string{"a1", "a2"}) {
			t.Fatalf("got %v kept, want both", kept)
		}
		pauses = append(pauses, b.hidden["a1"])
	}
	if !slices.IsSorted(pauses) || pauses[0] != 5 || pauses[len(pauses)-1] != 900 {
		t.Fatalf("got pauses %v, want growth from 5 s to 15 min", pauses)
	}
	if kept := handle(t, b, batch(1, "a1", "a2"), failing); len(kept) != 1 || kept[0] != "a2" || !strings.Contains(b.parked["a1"], "odd") {
		t.Fatalf("got kept %v, parked %v; want a1 parked with its cause", kept, b.parked)
	}
}

func TestHandle_panicIsAFailureOfItsGroupAlone(t *testing.T) {
	t.Parallel()
	b := newBatch()
	kept := handle(t, b, batch(1, "a1", "b1"), func(_ context.Context, group []Record) []Outcome {
		if group[0].Group == "a" {
			panic("secret text")
		}
		return []Outcome{Done()}
	})
	if !slices.Equal(kept, []string{"a1"}) || b.attempts["a1"] != 1 {
		t.Fatalf("got kept %v, attempts %v; want a1 counted", kept, b.attempts)
	}
}

func TestHandle_recordThatKillsTheProcessIsParked(t *testing.T) {
	t.Parallel()
	b := newBatch()
	b.begun["a1"] = maxSilent // so often it was begun and never ended
	ran := false
	kept := handle(t, b, batch(9, "a1", "a2"), func(context.Context, []Record) []Outcome { ran = true; return nil })
	if ran || !strings.Contains(b.parked["a1"], "died 10 times") || !slices.Equal(kept, []string{"a2"}) {
		t.Fatalf("got ran %v, parked %v, kept %v; want a1 parked untouched and a2 next", ran, b.parked, kept)
	}
}

func TestHandle_waitsAreNoSilentEnds(t *testing.T) {
	t.Parallel()
	b := newBatch()
	waiting := each(map[string]Outcome{"a1": Wait(time.Second, "busy")})
	for receive := 1; receive < 40; receive++ {
		handle(t, b, batch(receive, "a1"), waiting)
	}
	if len(b.parked) != 0 {
		t.Fatalf("a waiting record was parked: %v", b.parked)
	}
}

func TestHandle_deadlineLeavesTimeForOutcomes(t *testing.T) {
	t.Parallel()
	b := newBatch()
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(reserve+50*time.Millisecond))
	defer cancel()
	queue := NewQueue(b, "http://q/in.fifo", "http://q/in-dlq.fifo", time.Now)
	consumer := NewConsumer(queue, b, slog.New(slog.NewTextHandler(io.Discard, nil)), func(ctx context.Context, _ []Record) []Outcome {
		<-ctx.Done()
		return []Outcome{OutcomeOf(ctx.Err())}
	})
	response, err := consumer.Handle(ctx, batch(1, "a1"))
	if err != nil || len(response.BatchItemFailures) != 1 || ctx.Err() != nil {
		t.Fatalf("got %v, %v with %v left", response, err, ctx.Err())
	}
}

func TestOutcomeOf_classes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want verdict
		wait time.Duration
	}{
		"permanent is parked":          {&failure.Error{Class: failure.Permanent}, park, 0},
		"later waits as asked":         {&failure.Error{Class: failure.Later, Wait: 3 * time.Second}, wait, 3 * time.Second},
		"later waits a little":         {&failure.Error{Class: failure.Later}, wait, defaultLater},
		"a lost answer waits a minute": {&failure.Error{Class: failure.Ambiguous}, wait, time.Minute},
		"anything else is retried":     {errors.New("odd"), retry, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := OutcomeOf(test.err); got.verdict != test.want || got.WaitOf() != test.wait {
				t.Fatalf("got %+v, want verdict %d, wait %s", got, test.want, test.wait)
			}
		})
	}
}
