package main

import (
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/infra/templatecode"
)

const templatesReportHelp = `Sums up what was sent of templates in the last days, today included, by template,
language, category, the policy's rule that chose it, and outcome, and draws what
became of each as bars. Without a rule an agent's command sent it. Days are by UTC.

Outcomes: accepted is on its way, or nobody told more; delivered and read are the
customer's phone's; failed has WhatsApp's code behind it (docs/errors.md).

The price is the rate card's where it is known; WhatsApp's own bill is the truth.
The audit is kept for 400 days and names no customer here.

--csv and --json print the same for programs; --html writes a page with bars, which
needs nothing else and may be sent to somebody.`

// reportFlags are those of the reports; html is of templates' alone.
type reportFlags struct {
	days        int
	csv, asJSON bool
	html        string
}

// maxReportDays is how long the audit is kept.
const maxReportDays = 400

func newTemplatesReportCommand(flags *templatesFlags) *cobra.Command {
	var report reportFlags
	command := &cobra.Command{
		Use:     "report",
		Short:   "Sum up what was sent of templates",
		Long:    templatesReportHelp,
		Example: "  ventana templates report --local\n  ventana templates report --days 7 --html report.html --table ventana-prod-Table-1X\n  ventana templates report --days 90 --csv --table ventana-prod-Table-1X > report.csv",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := report.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			opened, err := flags.open(command, needTable)
			if err != nil {
				return err
			}
			ctx := command.Context()
			store, err := opened.openTable(ctx, rand.Text)
			if err != nil {
				return err
			}
			found, err := templatecode.Collect(ctx, store, opened.now(), report.days)
			if err != nil {
				return opened.explained(err)
			}
			return report.write(command.OutOrStdout(), found)
		},
	}
	report.register(command)
	command.Flags().StringVar(&report.html, "html", "", "write a page to this file")
	return command
}

// register adds the flags that all reports have.
func (flags *reportFlags) register(command *cobra.Command) {
	set := command.Flags()
	set.IntVar(&flags.days, "days", 30, "how many days, today included")
	set.BoolVar(&flags.csv, "csv", false, "print CSV, for spreadsheets")
	set.BoolVar(&flags.asJSON, "json", false, "print JSON, for programs")
}

// check finds every wrong flag at once.
func (flags reportFlags) check() error {
	var problems []error
	if flags.days < 1 || flags.days > maxReportDays {
		problems = append(problems, fmt.Errorf("--days: want 1 to %d, as long as the audit is kept, got %d", maxReportDays, flags.days))
	}
	if flags.csv && flags.asJSON || flags.html != "" && (flags.csv || flags.asJSON) {
		problems = append(problems, errors.New("--csv, --json, --html: choose one"))
	}
	return errors.Join(problems...)
}

func (flags reportFlags) write(out io.Writer, report templatecode.Report) error {
	switch {
	case flags.asJSON:
		return printJSON(out, report)
	case flags.csv:
		return printCSV(out, report)
	case flags.html == "":
		return printReport(out, report)
	}
	var page bytes.Buffer
	if err := report.WriteHTML(&page); err != nil {
		return err
	}
	if err := os.WriteFile(flags.html, page.Bytes(), 0o644); err != nil { // it names no customer
		return fmt.Errorf("write report: %w", err)
	}
	list := checklist{out: out}
	list.right("%s tells of %s from %s to %s", flags.html, counted(report.Count, "message"), report.From, report.To)
	return list.err()
}

func printReport(out io.Writer, report templatecode.Report) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(format string, values ...any) { fmt.Fprintf(table, format+"\n", values...) } // a failure comes back from Flush
	line("Templates from %s to %s", report.From, report.To)
	if report.Count == 0 {
		line("Nothing was sent.")
	} else {
		line("template\tlanguage\tcategory\trule\toutcome\tcount\tprice")
		for _, row := range report.Rows {
			line("%s\t%s\t%s\t%s\t%s\t%d\t%s", row.Template, row.Language, row.Category, orDash(row.Rule), orDash(row.Outcome), row.Count, templatecode.Price(row))
		}
		line("all\t\t\t\t\t%d\t%s", report.Count, templatecode.Price(report.Sum()))
	}
	if report.Count > 0 {
		line("")
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return report.WriteChart(out)
}

// printCSV writes a line for each row; the price is in dollars.
func printCSV(out io.Writer, report templatecode.Report) error {
	lines := [][]string{{"template", "language", "category", "rule", "outcome", "count", "priced", "price_usd"}}
	for _, row := range report.Rows {
		lines = append(lines, []string{
			row.Template, row.Language, row.Category, row.Rule, row.Outcome,
			strconv.Itoa(row.Count), strconv.Itoa(row.Priced), row.Price.String()[len("$"):],
		})
	}
	if err := csv.NewWriter(out).WriteAll(lines); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
