package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/observability"
	"ventana/infra/price"
)

const dashboardsHelp = `Writes the dashboards that infra/observability describes: rows and panels in the
order in which a message travels, alarms first, money last.

  --cloudwatch     prints the body of the CloudWatch dashboard, with the names that
                   CloudFormation fills in; the template has it already
  --grafana DIR    writes what Grafana provisions itself from: data source,
                   dashboard, and alert rules made from the template's alarms
  --update         writes both into this repository, after a change of the
                   description or of an alarm; a test compares

docs/dashboards.md tells how to show and change them. Nothing is asked of AWS or
Grafana.`

// grafanaFolder is where the repository keeps Grafana's files.
const grafanaFolder = "infra/observability/grafana"

func newDashboardsCommand() *cobra.Command {
	var template, folder string
	var print, update bool
	command := &cobra.Command{
		Use:     "dashboards",
		Short:   "Write the CloudWatch and the Grafana dashboard",
		Long:    dashboardsHelp,
		Example: "  ventana dashboards --grafana /etc/grafana\n  ventana dashboards --update",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			made, err := makeDashboards(template)
			if err != nil {
				return err
			}
			out := command.OutOrStdout()
			if print {
				fmt.Fprintln(out, made.body.Text)
			}
			if folder != "" {
				if err := made.write(folder); err != nil {
					return err
				}
				fmt.Fprintf(out, "%d files in %s\n", len(made.files), folder)
			}
			if update {
				return made.update(template)
			}
			return nil
		},
	}
	command.Flags().StringVar(&template, "template", "template.yaml", "the template whose resources and alarms are shown")
	command.Flags().BoolVar(&print, "cloudwatch", false, "print the body of the CloudWatch dashboard")
	command.Flags().StringVar(&folder, "grafana", "", "write Grafana's files into this `folder`")
	command.Flags().BoolVar(&update, "update", false, "write template.yaml and "+grafanaFolder)
	command.MarkFlagsOneRequired("cloudwatch", "grafana", "update")
	return command
}

// dashboards are both, written.
type dashboards struct {
	body  observability.Body
	files []observability.File
}

func makeDashboards(template string) (dashboards, error) {
	stack, err := observability.ReadStackFile(template)
	if err != nil {
		return dashboards{}, err
	}
	prices, err := price.AWS()
	if err != nil {
		return dashboards{}, err
	}
	board, err := observability.VentanaBoard(stack, prices)
	if err != nil {
		return dashboards{}, err
	}
	made := dashboards{}
	if made.body, err = stack.CloudWatch(board); err != nil {
		return dashboards{}, err
	}
	made.files, err = stack.Files(board)
	return made, err
}

func (d dashboards) write(folder string) error {
	if err := observability.WriteFiles(folder, d.files); err != nil {
		return fmt.Errorf("write Grafana's files: %w", err)
	}
	return nil
}

// update writes what the repository keeps.
func (d dashboards) update(template string) error {
	source, err := os.ReadFile(template)
	if err != nil {
		return fmt.Errorf("template: %w", err)
	}
	changed, err := observability.IntoTemplate(string(source), d.body)
	if err != nil {
		return err
	}
	if err := os.WriteFile(template, []byte(changed), 0o644); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return d.write(filepath.Join(filepath.Dir(template), filepath.FromSlash(grafanaFolder)))
}
