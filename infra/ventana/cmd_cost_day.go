package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/ledger/proof"
)

const costDayHelp = `Proves that the ledger is right. A busy day passes on a local system of its own, the
functions as they are deployed, as processes: customers of many countries write, some
brought by an ad, agents answer on both sides of the end of a month, windows close and
templates leave, and statuses come twice and in any order.

Then the ledger is laid beside the bill that the simulator of WhatsApp writes with
tables and rules of its own. The exit status is 1 when the totals or any message
differ, to the millionth of a dollar.`

// costDayRun is one run of the command.
type costDayRun struct {
	options proof.Options
	html    string
	out     io.Writer
}

func newCostDayCommand() *cobra.Command {
	var run costDayRun
	command := &cobra.Command{
		Use:     "day",
		Short:   "Prove on a simulated day that the ledger is WhatsApp's bill",
		Long:    costDayHelp,
		Example: "  ventana cost day\n  ventana cost day --conversations 300 --seed 7 --html /tmp/costs.html",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run.out = command.OutOrStdout()
			if run.options.Conversations < 1 || run.options.Conversations > proof.Most {
				return &useError{withHint(fmt.Errorf("--conversations: give 1 to %d, got %d", proof.Most, run.options.Conversations), command)}
			}
			return run.play(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&run.options.Template, "template", "template.yaml", "template to run")
	flags.StringVar(&run.options.Build, "build", "", "folder of the functions' binaries (default .build beside the template)")
	flags.IntVar(&run.options.Conversations, "conversations", 10_000, "how many customers write")
	flags.Uint64Var(&run.options.Seed, "seed", 1, "what the day is made from")
	flags.StringVar(&run.html, "html", "", "write the day's report as a page to this file")
	return command
}

// mostDifferences is how many are shown.
const mostDifferences = 20

func (r *costDayRun) play(ctx context.Context) error {
	_, _ = fmt.Fprintln(r.out, "Starting the system on free ports ...")
	bar := newProgress(r.out)
	r.options.Progress, r.options.DynamoDBEndpoint = bar.step, os.Getenv("VENTANA_DYNAMODB_ENDPOINT")
	result, err := proof.Run(ctx, r.options)
	bar.end()
	if err != nil {
		_, _ = fmt.Fprintf(r.out, "The system's last words:\n%s\n", result.LastLogs)
		return err
	}
	if r.html != "" {
		file, err := os.Create(r.html)
		if err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		if err := errors.Join(result.Report.WriteHTML(file), file.Close()); err != nil {
			return err
		}
	}
	return r.tell(result)
}

// tell prints the comparison; that something differs is the command's failure.
func (r *costDayRun) tell(result proof.Result) error {
	if err := result.Report.WriteText(r.out); err != nil {
		return err
	}
	list := checklist{out: r.out}
	list.say("")
	list.say("%s in %s: %d of %d messages left; %d deliveries on the bill, %d of them free, %d without a published rate.",
		counted(r.options.Conversations, "conversation"), result.Took.Round(time.Second), result.Report.Total.Sent(), result.Planned, result.Deliveries, result.Free, result.Unpriced)
	list.say("The simulator's bill  %s", result.Billed)
	list.say("The ledger            %s", result.Booked)
	for i, difference := range result.Differences {
		if i == mostDifferences {
			list.say("  and %d more", len(result.Differences)-i)
			break
		}
		list.say("  ✗ %s", difference)
	}
	if result.Equal() {
		list.right("equal, in sum and message by message")
	}
	if err := list.err(); err != nil {
		return err
	}
	if !result.Equal() {
		return fmt.Errorf("ledger and bill differ: %s", counted(len(result.Differences), "difference"))
	}
	return nil
}
