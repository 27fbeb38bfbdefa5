package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/bench"
	"ventana/infra/bench/sweep"
)

const benchSweepHelp = `Measures the minute's sweep: conversations that are due in one minute among
many that are not. The real function runs before a table and a helpdesk that
count: requests, units, calls, runs, billed time, memory, money, how late the
last agent is told, and what a minute costs in which nothing is due.

VENTANA_DYNAMODB_ENDPOINT names another stand-in for the table. Cases with a
plan's limits take as long as the limits make them: 1,000 due on a plan of 100
updates a minute take over ten minutes.`

func newBenchSweepCommand() *cobra.Command {
	var template, output, pages string
	options := sweep.Options{}
	command := &cobra.Command{
		Use:     "sweep",
		Short:   "Measure the sweep over 1 to 100,000 open conversations",
		Long:    benchSweepHelp,
		Example: "  ventana bench sweep\n  ventana bench sweep --open 1,1000 --due 100 --plans '' --output '' --pages ''",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			options.Root, options.Endpoint = filepath.Dir(template), os.Getenv("VENTANA_DYNAMODB_ENDPOINT")
			bar := newProgress(command.ErrOrStderr())
			options.Progress = seldom(bar)
			report, err := sweep.Run(command.Context(), options)
			bar.end()
			if err != nil {
				return err
			}
			report.Print(command.OutOrStdout())
			if pages != "" {
				if err := report.WritePages(pages); err != nil {
					return err
				}
			}
			if output == "" {
				return nil
			}
			return bench.Keep(output, bench.SweepPrefix, report.Figures())
		},
	}
	flags := command.Flags()
	flags.StringVar(&template, "template", "template.yaml", "template in the root of the project")
	flags.StringVar(&output, "output", filepath.Join("docs", "bench"), "folder for the figures and the page that shows all; empty writes none")
	flags.StringVar(&pages, "pages", filepath.Join("docs", "bench"), "folder for the sweep's own page and its chart; empty writes none")
	flags.IntSliceVar(&options.Open, "open", []int{1, 1000, 10_000, 100_000}, "open conversations, a case for each")
	flags.IntVar(&options.Due, "due", 1000, "conversations due in the minute")
	flags.StringSliceVar(&options.Plans, "plans", []string{"none", "high", "enterprise"}, "plans of the helpdesk whose limits count, a case for each; none has no limits")
	flags.DurationVar(&options.Answer, "answer", 250*time.Millisecond, "how long a call to the helpdesk takes in those cases")
	return command
}

// seldom tells a terminal how far it is ten times a second, and anything else
// where each part ends.
func seldom(bar *progress) func(done, total int, what string) {
	var last time.Time
	return func(done, total int, what string) {
		if done != total && (!bar.live || time.Since(last) < 100*time.Millisecond) {
			return
		}
		last = time.Now()
		bar.step(done, total, what)
	}
}
