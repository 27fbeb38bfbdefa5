package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ventana/infra/local"
	"ventana/infra/scenario"
	"ventana/infra/trial"
)

const demoHelp = `Plays the stories in events/scenarios on a system of its own and checks every
step: customers write, agents answer, functions are killed, the helpdesk fails,
days pass.

It starts the whole local system on free ports with an empty, temporary data
folder, so that a running "ventana local" is not disturbed. The last line tells
how many steps held; the command fails when one fell short, and then shows the
system's last log lines.`

const demoExamples = `  ventana demo
  ventana demo --only 08-killed
  ventana demo --scenarios ./my-scenarios`

func newDemoCommand() *cobra.Command {
	var demo demo
	command := &cobra.Command{
		Use:     "demo",
		Short:   "Play and check the stories in events/scenarios",
		Long:    demoHelp,
		Example: demoExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			demo.out = command.OutOrStdout()
			return demo.run(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&demo.template, "template", "template.yaml", "template to run; events are looked for beside it")
	flags.StringVar(&demo.scenarios, "scenarios", "", "folder of scenarios (default events/scenarios beside the template)")
	flags.StringVar(&demo.only, "only", "", "play only the scenarios whose file name begins so")
	return command
}

// demo is one run of the command.
type demo struct {
	template, scenarios, only string
	out                       io.Writer
}

func (d *demo) run(ctx context.Context) error {
	events := filepath.Join(filepath.Dir(d.template), "events")
	if d.scenarios == "" {
		d.scenarios = filepath.Join(events, "scenarios")
	}
	stories, err := scenario.Load(d.scenarios)
	if err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "ventana-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { _ = os.RemoveAll(data) }() // a temporary folder
	_, _ = fmt.Fprintln(d.out, "Starting the system on free ports ...")
	system, err := trial.Start(ctx, local.Options{Template: d.template, Data: data, DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT")})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "Watch it at %s\n", system.Sim)
	total := d.play(ctx, stories, system, filepath.Clean(events))
	if err := system.Stop(); err != nil {
		return err
	}
	if total.Short > 0 {
		_, _ = fmt.Fprintf(d.out, "\nThe system's last words:\n%s\n", system.LastWords())
	}
	_, _ = fmt.Fprintf(d.out, "\ndemo: %d steps held, %d fell short\n", total.Held, total.Short)
	if total.Short > 0 {
		return fmt.Errorf("%d of the demo's steps fell short", total.Short)
	}
	return ctx.Err()
}

func (d *demo) play(ctx context.Context, stories []scenario.Scenario, system *trial.System, events string) scenario.Result {
	player := &scenario.Player{
		API: system.API, Sim: system.Sim, Events: events, Out: d.out, Client: http.DefaultClient,
	}
	var total scenario.Result
	for _, story := range stories {
		if len(story.File) < len(d.only) || story.File[:len(d.only)] != d.only {
			continue
		}
		result := player.Play(ctx, story)
		total.Held += result.Held
		total.Short += result.Short
	}
	return total
}
