package sqs_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
)

func TestDeadLetter_standardKeepsIDCountAndEnqueueTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "2"))
	r.send(q, "bad", "", "")
	first := r.one(q)
	r.advance(31 * time.Second)
	r.hold(q, r.one(q), 0)
	r.expect(q, 1, "") // this receive moves it
	m := r.one(dead)
	if *m.MessageId != *first.MessageId {
		t.Errorf("message id %s became %s", *first.MessageId, *m.MessageId)
	}
	for name, want := range map[string]string{
		"DeadLetterQueueSourceArn": arnOf("q"), "ApproximateReceiveCount": "3",
		"SentTimestamp": first.Attributes["SentTimestamp"],
	} {
		if m.Attributes[name] != want {
			t.Errorf("%s = %q, want %q", name, m.Attributes[name], want)
		}
	}
	r.delete(dead, m)
	r.expectCounts(dead, "0/0/0")
}

func TestDeadLetter_FIFOFreesTheGroupAndStartsTheTimeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead.fifo")
	q := r.queue("q.fifo", "RedrivePolicy", redrive("dead.fifo", `"1"`), "VisibilityTimeout", "90")
	r.sendAll(q, "A-bad", "A-good")
	sent := r.expect(q, 1, "A-bad")[0].Attributes["SentTimestamp"]
	r.advance(time.Hour)
	r.expect(q, 10, "A-good")
	m := r.expect(dead, 10, "A-bad")[0]
	if m.Attributes["MessageGroupId"] != "A" || m.Attributes["DeadLetterQueueSourceArn"] != arnOf("q.fifo") {
		t.Errorf("attributes = %v", m.Attributes)
	}
	if m.Attributes["SentTimestamp"] <= sent {
		t.Errorf("enqueue time %s is not after %s", m.Attributes["SentTimestamp"], sent)
	}
}

func TestDeadLetter_withoutTheQueueNothingIsLost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "1"), "VisibilityTimeout", "0")
	r.send(q, "x", "", "")
	if _, err := r.client.DeleteQueue(t.Context(), &awssqs.DeleteQueueInput{QueueUrl: &dead}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r.expect(q, 1, "x")
	}
}

func TestRedrivePolicy_isChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("dead")
	r.queue("dead.fifo")
	r.queue("closed", "RedriveAllowPolicy", `{"redrivePermission":"denyAll"}`)
	r.queue("mine", "RedriveAllowPolicy", `{"redrivePermission":"byQueue","sourceQueueArns":["`+arnOf("q")+`"]}`)
	r.queue("other", "RedriveAllowPolicy", `{"redrivePermission":"byQueue","sourceQueueArns":["`+arnOf("z")+`"]}`)
	q := r.queue("q")
	for name, c := range map[string]struct{ policy, code string }{
		"a target that is not there":      {redrive("none", "3"), "InvalidParameterValue"},
		"a target of the other kind":      {redrive("dead.fifo", "3"), "InvalidParameterValue"},
		"a target that allows nobody":     {redrive("closed", "3"), "InvalidParameterValue"},
		"a target that allows another":    {redrive("other", "3"), "InvalidParameterValue"},
		"a count of 0":                    {redrive("dead", "0"), "InvalidParameterValue"},
		"a count of 1001":                 {redrive("dead", "1001"), "InvalidParameterValue"},
		"no count":                        {`{"deadLetterTargetArn":"` + arnOf("dead") + `"}`, "InvalidParameterValue"},
		"no target":                       {`{"maxReceiveCount":3}`, "InvalidParameterValue"},
		"no JSON":                         {`dead`, "InvalidParameterValue"},
		"a count as text":                 {redrive("dead", `"1000"`), ""},
		"a target that allows this queue": {redrive("mine", "1"), ""},
		"none":                            {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectCode(t, r.set(q, "RedrivePolicy", c.policy), c.code)
		})
	}
	expectCode(t, r.set(q, "RedriveAllowPolicy", `{"redrivePermission":"byQueue"}`), "InvalidParameterValue")
}

// deadLetters fills dead with messages that came from q.
func (r *rig) deadLetters(q string, names ...string) {
	r.t.Helper()
	for _, name := range names {
		r.send(q, name, "", "")
		r.hold(q, r.one(q), 0)
		r.expect(q, 1, "")
	}
}

func (r *rig) startMove(in awssqs.StartMessageMoveTaskInput) (string, error) {
	in.SourceArn = aws.String(arnOf("dead"))
	out, err := r.client.StartMessageMoveTask(r.t.Context(), &in)
	if err != nil {
		return "", err
	}
	return *out.TaskHandle, nil
}

