package sqs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/infra/local/sqs"
)

func TestRestart_keepsEverything(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("dead.fifo")
	q := r.queue("q.fifo", "RedrivePolicy", redrive("dead.fifo", "5"), "VisibilityTimeout", "90")
	if _, err := r.client.TagQueue(t.Context(), &awssqs.TagQueueInput{QueueUrl: &q, Tags: map[string]string{"a": "b"}}); err != nil {
		t.Fatal(err)
	}
	r.sendAll(q, "A1", "A2", "B1", "C1")
	r.delete(q, r.expect(q, 1, "A1")[0])
	held := r.expect(q, 1, "B1")[0]
	r.hold(q, held, 600)
	before := r.attributes(q)
	sequence := *r.send(q, "C2", "C", "C2").SequenceNumber

	r.start()
	q = r.server.QueueURL("q.fifo")
	after := r.attributes(q)
	ignore := cmpopts.IgnoreMapEntries(func(name, _ string) bool { return name == "ApproximateNumberOfMessages" })
	if diff := cmp.Diff(before, after, ignore); diff != "" {
		t.Errorf("attributes (-before +after):\n%s", diff)
	}
	r.expectCounts(q, "3/1/0")
	if out, err := r.client.ListQueueTags(t.Context(), &awssqs.ListQueueTagsInput{QueueUrl: &q}); err != nil || out.Tags["a"] != "b" {
		t.Errorf("tags = %v, %v", out, err)
	}
	again := r.send(q, "A1 again", "A", "A1") // remembered although deleted
	r.expect(q, 10, "C1,C2,A2")               // B is in flight; A became ready last
	r.advance(599 * time.Second)
	r.expectCounts(q, "3/1/0")
	r.delete(q, held) // the receipt outlived the restart
	if next := *r.send(q, "D1", "D", "D1").SequenceNumber; next <= sequence || *again.SequenceNumber >= sequence {
		t.Errorf("sequence numbers: %s, after the restart %s", sequence, next)
	}
	for _, m := range r.receive(q, 10) {
		if m.Attributes["MessageGroupId"] != "D" && m.Attributes["ApproximateReceiveCount"] != "2" {
			t.Errorf("%s received %s times", *m.Body, m.Attributes["ApproximateReceiveCount"])
		}
	}
}

func TestRestart_deadLettersAndDeletedQueues(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("dead")
	gone := r.queue("gone")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "1"))
	r.send(gone, "x", "", "")
	r.deadLetters(q, "bad")
	if _, err := r.client.DeleteQueue(t.Context(), &awssqs.DeleteQueueInput{QueueUrl: &gone}); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.expect(r.server.QueueURL("dead"), 10, "bad")
	if _, err := r.client.GetQueueUrl(t.Context(), &awssqs.GetQueueUrlInput{QueueName: aws.String("gone")}); err == nil {
		t.Error("the deleted queue is back")
	}
	r.expectCounts(r.server.QueueURL("q"), "0/0/0")
}

func TestRestart_tornLastLineIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sendAll(r.queue("q.fifo"), "A1", "A2")
	file, err := os.OpenFile(r.journal(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"op":"put","queue":"q.fifo","message":{"id":"torn`); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second start reads what the first rewrote
		r.start()
	}
	r.expect(r.server.QueueURL("q.fifo"), 10, "A1,A2")
}

func TestRestart_brokenJournalIsRefused(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"no JSON":          "garbage",
		"an unknown kind":  `{"op":"sing","queue":"q"}`,
		"an unknown queue": `{"op":"delete","queue":"none","ids":["a"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.queue("q")
			text, err := os.ReadFile(r.journal())
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Count(string(text), "\n")
			if err := os.WriteFile(r.journal(), append(text, line+"\n"...), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = sqs.New(sqs.Options{Dir: r.dir + "/queues", Region: region, AccountID: account, BaseURL: "http://h"})
			if want := fmt.Sprintf("line %d", lines+1); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("New gave %v, want an error with %q", err, want)
			}
		})
	}
}

func TestRestart_clockSetBackHidesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "VisibilityTimeout", "90")
	r.advance(48 * time.Hour)
	r.sendAll(q, "A1")
	r.expect(q, 1, "A1")
	if err := r.clock.Reset(); err != nil {
		t.Fatal(err)
	}
	r.start()
	q = r.server.QueueURL("q.fifo")
	r.expectCounts(q, "0/1/0")
	r.advance(90 * time.Second)
	r.expect(q, 1, "A1")
	r.advance(5 * time.Minute)
	r.send(q, "A1 anew", "B", "A1") // forgotten in time
	r.expect(q, 10, "A1,A1 anew")
}

func TestJournal_isRewrittenWhenItIsMostlyGarbage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	r.send(q, "kept", "", "")
	body := strings.Repeat("x", 1<<20)
	for range 12 { // 12 MiB of dead text against a step of 8 MiB
		r.send(q, body, "", "")
		for _, m := range r.receive(q, 10) {
			if *m.Body == body {
				r.delete(q, m)
			}
		}
	}
	info, err := os.Stat(r.journal())
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 9<<20 {
		t.Errorf("journal has %d bytes", info.Size())
	}
	r.start()
	r.advance(time.Minute)
	r.expect(r.server.QueueURL("q"), 10, "kept")
}
