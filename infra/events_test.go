package infra_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"ventana/infra/scenario"
	"ventana/shared/delivery"
	"ventana/shared/envelope"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/sqsqueue"
)

const eventsFolder = "../events"

// What the local system's connections are signed with.
const (
	localAppSecret     = "local-app-secret"
	localVerifyToken   = "local-verify-token"
	localWebhookSecret = "local-webhook-secret"
)

// zendeskEvents is what becomes of each body under events/zendesk.
func zendeskEvents() map[string][]envelope.Ticket {
	look := func(event string) []envelope.Ticket {
		return []envelope.Ticket{{ID: "35", ExternalID: "ventana:K5LUSNBXMQ3TEOJTGEZDQNZVGY:main:1", Event: event}}
	}
	merged := look("merged")
	merged[0].MergedInto = "41"
	return map[string][]envelope.Ticket{
		"comment_added_public.json":   look("comment_added"),
		"comment_added_note.json":     look("comment_added"),
		"comment_added_customer.json": nil, // our own writing, mostly: nothing to look for
		"status_changed.json":         look("status_changed"),
		"tags_changed.json":           look("tags_changed"),
		"merged.json":                 merged,
		"trigger.json":                look("comment"),
	}
}

func TestEvents_ofZendeskSayWhichTicketToLookAt(t *testing.T) {
	t.Parallel()
	for name, want := range zendeskEvents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []envelope.Ticket
			for _, e := range zendesk.Cut(delivery.Delivery{Connection: "zendesk", Body: sample(t, "zendesk/"+name)}) {
				if e.Kind != envelope.KindTicket {
					t.Fatalf("an envelope of kind %s: %+v", e.Kind, e.Unreadable)
				}
				got = append(got, *e.Ticket)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("tickets (-want +got):\n%s", diff)
			}
		})
	}
}

// webhookEvents checks each event of the HTTP API as the webhook function does.
func webhookEvents() map[string]func(*testing.T, events.APIGatewayV2HTTPRequest) {
	return map[string]func(*testing.T, events.APIGatewayV2HTTPRequest){
		"health.json": func(t *testing.T, request events.APIGatewayV2HTTPRequest) {
			if request.RouteKey != "GET /health" {
				t.Errorf("route %q", request.RouteKey)
			}
		},
		"webhook-verification.json": func(t *testing.T, request events.APIGatewayV2HTTPRequest) {
			challenge, err := cloudapi.Challenge(request.QueryStringParameters, localVerifyToken)
			if err != nil || challenge != "1158201444" {
				t.Errorf("challenge %q, %v", challenge, err)
			}
		},
		"webhook-message.json": func(t *testing.T, request events.APIGatewayV2HTTPRequest) {
			if err := cloudapi.Verify([]string{localAppSecret}, arrived(request)); err != nil {
				t.Error(err)
			}
		},
		"webhook-zendesk.json": func(t *testing.T, request events.APIGatewayV2HTTPRequest) {
			if err := zendesk.Verify([]string{localWebhookSecret}, arrived(request)); err != nil {
				t.Error(err)
			}
			var body bytes.Buffer
			if err := json.Compact(&body, sample(t, "zendesk/comment_added_public.json")); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(body.String(), request.Body); diff != "" {
				t.Errorf("body and events/zendesk/comment_added_public.json differ (-want +got):\n%s", diff)
			}
		},
	}
}

func TestEvents_ofTheAPIAreRoutedAndSigned(t *testing.T) {
	t.Parallel()
	s := system(t)
	for name, check := range webhookEvents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := lambdaEvent[events.APIGatewayV2HTTPRequest](t, name)
			known := false
			for _, route := range s.Routes {
				known = known || request.RouteKey == route.Method+" "+route.Path
			}
			if !known || request.RequestContext.RouteKey != request.RouteKey {
				t.Errorf("route %q is not the template's", request.RouteKey)
			}
			check(t, request)
		})
	}
}

// arrived is a request as the webhook function sees it, at the time when API
// Gateway took it.
func arrived(request events.APIGatewayV2HTTPRequest) delivery.Delivery {
	return delivery.Delivery{
		Connection: request.PathParameters["connection"], Header: request.Headers, Body: []byte(request.Body),
		At: time.UnixMilli(request.RequestContext.TimeEpoch).UTC(),
	}
}

// queueEvents tells from which queue each event is, and what webhook put there:
// what it cut out of the deliveries beside it.
func queueEvents() map[string]queueEvent {
	return map[string]queueEvent{
		"inbound-batch.json": {queue: "InboundQueue", groups: 2, put: func(t *testing.T, _ []time.Time) []envelope.Envelope {
			return cloudapi.Cut(arrived(lambdaEvent[events.APIGatewayV2HTTPRequest](t, "webhook-message.json")))
		}},
		"outbound-look.json": {queue: "OutboundQueue", groups: 1, put: func(t *testing.T, _ []time.Time) []envelope.Envelope {
			return zendesk.Cut(arrived(lambdaEvent[events.APIGatewayV2HTTPRequest](t, "webhook-zendesk.json")))
		}},
		"status-batch.json": {queue: "StatusQueue", groups: 3, put: func(t *testing.T, at []time.Time) []envelope.Envelope {
			var all []envelope.Envelope
			for i, name := range []string{"status_sent.json", "status_delivered.json", "status_failed.json"} {
				all = append(all, cloudapi.Cut(delivery.Delivery{Connection: "whatsapp", Body: sample(t, "cloudapi/"+name), At: at[i]})...)
			}
			return all
		}},
	}
}

