package awsbill_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ventana/infra/awsbill"
)

const resources = `{"StackResourceSummaries":[
 {"LogicalResourceId":"Api","PhysicalResourceId":"a1b2c3","ResourceType":"AWS::ApiGatewayV2::Api"},
 {"LogicalResourceId":"InboundQueue","PhysicalResourceId":"https://sqs.eu-west-1.amazonaws.com/123456789012/ventana-prod-inbound.fifo","ResourceType":"AWS::SQS::Queue"},
 {"LogicalResourceId":"StatusQueue","PhysicalResourceId":"https://sqs.eu-west-1.amazonaws.com/123456789012/ventana-prod-status","ResourceType":"AWS::SQS::Queue"},
 {"LogicalResourceId":"Table","PhysicalResourceId":"ventana-prod-Table-1X","ResourceType":"AWS::DynamoDB::Table"},
 {"LogicalResourceId":"ScheduleGroup","PhysicalResourceId":"ventana-prod","ResourceType":"AWS::Scheduler::ScheduleGroup"},
 {"LogicalResourceId":"InboundLogs","PhysicalResourceId":"/ventana/ventana-prod/inbound","ResourceType":"AWS::Logs::LogGroup"},
 {"LogicalResourceId":"InboundRole","PhysicalResourceId":"ventana-prod-InboundRole-2Y","ResourceType":"AWS::IAM::Role"}]}`

// asks makes the queries of a small stack.
func asks(t *testing.T) []awsbill.Query {
	t.Helper()
	all, err := awsbill.ReadResources(strings.NewReader(resources))
	if err != nil {
		t.Fatal(err)
	}
	return awsbill.Queries(all, awsbill.Index)
}

// answered is what CloudWatch says to queries: two hours of each, of so much.
func answered(t *testing.T, queries []awsbill.Query, status string, each func(awsbill.Query) float64) string {
	t.Helper()
	var results []map[string]any
	for _, query := range queries {
		values := []float64{each(query) / 4, each(query) * 3 / 4}
		results = append(results, map[string]any{
			"Id": query.ID, "Label": query.Label, "StatusCode": status, "Values": values, "Timestamps": []string{"2026-11-22T11:00:00+00:00", "2026-11-22T10:00:00+00:00"},
		})
	}
	text, err := json.Marshal(map[string]any{"MetricDataResults": results, "Messages": []string{}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestQueries_askForWhatIsBilledOfEachResource(t *testing.T) {
	t.Parallel()
	queries := asks(t)
	var labels []string
	for _, query := range queries {
		labels = append(labels, query.Label)
		if query.MetricStat.Stat != "Sum" || query.MetricStat.Period != 3600 || query.MetricStat.Metric.Namespace == "" {
			t.Errorf("got %+v", query)
		}
	}
	for _, want := range []string{"Count of a1b2c3", "NumberOfEmptyReceives of ventana-prod-inbound.fifo", "ConsumedWriteCapacityUnits of ventana-prod-Table-1X/due", "IncomingBytes of /ventana/ventana-prod/inbound"} {
		if !slices.Contains(labels, want) {
			t.Errorf("nobody asks for %q: %q", want, labels)
		}
	}
	if len(queries) != 1+2*4+2*2+1+1 {
		t.Errorf("%d queries: %q", len(queries), labels)
	}
	text, err := json.Marshal(queries[0])
	if err != nil || string(text) != `{"Id":"m0","Label":"Count of a1b2c3","MetricStat":{"Metric":{"Namespace":"AWS/ApiGateway","MetricName":"Count","Dimensions":[{"Name":"ApiId","Value":"a1b2c3"}]},"Period":3600,"Stat":"Sum"}}` {
		t.Errorf("%v: %s", err, text)
	}
}

func TestOfMetrics_saysWhatIsMeasuredAndWhatIsABound(t *testing.T) {
	t.Parallel()
	amount := map[string]float64{
		"Count": 1e6, "NumberOfMessagesSent": 2e6, "NumberOfMessagesReceived": 2e6, "NumberOfMessagesDeleted": 2e6, "NumberOfEmptyReceives": 1e6,
		"ConsumedReadCapacityUnits": 4e6, "ConsumedWriteCapacityUnits": 1e6, "InvocationAttemptCount": 1e6, "IncomingBytes": 1 << 30,
	}
	answer := answered(t, asks(t), "Complete", func(q awsbill.Query) float64 { return amount[q.MetricStat.Metric.Name] })
	lines, err := awsbill.OfMetrics(strings.NewReader(answer), list(t), false)
	if err != nil {
		t.Fatal(err)
	}
	// Requests, empty receives of a FIFO and a standard queue, the table and its index,
	// schedules, a gigabyte.
	want := 1.00 + 0.50 + 0.40 + 2*4*0.125 + 2*0.625 + 1.00 + 0.50
	if got := sumOf(lines, awsbill.Measured); math.Abs(got-want) > 1e-9 {
		t.Errorf("measured $%f, want $%f", got, want)
	}
	if got, want := sumOf(lines, awsbill.AtMost), 6*0.50+6*0.40; math.Abs(got-want) > 1e-9 {
		t.Errorf("at most $%f, want $%f: each message as a request of its own", got, want)
	}
	unknown := 0
	for _, line := range lines {
		if line.Source == awsbill.Unknown && line.Quantity == nil && line.Why != "" {
			unknown++
		}
	}
	if unknown != 5 {
		t.Errorf("%d lines are not known, want two kinds of queue, secrets, runs and their time", unknown)
	}
	with, err := awsbill.OfMetrics(strings.NewReader(answer), list(t), true)
	if err != nil || len(with) != len(lines)-2 {
		t.Errorf("%v: %d lines beside those of runs, want %d", err, len(with), len(lines)-2)
	}
}

func TestOfMetrics_refusesWhatIsNoAnswerOrAPartOfOne(t *testing.T) {
	t.Parallel()
	zero := func(awsbill.Query) float64 { return 0 }
	for name, tt := range map[string]struct{ answer, want string }{
		"no JSON":           {"hola", "not the JSON of `aws cloudwatch get-metric-data`"},
		"nothing":           {"{}", "no metrics"},
		"a page":            {`{"MetricDataResults":[],"NextToken":"x"}`, "only a part"},
		"another's queries": {`{"MetricDataResults":[{"Label":"CPU","StatusCode":"Complete","Values":[1]}]}`, `"CPU" is none of the queries`},
		"not yet complete":  {answered(t, asks(t)[:1], "PartialData", zero), "Count of a1b2c3 is PartialData"},
	} {
		if _, err := awsbill.OfMetrics(strings.NewReader(tt.answer), list(t), true); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	for _, answer := range []string{"hola", "{}", `{"StackResourceSummaries":[{"ResourceType":"AWS::SQS::Queue"}],"NextToken":"x"}`} {
		if _, err := awsbill.ReadResources(strings.NewReader(answer)); err == nil || !strings.Contains(fmt.Sprint(err), "resources") {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
