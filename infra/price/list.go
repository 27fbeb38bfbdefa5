package price

import (
	"bytes"
	_ "embed" // the list is part of the program
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

//go:embed aws.json
var document []byte

// The items of AWS's list, by the names that it gives them.
const (
	HTTPAPIRequest        = "http_api_request"
	LambdaRequest         = "lambda_request"
	LambdaGBSecondARM64   = "lambda_gb_second_arm64"
	LambdaGBSecondX8664   = "lambda_gb_second_x86_64"
	SQSFIFORequest        = "sqs_fifo_request"
	SQSStandardRequest    = "sqs_standard_request"
	DynamoDBWriteUnit     = "dynamodb_write_unit"
	DynamoDBReadUnit      = "dynamodb_read_unit"
	DynamoDBGBMonth       = "dynamodb_gb_month"
	DynamoDBBackupGBMonth = "dynamodb_backup_gb_month"
	SchedulerInvocation   = "scheduler_invocation"
	SecretMonth           = "secret_month"
	SecretRequest         = "secret_request"
	MetricMonth           = "metric_month"
	AlarmMonth            = "alarm_month"
	CompositeAlarmMonth   = "composite_alarm_month"
	LogGB                 = "log_gb"
	LogGBMonth            = "log_gb_month"
	DataOutGB             = "data_out_gb"
	lambdaGBSecondPrefix  = "lambda_gb_second_"
)

// List is a price list.
type List struct {
	Region   string           `json:"region"`
	Currency string           `json:"currency"`
	AsOf     string           `json:"as_of"` // the month, as 2026-11
	Note     string           `json:"note"`
	Prices   map[string]Price `json:"prices"`
}

// Price is what so many units of an item cost.
type Price struct {
	USD    float64 `json:"usd"`
	Per    float64 `json:"per"` // units
	Unit   string  `json:"unit"`
	Source string  `json:"source"`
}

// AWS reads the list that is part of the program.
func AWS() (List, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	var list List
	if err := decoder.Decode(&list); err != nil {
		return List{}, fmt.Errorf("price list: %w", err)
	}
	return list, nil
}

// LambdaGBSecond names the item of compute time on an architecture as templates
// spell it, "arm64" or "x86_64".
func LambdaGBSecond(architecture string) string { return lambdaGBSecondPrefix + architecture }

// Use is how many units of each item were used.
type Use map[string]float64

// Dollars is what a use costs. An item without a price is an error.
func (l List) Dollars(use Use) (float64, error) {
	total := 0.0
	for _, item := range slices.Sorted(maps.Keys(use)) { // always in the same order, so that sums repeat to the last digit
		price, known := l.Prices[item]
		if !known || price.Per == 0 {
			return 0, fmt.Errorf("price list of %s %s: no price for %q", l.Region, l.AsOf, item)
		}
		total += use[item] * price.USD / price.Per
	}
	return total, nil
}
