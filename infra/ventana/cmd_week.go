package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/week"
)

const weekHelp = `Proves that agents are warned of closing windows once and in time. A week of
conversations passes, minute by minute, on a local system of its own: the
functions as they are deployed, as processes, on the moved clock. Customers of
several countries write, agents answer, solve, set pending, while the function
window is killed in the middle of its calls and run twice at once.

What has to stand on each ticket, in which minute, in which language and with
which command, is computed from the documents by a model that shares no code with
the functions, and compared with the notes that stand there.

The exit status is 1 when a warning is missing, doubled, wrong, unexpected, or
more than three minutes and a quarter late. The same seed makes the same plan and
the same faults. A week of 300 conversations takes about five minutes.`

const weekExamples = `  ventana week
  ventana week --conversations 12 --days 1.5 --seed 7 --output ''
  ventana week --quiet '' --language pt --output /tmp/week.md`

// weekRun is one run of the command.
type weekRun struct {
	options week.Options
	days    float64
	output  string
	out     io.Writer
}

func newWeekCommand() *cobra.Command {
	var run weekRun
	command := &cobra.Command{
		Use:     "week",
		Short:   "Prove on a simulated week that warnings come once and in time",
		Long:    weekHelp,
		Example: weekExamples,
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
	flags.IntVar(&run.options.Conversations, "conversations", 300, "how many customers write")
	flags.Float64Var(&run.days, "days", 7, "how long, on the moved clock; at least 1.25")
	flags.Uint64Var(&run.options.Seed, "seed", 1, "what the plan and the faults are made from")
	flags.StringVar(&run.options.Quiet, "quiet", "22:00-08:00", "quiet hours in Europe/Madrid; empty for none")
	flags.StringVar(&run.options.Language, "language", "es", "language of the helpdesk's connection: en, es or pt")
	flags.StringVar(&run.output, "output", "", "file for the report, such as docs/bench/week.md; empty writes none")
	return command
}

// check finds every wrong flag at once.
func (r *weekRun) check() error {
	var problems []error
	if r.options.Conversations < 1 || r.options.Conversations > week.Most {
		problems = append(problems, fmt.Errorf("--conversations: give 1 to %d, got %d", week.Most, r.options.Conversations))
	}
	if r.days < 1.25 || r.days > 60 {
		problems = append(problems, fmt.Errorf("--days: give 1.25 to 60, got %g: a window lasts a day", r.days))
	}
	switch r.options.Language {
	case "en", "es", "pt":
	default:
		problems = append(problems, fmt.Errorf("--language: %q is none of en, es, pt", r.options.Language))
	}
	if err := week.CheckQuiet(r.options.Quiet); err != nil {
		problems = append(problems, fmt.Errorf("--quiet: %w", err))
	}
	return errors.Join(problems...)
}

func (r *weekRun) play(ctx context.Context) error {
	_, _ = fmt.Fprintln(r.out, "Starting the system on free ports ...")
	bar := newProgress(r.out)
	r.options.Length = time.Duration(r.days * 24 * float64(time.Hour)).Truncate(time.Minute)
	r.options.Progress, r.options.DynamoDBEndpoint = bar.step, os.Getenv("VENTANA_DYNAMODB_ENDPOINT")
	report, err := week.Run(ctx, r.options)
	bar.end()
	if err != nil {
		_, _ = fmt.Fprintf(r.out, "The system's last words:\n%s\n", report.LastLogs)
		return err
	}
	if r.output != "" {
		if err := os.WriteFile(r.output, []byte(report.Markdown()), 0o644); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	_, _ = fmt.Fprint(r.out, report.Summary())
	return report.Err()
}
