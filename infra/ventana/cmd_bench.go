package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/bench"
)

const benchHelp = `Measures the cold start and the archive's size of every function, each beside
an empty function and one that only builds the same SDK clients. The runs take
turns, so that the ratios hold on a busy machine; quote those, not the
milliseconds.`

func newBenchCommand() *cobra.Command {
	var template, output string
	var runs int
	command := &cobra.Command{
		Use:     "bench",
		Short:   "Measure cold starts and sizes beside their floors",
		Long:    benchHelp,
		Example: "  ventana bench\n  ventana bench --runs 50 --output ''",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return bench.Run(command.Context(), filepath.Dir(template), output, runs, command.OutOrStdout())
		},
	}
	flags := command.Flags()
	flags.StringVar(&template, "template", "template.yaml", "template in the root of the project")
	flags.StringVar(&output, "output", filepath.Join("docs", "bench", "bench.json"), "file for the figures; empty writes none")
	flags.IntVar(&runs, "runs", 25, "cold starts of each function")
	command.AddCommand(newBenchSweepCommand())
	return command
}
