package main

import "github.com/spf13/cobra"

const costHelp = `What messages cost: what WhatsApp charges, what its provider takes, and on what
grounds. docs/costs.md tells how to recompute each figure by hand. What a plan would
cost, what AWS takes, how it compares with WhatsApp's own count and what limits it is
in docs/spending.md.`

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
	command.AddCommand(newCostEstimateCommand(), newCostAWSCommand(), newCostReconcileCommand(), newCostGuardCommand())
	return command
}
