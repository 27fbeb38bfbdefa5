package template

import (
	"strings"
	"time"
)

// gatewayTimeout is what an HTTP API gives an integration when the template
// says nothing: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const gatewayTimeout = 30 * time.Second

// defaultBatchSize is that of an SQS event source mapping:
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
const defaultBatchSize = 10

func route(r *reader, id string, line int) Route {
	r.ignore("ApiId") // the template has one API
	return Route{
		FunctionID: id,
		Method:     strings.ToUpper(r.text("Method", "ANY")),
		Path:       r.need("Path"),
		Timeout:    time.Duration(r.number("TimeoutInMillis", int(gatewayTimeout/time.Millisecond))) * time.Millisecond,
		Line:       line,
	}
}

// throttle reads the API itself; its routes are the functions' events. The
// closer limit of one route is left out: it guards against strangers.
func (e *evaluator) throttle(described Resource, properties *node) (Throttle, error) {
	r := e.read(described.LogicalID, properties)
	var t Throttle
	r.child("DefaultRouteSettings", func(c *reader) {
		t = Throttle{Rate: c.number("ThrottlingRateLimit", 0), Burst: c.number("ThrottlingBurstLimit", 0), Line: c.line()}
		c.ignore("DetailedMetricsEnabled")
	})
	r.ignore("AccessLogSettings", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "Name", "PropagateTags", "RouteSettings", "Tags")
	return t, r.done()
}

func mappingOf(r *reader, id string, line int) Mapping {
	m := Mapping{
		FunctionID: id,
		QueueID:    queueOf(r),
		BatchSize:  r.number("BatchSize", defaultBatchSize),
		Window:     r.seconds("MaximumBatchingWindowInSeconds", 0),
		Enabled:    r.flag("Enabled", true),
		Line:       line,
	}
	for _, kind := range r.list("FunctionResponseTypes") {
		if kind.text != "ReportBatchItemFailures" {
			r.fail(kind.line, "%s is no FunctionResponseTypes of a queue: use ReportBatchItemFailures", kind.text)
		}
		m.PartialFailures = true
	}
	r.child("ScalingConfig", func(c *reader) { m.MaxConcurrency = c.number("MaximumConcurrency", 0) })
	return m
}

// queueOf is the logical id in Queue: !GetAtt X.Arn. Other forms would hide from
// the host which of its queues is meant.
func queueOf(r *reader) string {
	queue := r.raw("Queue")
	if !queue.isCall("Fn::GetAtt") || queue.argument().items[1].text != "Arn" {
		r.fail(r.line(), "Queue must be !GetAtt <a queue of this template>.Arn")
		return ""
	}
	id := queue.argument().items[0].text
	if kind := text(r.section("Resources").member(id), "Type"); kind != "AWS::SQS::Queue" {
		r.fail(queue.line, "%s has type %s, a mapping needs a queue", id, kind)
	}
	return id
}

func scheduleOf(r *reader, id string, f field) Schedule {
	// One minute more or less is all that these change, and retries are Scheduler's
	// own affair.
	r.ignore("Description", "FlexibleTimeWindow", "RetryPolicy", "RoleArn")
	deadLetters := ""
	r.child("DeadLetterConfig", func(c *reader) { deadLetters = c.need("Arn") })
	return Schedule{
		Group:       r.text("GroupName", "default"),
		DeadLetters: deadLetters,
		Name:        r.text("Name", id+f.name),
		FunctionID:  id,
		Expression:  r.need("ScheduleExpression"),
		Timezone:    r.text("ScheduleExpressionTimezone", "UTC"),
		Input:       r.text("Input", "{}"),
		Enabled:     r.text("State", "ENABLED") == "ENABLED",
		Line:        f.line,
	}
}
