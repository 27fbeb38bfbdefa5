package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// edge stands between the function and the table: it passes every request on,
// asks to be told the units, and counts. The change of the body breaks the
// request's signature, which stand-ins do not look at; AWS would refuse it.
type edge struct {
	endpoint string
	client   *http.Client

	mu     sync.Mutex
	counts Counts
}

func newEdge(endpoint string) *edge {
	return &edge{endpoint: endpoint, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}}
}

// ServeHTTP passes one request on.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, onIndex, err := asking(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	passed, err := http.NewRequestWithContext(r.Context(), r.Method, e.endpoint+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	passed.Header = r.Header.Clone()
	response, err := e.client.Do(passed)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	e.count(operation, onIndex, answer)
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(answer) // a function that was killed needs no answer
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

func (e *edge) count(operation string, onIndex bool, answer []byte) {
	units, failed := consumed(answer)
	e.mu.Lock()
	defer e.mu.Unlock()
	c := &e.counts
	writes := false
	switch operation {
	case "Query", "Scan":
		if onIndex {
			c.Queries++
		} else {
			c.Reads++
		}
	case "GetItem", "BatchGetItem":
		c.Reads++
	default:
		c.Writes++
		writes = true
	}
	if failed {
		c.Failed++
		c.WriteUnits++
	}
	for _, one := range units {
		if !writes {
			c.ReadUnits += one.CapacityUnits
			continue
		}
		c.WriteUnits += one.CapacityUnits
		for _, index := range one.GlobalSecondaryIndexes {
			c.IndexUnits += index.CapacityUnits
		}
	}
}

// take gives what was counted, and begins anew.
func (e *edge) take() Counts {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := e.counts
	e.counts = Counts{}
	return counts
}
