package sqs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestStandard_delay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q", "DelaySeconds", "30")
	send := func(body string, delay int32) {
		t.Helper()
		_, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{QueueUrl: &q, MessageBody: &body, DelaySeconds: delay})
		if err != nil {
			t.Fatal(err)
		}
	}
	send("the queue's", 0) // the SDK leaves a zero out
	send("its own", 900)
	r.expect(q, 10, "")
	r.advance(31 * time.Second)
	r.delete(q, r.expect(q, 10, "the queue's")[0])
	r.advance(900 * time.Second)
	r.expect(q, 1, "its own")
}

func TestStandard_countsAreKeptApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	for range 4 {
		r.send(q, "x", "", "")
	}
	_, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{QueueUrl: &q, MessageBody: aws.String("later"), DelaySeconds: 60})
	if err != nil {
		t.Fatal(err)
	}
	r.one(q)
	r.expectCounts(q, "3/1/1")
}

func TestStandard_groupIsKeptForFairQueues(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	r.send(q, "x", "tenant", "")
	if got := r.one(q).Attributes["MessageGroupId"]; got != "tenant" {
		t.Errorf("MessageGroupId = %q, want tenant", got)
	}
	_, err := r.trySend(q, "x", "tenant", "id")
	expectCode(t, err, "InvalidParameterValue") // no deduplication here
}

func TestRetention_oldMessagesGoAlsoFromFlight(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "MessageRetentionPeriod", "60", "VisibilityTimeout", "43200")
	r.sendAll(q, "A1")
	r.advance(30 * time.Second)
	r.sendAll(q, "A2")
	r.expect(q, 1, "A1")
	r.advance(31 * time.Second)
	r.expect(q, 10, "A2") // A1's group is free again
	r.expectCounts(q, "0/1/0")
}

