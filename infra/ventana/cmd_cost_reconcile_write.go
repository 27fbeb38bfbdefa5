package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"ventana/infra/settle"
)

func writeSettlement(out io.Writer, found settlement, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(found); err != nil {
			return fmt.Errorf("write comparison: %w", err)
		}
		return nil
	}
	fmt.Fprintf(out, "From %s to %s, days from %s UTC, as WhatsApp cuts them: %s compared\n", found.From, found.To, found.DayBegins, counted(found.compared, "row"))
	if found.Currency != "USD" {
		fmt.Fprintf(out, "The account is billed in %s: deliveries alone are compared.\n", found.Currency)
	}
	if len(found.Rows) == 0 {
		fmt.Fprintln(out, "Nothing differs.")
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nDAY\tNUMBER\tCOUNTRY\tCATEGORY\tOURS\tWHATSAPP\tOURS $\tWHATSAPP $\tEXPLAINED\tUNEXPLAINED")
	for _, row := range found.Rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", row.Day, row.Number, row.Country, row.Category, row.Ours, row.Theirs,
			row.OursMicros, row.TheirMicros, reasonsOf(row), unexplained(row))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write comparison: %w", err)
	}
	return nil
}

func reasonsOf(row settle.Row) string {
	var words []string
	for _, reason := range row.Reasons {
		switch {
		case reason.Deliveries > 0 && reason.Micros > 0:
			words = append(words, fmt.Sprintf("%d (%s) %s", reason.Deliveries, reason.Micros, reason.Why))
		case reason.Deliveries > 0:
			words = append(words, fmt.Sprintf("%d %s", reason.Deliveries, reason.Why))
		default:
			words = append(words, fmt.Sprintf("%s: %s", reason.Micros, reason.Why))
		}
	}
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, "; ")
}

func unexplained(row settle.Row) string {
	if row.Unexplained == 0 && row.UnexplainedMicros == 0 {
		return "–"
	}
	return fmt.Sprintf("%+d, %s", row.Unexplained, row.UnexplainedMicros)
}
