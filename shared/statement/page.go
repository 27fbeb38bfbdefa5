package statement

import (
	"cmp"
	"slices"
)

// Page is what one piece of the comparison found.
type Page struct {
	// Seen are the effects of customers' messages that stand on tickets.
	Seen     []string  `json:"seen,omitempty"`
	Replies  []Reply   `json:"replies,omitempty"`
	Lines    []Line    `json:"lines,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
	// Judged are the effects of customers' messages that no export showed, and that
	// this page says what became of: nobody looks for them again.
	Judged []string `json:"judged,omitempty"`
	// Repaired are findings of other pages after something was done about them, or
	// nothing could be: nobody repairs them again.
	Repaired []Finding `json:"repaired,omitempty"`
}

// Reply is an agent's public comment.
type Reply struct {
	Comment string `json:"comment"`
	Number  string `json:"number"`
}

const (
	// MaxPageFindings is how many findings a page has: 250 KB of the 400 KB that an
	// item of the table may have, with the longest ids.
	MaxPageFindings = 800
	// maxPageIDs is how many effects a page names, and how many replies: some 30 KB
	// and 60 KB.
	maxPageIDs = 1000
)

// Parts cuts a page into pages that fit on an item of the table each: one, on any
// day but a very bad one.
func (p Page) Parts() []Page {
	n := max(1, pieces(p.Findings, MaxPageFindings), pieces(p.Seen, maxPageIDs), pieces(p.Replies, maxPageIDs))
	parts := make([]Page, n)
	for i := range parts {
		parts[i] = Page{Findings: piece(p.Findings, i, MaxPageFindings), Seen: piece(p.Seen, i, maxPageIDs), Replies: piece(p.Replies, i, maxPageIDs)}
	}
	parts[0].Lines, parts[0].Judged, parts[0].Repaired = p.Lines, p.Judged, p.Repaired
	return parts
}

func pieces[T any](list []T, size int) int { return (len(list) + size - 1) / size }

// piece is one of the pieces of a list; nil behind the last.
func piece[T any](list []T, at, size int) []T {
	if at*size >= len(list) {
		return nil
	}
	return list[at*size : min((at+1)*size, len(list))]
}

// Findings are those of the pages, each once, by time: those about which something
// is to be done, and those that were dealt with.
func Findings(pages []Page) (open, dealt []Finding) {
	known := map[string]bool{}
	take := func(list, from []Finding) []Finding {
		for _, finding := range from {
			if !known[finding.name()] {
				known[finding.name()] = true
				list = append(list, finding)
			}
		}
		return list
	}
	for _, page := range pages {
		dealt = take(dealt, page.Repaired)
	}
	for _, page := range pages {
		open = take(open, page.Findings)
	}
	return byTime(open), byTime(dealt)
}

// name is by which the same finding is known on two pages.
func (f Finding) name() string {
	return string(f.Kind) + " " + f.Helpdesk + " " + f.Ticket + " " + f.Comment + " " + f.Effect
}

func byTime(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.name(), b.name()))
	})
	return findings
}
