package main

import (
	"fmt"
	"os/user"

	"github.com/spf13/cobra"
)

const policyHelp = `Shows and changes the policy: the deployer's rules as one YAML document, which
say when agents are warned that a window closes, what becomes of a reply that
comes too late, and which template fits a case. docs/policy.md has every key.

The document is kept in the table, in versions. A change needs no deployment:
functions follow within a minute.

Of a deployed stack it needs the table (output TableName) and AWS credentials and
a region as the aws command has them: dynamodb GetItem, Query, PutItem and
UpdateItem on the table. With the call document it also says which rules name
templates that no account has. With --local it speaks to the system that
"make run" started on this machine.`

const policyExamples = `  ventana policy check infra/policies/shop.yaml
  ventana policy diff my-policy.yaml --local
  ventana policy apply my-policy.yaml --table ventana-prod-Table-1X --call secretsmanager://ventana/call
  ventana policy history --local
  ventana policy rollback 3 --local`

// policyFlags are the flags of every policy command.
type policyFlags struct {
	systemFlags
	who string
	yes bool
}

// newPolicyCommand groups what is done about the rules.
func newPolicyCommand() *cobra.Command {
	flags := &policyFlags{}
	command := &cobra.Command{
		Use:     "policy",
		Short:   "Show and change the rules, without a deployment",
		Long:    policyHelp,
		Example: policyExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	command.AddCommand(
		newPolicyShowCommand(flags), newPolicyDiffCommand(flags), newPolicyApplyCommand(flags),
		newPolicyHistoryCommand(flags), newPolicyRollbackCommand(flags), newPolicyCheckCommand(flags),
	)
	return command
}

// changing adds the flags of commands that bring a version into force.
func (flags *policyFlags) changing(command *cobra.Command) {
	command.Flags().StringVar(&flags.who, "who", userName(), "who changes it, for the history")
	command.Flags().BoolVar(&flags.yes, "yes", false, "do not ask")
}

// userName is that of the person at the machine, as the machine knows them.
func userName() string {
	current, err := user.Current()
	if err != nil || current.Username == "" {
		return "unknown"
	}
	return current.Username
}

// single wants exactly one argument.
func single(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, arguments []string) error {
		if len(arguments) != 1 {
			return &useError{withHint(fmt.Errorf("want one %s, got %d", what, len(arguments)), command)}
		}
		return nil
	}
}
