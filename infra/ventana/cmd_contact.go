package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const contactHelp = `Shows who somebody is to Ventana, and separates two people who were taken for
one.

<who> is any of:

  7QKX…                  a contact's id
  ES.9f3K2QpXz7LmTt41    a business-scoped user id (BSUID), to the letter
  ticket:35              a ticket in the helpdesk
  "+55 (11) 98765-4321"  a phone, in any spelling, with + or 00 and the country
                         code, or as at home with --region ES

Of a deployed stack it needs the table (output TableName), the call document, and
AWS credentials and a region as the aws command has them: dynamodb Query, GetItem,
BatchGetItem and UpdateItem on the table, and reading the secret. With --local it
speaks to the system that "make run" started on this machine.

docs/contacts.md tells what makes one contact of two.`

const contactExamples = `  ventana contact show "+34 600 000 001" --local
  ventana contact show ticket:35 --table ventana-prod-Table-1X --call secretsmanager://ventana/call
  ventana contact split 7QKX… --local`

// contactFlags are the flags of every contact command.
type contactFlags struct {
	systemFlags
	portfolio, helpdesk, region string
}

// newContactCommand groups what is done about people.
func newContactCommand() *cobra.Command {
	flags := &contactFlags{}
	command := &cobra.Command{
		Use:     "contact",
		Short:   "Show who somebody is, and undo joins that were wrong",
		Long:    contactHelp,
		Example: contactExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	set := command.PersistentFlags()
	set.StringVar(&flags.portfolio, "portfolio", "", "id of the Meta portfolio (default: those of the call document)")
	set.StringVar(&flags.helpdesk, "helpdesk", "", "connection that a ticket's id belongs to (default: the only one)")
	set.StringVar(&flags.region, "region", "", "two letters of the country whose national phone numbers you type, as ES")
	command.AddCommand(newContactShowCommand(flags), newContactSplitCommand(flags))
	return command
}

// one wants exactly one argument.
func one(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, arguments []string) error {
		if len(arguments) != 1 {
			return &useError{withHint(fmt.Errorf("want one %s, got %d; a phone with spaces stands in quotes", what, len(arguments)), command)}
		}
		return nil
	}
}
