package main

import "github.com/spf13/cobra"

const setupHelp = `Brings the accounts outside into the state that Ventana needs, or says exactly
what a person must do there. Each command may be run again at any time: it finds
what it made and mends what changed.

Begin with the helpdesk, then WhatsApp: a conversation needs both.`

// newSetupCommand groups the set-ups of the outside accounts.
func newSetupCommand() *cobra.Command {
	command := &cobra.Command{
		Use:     "setup",
		Short:   "Set up the helpdesk and the WhatsApp account",
		Long:    setupHelp,
		Example: "  ventana setup zendesk --help\n  ventana setup whatsapp --help",
		Args:    cobra.NoArgs,
	}
	command.AddCommand(newSetupZendeskCommand(), newSetupWhatsAppCommand())
	return command
}
