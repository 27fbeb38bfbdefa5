package sqs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
)

func TestFIFO_groupWaitsForTheMessageInFlight(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "A2", "A3", "B1", "C1")
	first := r.expect(q, 1, "A1")
	r.expect(q, 1, "B1")
	r.expect(q, 1, "C1")
	r.expect(q, 10, "")
	r.delete(q, first[0])
	r.expect(q, 10, "A2,A3")
}

func TestFIFO_oneReceiveTakesManyOfAGroupInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "B1", "A2", "A3", "A4")
	r.expect(q, 10, "A1,A2,A3,A4,B1")
}

func TestFIFO_groupStaysBlockedUntilTheWholeBatchIsSettled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "A2", "A3", "A4")
	batch := r.expect(q, 3, "A1,A2,A3")
	r.delete(q, batch[0])
	r.hold(q, batch[1], 0)
	r.expect(q, 10, "") // A3 is still in flight
	r.hold(q, batch[2], 0)
	r.expect(q, 10, "A2,A3,A4")
}

func TestFIFO_expiredVisibilityKeepsTheOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "VisibilityTimeout", "90")
	r.sendAll(q, "A1", "A2")
	r.expect(q, 1, "A1")
	r.advance(89 * time.Second)
	r.expect(q, 1, "")
	r.advance(2 * time.Second)
	r.expect(q, 10, "A1,A2")
}

func TestFIFO_aGroupThatFailsDoesNotStarveOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "B1")
	r.hold(q, r.expect(q, 1, "A1")[0], 0)
	r.expect(q, 1, "B1")
}

func TestFIFO_sequenceNumbersRise(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	last := ""
	for _, body := range []string{"A1", "A2", "B1"} {
		got := aws.ToString(r.send(q, body, "g", body).SequenceNumber)
		if len(got) != 20 || got <= last {
			t.Errorf("sequence number %q after %q", got, last)
		}
		last = got
	}
}

func TestDeduplication_secondSendChangesNothing(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"queue", "messageGroup"} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q := r.queue("q.fifo", "DeduplicationScope", scope)
			first := r.send(q, "one", "g", "same")
			again := r.send(q, "two", "g", "same")
			if *again.MessageId != *first.MessageId || *again.SequenceNumber != *first.SequenceNumber {
				t.Errorf("second send gave %s %s, want %s %s", *again.MessageId, *again.SequenceNumber, *first.MessageId, *first.SequenceNumber)
			}
			r.delete(q, r.expect(q, 10, "one")[0])
			r.send(q, "three", "g", "same") // deletion does not shorten the interval
			r.expect(q, 10, "")
			r.advance(5 * time.Minute)
			r.send(q, "four", "g", "same")
			r.expect(q, 10, "four")
		})
	}
}

func TestDeduplication_scopeDecidesAcrossGroups(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{"queue": "one", "messageGroup": "one,two"} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q := r.queue("q.fifo", "DeduplicationScope", scope)
			r.send(q, "one", "g1", "same")
			r.send(q, "two", "g2", "same")
			r.expect(q, 10, want)
		})
	}
}

func TestDeduplication_byContentLooksAtTheBodyOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "ContentBasedDeduplication", "true")
	r.send(q, "same", "g", "")
	r.send(q, "same", "g", "")
	r.send(q, "same", "g", "explicit") // an id of its own wins
	r.send(q, "other", "g", "")
	r.expect(q, 10, "same,same,other")
}

func TestFIFO_whatASendMustCarry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	for name, c := range map[string]struct {
		in   awssqs.SendMessageInput
		code string
	}{
		"without group":                 {awssqs.SendMessageInput{MessageDeduplicationId: aws.String("d")}, "MissingParameter"},
		"without deduplication id":      {awssqs.SendMessageInput{MessageGroupId: aws.String("g")}, "InvalidParameterValue"},
		"with a delay of its own":       {awssqs.SendMessageInput{MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d"), DelaySeconds: 3}, "InvalidParameterValue"},
		"with a group of 129 letters":   {awssqs.SendMessageInput{MessageGroupId: aws.String(strings.Repeat("g", 129)), MessageDeduplicationId: aws.String("d")}, "InvalidParameterValue"},
		"with a space in the group":     {awssqs.SendMessageInput{MessageGroupId: aws.String("a b"), MessageDeduplicationId: aws.String("d")}, "InvalidParameterValue"},
		"with an accent in the dedupe":  {awssqs.SendMessageInput{MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("é")}, "InvalidParameterValue"},
		"with all that it needs":        {awssqs.SendMessageInput{MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d")}, ""},
		"with 128 letters in the group": {awssqs.SendMessageInput{MessageGroupId: aws.String(strings.Repeat("g", 128)), MessageDeduplicationId: aws.String("e")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := c.in
			in.QueueUrl, in.MessageBody = &q, aws.String("x")
			_, err := r.client.SendMessage(t.Context(), &in)
			expectCode(t, err, c.code)
		})
	}
}

func TestFIFO_queueDelayHoldsTheGroupAndAppliesToWaitingMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "DelaySeconds", "60")
	r.sendAll(q, "A1")
	r.expect(q, 10, "")
	r.expectCounts(q, "0/0/1")
	if err := r.set(q, "DelaySeconds", "10"); err != nil {
		t.Fatal(err)
	}
	r.advance(11 * time.Second)
	r.sendAll(q, "A2")
	r.expect(q, 10, "A1")
}
