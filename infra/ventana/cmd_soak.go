package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ventana/infra/soak"
)

const soakHelp = `Measures the promise "nothing lost, nothing twice, nothing late". A local system
of its own, the functions as they are deployed, as processes, is put under load:
hundreds of customers write in bursts, agents reply and solve, deliveries come
doubled, shuffled and in batches. Meanwhile functions are killed after any of their
calls; helpdesk, WhatsApp, API, queues and table refuse, throttle, hang, lose
requests and answers; tokens end, limits bind, the clock jumps.

When everything is sent all of it heals, and the clock moves on until nothing is
left to do. Then every ticket and every phone is compared with what was sent, to
the message, by a checker that shares no code with the functions.

The exit status is 1 when something is lost, doubled, out of order or parked; the
first ten of it are shown with what the functions logged about them. The same seed
makes the same plan and the same troubles. See docs/soak.md.`

const soakExamples = `  ventana soak
  ventana soak --messages 2000 --seed 7
  ventana soak --messages 20000 --seed 1 --seeds 5`

// soakRun is one run of the command.
type soakRun struct {
	options soak.Options
	seeds   int
	out     io.Writer
}

func newSoakCommand() *cobra.Command {
	var run soakRun
	command := &cobra.Command{
		Use:     "soak",
		Short:   "Measure what is lost, doubled or out of order under load and faults",
		Long:    soakHelp,
		Example: soakExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run.out = command.OutOrStdout()
			if err := run.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			return run.play(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&run.options.Template, "template", "template.yaml", "template to run")
	flags.IntVar(&run.options.Messages, "messages", 20_000, "how many messages are sent, one in five an agent's reply")
	flags.Uint64Var(&run.options.Seed, "seed", 1, "what the plan and the troubles are made from")
	flags.IntVar(&run.seeds, "seeds", 1, "how many seeds are played, one after the other")
	return command
}

// check finds every wrong flag at once.
func (r *soakRun) check() error {
	var problems []error
	if r.options.Messages < soak.Least || r.options.Messages > soak.Most {
		problems = append(problems, fmt.Errorf("--messages: give %d to %d, got %d", soak.Least, soak.Most, r.options.Messages))
	}
	if r.seeds < 1 {
		problems = append(problems, fmt.Errorf("--seeds: give 1 or more, got %d", r.seeds))
	}
	return errors.Join(problems...)
}

// play plays the seeds one after the other. The last line of each tells what came
// of it; the first that fails ends the command.
func (r *soakRun) play(ctx context.Context) error {
	r.options.DynamoDBEndpoint = os.Getenv("VENTANA_DYNAMODB_ENDPOINT")
	var err error
	if r.options.Build, err = os.MkdirTemp("", "ventana-soak-build-"); err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	defer func() { _ = os.RemoveAll(r.options.Build) }() // a temporary folder
	for range r.seeds {
		_, _ = fmt.Fprintf(r.out, "Seed %d: starting the system on free ports ...\n", r.options.Seed)
		bar := newProgress(r.out)
		r.options.Progress = bar.step
		report, err := soak.Run(ctx, r.options)
		bar.end()
		if err != nil {
			_, _ = fmt.Fprintf(r.out, "The system's last words:\n%s\n", report.LastLogs)
			return err
		}
		_, _ = fmt.Fprintf(r.out, "%s%s\n", report.Summary(), report.Line())
		if err := report.Err(); err != nil {
			return err
		}
		r.options.Seed++
	}
	return nil
}
