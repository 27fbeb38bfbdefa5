package sqs_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func TestVisibility_expiryRedeliversAndCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q", "VisibilityTimeout", "90")
	r.send(q, "x", "", "")
	first := r.one(q)
	r.expect(q, 1, "")
	r.advance(90 * time.Second)
	second := r.one(q)
	if got := second.Attributes["ApproximateReceiveCount"]; got != "2" {
		t.Errorf("receive count = %s, want 2", got)
	}
	if first.Attributes["ApproximateFirstReceiveTimestamp"] != second.Attributes["ApproximateFirstReceiveTimestamp"] {
		t.Error("the time of the first receive changed")
	}
	if *first.ReceiptHandle == *second.ReceiptHandle {
		t.Error("both deliveries have the same receipt")
	}
}

func TestVisibility_change(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q", "VisibilityTimeout", "30")
	r.send(q, "x", "", "")
	r.hold(q, r.one(q), 0)
	again := r.one(q)
	r.hold(q, again, 600)
	r.advance(599 * time.Second)
	r.expect(q, 1, "")
	r.advance(time.Second)
	r.expect(q, 1, "x")
}

func TestVisibility_changeIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"standard", "fifo.fifo"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q := r.queue(name)
			group, id := "", ""
			if name == "fifo.fifo" {
				group, id = "g", "d"
			}
			r.send(q, "x", group, id)
			m := r.one(q)
			expectCode(t, r.tryHold(q, m, 43201), "InvalidParameterValue")
			expectCode(t, r.tryHold(q, types.Message{ReceiptHandle: aws.String("bogus")}, 1), "ReceiptHandleIsInvalid")
			r.advance(10 * time.Second)
			expectCode(t, r.tryHold(q, m, 43200), "InvalidParameterValue") // more than 12 h in all
			r.advance(21 * time.Second)
			expectCode(t, r.tryHold(q, m, 1), "AWS.SimpleQueueService.MessageNotInflight")
			again := r.one(q)
			expectCode(t, r.tryHold(q, m, 1), "AWS.SimpleQueueService.MessageNotInflight") // an old receipt
			r.delete(q, again)
			expectCode(t, r.tryHold(q, again, 1), "InvalidParameterValue")
		})
	}
}

func TestDelete_receipts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name              string
		staleDelete       string // error code of a receipt that was followed by another delivery
		lateDelete        string // of the last receipt, its visibility over
		leftAfterLateTake int
	}{
		{"standard", "", "", 0},
		{"fifo.fifo", "InvalidParameterValue", "InvalidParameterValue", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q, other := r.queue(c.name), r.queue("other")
			group, id := "", ""
			if c.name == "fifo.fifo" {
				group, id = "g", "d"
			}
			r.send(q, "x", group, id)
			stale := r.one(q)
			expectCode(t, r.tryDelete(other, stale), "ReceiptHandleIsInvalid")
			r.advance(31 * time.Second)
			last := r.one(q)
			expectCode(t, r.tryDelete(q, stale), c.staleDelete)
			r.expectCounts(q, "0/1/0") // it deleted nothing
			r.advance(31 * time.Second)
			expectCode(t, r.tryDelete(q, last), c.lateDelete)
			if got := len(r.receive(q, 1)); got != c.leftAfterLateTake {
				t.Errorf("%d left, want %d", got, c.leftAfterLateTake)
			}
		})
	}
}

func TestDelete_twiceIsNoError(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1")
	m := r.one(q)
	r.delete(q, m)
	r.delete(q, m)
}

// poll receives with a wait in a goroutine and gives what it got and when.
func poll(r *rig, url string, seconds int32) <-chan []types.Message {
	done := make(chan []types.Message, 1)
	go func() {
		out, err := r.client.ReceiveMessage(r.t.Context(), &awssqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: seconds})
		if err != nil {
			done <- nil
			return
		}
		done <- out.Messages
	}()
	return done
}

// within waits for a poll and fails when it took longer than limit.
func within(t *testing.T, done <-chan []types.Message, limit time.Duration, want string) {
	t.Helper()
	select {
	case got := <-done:
		if bodies(got) != want {
			t.Errorf("long poll gave %q, want %q", bodies(got), want)
		}
	case <-time.After(limit):
		t.Errorf("long poll gave nothing within %s", limit)
	}
}

func TestLongPoll_emptyTakesItsTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q", "ReceiveMessageWaitTimeSeconds", "1")
	start := time.Now()
	r.expect(q, 1, "") // the queue's own wait
	if took := time.Since(start); took < 950*time.Millisecond || took > 3*time.Second {
		t.Errorf("took %s, want 1 s", took)
	}
}

func TestLongPoll_wakes(t *testing.T) {
	t.Parallel()
	const soon = 3 * time.Second
	for name, act := range map[string]func(r *rig, q string, held types.Message){
		"on a send":                   func(r *rig, q string, _ types.Message) { r.send(q, "new", "", "") },
		"when a message is released":  func(r *rig, q string, held types.Message) { r.hold(q, held, 0) },
		"when the clock jumps":        func(r *rig, _ string, _ types.Message) { r.advance(90 * time.Second) },
		"when visibility runs out":    func(r *rig, q string, held types.Message) { r.hold(q, held, 1) },
		"when a move task brings one": func(r *rig, q string, _ types.Message) { r.moveOneTo(q) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q := r.queue("q", "VisibilityTimeout", "90")
			r.send(q, "new", "", "")
			held := r.one(q)
			done := poll(r, q, 20)
			time.Sleep(100 * time.Millisecond) // let it wait
			act(r, q, held)
			within(t, done, soon, "new")
		})
	}
}

// moveOneTo redrives a message named "new" into the queue.
func (r *rig) moveOneTo(q string) {
	r.t.Helper()
	dead := r.queue("dead")
	r.queue("source", "RedrivePolicy", redrive("dead", "1"))
	r.send(dead, "new", "", "")
	_, err := r.client.StartMessageMoveTask(r.t.Context(), &awssqs.StartMessageMoveTaskInput{
		SourceArn: aws.String(arnOf("dead")), DestinationArn: aws.String(r.attributes(q)["QueueArn"]),
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestLongPoll_wakesWhenAGroupIsFreed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "A2")
	held := r.one(q)
	done := poll(r, q, 20)
	time.Sleep(100 * time.Millisecond)
	r.delete(q, held)
	within(t, done, 3*time.Second, "A2")
}

func TestLongPoll_clientThatLeftTakesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := r.client.ReceiveMessage(ctx, &awssqs.ReceiveMessageInput{QueueUrl: &q, WaitTimeSeconds: 20})
	if err == nil {
		t.Fatal("the poll ended without an error")
	}
	time.Sleep(100 * time.Millisecond) // the server notices the closed connection
	r.send(q, "x", "", "")
	r.expect(q, 1, "x")
}