type queueEvent struct {
	queue  string // logical id
	groups int    // that its consumer handles side by side
	// put makes the envelopes that were received at these times, one a record.
	put func(t *testing.T, receivedAt []time.Time) []envelope.Envelope
}

func TestEvents_ofQueuesAreWhatWebhookPutThere(t *testing.T) {
	t.Parallel()
	s := system(t)
	for name, from := range queueEvents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := lambdaEvent[events.SQSEvent](t, name)
			var got, want []string
			var receivedAt []time.Time
			for _, record := range event.Records {
				receivedAt = append(receivedAt, checkRecord(t, record, queue(t, s, from.queue).Name).ReceivedAt)
				got = append(got, strings.Join([]string{record.Body, record.Attributes["MessageGroupId"], record.Attributes["MessageDeduplicationId"]}, "\n"))
			}
			for _, e := range from.put(t, receivedAt) {
				body, err := envelope.Encode(e)
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, strings.Join([]string{string(body), e.Group, e.Dedup}, "\n"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("body, group and deduplication id of the records (-want +got):\n%s", diff)
			}
			if groups := consumed(t, event); groups != from.groups {
				t.Errorf("the consumer sees %d groups, want %d", groups, from.groups)
			}
		})
	}
}

func checkRecord(t *testing.T, record events.SQSMessage, queueName string) envelope.Envelope {
	t.Helper()
	if !strings.HasSuffix(record.EventSourceARN, ":"+queueName) || record.EventSource != "aws:sqs" {
		t.Errorf("record %s comes from %s %s, want queue %s", record.MessageId, record.EventSource, record.EventSourceARN, queueName)
	}
	if sum := md5.Sum([]byte(record.Body)); record.Md5OfBody != hex.EncodeToString(sum[:]) {
		t.Errorf("record %s: md5OfBody is not that of the body", record.MessageId)
	}
	e, err := envelope.Decode([]byte(record.Body))
	if err != nil {
		t.Fatalf("record %s: %v", record.MessageId, err)
	}
	return e
}

// consumed hands an event to the consumer that the functions use, has every
// record done, and counts the groups.
func consumed(t *testing.T, event events.SQSEvent) int {
	t.Helper()
	var mu sync.Mutex
	groups := 0
	handle := func(_ context.Context, group []sqsqueue.Record) []sqsqueue.Outcome {
		mu.Lock()
		defer mu.Unlock()
		groups++
		return slices.Repeat([]sqsqueue.Outcome{sqsqueue.Done()}, len(group))
	}
	// What is done the first time asks neither the queue nor the budget.
	consumer := sqsqueue.NewConsumer(sqsqueue.NewQueue(nil, "", "", time.Now), nil, slog.New(slog.DiscardHandler), handle)
	response, err := consumer.Handle(t.Context(), event)
	if err != nil || len(response.BatchItemFailures) > 0 {
		t.Errorf("given back: %v, %v", response.BatchItemFailures, err)
	}
	return groups
}

// scheduleEvents are the samples of the schedules' inputs, by schedule.
func scheduleEvents() map[string]string {
	return map[string]string{
		"sweep": "reconcile-sweep.json", "sync": "catalogue-sync.json", "window": "window-sweep.json",
		"canary": "canary-fly.json", "listen": "canary-listen.json",
	}
}

func TestEvents_ofTheSchedulesAreTheTemplates(t *testing.T) {
	t.Parallel()
	samples := scheduleEvents()
	schedules := system(t).Schedules
	if len(schedules) != len(samples) {
		t.Fatalf("schedules %+v, want one of each of %v", schedules, samples)
	}
	for _, schedule := range schedules {
		var got, want any
		if err := json.Unmarshal(sample(t, "lambda/"+samples[schedule.Name]), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(schedule.Input), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("input of the schedule %s (-template +sample):\n%s", schedule.Name, diff)
		}
	}
}

// TestEvents_areEachLoadedByATest fails on samples that nobody looks at: they
// would go on showing what the code no longer takes.
func TestEvents_areEachLoadedByATest(t *testing.T) {
	t.Parallel()
	loaded := map[string]bool{}
	add := func(folder string, names ...string) {
		for _, name := range names {
			loaded[folder+"/"+name] = true
		}
	}
	add("lambda", slices.Collect(maps.Values(scheduleEvents()))...)
	add("zendesk", slices.Collect(maps.Keys(zendeskEvents()))...)
	add("lambda", slices.Collect(maps.Keys(webhookEvents()))...)
	add("lambda", slices.Collect(maps.Keys(queueEvents()))...)
	stories, err := scenario.Load(filepath.Join(eventsFolder, "scenarios"))
	if err != nil {
		t.Fatal(err)
	}
	for _, story := range stories {
		add("scenarios", story.File)
	}
	cloudapiTest, err := os.ReadFile("../shared/provider/cloudapi/events_test.go")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(eventsFolder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(path)) {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, filepath.Clean(eventsFolder)+string(filepath.Separator)))
		// That package loads every sample in its folder, and names each.
		inCloudAPI := strings.HasPrefix(name, "cloudapi/") && bytes.Contains(cloudapiTest, []byte(`"`+entry.Name()+`"`))
		if !loaded[name] && !inCloudAPI {
			t.Errorf("events/%s is loaded by no test: add it to one, or delete it", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(eventsFolder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// lambdaEvent decodes an event as the runtime client does, and holds that the
// type knows every member and loses none.
func lambdaEvent[T any](t *testing.T, name string) T {
	t.Helper()
	var event, again T
	decoder := json.NewDecoder(bytes.NewReader(sample(t, "lambda/"+name)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&event); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(event, again); diff != "" {
		t.Errorf("%s after a round trip (-want +got):\n%s", name, diff)
	}
	return event
}
