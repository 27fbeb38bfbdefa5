package infra_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ventana/infra/scenario"
)

// TestAcceptance_pageIsTheStory: what the supervisor is told to do and to see is
// what is played and checked, step by step.
func TestAcceptance_pageIsTheStory(t *testing.T) {
	t.Parallel()
	stories, err := scenario.Load(filepath.Join("..", "events", "scenarios"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join("..", "docs", "acceptance.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{} // by step: what to do, what to see
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(line, " | "); len(cells) == 4 && strings.HasPrefix(cells[0], "| ") {
			rows[strings.TrimPrefix(cells[0], "| ")] = cells[1:3]
		}
	}
	told := map[string]int{}
	for _, story := range stories {
		if story.File != "31-acceptance.yaml" {
			continue
		}
		for _, step := range story.Steps {
			number, text, _ := strings.Cut(step.Say, ". ")
			column := 0
			if step.ExpectTicket != nil || step.ExpectPhone != nil || step.ExpectQueues != nil {
				column = 1
			}
			if row := rows[number]; row == nil || !strings.Contains(strings.ToLower(row[column]), strings.ToLower(text)) {
				t.Errorf("the page does not say in step %s: %s", number, text)
			}
			told[number] += column
		}
	}
	if len(told) < 12 {
		t.Errorf("the story has %d steps", len(told))
	}
	for number := range rows {
		if number != "step" && told[number] == 0 {
			t.Errorf("nothing is checked of step %s", number)
		}
	}
}
