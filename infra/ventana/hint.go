package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// withHint says where the right use of a command is explained.
func withHint(err error, command *cobra.Command) error {
	return fmt.Errorf("%w\nSee: %s --help", err, command.CommandPath())
}
