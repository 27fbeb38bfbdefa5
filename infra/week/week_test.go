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
		Template: "../../template.yaml", Conversations: 12, Length: 30 * time.Hour, Seed: 574, Stride: 5, Quiet: "22:00-08:00", Language: "pt",
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, report.LastLogs)
	}
	t.Logf("in %s: %s", report.Took.Round(time.Second), report.Summary())
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report.LastLogs)
	}
	v := report.Verdict
	for what, counted := range map[string]struct{ got, least int }{
		"warnings": {v.Expected, 18}, "notes that a window has closed": {v.Closed, 3}, "warnings moved by quiet hours": {v.Moved, 4},
		"warnings that an answer stopped": {v.Answered, 10}, "warnings that a status stopped": {v.Idle, 4},
		"kinds of commands": {len(v.Commands), 4}, "killed runs": {report.Died, 2}, "doubled runs": {report.Doubled, 2},
	} {
		if counted.got < counted.least {
			t.Errorf("%d %s, want at least %d: too few to prove anything", counted.got, what, counted.least)
		}
	}
	if report.Failed != report.Died {
		t.Errorf("%d runs of window failed, want the %d that were killed", report.Failed, report.Died)
	}
}