// moves lists the tasks of the queue "dead", newest first.
func (r *rig) moves() []string {
	r.t.Helper()
	out, err := r.client.ListMessageMoveTasks(r.t.Context(), &awssqs.ListMessageMoveTasksInput{
		SourceArn: aws.String(arnOf("dead")), MaxResults: aws.Int32(10),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	var all []string
	for _, task := range out.Results {
		text := aws.ToString(task.Status)
		if task.FailureReason != nil {
			text += " " + *task.FailureReason
		}
		all = append(all, text)
	}
	return all
}

func (r *rig) awaitMove(want string) {
	r.t.Helper()
	eventually(r.t, "move task "+want, func() bool {
		all := r.moves()
		return len(all) > 0 && all[0] == want
	})
}

func TestMove_backToWhereTheyCameFrom(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "1"))
	r.deadLetters(q, "r0", "r1", "r2")
	old := r.one(dead)
	r.hold(dead, old, 0)
	sources, err := r.client.ListDeadLetterSourceQueues(t.Context(), &awssqs.ListDeadLetterSourceQueuesInput{QueueUrl: &dead})
	if err != nil || len(sources.QueueUrls) != 1 || sources.QueueUrls[0] != q {
		t.Fatalf("sources = %v, %v", sources, err)
	}
	if _, err := r.startMove(awssqs.StartMessageMoveTaskInput{}); err != nil {
		t.Fatal(err)
	}
	r.awaitMove("COMPLETED")
	r.expectCounts(dead, "0/0/0")
	got := r.expect(q, 10, "r1,r2,r0")
	m := got[2]
	if *m.MessageId == *old.MessageId || m.Attributes["ApproximateReceiveCount"] != "1" || m.Attributes["DeadLetterQueueSourceArn"] != "" {
		t.Errorf("a redriven message is not new: %v", m.Attributes)
	}
}

func TestMove_unknownSourceNeedsADestination(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "1"))
	r.send(dead, "parked", "", "") // sent here, not moved here
	if _, err := r.startMove(awssqs.StartMessageMoveTaskInput{}); err != nil {
		t.Fatal(err)
	}
	r.awaitMove("FAILED CouldNotDetermineMessageSource")
	r.expectCounts(dead, "1/0/0")
	if _, err := r.startMove(awssqs.StartMessageMoveTaskInput{DestinationArn: aws.String(arnOf("q"))}); err != nil {
		t.Fatal(err)
	}
	r.awaitMove("COMPLETED")
	r.expect(q, 1, "parked")
}

func TestMove_keepsItsPaceByTheClockAndCanBeCancelled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead")
	q := r.queue("q", "RedrivePolicy", redrive("dead", "1"))
	for range 100 {
		r.send(dead, "x", "", "")
	}
	slow := awssqs.StartMessageMoveTaskInput{DestinationArn: aws.String(arnOf("q")), MaxNumberOfMessagesPerSecond: aws.Int32(1)}
	handle, err := r.startMove(slow)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.startMove(slow)
	expectCode(t, err, "InvalidParameterValue") // one at a time
	r.advance(50 * time.Second)
	eventually(t, "50 messages after 50 s", func() bool { return r.attributes(q)["ApproximateNumberOfMessages"] >= "50" })
	if _, err := r.client.CancelMessageMoveTask(t.Context(), &awssqs.CancelMessageMoveTaskInput{TaskHandle: &handle}); err != nil {
		t.Fatal(err)
	}
	r.awaitMove("CANCELLED")
	_, err = r.client.CancelMessageMoveTask(t.Context(), &awssqs.CancelMessageMoveTaskInput{TaskHandle: &handle})
	expectCode(t, err, "AWS.SimpleQueueService.UnsupportedOperation")
	if got := r.attributes(dead)["ApproximateNumberOfMessages"]; got == "0" {
		t.Error("nothing is left after cancelling")
	}
}

func TestMove_keepsGroupsAndOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dead := r.queue("dead.fifo")
	q := r.queue("q.fifo", "RedrivePolicy", redrive("dead.fifo", "1"))
	r.sendAll(dead, "A1", "B1", "A2", "A3")
	_, err := r.client.StartMessageMoveTask(t.Context(), &awssqs.StartMessageMoveTaskInput{
		SourceArn: aws.String(arnOf("dead.fifo")), DestinationArn: aws.String(arnOf("q.fifo")),
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "all moved", func() bool { return r.attributes(q)["ApproximateNumberOfMessages"] == "4" })
	r.expect(q, 10, "A1,A2,A3,B1")
}

func TestMove_whatIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("dead")
	r.queue("plain")
	r.queue("other.fifo")
	r.queue("q", "RedrivePolicy", redrive("dead", "1"))
	for name, c := range map[string]struct {
		in   awssqs.StartMessageMoveTaskInput
		code string
	}{
		"a source that is not there":          {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String(arnOf("none"))}, "ResourceNotFoundException"},
		"a source in another account":         {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String("arn:aws:sqs:eu-west-1:1:dead")}, "ResourceNotFoundException"},
		"a source that is no dead-letter one": {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String(arnOf("plain"))}, "InvalidParameterValue"},
		"a destination that is not there":     {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String(arnOf("dead")), DestinationArn: aws.String(arnOf("none"))}, "ResourceNotFoundException"},
		"a destination of the other kind":     {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String(arnOf("dead")), DestinationArn: aws.String(arnOf("other.fifo"))}, "InvalidParameterValue"},
		"501 a second":                        {awssqs.StartMessageMoveTaskInput{SourceArn: aws.String(arnOf("dead")), MaxNumberOfMessagesPerSecond: aws.Int32(501)}, "InvalidParameterValue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := r.client.StartMessageMoveTask(t.Context(), &c.in)
			expectCode(t, err, c.code)
		})
	}
	_, err := r.client.CancelMessageMoveTask(t.Context(), &awssqs.CancelMessageMoveTaskInput{TaskHandle: aws.String("x")})
	expectCode(t, err, "InvalidParameterValue")
}
