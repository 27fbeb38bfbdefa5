package observability

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ventana/infra/price"
)

// hour is the period of money, in seconds: less is cents of cents.
const hour = 3600

// service is what one service of AWS costs, as arithmetic over metrics.
type service struct {
	name   string
	series []Series // hidden
	cost   string   // dollars
}

// moneyRow estimates AWS's bill from what is counted anyway, at the prices of
// the list. What WhatsApp charges is no metric.
func moneyRow(stack *Stack, prices price.List) (Row, error) {
	services, err := services(stack, prices)
	if err != nil {
		return Row{}, err
	}
	note := fmt.Sprintf("Estimated at the list prices of %s of %s, before free tiers; the bill is the truth. Fixed costs (alarms, secrets, metrics, this dashboard) are not in it.", prices.Region, prices.AsOf)
	var series []Series
	var shown, costs []string
	for i, one := range services {
		id := "cost" + strconv.Itoa(i+1)
		series = append(series, one.series...)
		series = append(series, Series{ID: id, Label: one.name, Expression: one.cost, Metric: Metric{Period: hour}})
		shown, costs = append(shown, one.name), append(costs, id)
	}
	hidden := slices.Clone(series)
	for i := range hidden {
		hidden[i].Hidden = true
	}
	customers := Series{ID: "customers", Hidden: true, Metric: Metric{Of: "InboundQueue", Name: "NumberOfMessagesSent", Stat: "Sum", Period: hour}}
	total := "SUM([" + strings.Join(costs, ",") + "])"
	return Row{Title: "Money", Says: "What does it cost?", Panels: []Panel{
		{Title: "AWS, dollars an hour", Says: strings.Join(shown, ", ") + ". " + note, Kind: Stacked, Unit: Dollars, Width: half, Height: tall, Series: series},
		{Title: "AWS for a million customers' messages", Says: "All of the above, statuses, replies and files included, divided by customers' messages. " + note, Kind: Lines, Unit: Dollars, Width: quarter, Height: tall,
			Series: append(slices.Clone(hidden), customers, Series{ID: "each", Label: "dollars a million", Expression: "1000000 * " + total + " / customers", Metric: Metric{Period: hour}})},
		{Title: "AWS, dollars over the time shown", Says: note, Kind: Numbers, Unit: Dollars, Width: quarter, Height: tall,
			Series: append(slices.Clone(hidden), Series{ID: "total", Label: "all", Expression: total, Metric: Metric{Period: hour}})},
	}}, nil
}

// services are those that cost by use.
func services(stack *Stack, prices price.List) ([]service, error) {
	all := []service{apiCost(prices), queueCost(stack, prices), tableCost(prices), logCost(stack, prices)}
	lambda, err := lambdaCost(stack, prices)
	all = slices.Insert(all, 1, lambda)
	for _, one := range all {
		if strings.Contains(one.cost, "NaN") {
			return nil, fmt.Errorf("%s: a price is missing from the list", one.name)
		}
	}
	return all, err
}

func apiCost(prices price.List) service {
	return service{"HTTP API", []Series{hidden("api", "HttpApi", "Count")}, "api * " + dollars(prices, price.HTTPAPIRequest, 1)}
}

// lambdaCost is runs, and time by each function's memory and architecture.
func lambdaCost(stack *Stack, prices price.List) (service, error) {
	s := service{name: "Lambda"}
	var runs, times []string
	for i, id := range stack.of(typeFunction) {
		memory, architecture, err := stack.compute(id)
		if err != nil {
			return service{}, err
		}
		run, time := "run"+strconv.Itoa(i+1), "time"+strconv.Itoa(i+1)
		s.series = append(s.series, hidden(run, id, "Invocations"), hidden(time, id, "Duration"))
		runs = append(runs, run)
		times = append(times, time+" * "+dollars(prices, price.LambdaGBSecond(architecture), memory/1024/1000)) // Duration is in milliseconds
	}
	s.cost = "SUM([" + strings.Join(runs, ",") + "]) * " + dollars(prices, price.LambdaRequest, 1) + " + SUM([" + strings.Join(times, ",") + "])"
	return s, nil
}

// compute is a function's memory in MB and its architecture.
func (s *Stack) compute(id string) (memory float64, architecture string, err error) {
	for _, from := range []map[string]any{s.resources[id].properties, s.globals} {
		if megabytes, written := number(from, "MemorySize"); written && memory == 0 {
			memory = megabytes
		}
		if list, written := from["Architectures"].([]any); written && architecture == "" && len(list) == 1 {
			architecture, _ = list[0].(string)
		}
	}
	if memory == 0 || architecture == "" {
		return 0, "", fmt.Errorf("%s: memory %v, architecture %q: neither may be missing or an intrinsic", id, memory, architecture)
	}
	return memory, architecture, nil
}

// queueCost counts each message as three requests (sent, received, deleted), and
// polls that found nothing. Batches make it less.
func queueCost(stack *Stack, prices price.List) service {
	s := service{name: "SQS, at most"}
	var parts []string
	for i, id := range stack.of(typeQueue) {
		if strings.HasSuffix(id, "DLQ") {
			continue
		}
		item := price.SQSStandardRequest
		if stack.resources[id].properties["FifoQueue"] == true {
			item = price.SQSFIFORequest
		}
		put, empty := "put"+strconv.Itoa(i+1), "empty"+strconv.Itoa(i+1)
		s.series = append(s.series, hidden(put, id, "NumberOfMessagesSent"), hidden(empty, id, "NumberOfEmptyReceives"))
		parts = append(parts, put+" * "+dollars(prices, item, 3), empty+" * "+dollars(prices, item, 1))
	}
	s.cost = "SUM([" + strings.Join(parts, ",") + "])"
	return s
}

func tableCost(prices price.List) service {
	return service{"DynamoDB", []Series{hidden("writes", "Table", "ConsumedWriteCapacityUnits"), hidden("reads", "Table", "ConsumedReadCapacityUnits")},
		"SUM([writes * " + dollars(prices, price.DynamoDBWriteUnit, 1) + ",reads * " + dollars(prices, price.DynamoDBReadUnit, 1) + "])"}
}

func logCost(stack *Stack, prices price.List) service {
	s := service{name: "logs"}
	var ids []string
	for i, id := range stack.of(typeLogs) {
		name := "log" + strconv.Itoa(i+1)
		ids = append(ids, name)
		s.series = append(s.series, hidden(name, id, "IncomingBytes"))
	}
	s.cost = "SUM([" + strings.Join(ids, ",") + "]) * " + dollars(prices, price.LogGB, 1.0/(1<<30))
	return s
}

func hidden(id, of, name string) Series {
	return Series{ID: id, Hidden: true, Metric: Metric{Of: of, Name: name, Stat: "Sum", Period: hour}}
}

// dollars is what so many units of an item cost, as a decimal that metric math
// reads; NaN when the list does not have it.
func dollars(prices price.List, item string, units float64) string {
	each, err := prices.Dollars(price.Use{item: units})
	if err != nil {
		return "NaN"
	}
	return strconv.FormatFloat(each, 'f', -1, 64)
}
