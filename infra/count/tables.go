package count

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Tables passes each request on to next and tells what it was; told may be called
// by many goroutines.
func Tables(next http.Handler, told func(r *http.Request, one Table)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		body, wanted, err := asking(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		asked := Again(r, body)
		asked.Header.Set("Content-Length", fmt.Sprint(len(body)))
		answer := &copied{ResponseWriter: w}
		next.ServeHTTP(answer, asked)
		told(r, of(operation, wanted, answer.body.Bytes()))
	})
}

// copied keeps a copy of an answer.
type copied struct {
	http.ResponseWriter
	body bytes.Buffer
}

// Write implements http.ResponseWriter.
func (c *copied) Write(p []byte) (int, error) {
	c.body.Write(p)
	return c.ResponseWriter.Write(p)
}

// wanted is what a request asks of the table.
type wanted struct {
	onIndex bool
	items   int // of a transaction
}

// asking is the request with the wish to be told what it consumes.
func asking(body io.Reader) (changed []byte, asked wanted, err error) {
	request := map[string]json.RawMessage{}
	if err := json.NewDecoder(body).Decode(&request); err != nil {
		return nil, wanted{}, fmt.Errorf("request of the table: %w", err)
	}
	request["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	var items []json.RawMessage
	if list := request["TransactItems"]; list != nil {
		if err := json.Unmarshal(list, &items); err != nil {
			return nil, wanted{}, fmt.Errorf("request of the table: %w", err)
		}
	}
	changed, err = json.Marshal(request)
	return changed, wanted{request["IndexName"] != nil, len(items)}, err
}

// capacity is what a request consumed.
type capacity struct {
	CapacityUnits          float64
	GlobalSecondaryIndexes map[string]struct{ CapacityUnits float64 }
}

// consumed reads what an answer tells: one capacity, or of a batch one for each
// table.
func consumed(answer []byte) (all []capacity, failed bool) {
	var told struct {
		Type             string `json:"__type"`
		ConsumedCapacity json.RawMessage
	}
	if json.Unmarshal(answer, &told) != nil {
		return nil, false
	}
	var one capacity
	if json.Unmarshal(told.ConsumedCapacity, &one) == nil {
		all = []capacity{one}
	} else if json.Unmarshal(told.ConsumedCapacity, &all) != nil {
		all = nil
	}
	return all, strings.HasSuffix(told.Type, "ConditionalCheckFailedException") || strings.HasSuffix(told.Type, "TransactionCanceledException")
}

// of is what one request was.
func of(operation string, asked wanted, answer []byte) (t Table) {
	units, failed := consumed(answer)
	writes := false
	switch operation {
	case "Query", "Scan":
		if asked.onIndex {
			t.Queries = 1
		} else {
			t.Reads = 1
		}
	case "GetItem", "BatchGetItem":
		t.Reads = 1
	default:
		t.Writes, writes = 1, true
	}
	if failed {
		t.Failed, t.WriteUnits = 1, float64(max(1, 2*asked.items))
	}
	for _, one := range units {
		onIndexes := 0.0
		for _, index := range one.GlobalSecondaryIndexes {
			onIndexes += index.CapacityUnits
		}
		if writes {
			t.WriteUnits, t.IndexUnits = t.WriteUnits+one.CapacityUnits, t.IndexUnits+onIndexes
		} else {
			t.ReadUnits, t.IndexReads = t.ReadUnits+one.CapacityUnits, t.IndexReads+onIndexes
		}
	}
	return t
}
