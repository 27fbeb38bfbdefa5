package sqsqueue

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"ventana/shared/deadletter"
	"ventana/shared/envelope"
	"ventana/shared/failure"
)

var parkedAt = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// carries is what a letter carries, by the attribute's name.
type carries struct {
	*fakeBatch
	sent *sqs.SendMessageInput
}

func (c *carries) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	c.sent = in
	return &sqs.SendMessageOutput{}, nil
}

func (c *carries) attributes() map[string]string {
	all := map[string]string{}
	for name, value := range c.sent.MessageAttributes {
		all[name] = aws.ToString(value.StringValue)
	}
	return all
}

// parkOne has a function park one message, and returns what it sent.
func parkOne(t *testing.T, message events.SQSMessage, outcome Outcome) *carries {
	t.Helper()
	c := &carries{fakeBatch: newBatch()}
	queue := NewQueue(c, "http://sqs/000000000000/ventana-prod-inbound.fifo", "http://q/in-dlq.fifo", func() time.Time { return parkedAt }).For("inbound")
	consumer := NewConsumer(queue, c.fakeBatch, slog.New(slog.DiscardHandler), func(context.Context, []Record) []Outcome { return []Outcome{outcome} })
	response, err := consumer.Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{message}})
	if err != nil || len(response.BatchItemFailures) > 0 || c.sent == nil {
		t.Fatalf("not parked: %v, %v", response, err)
	}
	return c
}

func TestPark_letterCarriesWhatOnCallNeeds(t *testing.T) {
	t.Parallel()
	sent := parkOne(t, events.SQSMessage{
		MessageId: "m1", Body: "body",
		Attributes: map[string]string{
			"MessageGroupId": "g1", "ApproximateReceiveCount": "3",
			"SentTimestamp": "1795341600000", "ApproximateFirstReceiveTimestamp": "1795341601500",
		},
		MessageAttributes: map[string]events.SQSMessageAttribute{deadletter.AttributeRedriven: {DataType: "String", StringValue: aws.String("2")}},
	}, ParkFor(deadletter.Number, "number 1 is not in the call secret"))
	want := map[string]string{
		"reason": "number 1 is not in the call secret", "code": "number", "receives": "3",
		"parked_at": "2026-11-22T10:00:00Z", "sent_at": "2026-11-22T10:00:00Z", "first_at": "2026-11-22T10:00:01Z",
		"function": "inbound", "queue": "ventana-prod-inbound.fifo", "record": "m1", "redriven": "2",
	}
	if diff := cmp.Diff(want, sent.attributes()); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	if got := aws.ToString(sent.sent.MessageGroupId) + " " + aws.ToString(sent.sent.MessageBody); got != "g1 body" {
		t.Errorf("got %q, want the group and the body as they came", got)
	}
}

func TestPark_whatIsNotKnownIsLeftOut(t *testing.T) {
	t.Parallel()
	got := parkOne(t, events.SQSMessage{MessageId: "m1", Body: "b"}, Park("")).attributes()
	want := map[string]string{
		"reason": "unknown", "code": "other", "receives": "0", "parked_at": "2026-11-22T10:00:00Z",
		"function": "inbound", "queue": "ventana-prod-inbound.fifo", "record": "m1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

// TestPark_largestLetterFits: SQS counts names, types and values of attributes
// into its 1 MiB, and takes ten of them.
func TestPark_largestLetterFits(t *testing.T) {
	t.Parallel()
	sent := parkOne(t, events.SQSMessage{
		MessageId: "00000000-0000-0000-0000-000000000000", Body: strings.Repeat("x", envelope.MaxBytes),
		Attributes: map[string]string{
			"MessageGroupId": "g1", "ApproximateReceiveCount": "1000",
			"SentTimestamp": "1795341600000", "ApproximateFirstReceiveTimestamp": "1795341601500",
		},
		MessageAttributes: map[string]events.SQSMessageAttribute{deadletter.AttributeRedriven: {DataType: "String", StringValue: aws.String("1000")}},
	}, ParkFor(deadletter.Closed, strings.Repeat("é", 10_000))).sent
	size := len(aws.ToString(sent.MessageBody))
	for name, value := range sent.MessageAttributes {
		size += len(name) + len(aws.ToString(value.DataType)) + len(aws.ToString(value.StringValue))
	}
	if size > 1<<20 || len(sent.MessageAttributes) > 10 {
		t.Errorf("%d bytes and %d attributes, SQS takes 1,048,576 and 10", size, len(sent.MessageAttributes))
	}
}

func TestOutcomeOf_finalRefusalSaysWhatToMend(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]deadletter.Code{"RecordInvalid": deadletter.Refused, "closed": deadletter.Closed, "nobody": deadletter.Nobody, "": deadletter.Refused} {
		err := &failure.Error{Class: failure.Permanent, Op: "add comment", Code: code, Err: errors.New("no")}
		if got := OutcomeOf(err); got.String() != ParkFor(want, err.Error()).String() || !errors.Is(got.err, err) {
			t.Errorf("%q: got %+v, want it parked as %s", code, got, want)
		}
	}
}
