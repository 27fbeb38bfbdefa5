package main

import (
	"github.com/spf13/cobra"
)

const rolloutHelp = `Introduces Ventana step by step, beside the system that answered before: who is in,
what the others' system was handed, what Ventana would do in shadow mode, and the
next step. docs/rollout.md tells how it works, docs/first-week.md how a team goes
about it.

Who is in stands in the policy, under rollout. Everybody else stays with the former
endpoint, which the call secret names (former, beside the numbers). Without one
nobody else could answer, and nothing is limited.

Of a deployed stack it needs the table (output TableName), the call document, and
AWS credentials and a region as the aws command has them: dynamodb GetItem,
BatchGetItem and Query on the table, and for set PutItem and UpdateItem. With
--local it speaks to the system that "make run" started on this machine.`

const rolloutExamples = `  ventana rollout show --local
  ventana rollout set --mode shadow --local
  ventana rollout set --mode live --share 0.1 --allow "+34600000001" --dry-run --local
  ventana rollout explain "+34 600 000 001" --local
  ventana rollout set --share 0 --yes --table ventana-prod-Table-1X`

// rolloutFlags are the flags of every roll-out command.
type rolloutFlags struct {
	policyFlags
	portfolio, region string
	days              int
}

// newRolloutCommand groups what is done about a roll-out.
func newRolloutCommand() *cobra.Command {
	flags := &rolloutFlags{}
	command := &cobra.Command{
		Use:     "rollout",
		Short:   "Introduce Ventana step by step, and go back",
		Long:    rolloutHelp,
		Example: rolloutExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	command.AddCommand(
		newRolloutShowCommand(flags), newRolloutSetCommand(flags), newRolloutExplainCommand(flags), newRolloutReportCommand(flags),
	)
	return command
}
