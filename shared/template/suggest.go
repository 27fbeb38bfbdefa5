package template

import (
	"slices"
	"strings"
)

// MaxSuggestions is how many names are suggested at once: what fits a note.
const MaxSuggestions = 5

// Suggest are names of sendable templates that a word may mean: those that begin
// with it, else those that are a few letters away from it, the nearest first.
// All of them, up to MaxSuggestions, for an empty word.
func (c Catalogue) Suggest(word string) []string {
	word = strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(word)))
	var sendable, begin []string
	for _, t := range c.templates {
		if t.Sendable() != nil || slices.Contains(sendable, t.Name) {
			continue
		}
		sendable = append(sendable, t.Name)
		if strings.HasPrefix(t.Name, word) {
			begin = append(begin, t.Name)
		}
	}
	if len(begin) == 0 {
		begin = near(word, sendable)
	}
	return begin[:min(len(begin), MaxSuggestions)]
}

// near are the candidates within a third of the word's letters, the nearest
// first; a short word may have one wrong.
func near(word string, candidates []string) []string {
	most := max(1, len(word)/3)
	if len(word) > MaxNameRunes {
		return nil // no name is as long, and the time grows with its square
	}
	type found struct {
		name  string
		steps int
	}
	var all []found
	for _, name := range candidates {
		if len(name)-len(word) > most || len(word)-len(name) > most {
			continue
		}
		if steps := distance(word, name); steps <= most {
			all = append(all, found{name, steps})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.steps - b.steps })
	names := make([]string, 0, len(all))
	for _, f := range all {
		names = append(names, f.name)
	}
	return names
}

// distance is the least number of letters to add, drop, change or swap with a
// neighbour to make one word of the other (optimal string alignment).
func distance(a, b string) int {
	before, last, row := []int(nil), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, make([]int, len(b)+1)
	}
	return last[len(b)]
}
