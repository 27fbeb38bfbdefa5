package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"ventana/infra/awsbill"
	"ventana/infra/runcost"
)

// awsBill is what the command found.
type awsBill struct {
	Functions    []runcost.Cost `json:"functions"`
	Together     runcost.Cost   `json:"together"`
	Lines        []awsbill.Line `json:"lines"`
	Sums         []awsbill.Sum  `json:"sums"`
	Counted      string         `json:"counted,omitempty"` // how the runs were; empty without any
	Since        *time.Time     `json:"counted_since,omitempty"`
	Until        *time.Time     `json:"counted_until,omitempty"`
	Note         string         `json:"note,omitempty"`
	Architecture string         `json:"architecture"`
	PricesOf     string         `json:"prices_of"`
}

// write prints it as the flags say.
func (b awsBill) write(out io.Writer, flags costAWSFlags) error {
	b.Sums = awsbill.Sums(b.Lines)
	switch {
	case flags.csv:
		return awsbill.WriteCSV(out, b.Lines)
	case flags.asJSON:
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(b); err != nil {
			return fmt.Errorf("write costs: %w", err)
		}
		return nil
	}
	if b.Counted == "" {
		fmt.Fprintf(out, "From CloudWatch's metrics; at the list price of %s\n\n", b.PricesOf)
	} else if err := b.writeRuns(out); err != nil {
		return err
	}
	if b.Since != nil {
		fmt.Fprintf(out, "Requests counted from %s to %s, by the system's clock\n\n", b.Since.Format(time.DateTime), b.Until.Format(time.DateTime))
	}
	if err := awsbill.WriteText(out, b.Lines); err != nil {
		return err
	}
	if b.Note != "" {
		fmt.Fprintln(out, b.Note)
	}
	return nil
}

// writeRuns prints the runs by function.
func (b awsBill) writeRuns(out io.Writer) error {
	fmt.Fprintf(out, "Runs counted %s; %s at the list price of %s\n\n", b.Counted, b.Architecture, b.PricesOf)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "FUNCTION\tRUNS\tCOLD\tFAILED\tBILLED MS\tGB-SECONDS\tPEAK MB\t$\t$ A MILLION RUNS\t")
	for _, c := range append(b.Functions, b.Together) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%.3f\t%d\t%.6f\t%.2f\t\n", c.Function, c.Count, c.Cold, c.Failed, c.BilledMS, c.GBSecond, c.PeakMB, c.USD, c.Each*1e6)
	}
	fmt.Fprintln(table)
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write costs: %w", err)
	}
	return nil
}
