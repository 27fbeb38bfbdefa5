package statement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/statement"
)

func TestSum_countsOnceWhatTwoPagesTell(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 3, 0, 0, time.UTC)
	unsent := statement.Finding{Kind: statement.Unsent, Number: "main", Ticket: "1", Comment: "12", At: at.Add(time.Minute)}
	double := statement.Finding{Kind: statement.Doubled, Number: "main", Ticket: "1", Comment: "13", Other: "11", At: at}
	pages := []statement.Page{
		{Replies: []statement.Reply{{Comment: "12", Number: "main"}}, Findings: []statement.Finding{unsent}},
		{Replies: []statement.Reply{{Comment: "12", Number: "main"}, {Comment: "20", Number: "second"}}, Findings: []statement.Finding{unsent, double}},
		{Lines: []statement.Line{{Number: "main", Messages: 3, OnTicket: 3}}},
	}
	findings, dealt := statement.Findings(pages)
	if diff := cmp.Diff([]statement.Finding{double, unsent}, findings); diff != "" || len(dealt) != 0 {
		t.Fatalf("findings (-want +got):\n%s", diff)
	}
	told := statement.Sum("2026-11-22", pages, findings)
	if len(told.Lines) != 2 || told.Lines[0].Replies != 1 || told.Lines[0].Unsent != 1 || told.Lines[0].Doubled != 1 || told.Lines[1].Replies != 1 {
		t.Errorf("got %+v", told.Lines)
	}
	if got, want := told.Sentence(), "1 of 5 unaccounted, 1 doubled"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	findings[1].Repair = statement.LookedAgain
	if got, want := statement.Sum("2026-11-22", pages, findings).Sentence(), "0 of 5 unaccounted, 1 repaired, 1 doubled"; got != want {
		t.Errorf("after the repair: got %q, want %q", got, want)
	}
}

// A note tells somebody, and brings nothing back.
func TestFinding_aNoteRepairsNothing(t *testing.T) {
	t.Parallel()
	for repair, want := range map[string]bool{
		"": false, statement.Told: false, statement.Refused: false, statement.Redrive: false,
		statement.LookedAgain: true, statement.Finished: true, statement.TakenBack: true,
	} {
		if got := (statement.Finding{Kind: statement.Lost, Repair: repair}).Repaired(); got != want {
			t.Errorf("%q: repaired %v, want %v", repair, got, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 48112: "48,112", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := statement.Grouped(n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSum_namesSomeAndCountsAll(t *testing.T) {
	t.Parallel()
	var findings []statement.Finding
	for range statement.MaxFindings + 5 {
		findings = append(findings, statement.Finding{Kind: statement.Stuck, Number: "main"})
	}
	line := statement.Sum("2026-11-22", nil, findings).Lines[0]
	if line.Stuck != statement.MaxFindings+5 || len(line.Findings) != statement.MaxFindings || line.Unaccounted() != statement.MaxFindings+5 {
		t.Errorf("counted %d, named %d", line.Stuck, len(line.Findings))
	}
}
