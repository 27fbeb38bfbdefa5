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
		body, onIndex, err := asking(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		asked := r.Clone(r.Context())
		asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		asked.Header.Set("Content-Length", fmt.Sprint(len(body)))
		answer := &copied{ResponseWriter: w}
		next.ServeHTTP(answer, asked)
		told(r, of(operation, onIndex, answer.body.Bytes()))
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

// asking is the request with the wish to be told what it consumes, and whether
// it is one of the index.
func asking(body io.Reader) (changed []byte, onIndex bool, err error) {
	request := map[string]json.RawMessage{}
	if err := json.NewDecoder(body).Decode(&request); err != nil {
		return nil, false, fmt.Errorf("request of the table: %w", err)
	}
	request["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	changed, err = json.Marshal(request)
	return changed, request["IndexName"] != nil, err
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
	return all, strings.HasSuffix(told.Type, "ConditionalCheckFailedException")
}

// of is what one request was.
func of(operation string, onIndex bool, answer []byte) (t Table) {
	units, failed := consumed(answer)
	writes := false
	switch operation {
	case "Query", "Scan":
		if onIndex {
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
		t.Failed, t.WriteUnits = 1, 1
	}
	for _, one := range units {
		if !writes {
			t.ReadUnits += one.CapacityUnits
			continue
		}
		t.WriteUnits += one.CapacityUnits
		for _, index := range one.GlobalSecondaryIndexes {
			t.IndexUnits += index.CapacityUnits
		}
	}
	return t
}
