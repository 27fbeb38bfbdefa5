package sqs_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
)

func TestCreateQueue_keepsItsAttributes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("dead.fifo")
	want := map[string]string{
		"FifoQueue": "true", "ContentBasedDeduplication": "false", "DeduplicationScope": "messageGroup",
		"FifoThroughputLimit": "perMessageGroupId", "VisibilityTimeout": "45", "ReceiveMessageWaitTimeSeconds": "1",
		"MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true", "DelaySeconds": "0",
		"MaximumMessageSize": "1048576", "RedrivePolicy": redrive("dead.fifo", `"3"`),
	}
	var list []string
	for name, value := range want {
		list = append(list, name, value)
	}
	got := r.attributes(r.queue("q.fifo", list...))
	want["QueueArn"] = arnOf("q.fifo")
	for _, count := range []string{"", "NotVisible", "Delayed"} {
		want["ApproximateNumberOfMessages"+count] = "0"
	}
	for _, stamp := range []string{"CreatedTimestamp", "LastModifiedTimestamp"} {
		if got[stamp] == "" {
			t.Errorf("%s is missing", stamp)
		}
		delete(got, stamp)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

func TestCreateQueue_again(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	url := r.queue("q", "VisibilityTimeout", "10")
	for name, c := range map[string]struct {
		attributes []string
		code       string
	}{
		"same attributes":  {[]string{"VisibilityTimeout", "10"}, ""},
		"a default":        {[]string{"DelaySeconds", "0"}, ""},
		"none":             {nil, ""},
		"another value":    {[]string{"VisibilityTimeout", "20"}, "QueueAlreadyExists"},
		"another kind too": {[]string{"FifoQueue", "true"}, "InvalidParameterValue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := r.client.CreateQueue(t.Context(), &awssqs.CreateQueueInput{QueueName: aws.String("q"), Attributes: pairs(c.attributes)})
			expectCode(t, err, c.code)
			if err == nil && *out.QueueUrl != url {
				t.Errorf("URL = %s, want %s", *out.QueueUrl, url)
			}
			var exists *types.QueueNameExists
			if c.code == "QueueAlreadyExists" && !errors.As(err, &exists) {
				t.Errorf("%v is no QueueNameExists", err)
			}
		})
	}
}

func TestCreateQueue_whatIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, c := range map[string]struct {
		queue      string
		attributes []string
		code       string
	}{
		"a name with a dot":                   {"a.b", nil, "InvalidParameterValue"},
		"a name of 81 letters":                {strings.Repeat("a", 81), nil, "InvalidParameterValue"},
		"a FIFO name without the attribute":   {"a.fifo", nil, "InvalidParameterValue"},
		"the attribute without a FIFO name":   {"a", []string{"FifoQueue", "true"}, "InvalidParameterValue"},
		"FifoQueue false":                     {"a", []string{"FifoQueue", "false"}, "InvalidAttributeName"},
		"a FIFO attribute on a standard one":  {"a", []string{"ContentBasedDeduplication", "true"}, "InvalidAttributeName"},
		"an unknown attribute":                {"a", []string{"Colour", "red"}, "InvalidAttributeName"},
		"a read-only attribute":               {"a", []string{"QueueArn", "x"}, "InvalidAttributeName"},
		"a visibility over 12 h":              {"a", []string{"VisibilityTimeout", "43201"}, "InvalidAttributeValue"},
		"a retention below a minute":          {"a", []string{"MessageRetentionPeriod", "59"}, "InvalidAttributeValue"},
		"a size over 1 MiB":                   {"a", []string{"MaximumMessageSize", "1048577"}, "InvalidAttributeValue"},
		"a wait over 20 s":                    {"a", []string{"ReceiveMessageWaitTimeSeconds", "21"}, "InvalidAttributeValue"},
		"a delay that is no number":           {"a", []string{"DelaySeconds", "soon"}, "InvalidAttributeValue"},
		"a policy that is no JSON":            {"a", []string{"Policy", "{"}, "InvalidAttributeValue"},
		"throughput by group, scope by queue": {"b.fifo", []string{"FifoQueue", "true", "FifoThroughputLimit", "perMessageGroupId"}, "InvalidAttributeValue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := r.client.CreateQueue(t.Context(), &awssqs.CreateQueueInput{QueueName: &c.queue, Attributes: pairs(c.attributes)})
			expectCode(t, err, c.code)
		})
	}
}

