package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"ventana/infra/templatecode"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/template"
)

const templatesHelp = `Message templates as code: the files in infra/templates say which templates there
are, in which languages; these commands compare them with WhatsApp, bring WhatsApp
there, and report what was sent of them. docs/templates.md tells how templates,
rules and the window play together.

lint needs nothing but the files. plan and apply speak to WhatsApp, with the call
document's token, which needs whatsapp_business_management. list and report read
the table (output TableName), with AWS credentials and a region as the aws command
has them: dynamodb Query on the table. With --local all of them speak to the
system that "make run" started on this machine.`

const templatesExamples = `  ventana templates lint
  ventana templates plan --local
  ventana templates apply --call secretsmanager://ventana/call
  ventana templates list --live --call secretsmanager://ventana/call
  ventana templates report --days 7 --html report.html --table ventana-prod-Table-1X`

// templatesFlags are the flags of every templates command.
type templatesFlags struct {
	systemFlags
	dir, account string
}

// newTemplatesCommand groups what is done about templates.
func newTemplatesCommand() *cobra.Command {
	flags := &templatesFlags{}
	command := &cobra.Command{
		Use:     "templates",
		Short:   "Message templates as code: lint, plan, apply, list, report",
		Long:    templatesHelp,
		Example: templatesExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	set := command.PersistentFlags()
	set.StringVar(&flags.dir, "dir", filepath.Join("infra", "templates"), "folder of the definitions")
	set.StringVar(&flags.account, "account", "", "WhatsApp Business Account, its WABA id (default: all of the call document)")
	command.AddCommand(
		newTemplatesLintCommand(flags), newTemplatesPlanCommand(flags), newTemplatesApplyCommand(flags),
		newTemplatesListCommand(flags), newTemplatesReportCommand(flags),
	)
	return command
}

// accounts are those that the flags choose.
func (flags *templatesFlags) accounts(ctx context.Context, s *system) ([]account, error) {
	document, err := s.document(ctx, "to know the accounts")
	if err != nil {
		return nil, err
	}
	return accountsOf(document, flags.account)
}

// graph is the client of an account.
func (a account) graph() *cloudapi.Client {
	return cloudapi.New(cloudapi.Options{
		BaseURL: a.connection.BaseURL, Version: a.connection.GraphVersion, Token: a.connection.AccessToken, UserAgent: "ventana (templates)",
	})
}

const templatesLintHelp = `Checks the definitions as WhatsApp would, and prints what it would refuse or put
into another category:

  file:line: rule: field: message
  file:line: rule: warning: field: message

infra/templates/README.md explains the rules. The exit status is 1 when there is
an error; warnings alone do not make it fail.`

func newTemplatesLintCommand(flags *templatesFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "lint",
		Short:   "Check the definitions as WhatsApp would",
		Long:    templatesLintHelp,
		Example: "  ventana templates lint\n  ventana templates lint --dir my-templates",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			list := checklist{out: command.OutOrStdout()}
			definitions, err := readDefinitions(&list, flags.dir)
			if err != nil {
				return err
			}
			list.right("%s in %s", counted(len(definitions), "definition"), flags.dir)
			return list.err()
		},
	}
}

// readDefinitions reads a folder and prints what is wrong with it. Warnings are
// no obstacle.
func readDefinitions(list *checklist, folder string) ([]template.Definition, error) {
	definitions, err := templatecode.Load(folder)
	var form *template.DefinitionError
	if err != nil && !errors.As(err, &form) {
		return nil, err
	}
	wrong := 0
	if form != nil {
		for _, problem := range form.Problems {
			list.say("%s", problem)
		}
		wrong += len(form.Problems)
	}
	for _, finding := range template.Lint(definitions...) {
		severity := ""
		if finding.Severity == template.SeverityError {
			wrong++
		} else {
			severity = string(finding.Severity) + ": "
		}
		list.say("%s:%d: %s: %s%s: %s", finding.File, finding.Line, finding.Rule, severity, finding.Field, finding.Message)
	}
	if wrong > 0 {
		return nil, errors.New(counted(wrong, "error") + " in " + folder + ", see above")
	}
	return definitions, nil
}

// indented puts the further lines of a text below its first.
func indented(text, by string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n"+by), "\n"+by+"\n", "\n\n")
}
