package main

import (
	"errors"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

const redriveFixHelp = `Changes what letters are addressed to and sends them back, as run does: for a
connection that was renamed, or a number that was replaced.

  --connection  the connection that the event came over
  --number      the number: our id or the provider's; of files, our id
  --helpdesk    the helpdesk's connection; of files only

Each value must be in the call document, and together they must lead to a number as
the function will look for it. Nothing else in the letter can be changed. What the
letter names before and after the change is looked up: done is done under either.`

const redriveFixExamples = `  ventana redrive fix 7c9e6679 --connection whatsapp2 --dry-run --local
  ventana redrive fix --reason number --queue inbound --number support --local`

func newRedriveFixCommand(flags *redriveFlags) *cobra.Command {
	var chosen choiceFlags
	var sends sendFlags
	var fix redrive.Fix
	command := &cobra.Command{
		Use:     "fix [<letter>…]",
		Short:   "Address letters anew and send them back",
		Long:    redriveFixHelp,
		Example: redriveFixExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, arguments []string) error {
			if fix.Connection+fix.Number+fix.Helpdesk == "" {
				return &useError{withHint(errors.New("say what to change: --connection, --number or --helpdesk"), command)}
			}
			return sends.run(command, flags, chosen, arguments, func(run *redriveRun) (editor, error) {
				document, err := run.document(command.Context(), "to check what letters are addressed to")
				fix.Document = document
				return fix.Of, err
			})
		},
	}
	chosen.register(command)
	sends.register(command)
	set := command.Flags()
	set.StringVar(&fix.Connection, "connection", "", "id of the connection that the event came over")
	set.StringVar(&fix.Number, "number", "", "id of the number")
	set.StringVar(&fix.Helpdesk, "helpdesk", "", "id of the helpdesk's connection, of files")
	return command
}
