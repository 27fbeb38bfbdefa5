package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"ventana/shared/policy"
)

func writeGuard(out io.Writer, g guardState, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(g); err != nil {
			return fmt.Errorf("write guard: %w", err)
		}
		return nil
	}
	switch {
	case g.Limit == nil && g.DayLimit == nil:
		fmt.Fprintf(out, "%s: no limit is kept, because %s.\n", g.Month, g.Why)
	case g.Limit == nil:
		fmt.Fprintf(out, "%s: %s spent, without a limit of the month.\n", g.Month, g.Spent)
	default:
		fmt.Fprintf(out, "%s: %s of %s spent, %s of it today.\n", g.Month, g.Spent, *g.Limit, g.Today)
	}
	if g.DayLimit != nil {
		fmt.Fprintf(out, "%s: %s of %s spent.\n", g.Day, g.Today, *g.DayLimit)
	}
	if g.Unpriced > 0 {
		fmt.Fprintf(out, "%s charged whose rate nobody published: in no sum.\n", counted(g.Unpriced, "message"))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(g.Numbers) > 0 {
		fmt.Fprintln(table, "\nNUMBER\tCHARGED MESSAGES\tSPENT")
	}
	for _, n := range g.Numbers {
		fmt.Fprintf(table, "%s\t%d\t%s\n", n.Number, n.Messages, n.Spent)
	}
	if g.Limit != nil || g.DayLimit != nil {
		fmt.Fprintln(table, "\nSTOPS\tAT\tNOW")
		for _, p := range g.Purposes {
			now := map[policy.Span]string{
				policy.NoSpan: "is sent", policy.Month: "is held until the month ends", policy.Day: "is held until midnight, UTC",
			}
			fmt.Fprintf(table, "%s\t%d %%\t%s\n", p.Purpose, p.Percent, now[p.HeldBy])
		}
		fmt.Fprintln(table, "free text of agents\tnever\tis sent")
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write guard: %w", err)
	}
	return nil
}
