package local

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"ventana/infra/local/trail"
)

// The names of AWS's stand-ins in faults. The path of a call is its action, such
// as /SendMessageBatch and /UpdateItem.
const (
	queuesTarget = "sqs"
	tablesTarget = "dynamodb"
)

// around lets whoever measures stand before a target.
func (h *host) around(target string, next http.Handler) http.Handler {
	if h.options.Around == nil {
		return next
	}
	return h.options.Around(target, next)
}

// asking finds the process that bears a name; while the system starts there is
// none.
func (h *host) asking(name string) trail.Process { return h.functions.working(name) }

// faultyQueues puts faults before the queues.
func (h *host) faultyQueues(queues http.Handler) http.Handler {
	refuse := func(w http.ResponseWriter, r *http.Request, status, _ int) {
		code := map[int]string{http.StatusBadRequest: "RequestThrottled", http.StatusServiceUnavailable: "ServiceUnavailable"}[status]
		if code == "" {
			code = "InternalFailure"
		}
		fault := "Receiver"
		if status < http.StatusInternalServerError {
			fault = "Sender"
		}
		w.Header().Set("x-amzn-query-error", code+";"+fault)
		refuseAWS(w, r, status, "com.amazonaws.sqs#"+code)
	}
	partial := func(w http.ResponseWriter, r *http.Request) { refuseOne(w, r, h.countedQueues(queues)) }
	return h.described(h.around(queuesTarget, h.simulators.faults.WrapBatch(queuesTarget, nil, refuse, partial, h.countedQueues(queues))))
}

// serveTables puts faults before the database, at an address of its own: tools
// that attach speak to the database itself.
func (h *host) serveTables() error {
	target, err := url.Parse(h.databaseURL)
	if err != nil {
		return fmt.Errorf("dynamodb at %s: %w", h.databaseURL, err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.URL.Path = "/" },
		Transport: &http.Transport{MaxIdleConnsPerHost: 256},
		ErrorLog:  log.New(io.Discard, "", 0), // a function that was killed has left
	}
	refuse := func(w http.ResponseWriter, r *http.Request, status, _ int) {
		h.measureTable(r, status)
		code := "com.amazonaws.dynamodb.v20120810#InternalServerError"
		switch status {
		case http.StatusBadRequest:
			code = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
		case http.StatusServiceUnavailable:
			code = "com.amazon.coral.service#ServiceUnavailableException"
		}
		refuseAWS(w, r, status, code)
	}
	if h.tableServer, err = listen(0, ""); err != nil {
		return err
	}
	h.tableServer.serve(h.described(h.around(tablesTarget, h.simulators.faults.Wrap(tablesTarget, nil, refuse, h.timedTable(h.countedTable(proxy))))), h.fail)
	return nil
}

// tableURL is where functions find the database.
func (h *host) tableURL() string {
	if h.tableServer == nil {
		return h.databaseURL
	}
	return h.tableServer.URL
}

// described gives faults what they look at: the action in the path, and the
// function that asks in the User-Agent, as in calls of outside systems.
func (h *host) described(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		told := r.WithContext(r.Context())
		told.URL = &url.URL{Path: "/" + action}
		told.RequestURI = "/" + action
		for part := range strings.FieldsSeq(r.UserAgent()) {
			if name, found := strings.CutPrefix(part, "app/"); found {
				process := h.asking(name)
				told.Header = r.Header.Clone()
				told.Header.Set("User-Agent", fmt.Sprintf("ventana (%s; %s)", process.Function, process.LogStream))
			}
		}
		next.ServeHTTP(w, told)
	})
}

// refuseAWS answers an error in AWS JSON.
func refuseAWS(w http.ResponseWriter, r *http.Request, status int, code string) {
	_, _ = io.Copy(io.Discard, r.Body) // of a caller that may have left
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("x-amzn-RequestId", newID())
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "injected"}) // as above
}

// batchEntry is what all entries of SQS's batches have.
type batchEntry struct {
	ID string `json:"Id"`
}

// refuseOne does a batch but for its middle entry, which it answers as failed; a
// request without entries is done whole.
func refuseOne(w http.ResponseWriter, r *http.Request, queues http.Handler) {
	var batch map[string]json.RawMessage
	var entries []json.RawMessage
	var refused batchEntry
	body, err := io.ReadAll(r.Body)
	if err == nil {
		_ = json.Unmarshal(body, &batch)               // what cannot be read
		_ = json.Unmarshal(batch["Entries"], &entries) // has no entries
	}
	if len(entries) == 0 {
		serveBody(w, r, body, queues)
		return
	}
	middle := len(entries) / 2
	_ = json.Unmarshal(entries[middle], &refused) // one without an id is refused without
	result := struct {
		Successful []json.RawMessage
		Failed     []json.RawMessage
	}{}
	if rest := append(append([]json.RawMessage{}, entries[:middle]...), entries[middle+1:]...); len(rest) > 0 {
		batch["Entries"], _ = json.Marshal(rest) // raw messages always encode
		body, _ = json.Marshal(batch)            // as above
		answer := &kept{header: http.Header{}}
		serveBody(answer, r, body, queues)
		if answer.status != 0 && answer.status != http.StatusOK || json.Unmarshal(answer.body.Bytes(), &result) != nil {
			w.WriteHeader(answer.status)
			_, _ = w.Write(answer.body.Bytes()) // a caller that left needs no answer
			return
		}
	}
	failed, _ := json.Marshal(map[string]any{ // strings always encode
		"Id": refused.ID, "SenderFault": false, "Code": "InternalError", "Message": "injected",
	})
	result.Failed = append(result.Failed, failed)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_ = json.NewEncoder(w).Encode(result) // as above
}

// kept is an answer that is looked at before it goes on.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }

func serveBody(w http.ResponseWriter, r *http.Request, body []byte, next http.Handler) {
	again := r.WithContext(r.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	next.ServeHTTP(w, again)
}
