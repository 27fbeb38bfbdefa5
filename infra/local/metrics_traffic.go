package local

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"ventana/infra/count"
	"ventana/infra/meter"
	"ventana/infra/price"
)

// measureQueue is what AWS/SQS counts of the messages that pass through a queue.
func (h *host) measureQueue(queue, metric string, messages int) {
	if messages > 0 {
		h.options.Meter.Add(meter.Of("AWS/SQS", metric, "QueueName", queue), h.clock.Now(), float64(messages))
	}
}

// written is a line as the function writes it: of one that misdates its metrics, with
// their time in seconds.
func (h *host) written(function, line string) string {
	if !h.simulators.faults.Misdated(function) {
		return line
	}
	return regexp.MustCompile(`("_aws":\{"Timestamp":\d+)\d{3}\b`).ReplaceAllString(line, "$1")
}

// measureLog is what AWS/Logs counts of a function's line.
func (h *host) measureLog(group, line string) {
	bytes := float64(len(line) + count.LogOverhead)
	h.count(price.LogGB, group, bytes/count.GB)
	h.options.Meter.Add(meter.Of("AWS/Logs", "IncomingBytes", "LogGroupName", group), h.clock.Now(), bytes)
}

// conditionFailed is in the answer of DynamoDB to a write whose condition does not
// hold.
const conditionFailed = "ConditionalCheckFailedException"

// timedTable measures requests of the table as DynamoDB does: the time of those that
// succeeded, by operation, and the conditions that failed.
func (h *host) timedTable(database http.Handler) http.Handler {
	if h.options.Meter == nil || len(h.template.Tables) == 0 {
		return database
	}
	table := h.template.Tables[0].Name
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation, begun := strings.TrimPrefix(r.URL.Path, "/"), time.Now()
		answer := &kept{header: http.Header{}, status: http.StatusOK}
		database.ServeHTTP(answer, r)
		switch {
		case answer.status == http.StatusOK:
			took := float64(time.Since(begun)) / float64(time.Millisecond)
			h.options.Meter.Add(meter.Of("AWS/DynamoDB", "SuccessfulRequestLatency", "TableName", table, "Operation", operation), h.clock.Now(), took)
		case bytes.Contains(answer.body.Bytes(), []byte(conditionFailed)):
			h.options.Meter.Add(meter.Of("AWS/DynamoDB", "ConditionalCheckFailedRequests", "TableName", table), h.clock.Now(), 1)
		}
		for name, values := range answer.header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.status)
		_, _ = io.Copy(w, &answer.body) // a function that was killed has left
	})
}
