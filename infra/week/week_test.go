package week

import (
	"testing"
	"time"
)

// A day and a half of a dozen conversations, with and without quiet hours: every
// warning stands once, in time, with what it has to say, although window is
// killed and doubled.
func TestWeek_everyWarningOnceAndInTime(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]Options{
		"without quiet hours": {Seed: 1, Language: "es"},
		"with quiet hours":    {Seed: 2, Language: "pt", Quiet: "22:00-08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options.Template, options.Conversations, options.Length = "../../template.yaml", 12, 36*time.Hour
			report, err := Run(t.Context(), options)
			if err != nil {
				t.Fatalf("%v\n%s", err, report.LastLogs)
			}
			v := report.Verdict
			t.Logf("%+v took %s, runs %d, killed %d, doubled %d, acts %v", v, report.Took, report.Runs, report.Died, report.Doubled, report.Acts)
			if !v.Held() {
				t.Errorf("missing %q, doubled %q, unexpected %q, wrong %q, too late %q\n%s", v.Missing, v.Doubled, v.Unexpected, v.Wrong, v.TooLate, report.LastLogs)
			}
			if v.Expected < 10 || report.Died == 0 || report.Doubled == 0 {
				t.Errorf("%d warnings, %d kills, %d doubled runs: too few to prove anything", v.Expected, report.Died, report.Doubled)
			}
		})
	}
}
