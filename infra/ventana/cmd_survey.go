package main

import (
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/infra/surveycode"
)

const surveyHelp = `What customers answered when they were asked how it went. docs/surveys.md tells who
is asked, when and how.`

// newSurveyCommand groups what is done about surveys.
func newSurveyCommand() *cobra.Command {
	flags := &systemFlags{}
	command := &cobra.Command{
		Use:     "survey",
		Short:   "What customers answered to surveys",
		Long:    surveyHelp,
		Example: "  ventana survey report --local",
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	command.AddCommand(newSurveyReportCommand(flags))
	return command
}

const surveyReportHelp = `Sums up the surveys of the last days, today included, by number, language, the way
they were asked and the scale: how many were asked, how many answered, the share,
the mean score, and how often each score was given, the lowest first. An answer
counts on the day of its question; the newest of several counts. Days are by UTC.

Surveys are kept for 400 days and name no customer. Without a scale (0) a template
asked that has no answers of its own.

It reads the table (output TableName), with AWS credentials and a region as the aws
command has them: dynamodb Query on the table. --csv and --json print the same for
programs.`

func newSurveyReportCommand(flags *systemFlags) *cobra.Command {
	var report reportFlags
	command := &cobra.Command{
		Use:     "report",
		Short:   "Sum up the answers",
		Long:    surveyReportHelp,
		Example: "  ventana survey report --local\n  ventana survey report --days 90 --csv --table ventana-prod-Table-1X > surveys.csv",
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
			found, err := surveycode.Collect(ctx, store, opened.now(), report.days)
			if err != nil {
				return opened.explained(err)
			}
			return writeSurveys(command.OutOrStdout(), report, found)
		},
	}
	report.register(command)
	return command
}

func writeSurveys(out io.Writer, flags reportFlags, report surveycode.Report) error {
	switch {
	case flags.asJSON:
		return printJSON(out, report)
	case flags.csv:
		return surveysCSV(out, report)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(format string, values ...any) { fmt.Fprintf(table, format+"\n", values...) } // a failure comes back from Flush
	line("Surveys from %s to %s", report.From, report.To)
	if report.Asked == 0 {
		line("Nobody was asked.")
	} else {
		line("number\tlanguage\thow\tscale\tasked\tanswered\tshare\tmean\tscores\tcommented")
		for _, row := range report.Rows {
			line("%s\t%s\t%s\t%d\t%d\t%d\t%.0f %%\t%.2f\t%s\t%d", row.Number, orDash(row.Language), row.How, row.Choices,
				row.Asked, row.Answered, 100*row.Rate(), row.Mean(), orDash(row.Distribution()), row.Commented)
		}
		line("all\t\t\t\t%d\t%d\t%.0f %%", report.Asked, report.Answered, 100*float64(report.Answered)/float64(report.Asked))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func surveysCSV(out io.Writer, report surveycode.Report) error {
	lines := [][]string{{"number", "language", "how", "scale", "asked", "answered", "share", "mean", "scores", "commented"}}
	for _, row := range report.Rows {
		lines = append(lines, []string{
			row.Number, row.Language, row.How, strconv.Itoa(row.Choices), strconv.Itoa(row.Asked), strconv.Itoa(row.Answered),
			strconv.FormatFloat(row.Rate(), 'f', 4, 64), strconv.FormatFloat(row.Mean(), 'f', 4, 64), row.Distribution(), strconv.Itoa(row.Commented),
		})
	}
	if err := csv.NewWriter(out).WriteAll(lines); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
