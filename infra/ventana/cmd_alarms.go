package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/infra/drill"
)

const alarmsHelp = `Shows the alarms of the template, and proves that they ring and stop.`

func newAlarmsCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "alarms",
		Short:   "Show the alarms, and drill them",
		Long:    alarmsHelp,
		Example: "  ventana alarms list\n  ventana alarms drill --only InboundDLQAlarm\n  ventana alarms drill --output docs/drill.md",
		Args:    cobra.NoArgs,
		RunE:    func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newAlarmsListCommand(), newAlarmsDrillCommand())
	return command
}

func newAlarmsListCommand() *cobra.Command {
	var path string
	var parameters map[string]string
	command := &cobra.Command{
		Use:     "list",
		Short:   "Show every alarm with its metric and threshold",
		Long:    "Shows every alarm of the template: what it looks at, when it rings, and what no data\nmeans to it. Nothing is started and no stack is asked.",
		Example: "  ventana alarms list\n  ventana alarms list --parameter CanaryMinutes=15",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			alarms, err := drill.Alarms(path, parameters)
			if err != nil {
				return err
			}
			out := tabwriter.NewWriter(command.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(out, "ALARM\tRINGS AT\tOF\tNO DATA IS") // written below
			for _, one := range alarms {
				_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", one.ID, one.Condition(), one.Metric(), one.Missing())
			}
			if err := out.Flush(); err != nil {
				return fmt.Errorf("alarms: %w", err)
			}
			return nil
		},
	}
	command.Flags().StringVar(&path, "template", "template.yaml", "template whose alarms they are")
	command.Flags().StringToStringVar(&parameters, "parameter", nil, "a parameter of the template, as CanaryMinutes=15")
	return command
}
