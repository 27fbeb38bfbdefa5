package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Print tells figures as a table. An output that fails is no reason to stop.
func Print(out io.Writer, figures []Figure) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, one := range figures {
		kept := ""
		if one.Target != "" {
			if kept = "missed"; one.Kept() {
				kept = "kept"
			}
		}
		_, _ = fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\n", one.Name, one.Shown(), one.Unit, one.Target, kept)
	}
	_ = table.Flush()
	_, _ = fmt.Fprintln(out)
}
