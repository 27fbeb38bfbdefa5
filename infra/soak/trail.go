package soak

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// trailLines is how many lines of a log are shown of a violation, its last ones.
const trailLines = 30

// longestLine bounds a line of a function's log, in bytes: CloudWatch cuts there.
const longestLine = 256 << 10

// trail is what is known of a violation: the comments of its tickets without their
// words, and what the functions logged about it.
type trail struct {
	violation
	contacts []string
	comments []string
	lines    []string
}

// trails finds out about the first violations.
func trails(violations []violation, tickets []ticket, logs string) ([]trail, error) {
	var all []trail
	for _, one := range violations[:min(len(violations), shown)] {
		t := trail{violation: one}
		for _, id := range one.ticket {
			for _, of := range tickets {
				if of.ID == id {
					t.add(of)
				}
			}
		}
		all = append(all, t)
	}
	file, err := os.Open(logs)
	if err != nil {
		return nil, fmt.Errorf("trail: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	lines := bufio.NewReaderSize(file, longestLine)
	for {
		line, err := lines.ReadString('\n')
		for i := range all {
			if all[i].isIn(line) {
				all[i].lines = append(all[i].lines, strings.TrimSpace(line))
			}
		}
		switch {
		case err == io.EOF: //nolint:errorlint // a reader gives it as it is
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("trail: %w", err)
		}
	}
}

// add takes in a ticket.
func (t *trail) add(of ticket) {
	if parts := strings.Split(of.ExternalID, ":"); len(parts) > 1 {
		t.contacts = append(t.contacts, parts[1]) // ventana:{contact}:{number}:{generation}
	}
	for _, said := range of.Comments {
		kind := "note"
		if said.Public {
			kind = "public"
		}
		t.comments = append(t.comments, fmt.Sprintf("ticket %d comment %d %s %s: %.60q", of.ID, said.ID, said.AuthorRole, kind, said.Body))
	}
}

// isIn tells whether a line of the log is about the violation.
func (t *trail) isIn(line string) bool {
	for _, id := range t.ticket {
		if strings.Contains(line, fmt.Sprintf(`"ticket":"%d"`, id)) {
			return true
		}
	}
	for _, id := range append(t.contacts, t.ids...) {
		if id != "" && strings.Contains(line, id) {
			return true
		}
	}
	return false
}

func (t *trail) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s\n", strings.ToUpper(t.kind), t.what)
	for _, list := range [][]string{t.comments, t.lines} {
		if left := len(list) - trailLines; left > 0 {
			fmt.Fprintf(&out, "  … %d before\n", left)
			list = list[left:]
		}
		for _, line := range list {
			fmt.Fprintf(&out, "  %s\n", line)
		}
	}
	return out.String()
}
