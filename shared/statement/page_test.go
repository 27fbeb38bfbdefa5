package statement_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/statement"
)

// A page of a very bad day: everything that was read is wrong, under the longest ids.
func TestParts_eachFitsOnAnItem(t *testing.T) {
	t.Parallel()
	page := statement.Page{Lines: []statement.Line{{Number: "main"}}, Judged: []string{"j"}, Repaired: []statement.Finding{{Effect: "r"}}}
	long := func(n int) string { return fmt.Sprintf("9%018d", n) }
	for n := range 5_000 {
		effect := fmt.Sprintf("%026d", n)
		page.Seen = append(page.Seen, effect)
		page.Replies = append(page.Replies, statement.Reply{Comment: long(n), Number: "123456789012345"})
		page.Findings = append(page.Findings, statement.Finding{
			Kind: statement.Orphaned, Number: "123456789012345", Helpdesk: strings.Repeat("z", 32), Ticket: long(n), Comment: long(n),
			Other: long(n) + "@" + long(n), Effect: effect, What: "comment", At: time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.UTC), Repair: statement.LookedAgain,
		})
	}
	var whole statement.Page
	for _, part := range page.Parts() {
		raw, err := json.Marshal(part)
		if err != nil || len(raw) > 390_000 {
			t.Errorf("a part has %d bytes, want room on an item of 400 KB: %v", len(raw), err)
		}
		whole.Seen, whole.Replies = slices.Concat(whole.Seen, part.Seen), slices.Concat(whole.Replies, part.Replies)
		whole.Lines, whole.Findings = slices.Concat(whole.Lines, part.Lines), slices.Concat(whole.Findings, part.Findings)
		whole.Judged, whole.Repaired = slices.Concat(whole.Judged, part.Judged), slices.Concat(whole.Repaired, part.Repaired)
	}
	if diff := cmp.Diff(page, whole); diff != "" {
		t.Errorf("what the parts hold (-want +got):\n%s", diff)
	}
	good := statement.Page{Seen: []string{"a"}}
	if diff := cmp.Diff([]statement.Page{good}, good.Parts()); diff != "" {
		t.Errorf("a good day's page (-want +got):\n%s", diff)
	}
	if parts := (statement.Page{}).Parts(); len(parts) != 1 {
		t.Errorf("a page without anything has %d parts, want itself", len(parts))
	}
}

// What was dealt with is not done again, and counts as it is since.
func TestFindings_tellWhatWasDealtWith(t *testing.T) {
	t.Parallel()
	lost := statement.Finding{Kind: statement.Lost, Ticket: "1", Effect: "a"}
	stuck := statement.Finding{Kind: statement.Stuck, Ticket: "2", Effect: "b"}
	told := lost
	told.Repair = statement.Told
	for _, pages := range [][]statement.Page{
		{{Findings: []statement.Finding{lost, stuck}}, {Repaired: []statement.Finding{told}}, {Repaired: []statement.Finding{told}}},
		{{Repaired: []statement.Finding{told}}, {Findings: []statement.Finding{stuck, lost}}},
	} {
		open, dealt := statement.Findings(pages)
		if diff := cmp.Diff([][]statement.Finding{{stuck}, {told}}, [][]statement.Finding{open, dealt}); diff != "" {
			t.Errorf("open and dealt (-want +got):\n%s", diff)
		}
	}
}
