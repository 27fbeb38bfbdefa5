package infra_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ventana/infra/estimate"
	"ventana/infra/price"
)

// The estimate reckons with what docs/design.md counts, and both with the price list.
func TestUsage_isWhatTheDesignCounts(t *testing.T) {
	t.Parallel()
	usage, err := estimate.ReadUsage()
	if err != nil {
		t.Fatal(err)
	}
	list, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, event := range usage.Events {
		usd, err := list.Dollars(event.Requests())
		if err != nil {
			t.Fatal(err)
		}
		_, rest, found := strings.Cut(string(page), "\n| "+event.Row+" |")
		if !found {
			t.Errorf("%s: docs/design.md has no row %q", name, event.Row)
			continue
		}
		line, _, _ := strings.Cut(rest, "\n")
		cells := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		want := []string{
			fmt.Sprint(event.HTTPAPI), fmt.Sprint(event.Runs), fmt.Sprint(event.SQSFIFO + event.SQS), fmt.Sprint(event.Writes), fmt.Sprint(event.Reads),
			fmt.Sprintf("%.2f", usd*1e6+1e-9),
		}
		got := append(append(append([]string{}, cells[:4]...), cells[5]), cells[len(cells)-1])
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: docs/design.md says %v, infra/estimate/usage.json %v", name, got, want)
		}
	}
}

// Each metric that an alarm watches is billed, and is in the estimate.
func TestUsage_countsTheAlarmsOfTheTemplate(t *testing.T) {
	t.Parallel()
	usage, err := estimate.ReadUsage()
	if err != nil {
		t.Fatal(err)
	}
	billed := 0.0
	for _, alarm := range load(t).ofType("AWS::CloudWatch::Alarm") {
		watched := 0.0
		for _, query := range several(at(alarm, "Metrics")) {
			if at(query, "MetricStat") != nil {
				watched++
			}
		}
		billed += max(watched, 1) // one that names its metric itself
	}
	composites := float64(len(load(t).ofType("AWS::CloudWatch::CompositeAlarm")))
	readme := text(t, "../README.md")
	for _, fixed := range usage.Fixed {
		if fixed.Item == price.AlarmMonth && fixed.Units != billed {
			t.Errorf("infra/estimate/usage.json reckons %g alarms, the template has %g metrics under alarm", fixed.Units, billed)
		}
		if fixed.Item == price.CompositeAlarmMonth && fixed.Units != composites {
			t.Errorf("infra/estimate/usage.json reckons %g alarms on other alarms, the template has %g", fixed.Units, composites)
		}
		if said := fmt.Sprintf("%s about $%.2f", fixed.Name, fixed.USD); fixed.Item == "" && !strings.Contains(readme, said) {
			t.Errorf("infra/estimate/usage.json reckons what the README does not: %q", said)
		}
	}
}
