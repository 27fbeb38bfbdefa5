package redrive

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"log/slog"

	"ventana/infra/local/sqs"
	"ventana/shared/clock"
	"ventana/shared/dynamostore/dynamotest"
	"ventana/shared/envelope"
	"ventana/shared/sqsqueue"
)

const stack = "ventana-test"

// rig is a queue server with the queues of a stack, reached by the SDK, and the
// table's double. The clock is the test's.
type rig struct {
	*testing.T
	clock  *clock.Clock
	server *sqs.Server
	client *awssqs.Client
	table  *dynamotest.Memory
	pauses []time.Duration
	steps  []Step
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, clock: clock.New(filepath.Join(t.TempDir(), "clock"))}
	web := httptest.NewUnstartedServer(nil)
	server, err := sqs.New(sqs.Options{
		Dir: t.TempDir(), Clock: r.clock, Region: "eu-west-1", AccountID: "000000000000", BaseURL: "http://" + web.Listener.Addr().String(),
	})
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = server
	web.Start()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		web.Close()
	})
	r.server = server
	r.client = awssqs.New(awssqs.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(web.URL), Credentials: credentials.NewStaticCredentialsProvider("any", "thing", ""),
	})
	r.table = dynamotest.NewMemory(r.clock.Now)
	for _, one := range layouts() {
		r.make(stack, one, stack+"-"+one.name+"-dlq"+one.suffix())
	}
	return r
}

// make creates a queue whose dead letters go to dlq, and dlq.
func (r *rig) make(stack string, one layout, dlq string) {
	r.Helper()
	attributes := map[string]string{"VisibilityTimeout": "90"}
	if one.fifo {
		attributes["FifoQueue"] = "true"
	}
	_, arn, err := r.server.EnsureQueue(dlq, attributes)
	if err != nil {
		r.Fatal(err)
	}
	if one.alone {
		return
	}
	attributes["RedrivePolicy"] = `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":2}`
	if _, _, err := r.server.EnsureQueue(stack+"-"+one.name+one.suffix(), attributes); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) queues(only string) []Queue {
	r.Helper()
	queues, err := Open(r.Context(), r.client, stack, only)
	if err != nil {
		r.Fatal(err)
	}
	return queues
}

// message is a customer's message, whose id tells which it is.
func message(id string) envelope.Envelope {
	return envelope.Envelope{
		Version: envelope.Version, Kind: envelope.KindMessage, Connection: "whatsapp", Delivery: "d1", ReceivedAt: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Message: &envelope.Message{
			Number: "100000000000001", ID: "wamid." + id, At: time.Date(2026, 11, 22, 9, 59, 0, 0, time.UTC), Type: "text", Text: "words of " + id,
			From: envelope.Sender{Phone: "34600100011", BSUID: "ES.9f3K2QpXz7LmTt41", Name: "Ana García", Username: "ana.g"},
		},
	}
}

// parks has the consumer of a queue park envelopes of a group, in order, as a
// function does: the real sender brings them, the real consumer parks them.
func (r *rig) parks(queue Queue, group string, outcome sqsqueue.Outcome, list ...envelope.Envelope) {
	r.Helper()
	for i := range list {
		list[i].Group, list[i].Dedup = group, envelope.Digest(group, time.Now().String())
	}
	if err := sqsqueue.NewSender(r.client).Send(r.Context(), queue.URL, list); err != nil {
		r.Fatal(err)
	}
	r.parkAll(queue, outcome)
}

// parkAll has the consumer park whatever waits.
func (r *rig) parkAll(queue Queue, outcome sqsqueue.Outcome) {
	r.Helper()
	source := sqsqueue.NewQueue(r.client, queue.URL, queue.DLQ, r.clock.Now).For(queue.Name)
	consumer := sqsqueue.NewConsumer(source, nil, slog.New(slog.DiscardHandler), func(_ context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
		outcomes := make([]sqsqueue.Outcome, len(group))
		for i := range outcomes {
			outcomes[i] = outcome
		}
		return outcomes
	}).OnPark(r.table.NoteParked)
	for {
		out := r.receive(queue.URL)
		if len(out) == 0 && r.waiting(queue.URL) == 0 {
			return
		}
		if len(out) == 0 { // a short poll may miss what is there, as at SQS
			time.Sleep(time.Millisecond)
			continue
		}
		var event events.SQSEvent
		for _, message := range out {
			one := events.SQSMessage{MessageId: *message.MessageId, ReceiptHandle: *message.ReceiptHandle, Body: *message.Body, Attributes: message.Attributes, MessageAttributes: map[string]events.SQSMessageAttribute{}}
			for name, value := range message.MessageAttributes {
				one.MessageAttributes[name] = events.SQSMessageAttribute{StringValue: value.StringValue, DataType: *value.DataType}
			}
			event.Records = append(event.Records, one)
		}
		response, err := consumer.Handle(r.Context(), event)
		if err != nil || len(response.BatchItemFailures) > 0 {
			r.Fatalf("not parked: %v, %v", response, err)
		}
		for _, message := range out {
			if _, err := r.client.DeleteMessage(r.Context(), &awssqs.DeleteMessageInput{QueueUrl: &queue.URL, ReceiptHandle: message.ReceiptHandle}); err != nil {
				r.Fatal(err)
			}
		}
	}
}

func (r *rig) receive(url string) []types.Message {
	r.Helper()
	out, err := r.client.ReceiveMessage(r.Context(), &awssqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		r.Fatal(err)
	}
	return out.Messages
}

// waiting is how many messages of a queue are in sight.
func (r *rig) waiting(url string) (count int) {
	for _, stats := range r.server.Stats() {
		if stats.Name == url[strings.LastIndex(url, "/")+1:] {
			count += stats.Visible
		}
	}
	return count
}

// holds wants a queue to hold so many messages, all in sight.
func (r *rig) holds(url string, want int) {
	r.Helper()
	name := url[strings.LastIndex(url, "/")+1:]
	for _, stats := range r.server.Stats() {
		if stats.Name == name && (stats.Visible != want || stats.InFlight != 0) {
			r.Errorf("%s holds %d in sight and %d in flight, want %d and none", name, stats.Visible, stats.InFlight, want)
		}
	}
}

// ids are the messages' ids in envelopes of bodies.
func (r *rig) ids(bodies []string) string {
	r.Helper()
	var ids []string
	for _, body := range bodies {
		e, err := envelope.Decode([]byte(body))
		if err != nil {
			r.Fatal(err)
		}
		ids = append(ids, strings.TrimPrefix(e.Message.ID, "wamid."))
	}
	return strings.Join(ids, " ")
}

// runner is one without waiting, which notes what it did.
func (r *rig) runner() *Runner {
	return &Runner{
		API: r.client, Judge: Judge{Table: r.table}, Notes: r.table, Rate: 1000,
		Told:  func(step Step) { r.steps = append(r.steps, step) },
		Pause: func(_ context.Context, d time.Duration) error { r.pauses = append(r.pauses, d); return nil },
	}
}

func (r *rig) look(queues []Queue) Found {
	r.Helper()
	found, err := Look(r.Context(), r.client, queues)
	if err != nil {
		r.Fatal(err)
	}
	return found
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
