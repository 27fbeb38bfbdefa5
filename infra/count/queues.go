package count

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"strings"

	"ventana/infra/price"
)

// What AWS takes for one request, in bytes; what carries more is several.
// https://aws.amazon.com/sqs/pricing/ and https://aws.amazon.com/api-gateway/pricing/
const (
	queuePart = 64 << 10
	apiPart   = 512 << 10
)

// QueueRequests is how many requests AWS bills for one of a queue that carries so
// many bytes of messages.
func QueueRequests(carried int) int { return max(1, (carried+queuePart-1)/queuePart) }

// APIRequests is how many requests AWS bills for one of the HTTP API with a body of
// so many bytes.
func APIRequests(body int) int { return max(1, (body+apiPart-1)/apiPart) }

// QueueItem is the item of the price list for requests of a queue, which its name or
// address tells.
func QueueItem(queue string) string {
	if strings.HasSuffix(queue, ".fifo") {
		return price.SQSFIFORequest
	}
	return price.SQSStandardRequest
}

// Queue is what one request of a queue was.
type Queue struct {
	Name     string // that its address ends with; empty for a request of no queue
	Requests int    // as AWS bills it
}

// Queues tells of each request what it is and passes it on; told may be called by
// many goroutines. What a request brings back is not looked at: functions only send,
// and change what they were given.
func Queues(next http.Handler, told func(r *http.Request, one Queue)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		told(r, queueOf(body))
		next.ServeHTTP(w, Again(r, body))
	})
}

// carrying is the part of a request of SQS that is billed by its size.
type carrying struct {
	MessageBody       string
	MessageAttributes map[string]struct{ DataType, StringValue, BinaryValue string }
}

func (c carrying) bytes() int {
	carried := len(c.MessageBody)
	for name, value := range c.MessageAttributes {
		carried += len(name) + len(value.DataType) + len(value.StringValue) + len(value.BinaryValue)
	}
	return carried
}

// queueOf is what one request was; what cannot be read is of no queue.
func queueOf(body []byte) Queue {
	var request struct {
		carrying
		QueueURL string `json:"QueueUrl"`
		Entries  []carrying
	}
	if json.Unmarshal(body, &request) != nil || request.QueueURL == "" {
		return Queue{Requests: 1}
	}
	carried := request.bytes()
	for _, entry := range request.Entries {
		carried += entry.bytes()
	}
	return Queue{Name: path.Base(request.QueueURL), Requests: QueueRequests(carried)}
}

// Again is a request with a body that has been read.
func Again(r *http.Request, body []byte) *http.Request {
	next := r.Clone(r.Context())
	next.Body, next.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return next
}
