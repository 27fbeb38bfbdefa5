package awsbill_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"
	"time"

	"ventana/infra/awsbill"
	"ventana/infra/count"
	"ventana/infra/price"
	"ventana/infra/runcost"
)

func list(t *testing.T) price.List {
	t.Helper()
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// day is what a small day used, with units that any person can price.
func day() *count.Counts {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return &count.Counts{Since: at, Until: at.Add(time.Hour), Used: []count.Used{
		{Item: price.HTTPAPIRequest, Of: "Api", Units: 1_000_000}, {Item: price.DynamoDBReadUnit, Of: "t", Units: 500_000.5},
		{Item: price.DynamoDBWriteUnit, Of: "t", Units: 2_000_000}, {Item: price.SQSFIFORequest, Of: "a.fifo", Units: 600_000},
		{Item: price.SQSFIFORequest, Of: "b.fifo", Units: 400_000}, {Item: price.SQSStandardRequest, Of: "c", Units: 1_000_000},
		{Item: price.SchedulerInvocation, Of: "tick", Units: 10_000}, {Item: price.LogGB, Of: "/ventana/a", Units: 2},
		{Item: price.LambdaRequest, Of: "a", Units: 3},
	}}
}

func sumOf(lines []awsbill.Line, source awsbill.Source) float64 {
	for _, sum := range awsbill.Sums(lines) {
		if sum.Source == source {
			return sum.USD
		}
	}
	return 0
}

func TestOfCounts_pricesWhatWasCountedAndSaysWhatWasNot(t *testing.T) {
	t.Parallel()
	lines, err := awsbill.OfCounts(day(), list(t))
	if err != nil {
		t.Fatal(err)
	}
	want := 1.00 + 500_000.5*0.125/1e6 + 1.25 + 0.50 + 0.40 + 0.01 + 2*0.50
	if got := sumOf(lines, awsbill.Measured); math.Abs(got-want) > 1e-9 {
		t.Errorf("measured $%.9f, want $%.9f", got, want)
	}
	logs := (3*400 + 1_000_000*340.0) / (1 << 30) * 0.5
	if got := sumOf(lines, awsbill.Estimated); math.Abs(got-logs) > 1e-9 {
		t.Errorf("estimated $%.9f, want $%.9f: the lines that AWS writes itself", got, logs)
	}
	unknown := map[string]bool{}
	for _, line := range lines {
		if line.Source == awsbill.Unknown {
			unknown[line.Service+" "+line.What] = line.Quantity == nil && line.USD == nil && line.Why != ""
		}
	}
	if len(unknown) != 3 || !unknown["SQS FIFO requests"] || !unknown["SQS standard requests"] || !unknown["Secrets Manager requests"] {
		t.Errorf("not known: %v, want polls that bring nothing and secrets, without a quantity", unknown)
	}
	none, err := awsbill.OfCounts(nil, list(t))
	if err != nil || len(awsbill.Sums(none)) != 0 || len(none) != 8 {
		t.Errorf("%v: a system that counted nothing has lines %+v", err, none)
	}
	bad := &count.Counts{Used: []count.Used{{Item: "gold", Units: 1}}}
	if _, err := awsbill.OfCounts(bad, list(t)); err == nil || !strings.Contains(err.Error(), "gold") {
		t.Errorf("what has no price: %v", err)
	}
}

func TestOfRuns_timesOfThisMachineAreNotAWSs(t *testing.T) {
	t.Parallel()
	all := []runcost.Runs{{Function: "a", Count: 1_000_000, GBSecond: 100}}
	for source, want := range map[awsbill.Source]float64{awsbill.Measured: 0.20 + 100*0.0000133334, awsbill.Here: 0.20} {
		lines, err := awsbill.OfRuns(all, list(t), "arm64", source)
		if err != nil || math.Abs(sumOf(lines, awsbill.Measured)-want) > 1e-12 {
			t.Errorf("%s: %v, measured $%.9f, want $%.9f", source, err, sumOf(lines, awsbill.Measured), want)
		}
	}
	if told := awsbill.RunsMissing(day(), []runcost.Runs{{Count: 2}}); !strings.Contains(told, "3 runs were counted, and the logs still hold 2") {
		t.Errorf("got %q", told)
	}
	if told := awsbill.RunsMissing(day(), []runcost.Runs{{Count: 5}}); !strings.Contains(told, "5 runs, 2 of them of before") {
		t.Errorf("got %q", told)
	}
	if told := awsbill.RunsMissing(day(), []runcost.Runs{{Count: 3}}); told != "" {
		t.Errorf("got %q of runs that are all there", told)
	}
}

// The table joins what the CSV has by resource; both are the same money.
func TestWrite_tableAndCSVAreTheSameMoney(t *testing.T) {
	t.Parallel()
	lines, err := awsbill.OfCounts(day(), list(t))
	if err != nil {
		t.Fatal(err)
	}
	var text, rows bytes.Buffer
	if err := awsbill.WriteText(&text, lines); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1000000", "$0.5 / 1000000", "0.500000", "500000.500000", "not known", "measured: $4.222500", "Secrets Manager, not known: this machine reads its secrets from files"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "a.fifo") {
		t.Errorf("the table has resources:\n%s", text.String())
	}
	if err := awsbill.WriteCSV(&rows, lines); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&rows).ReadAll()
	if err != nil || len(all) != len(lines)+1 || !strings.Contains(strings.Join(all[len(all)-1], ","), "Secrets Manager") {
		t.Errorf("%v: %v", err, all)
	}
}

// The quantities and amounts of the CSV are those that a person would write.
func TestWriteCSV_hasNoDustOfBinaryFractions(t *testing.T) {
	t.Parallel()
	quantity, usd := 0.1+0.2, 3*0.2/1e6
	var rows bytes.Buffer
	if err := awsbill.WriteCSV(&rows, []awsbill.Line{{Service: "Lambda", Quantity: &quantity, RateUSD: 0.2, RatePer: 1e6, USD: &usd}}); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Split(rows.String(), "\n")[1], "Lambda,,,0.3,,0.2,1000000,0.0000006,,"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
