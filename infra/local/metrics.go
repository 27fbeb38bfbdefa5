package local

import (
	"context"
	"net/http"
	"strings"
	"time"

	"ventana/infra/local/gateway"
	"ventana/infra/local/lambda"
	"ventana/infra/local/template"
	"ventana/infra/meter"
)

// sampleEvery is how often the host looks, in real time, whether a minute of the
// system's clock is over, so that queues are measured as SQS measures them.
const sampleEvery = 2 * time.Second

// standardExcluded is from how many receives on a message of a standard queue is
// left out of its queue's age: SQS has moved it to the back.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
const standardExcluded = 3

// measured gives what one function counts: of its name, and of its alias.
func (h *host) measured(function, metric string, value float64) {
	now := h.clock.Now()
	h.options.Meter.Add(meter.Of("AWS/Lambda", metric, "FunctionName", function), now, value)
	h.options.Meter.Add(meter.Of("AWS/Lambda", metric, "FunctionName", function, "Resource", function+":"+aliasName), now, value)
}

// measureRun is what AWS/Lambda has of one run.
func (h *host) measureRun(described template.Function, report lambda.Report) {
	failed := 0.0
	if report.Error != "" {
		failed = 1
	}
	h.measured(described.Name, "Invocations", 1)
	h.measured(described.Name, "Errors", failed)
	h.measured(described.Name, "Duration", float64(report.Duration)/float64(time.Millisecond))
	if running := h.functions[described.LogicalID]; running != nil {
		h.measured(described.Name, "ConcurrentExecutions", float64(running.Stats().Running))
		h.options.Meter.Add(meter.Of("AWS/Lambda", "ConcurrentExecutions"), h.clock.Now(), float64(h.functions.running())) // of the account
	}
}

// measureRequest is what AWS/ApiGateway has of one request to the HTTP API.
func (h *host) measureRequest(outcome gateway.Outcome) {
	now, milliseconds := h.clock.Now(), float64(outcome.Took)/float64(time.Millisecond)
	count := func(metric string, value float64) {
		h.options.Meter.Add(meter.Of("AWS/ApiGateway", metric, "ApiId", h.template.API), now, value)
	}
	count("Count", 1)
	count("4xx", truth(outcome.Status/100 == 4))
	count("5xx", truth(outcome.Status/100 == 5))
	count("Latency", milliseconds)
	if outcome.InvocationID != "" {
		count("IntegrationLatency", milliseconds)
	}
}

func truth(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// measureQueues is what SQS publishes of each queue each minute.
func (h *host) measureQueues() {
	if h.options.Meter == nil {
		return
	}
	now := h.clock.Now()
	for _, stats := range h.queues.Stats() {
		age := 0.0
		oldest := stats.OldestSentAt
		if !strings.HasSuffix(stats.Name, ".fifo") {
			oldest = h.queues.OldestReceivedBelow(stats.Name, standardExcluded)
		}
		if !oldest.IsZero() {
			age = now.Sub(oldest).Seconds()
		}
		for metric, value := range map[string]float64{
			"ApproximateAgeOfOldestMessage": age, "ApproximateNumberOfMessagesVisible": float64(stats.Visible),
			"ApproximateNumberOfMessagesNotVisible": float64(stats.InFlight), "ApproximateNumberOfMessagesDelayed": float64(stats.Delayed),
		} {
			h.options.Meter.Add(meter.Of("AWS/SQS", metric, "QueueName", stats.Name), now, value)
		}
	}
}

// measureMinutes measures the queues as the system's minutes pass by themselves.
func (h *host) measureMinutes(ctx context.Context) {
	for last := int64(0); ctx.Err() == nil; pause(ctx, sampleEvery) {
		if minute := h.clock.Now().Unix() / 60; minute != last {
			last = minute
			h.measureQueues()
		}
	}
}

// measureTable counts what the database's stand-in refused: AWS/DynamoDB has
// throttles of the table, and errors of its own by operation.
func (h *host) measureTable(r *http.Request, status int) {
	if len(h.template.Tables) == 0 {
		return
	}
	name, operation, now := h.template.Tables[0].Name, strings.TrimPrefix(r.URL.Path, "/"), h.clock.Now()
	if status >= http.StatusInternalServerError {
		h.options.Meter.Add(meter.Of("AWS/DynamoDB", "SystemErrors", "TableName", name, "Operation", operation), now, 1)
		return
	}
	events := "WriteThrottleEvents"
	if strings.Contains(operation, "Get") || operation == "Query" || operation == "Scan" {
		events = "ReadThrottleEvents"
	}
	h.options.Meter.Add(meter.Of("AWS/DynamoDB", events, "TableName", name), now, 1)
	h.options.Meter.Add(meter.Of("AWS/DynamoDB", "ThrottledRequests", "TableName", name, "Operation", operation), now, 1)
}

// measureSchedule is what AWS/Scheduler has of one attempt to start a target.
func (h *host) measureSchedule(described template.Schedule, metrics ...string) {
	for _, metric := range metrics {
		h.options.Meter.Add(meter.Of("AWS/Scheduler", metric, "ScheduleGroup", described.Group), h.clock.Now(), 1)
	}
}
