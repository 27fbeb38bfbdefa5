package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/bench/whole"
)

const benchBulkHelp = `Measures agents' replies while surveys stand in bulk.fifo: the time from an
agent's comment to WhatsApp's acceptance, with the surveys and without them, in one
run. Customers, tickets and conversations of the surveys are made directly, which
takes most of the time; the surveys then leave as they do when deployed, two runs
at a time, while so many replies go beside them. The replies end first, and what is
left of the surveys is left.`

func newBenchBulkCommand() *cobra.Command {
	var template, output string
	bulk := whole.DefaultBulk()
	command := &cobra.Command{
		Use:     "bulk",
		Short:   "Measure replies beside 50,000 surveys",
		Long:    benchBulkHelp,
		Example: "  ventana bench bulk\n  ventana bench bulk --messages 2000 --replies 60 --output ''",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if bulk.Messages < 1 || bulk.Replies < 1 || bulk.Agents < 1 {
				return &useError{withHint(errors.New("--messages, --replies and --agents: give 1 or more"), command)}
			}
			bar := newProgress(command.ErrOrStderr())
			seen, err := whole.BesideBulk(command.Context(), benchOptions(template, "", bar, "bulk"), bulk)
			bar.end()
			if err != nil {
				return stoppedBench(command.Context(), err)
			}
			if seen.Left == 0 {
				return fmt.Errorf("bench: the surveys were gone before the replies were: give more than %d --messages, or fewer --replies", bulk.Messages)
			}
			return keepFigures(command.OutOrStdout(), output, whole.BulkPrefix, seen.Figures())
		},
	}
	flags := command.Flags()
	flags.StringVar(&template, "template", "template.yaml", "template in the root of the project")
	flags.StringVar(&output, "output", filepath.Join("docs", "bench"), "folder for the figures and the page; empty writes none")
	flags.IntVar(&bulk.Messages, "messages", bulk.Messages, "surveys that stand when the replies begin")
	flags.IntVar(&bulk.Replies, "replies", bulk.Replies, "agents' replies, with and without surveys")
	flags.IntVar(&bulk.Agents, "agents", bulk.Agents, "agents who write at once")
	return command
}
