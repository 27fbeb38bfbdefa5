package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing to mend in a document.
type Problem struct {
	Line, Column int    // from 1
	Field        string // as window.warn[1]; empty for the document
	What         string // what is wrong and what to do
}

// String is the form for people: line 4, column 9: window.warn[1]: …
func (p Problem) String() string {
	place := fmt.Sprintf("line %d, column %d: ", p.Line, p.Column)
	if p.Field == "" {
		return place + p.What
	}
	return place + p.Field + ": " + p.What
}

// Problems is the error of Parse: all that is wrong, in the order of the
// document.
type Problems struct{ List []Problem }

// Error has a line for each problem.
func (p *Problems) Error() string {
	lines := make([]string, 0, len(p.List))
	for _, one := range p.List {
		lines = append(lines, one.String())
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) sort() {
	slices.SortStableFunc(p.List, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func contains(list []string, value string) bool { return slices.Contains(list, value) }

// meant proposes the known word that a wrong one was probably meant to be; empty
// when none is near.
func meant(word string, known []string) string {
	best, nearest := "", len(word)/3+2
	for _, candidate := range known {
		if far := distance(strings.ToLower(word), candidate); far < nearest {
			best, nearest = candidate, far
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// distance counts the letters to add, drop or change between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
