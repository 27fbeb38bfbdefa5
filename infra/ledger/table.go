package ledger

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// column is one column of a report, for people and for spreadsheets.
type column struct {
	name, csv string
	text      bool // left-aligned, and no number
	of        func(Row) string
}

// columns are those of a report. A share that nobody gave has none.
func (r Report) columns() []column {
	count := func(name string, of func(Sum) int) column {
		return column{name: name, csv: strings.ReplaceAll(name, " ", "_"), of: func(row Row) string { return strconv.Itoa(of(row.Sum)) }}
	}
	money := func(name, csv string, of func(Sum) string) column {
		return column{name: name, csv: csv, of: func(row Row) string { return of(row.Sum) }}
	}
	list := []column{{name: string(r.By), csv: string(r.By), text: true, of: func(row Row) string { return row.Key }}}
	if r.By == "message" {
		list = lineColumns()
	} else {
		list = append(list,
			count("received", func(s Sum) int { return s.Received }), count("delivered", func(s Sum) int { return s.Delivered }),
			count("free", func(s Sum) int { return s.Free }), count("failed", func(s Sum) int { return s.Failed }),
			count("on its way", func(s Sum) int { return s.OnItsWay }), count("without a rate", func(s Sum) int { return s.Unpriced }))
	}
	list = append(list,
		money("WhatsApp's charge", "whatsapp_usd", func(s Sum) string { return s.Charge.String() }),
		money("estimated", "estimated_usd", func(s Sum) string { return s.Estimate.String() }),
		money("provider's fee", "provider_fee_usd", func(s Sum) string { return s.Fee.String() }))
	if r.AWS != nil {
		name := "AWS, computed"
		if r.AWS.Measured {
			name = "AWS, measured"
		}
		list = append(list, money(name, "aws_usd", func(s Sum) string { return s.AWS.String() }))
	}
	if r.By == "message" {
		list = append(list, column{name: "grounds", csv: "grounds", text: true, of: func(row Row) string {
			return row.Line.Basis + strings.TrimSuffix(" ("+row.Line.Differs+")", " ()")
		}})
	}
	return list
}

// lineColumns are those that only a message has.
func lineColumns() []column {
	text := func(name string, of func(*Line) string) column {
		return column{name: name, csv: strings.ReplaceAll(name, " ", "_"), text: true, of: func(row Row) string {
			if row.Line == nil { // the total
				return ""
			}
			return cmp.Or(of(row.Line), none)
		}}
	}
	return []column{
		text("at", func(l *Line) string { return l.At.UTC().Format(time.RFC3339) }),
		text("message", func(l *Line) string { return l.Name }),
		text("state", func(l *Line) string { return string(l.State) }),
		text("number", func(l *Line) string { return l.Number }),
		text("country", func(l *Line) string { return l.Country }),
		text("category", func(l *Line) string { return l.Category }),
		text("template", func(l *Line) string { return l.Template }),
		text("ticket", func(l *Line) string { return l.Ticket }),
		text("agent", func(l *Line) string { return l.Agent }),
		text("conversation", func(l *Line) string { return l.Conversation }),
	}
}

// cells are the report's rows and, last, their total.
func (r Report) cells(columns []column) [][]string {
	var table [][]string
	for _, row := range append(r.Rows[:len(r.Rows):len(r.Rows)], Row{Key: "all", Sum: r.Total}) {
		cells := make([]string, len(columns))
		for i, c := range columns {
			if row.Line == nil && r.By == "message" && c.name == "grounds" {
				continue
			}
			cells[i] = c.of(row)
		}
		if row.Line == nil && r.By == "message" {
			cells[0] = "all"
		}
		table = append(table, cells)
	}
	for i, c := range columns {
		if !c.text {
			evenDecimals(table, i)
		}
	}
	return table
}

// evenDecimals gives the amounts of a column as many decimals as the longest needs,
// so that they stand under each other and none is rounded.
func evenDecimals(table [][]string, at int) {
	most := 0
	for _, row := range table {
		if _, decimals, found := strings.Cut(row[at], "."); found {
			most = max(most, len(decimals))
		}
	}
	for _, row := range table {
		if _, decimals, found := strings.Cut(row[at], "."); found {
			row[at] += strings.Repeat("0", most-len(decimals))
		}
	}
}

// WriteText writes the report as a table for a terminal, with what a reader has to
// know below it.
func (r Report) WriteText(out io.Writer) error {
	columns := r.columns()
	table := r.cells(columns)
	widths := make([]int, len(columns))
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i], widths[i] = c.name, utf8.RuneCountInString(c.name)
		for _, row := range table {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Cost of messages from %s to %s by %s\n\n", r.From, r.To, r.By)
	for _, row := range append([][]string{header}, table...) {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if columns[i].text {
				line += cell + pad + "  "
			} else {
				line += pad + cell + "  "
			}
		}
		text.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	text.WriteString("\n")
	for _, note := range r.Notes() {
		text.WriteString("- " + note + "\n")
	}
	if _, err := io.WriteString(out, text.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// WriteCSV writes a line for each row, without a total, so that a spreadsheet's own
// sum can be laid beside the report's.
func (r Report) WriteCSV(out io.Writer) error {
	columns := r.columns()
	var header []string
	for _, c := range columns {
		header = append(header, c.csv)
	}
	lines := [][]string{header}
	table := r.cells(columns)
	for _, row := range table[:len(table)-1] {
		for i, cell := range row {
			if !columns[i].text {
				row[i] = strings.Replace(cell, "$", "", 1)
			}
		}
		lines = append(lines, row)
	}
	if err := csv.NewWriter(out).WriteAll(lines); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// WriteJSON writes the report as it is; amounts are whole millionths of a dollar,
// and of AWS billionths.
func (r Report) WriteJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(struct {
		Report
		Notes []string `json:"notes"`
	}{r, r.Notes()}); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
