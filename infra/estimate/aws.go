package estimate

import (
	"bytes"
	_ "embed" // the counts are part of the program
	"encoding/json"
	"fmt"
	"strings"

	"ventana/infra/price"
)

//go:embed usage.json
var usageFile []byte

// Usage is what the code asks of AWS, as data.
type Usage struct {
	Note    string           `json:"note"`
	Assumed Assumed          `json:"assumed"`
	Events  map[string]Event `json:"events"`
	Fixed   []Fixed          `json:"fixed"`
}

// Assumed is what no count gives.
type Assumed struct {
	WebhookRunMS float64 `json:"webhook_run_ms"`
	OtherRunMS   float64 `json:"other_run_ms"`
	MemoryMB     float64 `json:"memory_mb"`
	LogBytesARun float64 `json:"log_bytes_a_run"`
}

// Event is what one thing that happens asks for, alone. Row names it as
// docs/design.md does.
type Event struct {
	Row     string  `json:"row"`
	HTTPAPI float64 `json:"http_api"`
	Runs    float64 `json:"runs"`
	SQSFIFO float64 `json:"sqs_fifo"`
	SQS     float64 `json:"sqs_standard"`
	Writes  float64 `json:"writes"`
	Reads   float64 `json:"reads"`
}

// Fixed is what a month costs without any message: units of an item of the price
// list, or dollars that the README reckons.
type Fixed struct {
	Name  string  `json:"name"`
	Item  string  `json:"item"`
	Units float64 `json:"units"`
	USD   float64 `json:"usd"`
}

// ReadUsage reads the counts that are part of the program.
func ReadUsage() (Usage, error) {
	decoder := json.NewDecoder(bytes.NewReader(usageFile))
	decoder.DisallowUnknownFields()
	var usage Usage
	if err := decoder.Decode(&usage); err != nil {
		return Usage{}, fmt.Errorf("counts of requests: %w", err)
	}
	return usage, nil
}

// Requests is what an event asks for, in the items of the price list.
func (e Event) Requests() price.Use {
	return price.Use{
		price.HTTPAPIRequest: e.HTTPAPI, price.LambdaRequest: e.Runs, price.SQSFIFORequest: e.SQSFIFO, price.SQSStandardRequest: e.SQS,
		price.DynamoDBWriteUnit: e.Writes, price.DynamoDBReadUnit: e.Reads,
	}
}

// occurrence is an event with how often it comes.
type occurrence struct {
	name  string
	event Event
	count int
}

// occurrences of a plan.
func (u Usage) occurrences(p Plan) []occurrence {
	total := p.total()
	first := times(total, p.New)
	inbound := times(total, p.Inbound)
	first = min(first, inbound)
	replies, templates := times(total, p.Replies), 0
	for _, each := range p.Templates {
		templates += times(total, each)
	}
	return []occurrence{
		{"first messages of a person", u.Events["first"], first},
		{"customers' further messages", u.Events["inbound"], inbound - first},
		{"agents' replies", u.Events["reply"], replies},
		{"templates", u.Events["template"], templates},
		{"statuses of replies", u.Events["status"], times(replies, p.Statuses)},
		{"statuses of templates", u.Events["template_status"], times(templates, p.Statuses)},
	}
}

// aws lists what AWS charges for the messages: requests by event, then run time and
// logs, which are assumed.
func aws(p Plan, u Usage, list price.List) ([]Line, error) {
	var lines []Line
	gbSeconds, logGB := 0.0, 0.0
	for _, o := range u.occurrences(p) {
		if o.count == 0 {
			continue
		}
		each, err := list.Dollars(o.event.Requests())
		if err != nil {
			return nil, err
		}
		usd := each * float64(o.count)
		lines = append(lines, Line{Name: o.name, Arithmetic: fmt.Sprintf("%s x (%s) = %s x $%.2f a million", count(o.count), o.event, count(o.count), each*1e6), USD: &usd})
		webhook := o.event.HTTPAPI * u.Assumed.WebhookRunMS
		other := (o.event.Runs - o.event.HTTPAPI) * u.Assumed.OtherRunMS
		gbSeconds += float64(o.count) * (webhook + other) / 1000 * u.Assumed.MemoryMB / 1024
		logGB += float64(o.count) * o.event.Runs * u.Assumed.LogBytesARun / 1e9
	}
	run, err := list.Dollars(price.Use{price.LambdaGBSecondARM64: gbSeconds})
	if err != nil {
		return nil, err
	}
	logs, err := list.Dollars(price.Use{price.LogGB: logGB})
	if err != nil {
		return nil, err
	}
	return append(lines,
		Line{Name: "run time, assumed", Arithmetic: fmt.Sprintf("%.0f GB-seconds, at %.0f ms a webhook run and %.0f ms another of %.0f MB", gbSeconds, u.Assumed.WebhookRunMS, u.Assumed.OtherRunMS, u.Assumed.MemoryMB), USD: &run},
		Line{Name: "logs, assumed", Arithmetic: fmt.Sprintf("%.2f GB, at %.0f bytes a run", logGB, u.Assumed.LogBytesARun), USD: &logs},
	), nil
}

// String names the requests of an event.
func (e Event) String() string {
	var parts []string
	for _, part := range []struct {
		count float64
		name  string
	}{{e.HTTPAPI, "API"}, {e.Runs, "runs"}, {e.SQSFIFO + e.SQS, "SQS"}, {e.Writes, "writes"}, {e.Reads, "reads"}} {
		if part.count > 0 {
			parts = append(parts, fmt.Sprintf("%g %s", part.count, part.name))
		}
	}
	return strings.Join(parts, ", ")
}

// fixed lists what a month costs without any message.
func fixed(u Usage, list price.List) ([]Line, error) {
	var lines []Line
	for _, f := range u.Fixed {
		if f.Item == "" {
			usd := f.USD
			lines = append(lines, Line{Name: f.Name, Arithmetic: "as the README reckons", USD: &usd})
			continue
		}
		usd, err := list.Dollars(price.Use{f.Item: f.Units})
		if err != nil {
			return nil, err
		}
		lines = append(lines, Line{Name: f.Name, Arithmetic: fmt.Sprintf("%g x $%.2f", f.Units, usd/f.Units), USD: &usd})
	}
	return lines, nil
}

// Each is what an event costs alone, in dollars: its requests, and run time and logs
// as they are assumed.
func (u Usage) Each(name string, list price.List) (float64, error) {
	event, known := u.Events[name]
	if !known {
		return 0, fmt.Errorf("no event %q is counted", name)
	}
	use := event.Requests()
	use[price.LambdaGBSecondARM64] = (event.HTTPAPI*u.Assumed.WebhookRunMS + (event.Runs-event.HTTPAPI)*u.Assumed.OtherRunMS) / 1000 * u.Assumed.MemoryMB / 1024
	use[price.LogGB] = event.Runs * u.Assumed.LogBytesARun / 1e9
	return list.Dollars(use)
}
