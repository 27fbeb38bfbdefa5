package observability

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// awsMetrics are the metrics that AWS writes, by namespace, with the sets of
// dimensions under which each exists, as its pages list them:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
func awsMetrics() map[string]map[string]string {
	const alias = "FunctionName,Resource"
	return map[string]map[string]string{
		"AWS/ApiGateway": {"Count": "ApiId", "4xx": "ApiId", "5xx": "ApiId", "Latency": "ApiId", "IntegrationLatency": "ApiId", "DataProcessed": "ApiId"},
		"AWS/Lambda":     {"Invocations": alias, "Errors": alias, "Throttles": alias, "Duration": alias, "ConcurrentExecutions": alias, "RecursiveInvocationsDropped": alias},
		"AWS/SQS": {
			"ApproximateAgeOfOldestMessage": "QueueName", "ApproximateNumberOfMessagesVisible": "QueueName", "ApproximateNumberOfMessagesNotVisible": "QueueName",
			"ApproximateNumberOfMessagesDelayed": "QueueName", "NumberOfMessagesSent": "QueueName", "NumberOfMessagesReceived": "QueueName",
			"NumberOfMessagesDeleted": "QueueName", "NumberOfEmptyReceives": "QueueName", "SentMessageSize": "QueueName",
		},
		"AWS/DynamoDB": {
			"ConsumedReadCapacityUnits": "TableName", "ConsumedWriteCapacityUnits": "TableName", "ReadThrottleEvents": "TableName", "WriteThrottleEvents": "TableName",
			"ConditionalCheckFailedRequests": "TableName", "TransactionConflict": "TableName", "TimeToLiveDeletedItemCount": "TableName",
			"SuccessfulRequestLatency": "Operation,TableName", "ThrottledRequests": "Operation,TableName", "SystemErrors": "Operation,TableName", "ReturnedItemCount": "Operation,TableName",
		},
		"AWS/Scheduler": {"InvocationAttemptCount": "ScheduleGroup", "TargetErrorCount": "ScheduleGroup", "TargetErrorThrottledCount": "ScheduleGroup", "InvocationDroppedCount": "ScheduleGroup", "InvocationsSentToDeadLetterCount": "ScheduleGroup"},
		"AWS/Logs":      {"IncomingBytes": "LogGroupName", "IncomingLogEvents": "LogGroupName", "EMFParsingErrors": "LogGroupName", "EMFValidationErrors": "LogGroupName"},
	}
}

// check refuses a metric that nobody writes.
func check(t *testing.T, where, namespace, name string, dimensions []string) {
	t.Helper()
	dimensions = slices.Sorted(slices.Values(dimensions))
	got := strings.Join(dimensions, ",")
	if strings.HasPrefix(namespace, "Ventana/") {
		want := ""
		if name == "CanaryHop" {
			want = "hop"
		}
		if !slices.Contains(ourMetrics(t), name) || got != want {
			t.Errorf("%s: nothing writes %s by %q; shared/telemetry names our metrics", where, name, got)
		}
		return
	}
	want, known := awsMetrics()[namespace][name]
	if wholeAccount := namespace == "AWS/Lambda" && name == "ConcurrentExecutions" && got == ""; wholeAccount {
		return
	}
	if wholeFunction := known && namespace == "AWS/Lambda" && got == "FunctionName"; (!known || got != want) && !wholeFunction {
		t.Errorf("%s: AWS writes no %s %s by %q", where, namespace, name, got)
	}
}

// ourMetrics are the names that shared/telemetry declares.
func ourMetrics(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../shared/telemetry/metric.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Metric") || len(spec.Values) != 1 {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
			name, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, name)
		}
		return true
	})
	if len(all) < 10 {
		t.Fatalf("found %v, want our metrics", all)
	}
	return all
}

// TestBoard_showsAllThatThereIs: a function, a queue or a metric of ours that is
// new to the template or the code belongs into a row.
func TestBoard_showsAllThatThereIs(t *testing.T) {
	t.Parallel()
	stack, board := described(t)
	shown := map[string]bool{}
	for _, row := range board.Rows {
		for _, panel := range row.Panels {
			for _, series := range panel.Series {
				shown[series.Metric.Of+" "+series.Metric.Name] = true
			}
		}
	}
	want := []string{}
	for _, id := range stack.of(typeFunction) {
		want = append(want, id+" Errors")
	}
	for _, id := range stack.of(typeQueue) {
		want = append(want, id+" ApproximateNumberOfMessagesVisible")
	}
	for _, name := range ourMetrics(t) {
		want = append(want, " "+name)
	}
	for _, one := range want {
		if !shown[one] {
			t.Errorf("no panel shows %s: add it to its row in rows.go and run ventana dashboards --update", strings.TrimSpace(one))
		}
	}
}

// TestFunctions_holdNothingOfGrafana: the SDK is megabytes that no function needs.
func TestFunctions_holdNothingOfGrafana(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "ventana/functions/...", "ventana/shared/...")
	command.Dir = "../.."
	output, err := command.Output()
	if err != nil || !strings.Contains(string(output), "github.com/aws/") {
		t.Fatalf("go list: %v: %d bytes", err, len(output))
	}
	if strings.Contains(string(output), "grafana") {
		t.Error("a function depends on Grafana's SDK")
	}
}
