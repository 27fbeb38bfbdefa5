package awsbill

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
)

// period is that of the metrics, in seconds: CloudWatch keeps hours for 455 days.
const period = 3600

// Query is one of GetMetricData's MetricDataQueries. The label comes back with the
// answer and says what it is of.
type Query struct {
	ID         string     `json:"Id"`
	Label      string     `json:"Label"`
	MetricStat MetricStat `json:"MetricStat"`
}

// MetricStat is a metric and what is wanted of it.
type MetricStat struct {
	Metric Metric `json:"Metric"`
	Period int    `json:"Period"`
	Stat   string `json:"Stat"`
}

// Metric names a metric.
type Metric struct {
	Namespace  string      `json:"Namespace"`
	Name       string      `json:"MetricName"`
	Dimensions []Dimension `json:"Dimensions"`
}

// Dimension is one of a metric.
type Dimension struct {
	Name  string `json:"Name"`
	Value string `json:"Value"`
}

// Resource is one of a stack, as `aws cloudformation list-stack-resources` has it.
type Resource struct {
	Type     string `json:"ResourceType"`
	Physical string `json:"PhysicalResourceId"`
}

// ReadResources reads the answer of `aws cloudformation list-stack-resources`.
func ReadResources(answer io.Reader) ([]Resource, error) {
	var told struct {
		Resources []Resource `json:"StackResourceSummaries"`
		NextToken string
	}
	if err := json.NewDecoder(answer).Decode(&told); err != nil {
		return nil, fmt.Errorf("not the JSON of `aws cloudformation list-stack-resources`: %w", err)
	}
	if told.NextToken != "" {
		return nil, fmt.Errorf("only a part of the stack's resources: ask without --max-items")
	}
	if len(told.Resources) == 0 {
		return nil, fmt.Errorf("no resources: is it the JSON of `aws cloudformation list-stack-resources`?")
	}
	return told.Resources, nil
}

// metered is what is asked of each resource of a type.
type metered struct {
	namespace, dimension string
	metrics              []string
}

// meteredOf is what is asked of resources of a type; nothing of those that cost
// nothing by use.
func meteredOf(kind string) metered {
	return map[string]metered{
		"AWS::ApiGatewayV2::Api":        {"AWS/ApiGateway", "ApiId", []string{metricRequests}},
		"AWS::SQS::Queue":               {"AWS/SQS", "QueueName", []string{metricSent, metricReceived, metricDeleted, metricEmpty}},
		"AWS::DynamoDB::Table":          {"AWS/DynamoDB", "TableName", []string{metricReads, metricWrites}},
		"AWS::Scheduler::ScheduleGroup": {"AWS/Scheduler", "ScheduleGroup", []string{metricAttempts}},
		"AWS::Logs::LogGroup":           {"AWS/Logs", "LogGroupName", []string{metricBytes}},
	}[kind]
}

// Queries asks for everything of a stack's resources that AWS bills by use and counts
// in a metric. index is the table's, which has metrics of its own.
func Queries(resources []Resource, index string) []Query {
	var all []Query
	ask := func(of metered, metric, label string, dimensions ...Dimension) {
		all = append(all, Query{
			ID: fmt.Sprintf("m%d", len(all)), Label: metric + " of " + label,
			MetricStat: MetricStat{Metric{of.namespace, metric, dimensions}, period, "Sum"},
		})
	}
	for _, resource := range resources {
		of := meteredOf(resource.Type)
		name := resource.Physical
		if resource.Type == "AWS::SQS::Queue" {
			name = path.Base(name) // its id is its address
		}
		for _, metric := range of.metrics {
			own := Dimension{of.dimension, name}
			ask(of, metric, name, own)
			if resource.Type == "AWS::DynamoDB::Table" && index != "" {
				ask(of, metric, name+"/"+index, own, Dimension{"GlobalSecondaryIndexName", index})
			}
		}
	}
	return all
}

// Index is the table's index, as the template names it.
const Index = "due"

// sums are the values of an answer, by metric and resource.
type sums map[[2]string]float64

// readMetrics reads the answer of `aws cloudwatch get-metric-data`.
func readMetrics(answer io.Reader) (sums, error) {
	var told struct {
		Results []struct {
			Label      string
			Values     []float64
			StatusCode string
		} `json:"MetricDataResults"`
		NextToken string
	}
	if err := json.NewDecoder(answer).Decode(&told); err != nil {
		return nil, fmt.Errorf("not the JSON of `aws cloudwatch get-metric-data`: %w", err)
	}
	if told.NextToken != "" {
		return nil, fmt.Errorf("only a part of the metrics: ask without --max-items")
	}
	all := sums{}
	for _, result := range told.Results {
		metric, of, found := strings.Cut(result.Label, " of ")
		if _, billed := itemOf(metric); !found || !billed {
			return nil, fmt.Errorf("%q is none of the queries of `ventana cost aws --queries`", result.Label)
		}
		if result.StatusCode != "Complete" {
			return nil, fmt.Errorf("%s is %s: ask again", result.Label, result.StatusCode)
		}
		total := all[[2]string{metric, of}] // an answer of several pages has a metric several times
		for _, value := range result.Values {
			total += value
		}
		all[[2]string{metric, of}] = total
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no metrics: is it the JSON of `aws cloudwatch get-metric-data`?")
	}
	return all, nil
}
