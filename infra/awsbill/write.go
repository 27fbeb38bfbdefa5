package awsbill

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// WriteText writes lines as a table, those of an item together, then the sums and
// the grounds of what was not measured.
func WriteText(out io.Writer, lines []Line) error {
	together := Together(lines)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "SERVICE\tWHAT\tQUANTITY\tRATE\t$\tSOURCE\t")
	for _, line := range together {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t\n", line.Service, line.What, quantity(line.Quantity), rate(line), dollars(line.USD), line.Source)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	fmt.Fprintln(out)
	total := 0.0
	for _, sum := range Sums(lines) {
		total += sum.USD
		fmt.Fprintf(out, "%s: $%.6f\n", sum.Source, sum.USD)
	}
	fmt.Fprintf(out, "together, without what is not known: $%.6f\n", total)
	told := map[string]bool{}
	for _, line := range together {
		key := fmt.Sprint(line.Source, line.Service, line.Why)
		if line.Why == "" || told[key] {
			continue
		}
		told[key] = true
		if _, err := fmt.Fprintf(out, "%s, %s: %s\n", line.Service, line.Source, line.Why); err != nil {
			return fmt.Errorf("write lines: %w", err)
		}
	}
	return nil
}

// WriteCSV writes every line, with its resource.
func WriteCSV(out io.Writer, lines []Line) error {
	rows := [][]string{{"service", "what", "of", "quantity", "unit", "rate_usd", "rate_per", "usd", "source", "why"}}
	exact := func(value *float64) string {
		if value == nil {
			return ""
		}
		// Fourteen digits: what is behind them is the dust of binary fractions.
		rounded, err := strconv.ParseFloat(strconv.FormatFloat(*value, 'e', 13, 64), 64)
		if err != nil { // not of what FormatFloat writes
			rounded = *value
		}
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	for _, line := range lines {
		rows = append(rows, []string{
			line.Service, line.What, line.Of, exact(line.Quantity), line.Unit, exact(&line.RateUSD), exact(&line.RatePer), exact(line.USD), string(line.Source), line.Why,
		})
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	return nil
}

// quantity is a count, with decimals where it has any.
func quantity(units *float64) string {
	switch {
	case units == nil:
		return "?"
	case *units == float64(int64(*units)):
		return strconv.FormatInt(int64(*units), 10)
	}
	return strconv.FormatFloat(*units, 'f', 6, 64)
}

// rate is a price as the list has it: of a million where it is of many.
func rate(line Line) string {
	usd := strconv.FormatFloat(line.RateUSD, 'f', -1, 64)
	if line.RatePer == 1 {
		return "$" + usd
	}
	return fmt.Sprintf("$%s / %.0f", usd, line.RatePer)
}

func dollars(usd *float64) string {
	if usd == nil {
		return "?"
	}
	return fmt.Sprintf("%.6f", *usd)
}