func TestReceive_attributesOfAMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	attributes := map[string]types.MessageAttributeValue{
		"trace.parent": {DataType: aws.String("String"), StringValue: aws.String("00-é")},
		"trace.state":  {DataType: aws.String("String.custom"), StringValue: aws.String("s")},
		"n":            {DataType: aws.String("Number"), StringValue: aws.String("42")},
		"b":            {DataType: aws.String("Binary"), BinaryValue: []byte{1, 2, 255}},
	}
	sent, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{
		QueueUrl: &q, MessageBody: aws.String("é✓"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d"),
		MessageAttributes: attributes,
		MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{
			"AWSTraceHeader": {DataType: aws.String("String"), StringValue: aws.String("Root=1")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if sent.MD5OfMessageSystemAttributes == nil {
		t.Error("MD5OfMessageSystemAttributes is missing")
	}
	m := r.one(q)
	if diff := cmp.Diff(attributes, m.MessageAttributes, cmpopts.IgnoreUnexported(types.MessageAttributeValue{})); diff != "" {
		t.Errorf("message attributes (-want +got):\n%s", diff)
	}
	if *m.MD5OfMessageAttributes != *sent.MD5OfMessageAttributes {
		t.Errorf("MD5 of attributes: received %s, sent %s", *m.MD5OfMessageAttributes, *sent.MD5OfMessageAttributes)
	}
	for name, want := range map[string]string{
		"ApproximateReceiveCount": "1", "MessageGroupId": "g", "MessageDeduplicationId": "d",
		"SequenceNumber": *sent.SequenceNumber, "AWSTraceHeader": "Root=1",
	} {
		if m.Attributes[name] != want {
			t.Errorf("%s = %q, want %q", name, m.Attributes[name], want)
		}
	}
	for _, name := range []string{"SentTimestamp", "ApproximateFirstReceiveTimestamp", "SenderId"} {
		if m.Attributes[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestReceive_givesOnlyWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q", "VisibilityTimeout", "0")
	_, err := r.client.SendMessage(t.Context(), &awssqs.SendMessageInput{
		QueueUrl: &q, MessageBody: aws.String("x"), MessageAttributes: map[string]types.MessageAttributeValue{
			"bar.one": {DataType: aws.String("String"), StringValue: aws.String("1")},
			"foo":     {DataType: aws.String("String"), StringValue: aws.String("2")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in     awssqs.ReceiveMessageInput
		system int
		names  []string
	}{
		"nothing":         {},
		"by prefix":       {in: awssqs.ReceiveMessageInput{MessageAttributeNames: []string{"bar.*"}}, names: []string{"bar.one"}},
		"by name":         {in: awssqs.ReceiveMessageInput{MessageAttributeNames: []string{"foo"}}, names: []string{"foo"}},
		"all by wildcard": {in: awssqs.ReceiveMessageInput{MessageAttributeNames: []string{".*"}}, names: []string{"bar.one", "foo"}},
		"one system":      {in: awssqs.ReceiveMessageInput{MessageSystemAttributeNames: []types.MessageSystemAttributeName{"SentTimestamp"}}, system: 1},
		//lint:ignore SA1019 the aws command line and older SDKs still ask by the old name
		"system by old name": {in: awssqs.ReceiveMessageInput{AttributeNames: []types.QueueAttributeName{"All"}}, system: 4},
	} {
		t.Run(name, func(t *testing.T) { // in turn: each puts the message back at once
			in := c.in
			in.QueueUrl = &q
			out, err := r.client.ReceiveMessage(t.Context(), &in)
			if err != nil || len(out.Messages) != 1 {
				t.Fatalf("received %v, %v", out, err)
			}
			m := out.Messages[0]
			var names []string
			for name := range m.MessageAttributes {
				names = append(names, name)
			}
			less := cmpopts.SortSlices(func(a, b string) bool { return a < b })
			if diff := cmp.Diff(c.names, names, less, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("message attributes (-want +got):\n%s", diff)
			}
			if (m.MD5OfMessageAttributes != nil) != (len(c.names) > 0) {
				t.Errorf("MD5OfMessageAttributes = %v", aws.ToString(m.MD5OfMessageAttributes))
			}
			if len(m.Attributes) != c.system {
				t.Errorf("system attributes = %v, want %d", m.Attributes, c.system)
			}
		})
	}
}

func TestSend_whatIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	small := r.queue("small", "MaximumMessageSize", "1024")
	attribute := func(name, kind, value string) awssqs.SendMessageInput {
		return awssqs.SendMessageInput{MessageAttributes: map[string]types.MessageAttributeValue{name: {DataType: &kind, StringValue: &value}}}
	}
	many := awssqs.SendMessageInput{MessageAttributes: map[string]types.MessageAttributeValue{}}
	for _, name := range strings.Split("abcdefghijk", "") {
		many.MessageAttributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String("v")}
	}
	full := attribute("n", "String", "123456") // with name and type 13 bytes
	full.MessageBody = aws.String(strings.Repeat("x", 1<<20-13))
	over := attribute("n", "String", "1234567")
	over.MessageBody = full.MessageBody
	for name, c := range map[string]struct {
		in   awssqs.SendMessageInput
		code string
	}{
		"exactly 1 MiB with attributes":   {full, ""},
		"one byte more":                   {over, "InvalidParameterValue"},
		"more than the queue's maximum":   {awssqs.SendMessageInput{QueueUrl: &small, MessageBody: aws.String(strings.Repeat("x", 1025))}, "InvalidParameterValue"},
		"an empty body":                   {awssqs.SendMessageInput{MessageBody: aws.String("")}, "MissingParameter"},
		"a control character":             {awssqs.SendMessageInput{MessageBody: aws.String("a\x01b")}, "InvalidMessageContents"},
		"U+FFFE":                          {awssqs.SendMessageInput{MessageBody: aws.String("\ufffe")}, "InvalidMessageContents"},
		"tab, line feed and emoji":        {awssqs.SendMessageInput{MessageBody: aws.String("\t\n\r😀")}, ""},
		"a delay of 901 s":                {awssqs.SendMessageInput{DelaySeconds: 901}, "InvalidParameterValue"},
		"eleven attributes":               {many, "InvalidParameterValue"},
		"an attribute with no value":      {attribute("a", "String", ""), "InvalidParameterValue"},
		"an unknown attribute type":       {attribute("a", "Text", "v"), "InvalidParameterValue"},
		"a number that is none":           {attribute("a", "Number", "many"), "InvalidParameterValue"},
		"a reserved attribute name":       {attribute("AWS.x", "String", "v"), "InvalidParameterValue"},
		"a control character in a value":  {attribute("a", "String", "\x02"), "InvalidMessageContents"},
		"an attribute of a custom type":   {attribute("a", "Number.float", "1e3"), ""},
		"text where bytes should be":      {attribute("a", "Binary", "v"), "InvalidParameterValue"},
		"a queue that is not there":       {awssqs.SendMessageInput{QueueUrl: aws.String("http://h/1/none")}, "AWS.SimpleQueueService.NonExistentQueue"},
		"a queue named by any other host": {awssqs.SendMessageInput{QueueUrl: aws.String("https://sqs.eu-west-1.amazonaws.com/1/q")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := c.in
			if in.QueueUrl == nil {
				in.QueueUrl = &q
			}
			if in.MessageBody == nil {
				in.MessageBody = aws.String("x")
			}
			_, err := r.client.SendMessage(t.Context(), &in)
			expectCode(t, err, c.code)
		})
	}
}
