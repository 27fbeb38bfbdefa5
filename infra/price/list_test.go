package price_test

import (
	"math"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"ventana/infra/price"
)

func list(t *testing.T) price.List {
	t.Helper()
	got, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAWS_everyPriceSaysOfWhatAndFromWhere(t *testing.T) {
	t.Parallel()
	got := list(t)
	if _, err := time.Parse("2006-01", got.AsOf); err != nil || got.Region == "" || got.Currency != "USD" {
		t.Errorf("got a list of %q, %q in %q", got.Region, got.AsOf, got.Currency)
	}
	for name, one := range got.Prices {
		source, err := url.Parse(one.Source)
		if one.USD <= 0 || one.Per < 1 || one.Unit == "" || err != nil || source.Scheme != "https" {
			t.Errorf("%s: got %+v", name, one)
		}
	}
}

func TestAWS_hasEveryItemThatHasAName(t *testing.T) {
	t.Parallel()
	got := list(t)
	named := []string{
		price.HTTPAPIRequest, price.LambdaRequest, price.LambdaGBSecondARM64, price.LambdaGBSecondX8664, price.SQSFIFORequest,
		price.SQSStandardRequest, price.DynamoDBWriteUnit, price.DynamoDBReadUnit, price.DynamoDBGBMonth, price.DynamoDBBackupGBMonth,
		price.SchedulerInvocation, price.SecretMonth, price.SecretRequest, price.MetricMonth, price.AlarmMonth, price.CompositeAlarmMonth, price.LogGB,
		price.LogGBMonth, price.DataOutGB,
	}
	for _, name := range named {
		if _, known := got.Prices[name]; !known {
			t.Errorf("%s has no price", name)
		}
	}
	if len(named) != len(got.Prices) {
		t.Errorf("%d names for %d prices", len(named), len(got.Prices))
	}
}

// TestAWS_isTheListThatTheDocumentsCountWith: a price that changes has to change there.
func TestAWS_isTheListThatTheDocumentsCountWith(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	const said = "HTTP API $1.00, Lambda $0.20, SQS $0.50 (FIFO) and $0.40, writes $0.625, reads $0.125, each per million"
	if !strings.Contains(string(page), said) {
		t.Fatalf("docs/design.md does not say %q", said)
	}
	for item, want := range map[string]float64{
		price.HTTPAPIRequest: 1, price.LambdaRequest: 0.2, price.SQSFIFORequest: 0.5, price.SQSStandardRequest: 0.4,
		price.DynamoDBWriteUnit: 0.625, price.DynamoDBReadUnit: 0.125,
	} {
		if got, err := list(t).Dollars(price.Use{item: 1e6}); err != nil || math.Abs(got-want) > 1e-9 {
			t.Errorf("a million of %s: got $%g, %v, want $%g", item, got, err, want)
		}
	}
}

func TestDollars_addsUpAndRefusesWhatHasNoPrice(t *testing.T) {
	t.Parallel()
	use := price.Use{price.LambdaRequest: 2e6, price.LambdaGBSecond("arm64"): 1000, price.DynamoDBWriteUnit: 1e6}
	got, err := list(t).Dollars(use)
	if want := 0.4 + 0.0133334 + 0.625; err != nil || math.Abs(got-want) > 1e-9 {
		t.Errorf("got $%g, %v, want $%g", got, err, want)
	}
	if _, err := list(t).Dollars(price.Use{"lambda_gb_second_riscv": 1}); err == nil {
		t.Error("what has no price cost nothing")
	}
}
