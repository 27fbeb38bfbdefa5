package soak

import (
	"testing"
	"time"
)

// A short run with a trouble of every kind: nothing is lost, doubled or out of
// order.
func TestSoak_short(t *testing.T) {
	t.Parallel()
	report, err := Run(t.Context(), Options{Template: "../../template.yaml", Messages: 300, Seed: 1})
	if err != nil {
		t.Fatalf("%v\n%s", err, report.LastLogs)
	}
	t.Logf("in %s\n%s%s", report.Took.Round(time.Second), report.Summary(), report.Line())
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}
