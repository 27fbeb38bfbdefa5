package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/local/dynamo"
)

const toolsHelp = `Installs what the local system needs beyond Go and Node, into .tools: dynoxide,
the stand-in for DynamoDB, with npm. "ventana local" does the same when it is
missing; tests want it beforehand.

With VENTANA_DYNAMODB_ENDPOINT set there is nothing to install.`

func newToolsCommand() *cobra.Command {
	var template string
	command := &cobra.Command{
		Use:     "tools",
		Short:   "Install what the local system needs",
		Long:    toolsHelp,
		Example: "  ventana tools",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			project, err := filepath.Abs(filepath.Dir(template))
			if err != nil {
				return err
			}
			binary, err := dynamo.Binary(command.Context(), project, command.ErrOrStderr())
			if err == nil {
				_, err = fmt.Fprintf(command.OutOrStdout(), "dynoxide: %s\n", binary)
			}
			return err
		},
	}
	command.Flags().StringVar(&template, "template", "template.yaml", "template in the root of the project")
	return command
}
