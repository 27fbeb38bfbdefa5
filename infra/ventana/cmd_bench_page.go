package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/bench"
)

func newBenchPageCommand() *cobra.Command {
	var folder string
	command := &cobra.Command{
		Use:     "page",
		Short:   "Write the page and its charts anew from the recorded figures",
		Long:    "Writes README.md and the charts from bench.json, without measuring anything. A\ntest holds that they are what the figures make.",
		Example: "  ventana bench page",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return bench.WritePage(folder) },
	}
	command.Flags().StringVar(&folder, "folder", filepath.Join("docs", "bench"), "folder of the figures and the page")
	return command
}
