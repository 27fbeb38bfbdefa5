package main

import "github.com/spf13/cobra"

const costHelp = `What messages cost: what WhatsApp charges, what its provider takes, and on what
grounds. docs/costs.md tells how to recompute each figure by hand.`

// newCostCommand groups what is done about money.
func newCostCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "cost",
		Short:   "What messages cost",
		Long:    costHelp,
		Example: "  ventana cost report --from 2026-11-01 --to 2026-11-30 --by agent --table ventana-prod-Table-1X",
		Args:    cobra.NoArgs,
	}
	command.AddCommand(newCostReportCommand(), newCostDayCommand())
	return command
}
