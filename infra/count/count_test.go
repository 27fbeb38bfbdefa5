package count_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/count"
	"ventana/infra/price"
)

func TestQueues_countsAsSQSBills(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 40<<10)
	for name, tt := range map[string]struct {
		body string
		want count.Queue
	}{
		"a send":                    {`{"QueueUrl":"http://x/1/a.fifo","MessageBody":"hola"}`, count.Queue{Name: "a.fifo", Requests: 1}},
		"a batch above 64 KB":       {fmt.Sprintf(`{"QueueUrl":"http://x/1/a","Entries":[{"MessageBody":%q},{"MessageBody":%q}]}`, long, long), count.Queue{Name: "a", Requests: 2}},
		"an attribute counts too":   {fmt.Sprintf(`{"QueueUrl":"http://x/1/a","MessageBody":%q,"MessageAttributes":{"reason":{"DataType":"String","StringValue":%q}}}`, long, long), count.Queue{Name: "a", Requests: 2}},
		"a change of visibility":    {`{"QueueUrl":"http://x/1/a","Entries":[{"Id":"0","ReceiptHandle":"r","VisibilityTimeout":5}]}`, count.Queue{Name: "a", Requests: 1}},
		"a request of no queue":     {`{"QueueName":"a"}`, count.Queue{Requests: 1}},
		"one that cannot be read":   {`hola`, count.Queue{Requests: 1}},
		"exactly 64 KB are one":     {fmt.Sprintf(`{"QueueUrl":"a","MessageBody":%q}`, strings.Repeat("x", 64<<10)), count.Queue{Name: "a", Requests: 1}},
		"one byte more and are two": {fmt.Sprintf(`{"QueueUrl":"a","MessageBody":%q}`, strings.Repeat("x", 64<<10+1)), count.Queue{Name: "a", Requests: 2}},
	} {
		var got count.Queue
		passed := ""
		handler := count.Queues(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body) // of this test
			passed = string(body)
		}), func(_ *http.Request, one count.Queue) { got = one })
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body)))
		if diff := cmp.Diff(tt.want, got); diff != "" || passed != tt.body {
			t.Errorf("%s: passed on whole %t (-want +got):\n%s", name, passed == tt.body, diff)
		}
	}
	if count.QueueItem("http://x/a.fifo") != price.SQSFIFORequest || count.QueueItem("a") != price.SQSStandardRequest {
		t.Error("the kind of a queue is not seen")
	}
	if count.APIRequests(0) != 1 || count.APIRequests(512<<10) != 1 || count.APIRequests(512<<10+1) != 2 {
		t.Error("the HTTP API's requests are not counted by 512 KB")
	}
}

func TestTables_countsWhatTheTableReportsAndWhatFailed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		operation, body, answer string
		want                    count.Table
	}{
		"a write with its index": {
			"UpdateItem", `{}`, `{"ConsumedCapacity":{"CapacityUnits":3,"GlobalSecondaryIndexes":{"due":{"CapacityUnits":2}}}}`,
			count.Table{Writes: 1, WriteUnits: 3, IndexUnits: 2},
		},
		"a query of the index": {
			"Query", `{"IndexName":"due"}`, `{"ConsumedCapacity":{"CapacityUnits":0.5,"GlobalSecondaryIndexes":{"due":{"CapacityUnits":0.5}}}}`,
			count.Table{Queries: 1, ReadUnits: 0.5, IndexReads: 0.5},
		},
		"a batch": {"BatchGetItem", `{}`, `{"ConsumedCapacity":[{"CapacityUnits":4}]}`, count.Table{Reads: 1, ReadUnits: 4}},
		"a condition that failed": {
			"PutItem", `{}`, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}`,
			count.Table{Writes: 1, Failed: 1, WriteUnits: 1},
		},
		"a transaction that was cancelled": {
			"TransactWriteItems", `{"TransactItems":[{},{}]}`, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException"}`,
			count.Table{Writes: 1, Failed: 1, WriteUnits: 4},
		},
	} {
		var got count.Table
		handler := count.Tables(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, tt.answer) // to a recorder
		}), func(_ *http.Request, one count.Table) { got = one })
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+tt.operation)
		handler.ServeHTTP(httptest.NewRecorder(), request)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What was saved goes on in the next run, to the last bit, whoever counts at once.
func TestTally_goesOnWhereItWasSaved(t *testing.T) {
	t.Parallel()
	path := count.FileOf(t.TempDir())
	if _, err := count.Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before anything was counted: %v", err)
	}
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for day := range 2 {
		tally, err := count.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := tally.Save(); err != nil {
			t.Fatal(err)
		}
		var work sync.WaitGroup
		for range 4 {
			work.Go(func() {
				for range 250 {
					tally.Add(price.LogGB, "group", 101.0/count.GB, at.AddDate(0, 0, day))
					tally.Add(price.DynamoDBReadUnit, "table", 0.5, at.AddDate(0, 0, day))
				}
			})
		}
		work.Wait()
		if err := tally.Save(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := count.Read(path)
	want := count.Counts{Since: at, Until: at.AddDate(0, 0, 1), Used: []count.Used{
		{Item: price.DynamoDBReadUnit, Of: "table", Units: 1000}, {Item: price.LogGB, Of: "group", Units: 202_000.0 / count.GB},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	lost, err := count.Open(filepath.Join(t.TempDir(), "no folder", "counts.json"))
	if err != nil {
		t.Fatal(err)
	}
	lost.Add(price.LogGB, "", 1, at)
	if lost.Save() == nil {
		t.Error("what cannot be written is not told")
	}
	var none *count.Tally
	none.Add(price.LogGB, "", 1, at)
	if none.Save() != nil {
		t.Error("a tally that counts nothing fails")
	}
}
