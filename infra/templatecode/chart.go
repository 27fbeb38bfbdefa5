package templatecode

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// chartWidth is the longest bar of a chart, in characters.
const chartWidth = 40

// stack is one bar of a chart: a template in a language, by what became of it.
type stack struct {
	Name  string // "case_update (es)"
	Count int
	Parts []part
}

// part is the messages of a stack that ended alike.
type part struct {
	Outcome string // "read", "failed 131049"
	Class   string // classOf
	Count   int
	Share   int // of the longest stack, in hundredths
}

// The classes of outcomes, best first. A refusal is a failure whatever its code.
const (
	classRead      = "read"
	classDelivered = "delivered"
	classOnItsWay  = "accepted"
	classFailed    = "failed"
)

func classes() []string { return []string{classRead, classDelivered, classOnItsWay, classFailed} }

// classOf is the class of an outcome. What nobody told more of is on its way.
func classOf(outcome string) string {
	word, _, _ := strings.Cut(outcome, " ")
	switch word {
	case classDelivered, classFailed:
		return word
	case classRead, "played":
		return classRead
	default:
		return classOnItsWay
	}
}

// stacks has a bar for each template and language, in the order of the rows, its
// parts from the best outcome to the worst.
func (r Report) stacks() []stack {
	var all []stack
	for _, row := range r.Rows {
		name := row.Template + " (" + row.Language + ")"
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, stack{Name: name})
		}
		one := &all[len(all)-1]
		one.Count += row.Count
		at := slices.IndexFunc(one.Parts, func(p part) bool { return p.Outcome == row.Outcome })
		if at < 0 {
			at = len(one.Parts)
			one.Parts = append(one.Parts, part{Outcome: row.Outcome, Class: classOf(row.Outcome)})
		}
		one.Parts[at].Count += row.Count
	}
	most := 1
	for _, one := range all {
		most = max(most, one.Count)
	}
	for _, one := range all {
		for i := range one.Parts {
			one.Parts[i].Share = 100 * one.Parts[i].Count / most
		}
		slices.SortStableFunc(one.Parts, func(a, b part) int {
			return cmp.Or(cmp.Compare(slices.Index(classes(), a.Class), slices.Index(classes(), b.Class)), strings.Compare(a.Outcome, b.Outcome))
		})
	}
	return all
}

// cell is how a class is drawn on a terminal, also on one without colours.
func cell(class string) string {
	return map[string]string{classRead: "█", classDelivered: "▓", classOnItsWay: "░", classFailed: "×"}[class]
}

// WriteChart draws the report as bars of characters: one for each template and
// language, of what became of its messages. Whatever happened at all is at least
// one character wide.
func (r Report) WriteChart(out io.Writer) error {
	var text strings.Builder
	stacks, most, margin := r.stacks(), 1, 0
	for _, one := range stacks {
		most, margin = max(most, one.Count), max(margin, utf8.RuneCountInString(one.Name))
	}
	for _, one := range stacks {
		fmt.Fprintf(&text, "%-*s  ", margin, one.Name)
		var told []string
		for _, p := range one.Parts {
			text.WriteString(strings.Repeat(cell(p.Class), max(1, chartWidth*p.Count/most)))
			told = append(told, fmt.Sprintf("%d %s", p.Count, cmp.Or(p.Outcome, classOnItsWay)))
		}
		fmt.Fprintf(&text, "  %s\n", strings.Join(told, ", "))
	}
	if len(stacks) > 0 {
		fmt.Fprintf(&text, "%-*s ", margin, "")
		for _, class := range classes() {
			fmt.Fprintf(&text, " %s %s", cell(class), class)
		}
		text.WriteString("\n")
	}
	if _, err := io.WriteString(out, text.String()); err != nil {
		return fmt.Errorf("write chart: %w", err)
	}
	return nil
}
