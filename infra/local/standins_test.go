package local

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/local/template"
	"ventana/infra/sim/fault"
)

// queues that take every entry of a batch.
func takeAll(w http.ResponseWriter, r *http.Request) {
	var batch struct{ Entries []batchEntry }
	var taken struct{ Successful []batchEntry }
	_ = json.NewDecoder(r.Body).Decode(&batch) // a wrong body has no entries
	taken.Successful = batch.Entries
	_ = json.NewEncoder(w).Encode(taken) // the test reads it
}

func TestStandIns_failAsAWSDoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  string
		status int
		want   string
	}{
		"throttled queue":  {`{"target":"sqs","path":"SendMessageBatch","do":"status","status":400}`, 400, `{"__type":"com.amazonaws.sqs#RequestThrottled","message":"injected"}`},
		"broken queue":     {`{"target":"sqs","do":"status","status":500}`, 500, `{"__type":"com.amazonaws.sqs#InternalFailure","message":"injected"}`},
		"one entry fails":  {`{"target":"sqs","do":"partial"}`, 200, `{"Successful":[{"Id":"0"},{"Id":"2"}],"Failed":[{"Code":"InternalError","Id":"1","Message":"injected","SenderFault":false}]}`},
		"other action":     {`{"target":"sqs","path":"DeleteMessage","do":"status","status":500}`, 200, `{"Successful":[{"Id":"0"},{"Id":"1"},{"Id":"2"}]}`},
		"none but a table": {`{"target":"dynamodb","do":"status","status":500}`, 200, `{"Successful":[{"Id":"0"},{"Id":"1"},{"Id":"2"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &host{functions: functions{}, template: &template.System{}, databaseURL: "http://127.0.0.1:9", simulators: simulators{faults: fault.New()}}
			queues := h.faultyQueues(http.HandlerFunc(takeAll))
			if err := h.serveTables(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(h.tableServer.close)
			var armed fault.Fault
			if err := json.Unmarshal([]byte(test.fault), &armed); err != nil {
				t.Fatal(err)
			}
			if err := h.simulators.faults.Add(armed); err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"QueueUrl":"q","Entries":[{"Id":"0"},{"Id":"1"},{"Id":"2"}]}`))
			request.Header.Set("X-Amz-Target", "AmazonSQS.SendMessageBatch")
			answer := httptest.NewRecorder()
			queues.ServeHTTP(answer, request)
			if answer.Code != test.status {
				t.Errorf("status %d, want %d", answer.Code, test.status)
			}
			if diff := cmp.Diff(test.want, strings.TrimSpace(answer.Body.String())); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStandIns_throttledTable(t *testing.T) {
	t.Parallel()
	h := &host{functions: functions{}, template: &template.System{}, databaseURL: "http://127.0.0.1:9", simulators: simulators{faults: fault.New()}}
	if err := h.serveTables(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.tableServer.close)
	if err := h.simulators.faults.Add(fault.Fault{Target: "dynamodb", Path: "UpdateItem", Do: "status", Status: 400}); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.tableURL(), strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.UpdateItem")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // only read
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 400 || !strings.Contains(string(body), "#ProvisionedThroughputExceededException") {
		t.Errorf("got %d %s %v, want a throttled table", response.StatusCode, body, err)
	}
}
