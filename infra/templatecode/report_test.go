package templatecode_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/templatecode"
	"ventana/shared/dynamostore"
)

// audit is the entries by day.
type audit map[string][]dynamostore.AuditEntry

func (a audit) AuditOf(_ context.Context, day time.Time) ([]dynamostore.AuditEntry, error) {
	return a[day.Format(time.DateOnly)], nil
}

func collected(t *testing.T) templatecode.Report {
	t.Helper()
	sent := func(name, rule string, priced bool) dynamostore.AuditEntry {
		return dynamostore.AuditEntry{Template: name, Language: "es", Category: "UTILITY", Rule: rule, Outcome: "accepted", Price: 1000, Priced: priced, Contact: "c1", Ticket: "35"}
	}
	report, err := templatecode.Collect(t.Context(), audit{
		"2026-11-19": {sent("old", "", false)},
		"2026-11-20": {sent("b", "", true), sent("a", "shop", false)},
		"2026-11-22": {sent("b", "", false), {Outcome: "of no template"}},
	}, time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), 3)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestCollect_sumsUpByWhatEntriesHaveInCommon(t *testing.T) {
	t.Parallel()
	want := templatecode.Report{
		From: "2026-11-20", To: "2026-11-22", Count: 3, Priced: 1, Price: 1000,
		Rows: []templatecode.Row{
			{Template: "a", Language: "es", Category: "UTILITY", Rule: "shop", Outcome: "accepted", Count: 1},
			{Template: "b", Language: "es", Category: "UTILITY", Outcome: "accepted", Count: 2, Priced: 1, Price: 1000},
		},
		Days: []templatecode.Day{{Day: "2026-11-20", Count: 2}, {Day: "2026-11-21"}, {Day: "2026-11-22", Count: 1}},
	}
	if diff := cmp.Diff(want, collected(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPrice_isNeverGuessed(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]templatecode.Row{
		"–":                 {Count: 2},
		"$0.002":            {Count: 2, Priced: 2, Price: 2000},
		"$0.001 for 1 of 2": {Count: 2, Priced: 1, Price: 1000},
	} {
		if got := templatecode.Price(row); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWriteHTML_needsNothingElse(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	if err := collected(t).WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`width: 50%" title="a: 1"`, `width: 100%" title="b: 2"`, `height: 0%" title="2026-11-21: 0"`, "$0.001 for 1 of 3"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s:\n%s", want, page.String())
		}
	}
	for _, refused := range []string{"http://", "https://", "<script", "src=", "c1"} {
		if strings.Contains(page.String(), refused) {
			t.Errorf("the page holds %s", refused)
		}
	}
}
