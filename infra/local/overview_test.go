package local

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ventana/infra/local/sqs"
	"ventana/infra/local/template"
	"ventana/shared/clock"
)

func TestOverview_showsTheNewestDeadLettersAndCountsTheOthers(t *testing.T) {
	t.Parallel()
	queues, err := sqs.New(sqs.Options{Dir: t.TempDir(), Clock: clock.New(""), Region: region, AccountID: accountID, BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = queues.Close() }() // the folder goes too
	address, _, err := queues.CreateQueue("work-dlq", nil)
	if err != nil {
		t.Fatal(err)
	}
	const sent = peeked + 10
	for first := 0; first < sent; first += 10 {
		sendTen(t, queues, address, first)
	}
	h := &host{queues: queues, template: &template.System{Queues: []template.Queue{{LogicalID: "WorkDLQ", Name: "work-dlq"}}}}
	got := h.queueOverviews()[0]
	if len(got.Messages) != peeked || got.NotShown != sent-peeked || got.Visible != sent {
		t.Fatalf("%d of %d dead letters shown, %d said to be hidden", len(got.Messages), got.Visible, got.NotShown)
	}
	if newest := got.Messages[0].Attributes["number"]; newest != fmt.Sprint(sent-1) {
		t.Errorf("the first one shown is number %s, want %d", newest, sent-1)
	}
}

func sendTen(t *testing.T, queues *sqs.Server, address string, first int) {
	t.Helper()
	var entries []string
	for i := range 10 {
		entries = append(entries, fmt.Sprintf(
			`{"Id":"%d","MessageBody":"x","MessageAttributes":{"number":{"DataType":"String","StringValue":"%d"}}}`, i, first+i))
	}
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(fmt.Sprintf(`{"QueueUrl":%q,"Entries":[%s]}`, address, strings.Join(entries, ","))))
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "AmazonSQS.SendMessageBatch")
	answer := httptest.NewRecorder()
	queues.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK || strings.Contains(answer.Body.String(), `"Code"`) {
		t.Fatalf("send: %d %s", answer.Code, answer.Body)
	}
}
