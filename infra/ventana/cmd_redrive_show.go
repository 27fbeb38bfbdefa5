package main

import (
	"errors"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

const redriveShowHelp = `Shows one letter: what is known of it, and its envelope without words. Phones and
user ids are masked, names left out, of a text only the length is told.

<letter> is its id as list prints it, the id of its record as logs have it, or the
first six characters of one or more of them.

--reveal prints the body as it came, with what the customer wrote. It asks at the
terminal, each time.`

func newRedriveShowCommand(flags *redriveFlags) *cobra.Command {
	var revealed bool
	command := &cobra.Command{
		Use:     "show <letter>",
		Short:   "Show one letter, without words",
		Long:    redriveShowHelp,
		Example: "  ventana redrive show 7c9e6679 --local",
		Args:    single("<letter>"),
		RunE: func(command *cobra.Command, arguments []string) error {
			run, err := openRedrive(command, flags)
			if err != nil {
				return err
			}
			letters, err := run.chosen(command.Context(), redrive.Choice{Names: arguments})
			if err != nil {
				return err
			}
			if !revealed {
				return printJSON(command.OutOrStdout(), redrive.Mask(letters[0]))
			}
			if !run.terminal {
				return errors.New("--reveal: shows what a person wrote, and asks at the terminal first; there is none")
			}
			if err := run.ask(command.Context(), false, "This prints what a person wrote and who they are. Go on?"); err != nil {
				return err
			}
			run.list.say("%s", letters[0].Body)
			return run.list.err()
		},
	}
	command.Flags().BoolVar(&revealed, "reveal", false, "print the body as it came; asks first")
	return command
}