func TestSetQueueAttributes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo", "Policy", `{"Version":"2012-10-17"}`)
	if err := r.set(q, "VisibilityTimeout", "77", "Policy", ""); err != nil {
		t.Fatal(err)
	}
	got := r.attributes(q)
	if _, kept := got["Policy"]; kept || got["VisibilityTimeout"] != "77" {
		t.Errorf("attributes = %v", got)
	}
	expectCode(t, r.set(q, "FifoQueue", "false"), "InvalidAttributeValue")
	_, err := r.client.GetQueueAttributes(t.Context(), &awssqs.GetQueueAttributesInput{
		QueueUrl: &q, AttributeNames: []types.QueueAttributeName{"Colour"},
	})
	expectCode(t, err, "InvalidAttributeName")
}

func TestListQueues_byPrefixAndPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.queue("other")
	for i := range 5 {
		r.queue("mine-" + strconv.Itoa(i))
	}
	pages := awssqs.NewListQueuesPaginator(r.client, &awssqs.ListQueuesInput{QueueNamePrefix: aws.String("mine"), MaxResults: aws.Int32(2)})
	var sizes []int
	var names []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(page.QueueUrls))
		for _, url := range page.QueueUrls {
			names = append(names, url[strings.LastIndex(url, "/")+1:])
		}
	}
	if diff := cmp.Diff([]int{2, 2, 1}, sizes); diff != "" {
		t.Errorf("page sizes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"mine-0", "mine-1", "mine-2", "mine-3", "mine-4"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestPurgeAndDeleteQueue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q.fifo")
	r.sendAll(q, "A1", "A2", "B1")
	r.receive(q, 1)
	purge := func() error {
		_, err := r.client.PurgeQueue(t.Context(), &awssqs.PurgeQueueInput{QueueUrl: &q})
		return err
	}
	expectCode(t, purge(), "")
	r.expectCounts(q, "0/0/0")
	expectCode(t, purge(), "AWS.SimpleQueueService.PurgeQueueInProgress")
	r.advance(time.Minute)
	expectCode(t, purge(), "")
	r.sendAll(q, "A3")
	r.expect(q, 1, "A3") // the purge freed the group

	if _, err := r.client.DeleteQueue(t.Context(), &awssqs.DeleteQueueInput{QueueUrl: &q}); err != nil {
		t.Fatal(err)
	}
	_, err := r.client.GetQueueUrl(t.Context(), &awssqs.GetQueueUrlInput{QueueName: aws.String("q.fifo")})
	var gone *types.QueueDoesNotExist
	if !errors.As(err, &gone) {
		t.Errorf("GetQueueUrl gave %v, want QueueDoesNotExist", err)
	}
	in := &awssqs.CreateQueueInput{QueueName: aws.String("q.fifo"), Attributes: map[string]string{"FifoQueue": "true"}}
	_, err = r.client.CreateQueue(t.Context(), in)
	expectCode(t, err, "AWS.SimpleQueueService.QueueDeletedRecently")
	r.advance(time.Minute)
	_, err = r.client.CreateQueue(t.Context(), in)
	expectCode(t, err, "")
}

func TestTags(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	tag := func(tags map[string]string) error {
		_, err := r.client.TagQueue(t.Context(), &awssqs.TagQueueInput{QueueUrl: &q, Tags: tags})
		return err
	}
	expectCode(t, tag(map[string]string{"a": "b", "c": "d"}), "")
	expectCode(t, tag(map[string]string{"": "b"}), "InvalidParameterValue")
	if _, err := r.client.UntagQueue(t.Context(), &awssqs.UntagQueueInput{QueueUrl: &q, TagKeys: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	out, err := r.client.ListQueueTags(t.Context(), &awssqs.ListQueueTagsInput{QueueUrl: &q})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"c": "d"}, out.Tags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}

func TestReceive_parametersAreChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := r.queue("q")
	for name, in := range map[string]awssqs.ReceiveMessageInput{
		"eleven messages":        {MaxNumberOfMessages: 11},
		"a negative number":      {MaxNumberOfMessages: -1},
		"a wait of 21 s":         {WaitTimeSeconds: 21},
		"a visibility over 12 h": {VisibilityTimeout: 43201},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in.QueueUrl = &q
			_, err := r.client.ReceiveMessage(t.Context(), &in)
			expectCode(t, err, "InvalidParameterValue")
		})
	}
	_, err := r.client.ReceiveMessage(t.Context(), &awssqs.ReceiveMessageInput{
		QueueUrl: &q, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"Colour"},
	})
	expectCode(t, err, "InvalidAttributeName")
}
