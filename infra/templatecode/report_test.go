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
	for _, want := range []string{`<span>a (es)</span><span class="bar"><b class="accepted" style="width: 50%" title="accepted: 1">`, `style="width: 100%" title="accepted: 2"`, `height: 0%" title="2026-11-21: 0"`, "$0.001 for 1 of 3"} {
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

// outcomes is a report of templates that ended differently.
func outcomes() templatecode.Report {
	row := func(name, language, rule, outcome string, count int) templatecode.Row {
		return templatecode.Row{Template: name, Language: language, Rule: rule, Outcome: outcome, Count: count}
	}
	return templatecode.Report{Count: 118, Rows: []templatecode.Row{
		row("case_update", "en", "", "delivered", 10),
		row("case_update", "es", "", "accepted", 4),
		row("case_update", "es", "", "failed 131026", 1),
		row("case_update", "es", "", "failed 131049", 5),
		row("case_update", "es", "", "read", 50),
		row("case_update", "es", "answer", "delivered", 10),
		row("case_update", "es", "answer", "read", 30),
		row("ünlü", "tr", "", "", 8),
	}}
}

func TestWriteChart_showsWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := outcomes().WriteChart(&out); err != nil {
		t.Fatal(err)
	}
	want := "case_update (en)  ▓▓▓▓  10 delivered\n" +
		"case_update (es)  " + strings.Repeat("█", 32) + "▓▓▓▓░×××  80 read, 10 delivered, 4 accepted, 1 failed 131026, 5 failed 131049\n" +
		"ünlü (tr)         ░░░  8 accepted\n" +
		"                  █ read ▓ delivered ░ accepted × failed\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var page, none strings.Builder
	if err := outcomes().WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<b class="read" style="width: 80%" title="read: 80">`, `<b class="failed" style="width: 5%" title="failed 131049: 5">`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s:\n%s", want, page.String())
		}
	}
	if err := (templatecode.Report{}).WriteChart(&none); err != nil || none.Len() > 0 {
		t.Errorf("of nothing: %q, %v", none.String(), err)
	}
}
