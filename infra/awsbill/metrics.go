package awsbill

import (
	"cmp"
	"io"
	"maps"
	"slices"

	"ventana/infra/count"
	"ventana/infra/price"
)

// The metrics of AWS's that count what is billed.
const (
	metricRequests = "Count"
	metricSent     = "NumberOfMessagesSent"
	metricReceived = "NumberOfMessagesReceived"
	metricDeleted  = "NumberOfMessagesDeleted"
	metricEmpty    = "NumberOfEmptyReceives"
	metricReads    = "ConsumedReadCapacityUnits"
	metricWrites   = "ConsumedWriteCapacityUnits"
	metricAttempts = "InvocationAttemptCount"
	metricBytes    = "IncomingBytes"
)

// The grounds of lines of a stack.
const (
	whyMessages = "messages that were sent, received and deleted, each as a request of its own: up to ten share one"
	whyLooks    = "receives that brought nothing, each of which is a request"
	whyHides    = "requests that change for how long a message is hidden, and what a message above 64 KB takes more: no metric counts them"
	whyLarge    = "of a request above 512 KB AWS bills several"
	whyCalls    = "no metric of a stack counts them"
	whyReports  = "no metric has the time that is billed: give the answer of the query \"costs of runs\" with --insights"
)

// item is what a metric is billed as.
type item struct {
	item   string // of the price list; empty for the queue's kind
	source Source
	why    string
	per    float64 // of the metric in a unit
}

// itemOf is what a metric is billed as; false for one that is not.
func itemOf(metric string) (item, bool) {
	one, billed := map[string]item{
		metricRequests: {price.HTTPAPIRequest, Measured, whyLarge, 1},
		metricSent:     {"", AtMost, whyMessages, 1},
		metricReceived: {"", AtMost, whyMessages, 1},
		metricDeleted:  {"", AtMost, whyMessages, 1},
		metricEmpty:    {"", Measured, whyLooks, 1},
		metricReads:    {price.DynamoDBReadUnit, Measured, "", 1},
		metricWrites:   {price.DynamoDBWriteUnit, Measured, "", 1},
		metricAttempts: {price.SchedulerInvocation, Measured, "", 1},
		metricBytes:    {price.LogGB, Measured, "", count.GB},
	}[metric]
	return one, billed
}

// OfMetrics are the lines of a stack's metrics, from the answer of `aws cloudwatch
// get-metric-data` to Queries. withRuns tells that lines of the functions' runs come
// from elsewhere.
func OfMetrics(answer io.Reader, list price.List, withRuns bool) ([]Line, error) {
	all, err := readMetrics(answer)
	if err != nil {
		return nil, err
	}
	var lines []Line
	keys := slices.SortedFunc(maps.Keys(all), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	for _, key := range keys {
		one, _ := itemOf(key[0]) // readMetrics lets no other through
		line, err := lineOf(list, cmp.Or(one.item, count.QueueItem(key[1])), key[1], all[key]/one.per, one.source, one.why)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	lost, err := unknowns(list, whyHides, price.SQSFIFORequest, price.SQSStandardRequest)
	if err != nil {
		return nil, err
	}
	secrets, err := unknowns(list, whyCalls, price.SecretRequest)
	if err != nil {
		return nil, err
	}
	lines = append(append(lines, lost...), secrets...)
	if !withRuns {
		runs, err := unknowns(list, whyReports, price.LambdaRequest, price.LambdaGBSecondARM64)
		if err != nil {
			return nil, err
		}
		lines = append(lines, runs...)
	}
	return sorted(lines), nil
}
