package sqs_test

import (
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"ventana/infra/local/sqs"
	"ventana/shared/clock"
)

const (
	region  = "eu-west-1"
	account = "000000000000"
)

// rig is a server in a folder of its own, reached by the SDK over HTTP, with a
// clock that the test moves.
type rig struct {
	t      testing.TB
	dir    string
	clock  *clock.Clock
	server *sqs.Server
	client *awssqs.Client
}

func newRig(t testing.TB) *rig {
	t.Helper()
	dir := t.TempDir()
	r := &rig{t: t, dir: dir, clock: clock.New(filepath.Join(dir, "clock"))}
	r.start()
	return r
}

// start opens the folder and serves it. The server before it, if any, is not
// closed: it is left behind as SIGKILL leaves a process.
func (r *rig) start() {
	r.t.Helper()
	web := httptest.NewUnstartedServer(nil)
	server, err := sqs.New(sqs.Options{
		Dir: filepath.Join(r.dir, "queues"), Clock: r.clock, Region: region, AccountID: account,
		BaseURL: "http://" + web.Listener.Addr().String(),
	})
	if err != nil {
		r.t.Fatalf("New: %v", err)
	}
	web.Config.Handler = server
	web.Start()
	r.t.Cleanup(func() {
		if err := server.Close(); err != nil {
			r.t.Errorf("Close: %v", err)
		}
		web.Close()
	})
	r.server = server
	r.client = awssqs.New(awssqs.Options{
		Region: region, BaseEndpoint: aws.String(web.URL),
		Credentials: credentials.NewStaticCredentialsProvider("any", "thing", ""),
	})
}

func (r *rig) journal() string { return filepath.Join(r.dir, "queues", "journal.jsonl") }

func (r *rig) advance(d time.Duration) {
	r.t.Helper()
	if err := r.clock.Advance(d); err != nil {
		r.t.Fatalf("Advance(%s): %v", d, err)
	}
}

// pairs makes a map of alternating names and values.
func pairs(list []string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = list[i+1]
	}
	return m
}

// queue creates a queue; a name that ends in .fifo is one.
func (r *rig) queue(name string, attributes ...string) string {
	r.t.Helper()
	all := pairs(attributes)
	if strings.HasSuffix(name, ".fifo") {
		all["FifoQueue"] = "true"
	}
	out, err := r.client.CreateQueue(r.t.Context(), &awssqs.CreateQueueInput{QueueName: &name, Attributes: all})
	if err != nil {
		r.t.Fatalf("CreateQueue(%s): %v", name, err)
	}
	return *out.QueueUrl
}

// trySend sends to a FIFO queue when group is not empty.
func (r *rig) trySend(url, body, group, deduplication string) (*awssqs.SendMessageOutput, error) {
	in := &awssqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}
	if group != "" {
		in.MessageGroupId = &group
	}
	if deduplication != "" {
		in.MessageDeduplicationId = &deduplication
	}
	return r.client.SendMessage(r.t.Context(), in)
}

func (r *rig) send(url, body, group, deduplication string) *awssqs.SendMessageOutput {
	r.t.Helper()
	out, err := r.trySend(url, body, group, deduplication)
	if err != nil {
		r.t.Fatalf("SendMessage(%q): %v", body, err)
	}
	return out
}

// sendAll sends each body to the group of its first letter, with the body as
// deduplication id.
func (r *rig) sendAll(url string, names ...string) {
	r.t.Helper()
	for _, name := range names {
		r.send(url, name, name[:1], name)
	}
}

func (r *rig) receive(url string, limit int32) []types.Message {
	r.t.Helper()
	out, err := r.client.ReceiveMessage(r.t.Context(), &awssqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: limit, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		r.t.Fatalf("ReceiveMessage: %v", err)
	}
	return out.Messages
}

// one receives exactly one message.
func (r *rig) one(url string) types.Message {
	r.t.Helper()
	got := r.receive(url, 1)
	if len(got) != 1 {
		r.t.Fatalf("received %d messages, want 1", len(got))
	}
	return got[0]
}

func (r *rig) expect(url string, limit int32, want string) []types.Message {
	r.t.Helper()
	got := r.receive(url, limit)
	if bodies(got) != want {
		r.t.Fatalf("received %q, want %q", bodies(got), want)
	}
	return got
}

func (r *rig) tryDelete(url string, m types.Message) error {
	_, err := r.client.DeleteMessage(r.t.Context(), &awssqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
	return err
}

func (r *rig) delete(url string, m types.Message) {
	r.t.Helper()
	if err := r.tryDelete(url, m); err != nil {
		r.t.Fatalf("DeleteMessage(%q): %v", *m.Body, err)
	}
}

func (r *rig) tryHold(url string, m types.Message, seconds int32) error {
	_, err := r.client.ChangeMessageVisibility(r.t.Context(), &awssqs.ChangeMessageVisibilityInput{
		QueueUrl: &url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds,
	})
	return err
}

func (r *rig) hold(url string, m types.Message, seconds int32) {
	r.t.Helper()
	if err := r.tryHold(url, m, seconds); err != nil {
		r.t.Fatalf("ChangeMessageVisibility(%q, %d): %v", *m.Body, seconds, err)
	}
}

func (r *rig) attributes(url string) map[string]string {
	r.t.Helper()
	out, err := r.client.GetQueueAttributes(r.t.Context(), &awssqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{"All"},
	})
	if err != nil {
		r.t.Fatalf("GetQueueAttributes: %v", err)
	}
	return out.Attributes
}

// expectCounts compares visible/in flight/delayed.
func (r *rig) expectCounts(url, want string) {
	r.t.Helper()
	a := r.attributes(url)
	got := a["ApproximateNumberOfMessages"] + "/" + a["ApproximateNumberOfMessagesNotVisible"] + "/" +
		a["ApproximateNumberOfMessagesDelayed"]
	if got != want {
		r.t.Errorf("visible/in flight/delayed = %s, want %s", got, want)
	}
}

func (r *rig) set(url string, attributes ...string) error {
	_, err := r.client.SetQueueAttributes(r.t.Context(), &awssqs.SetQueueAttributesInput{QueueUrl: &url, Attributes: pairs(attributes)})
	return err
}

// redrive is a RedrivePolicy towards the queue of that name.
func redrive(name, count string) string {
	return `{"deadLetterTargetArn":"` + arnOf(name) + `","maxReceiveCount":` + count + `}`
}

func arnOf(name string) string { return "arn:aws:sqs:" + region + ":" + account + ":" + name }

func bodies(messages []types.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, *m.Body)
	}
	return strings.Join(all, ",")
}

// code is the code of an API error, "" for no error, and the text of any other.
func code(err error) string {
	if err == nil {
		return ""
	}
	var named smithy.APIError
	if errors.As(err, &named) {
		return named.ErrorCode()
	}
	return err.Error()
}

func expectCode(t testing.TB, err error, want string) {
	t.Helper()
	if got := code(err); got != want {
		t.Errorf("error code = %q, want %q (%v)", got, want, err)
	}
}

// eventually waits for something that another goroutine does.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("not within 5 s: %s", what)
}
