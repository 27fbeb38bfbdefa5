package awsbill

import (
	"cmp"
	"fmt"
	"slices"

	"ventana/infra/price"
)

// Source is where a quantity comes from.
type Source string

// The sources.
const (
	Measured  Source = "measured"
	Here      Source = "this machine's" // measured, where times are others than AWS's
	AtMost    Source = "at most"        // an upper bound from what was measured
	Estimated Source = "estimated"      // what was measured times an assumption
	Unknown   Source = "not known"
)

// sources are in the order of their weight.
func sources() []Source { return []Source{Measured, Here, AtMost, Estimated, Unknown} }

// Line is one line of the bill.
type Line struct {
	Service string `json:"service"`
	What    string `json:"what"`
	Of      string `json:"of,omitempty"` // the resource; empty for all together
	// Quantity is in Units of the price list; nil when nobody knows it.
	Quantity *float64 `json:"quantity"`
	Unit     string   `json:"unit"`
	RateUSD  float64  `json:"rate_usd"` // for so many units
	RatePer  float64  `json:"rate_per"`
	USD      *float64 `json:"usd"`
	Source   Source   `json:"source"`
	Why      string   `json:"why,omitempty"` // grounds of a source other than Measured
	item     string
}

// Sum is what lines of one source cost together.
type Sum struct {
	Source Source  `json:"source"`
	USD    float64 `json:"usd"`
}

// nameOf is how a bill calls an item of the price list.
func nameOf(item string) (service, what string, named bool) {
	name, named := map[string][2]string{
		price.HTTPAPIRequest:      {"API Gateway", "requests"},
		price.LambdaRequest:       {"Lambda", "runs"},
		price.LambdaGBSecondARM64: {"Lambda", "GB-seconds, arm64"},
		price.LambdaGBSecondX8664: {"Lambda", "GB-seconds, x86_64"},
		price.SQSFIFORequest:      {"SQS", "FIFO requests"},
		price.SQSStandardRequest:  {"SQS", "standard requests"},
		price.DynamoDBReadUnit:    {"DynamoDB", "read units"},
		price.DynamoDBWriteUnit:   {"DynamoDB", "write units"},
		price.SchedulerInvocation: {"Scheduler", "invocations"},
		price.LogGB:               {"CloudWatch Logs", "GB taken in"},
		price.SecretRequest:       {"Secrets Manager", "requests"},
	}[item]
	return name[0], name[1], named
}

// lineOf prices a quantity of an item.
func lineOf(list price.List, item, of string, units float64, source Source, why string) (Line, error) {
	line, err := unknown(list, item, of, why)
	if err != nil {
		return Line{}, err
	}
	usd := units * line.RateUSD / line.RatePer
	line.Quantity, line.USD, line.Source = &units, &usd, source
	return line, nil
}

// unknown is a line whose quantity nobody counted.
func unknown(list price.List, item, of, why string) (Line, error) {
	service, what, named := nameOf(item)
	rate, priced := list.Prices[item]
	if !named || !priced || rate.Per == 0 {
		return Line{}, fmt.Errorf("price list of %s %s: no price for %q", list.Region, list.AsOf, item)
	}
	return Line{
		Service: service, What: what, Of: of, Unit: rate.Unit, RateUSD: rate.USD, RatePer: rate.Per,
		Source: Unknown, Why: why, item: item,
	}, nil
}

// Together joins the lines of each item and source, whichever resource they are of.
func Together(lines []Line) []Line {
	var all []Line
	for _, line := range lines {
		at := slices.IndexFunc(all, func(other Line) bool {
			return other.item == line.item && other.Source == line.Source && other.Why == line.Why
		})
		line.Of = ""
		if at < 0 {
			if line.Quantity != nil {
				quantity, usd := *line.Quantity, *line.USD // the line's own stay as they are
				line.Quantity, line.USD = &quantity, &usd
			}
			all = append(all, line)
			continue
		}
		if line.Quantity != nil {
			*all[at].Quantity += *line.Quantity
			*all[at].USD += *line.USD
		}
	}
	return all
}

// Sums adds up the money of each source that has any.
func Sums(lines []Line) []Sum {
	var all []Sum
	for _, source := range sources() {
		sum, found := Sum{Source: source}, false
		for _, line := range lines {
			if line.Source == source && line.USD != nil {
				sum.USD, found = sum.USD+*line.USD, true
			}
		}
		if found {
			all = append(all, sum)
		}
	}
	return all
}

// sorted puts lines in the order of service, item, source and resource.
func sorted(lines []Line) []Line {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.What, b.What),
			cmp.Compare(slices.Index(sources(), a.Source), slices.Index(sources(), b.Source)), cmp.Compare(a.Of, b.Of))
	})
	return lines
}
