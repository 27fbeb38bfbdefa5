package infra_test

import (
	"fmt"
	"strings"
	"testing"

	"ventana/infra/local/template"
)

// TestReadme_alarmsCostWhatItSays: CloudWatch bills an alarm by the metrics that it
// watches ($0.10) and a composite whole ($0.50).
func TestReadme_alarmsCostWhatItSays(t *testing.T) {
	t.Parallel()
	readme := text(t, "../README.md")
	alarms, metrics, _ := billed(t, nil)
	more, metricsThen, composites := billed(t, map[string]string{"Stage": "staging"})
	if composites == 0 || more == alarms {
		t.Fatal("staging has no more alarms than dev: the sentence wants mending")
	}
	dollars := func(metrics, composites int) string {
		return fmt.Sprintf("$%.2f", 0.10*float64(metrics)+0.50*float64(composites))
	}
	for _, want := range []string{
		fmt.Sprintf("%d alarms %s ", alarms, dollars(metrics, 0)), fmt.Sprintf("so %d are billed", metrics),
		fmt.Sprintf("%s in all (%d and %d x $0.50)", dollars(metricsThen, composites), metricsThen, composites),
	} {
		if !strings.Contains(readme, want) {
			t.Errorf("the README lacks %q", want)
		}
	}
}

// billed counts the alarms on metrics, what they watch, and the composites.
func billed(t *testing.T, parameters map[string]string) (alarms, metrics, composites int) {
	t.Helper()
	described, err := template.Load("../template.yaml", parameters, template.Local{Stack: "s", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://q"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range described.Alarms {
		if one.Composite {
			composites++
			continue
		}
		alarms++
		metrics += max(1, strings.Count(string(one.Properties), `"MetricStat"`))
	}
	return alarms, metrics, composites
}
