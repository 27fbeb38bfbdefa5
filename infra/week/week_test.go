package week

import (
	"testing"
	"time"
)

// Some conversations of a day and more, with a night of quiet hours: every warning
// stands once, in time, with what it has to say, although window is killed and
// run twice.
func TestWeek_everyWarningOnceAndInTime(t *testing.T) {
	t.Parallel()
	report, err := Run(t.Context(), Options{
		Template: "../../template.yaml", Conversations: 12, Length: 30 * time.Hour, Seed: 177, Quiet: "22:00-08:00", Language: "pt",
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, report.LastLogs)
	}
	t.Logf("in %s: %s", report.Took.Round(time.Second), report.Summary())
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report.LastLogs)
	}
	if v := report.Verdict; v.Expected < 20 || v.Closed < 3 || v.Moved < 4 || len(v.Commands) < 4 || report.Died < 2 || report.Doubled < 2 {
		t.Errorf("%d warnings, %d closed, %d moved, %d kinds of commands, %d kills, %d doubled runs: too few to prove anything",
			v.Expected, v.Closed, v.Moved, len(v.Commands), report.Died, report.Doubled)
	}
	if report.Failed != report.Died {
		t.Errorf("%d runs of window failed, want the %d that were killed", report.Failed, report.Died)
	}
}
