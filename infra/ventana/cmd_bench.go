package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ventana/infra/bench"
	"ventana/infra/bench/hot"
	"ventana/infra/bench/warm"
	"ventana/infra/bench/whole"
)

const benchHelp = `Measures what Ventana promises, each figure beside its target:

  start    cold start and archive of every function, beside its SDK clients alone
  webhook  the function that vendors wait for, beside a handler that only checks
           the HMAC and sends one batch
  message  requests of table and queues, helpdesk calls and dollars of each kind
           of message, counted in a local system
  load     messages a second through the whole system, latency, peak memory
  growth   a message among 1, 1,000 and 100,000 conversations (some minutes, which
           filling the table takes)
  hot      Go's benchmarks of what each message goes through

Each part is recorded as soon as it is over, so Ctrl-C leaves those that are done.
Figures go to docs/bench/bench.json, the page and its charts beside it are written
from them. Runs take turns and are told as ratios: quote those, not milliseconds.
"bench bulk" and "bench sweep" take longer and are commands of their own.`

// benchRun is one run of the command.
type benchRun struct {
	template, output string
	only             []string
	runs             int
	quick            bool
	bar              *progress
	out              io.Writer
}

// benchPart is a part of the bench.
type benchPart struct {
	name, prefix string
	measure      func(ctx context.Context, options whole.Options) ([]bench.Figure, error)
}

func newBenchCommand() *cobra.Command {
	var run benchRun
	command := &cobra.Command{
		Use:     "bench",
		Short:   "Measure what is promised, each figure beside its target",
		Long:    benchHelp,
		Example: "  ventana bench\n  ventana bench --only message,webhook\n  ventana bench --quick --output ''",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run.bar, run.out = newProgress(command.ErrOrStderr()), command.OutOrStdout()
			if err := run.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			return run.play(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&run.template, "template", "template.yaml", "template in the root of the project")
	flags.StringVar(&run.output, "output", filepath.Join("docs", "bench"), "folder for the figures and the page; empty writes none")
	flags.StringSliceVar(&run.only, "only", nil, "parts to measure, of those above; all without it")
	flags.IntVar(&run.runs, "runs", 25, "cold starts of each function")
	flags.BoolVar(&run.quick, "quick", false, "measure little: to see that it works, not to quote")
	command.AddCommand(newBenchBulkCommand(), newBenchSweepCommand(), newBenchPageCommand())
	return command
}

func (r *benchRun) parts() []benchPart {
	project, load, growth, webhooks, benchtime := filepath.Dir(r.template), whole.DefaultLoad(), whole.DefaultGrowth(), 2000, "300ms"
	if r.quick {
		load, growth, webhooks, benchtime = whole.Load{Customers: 8, Messages: 60, AtOnce: 8, Alone: 10}, whole.Growth{Conversations: []int{1, 1000}, Messages: 20}, 100, "5ms"
	}
	return []benchPart{
		{"start", bench.StartPrefix, func(ctx context.Context, o whole.Options) ([]bench.Figure, error) {
			return bench.Run(ctx, project, r.runs, o.Progress)
		}},
		{"webhook", warm.Prefix, func(ctx context.Context, o whole.Options) ([]bench.Figure, error) {
			return warm.Run(ctx, warm.Options{Root: project, Runs: webhooks, Progress: o.Progress})
		}},
		{"message", whole.MessagesPrefix, whole.Messages},
		{"load", whole.LoadPrefix, func(ctx context.Context, o whole.Options) ([]bench.Figure, error) {
			return whole.Throughput(ctx, o, load)
		}},
		{"growth", whole.GrowthPrefix, func(ctx context.Context, o whole.Options) ([]bench.Figure, error) {
			return whole.Flatness(ctx, o, growth)
		}},
		{"hot", hot.Prefix, func(ctx context.Context, o whole.Options) ([]bench.Figure, error) {
			return hot.Run(ctx, project, benchtime, o.Progress)
		}},
	}
}

// check finds every wrong flag at once.
func (r *benchRun) check() error {
	var problems []error
	var known []string
	for _, part := range r.parts() {
		known = append(known, part.name)
	}
	for _, name := range r.only {
		if !slices.Contains(known, name) {
			problems = append(problems, fmt.Errorf("--only: there is no part %q; give some of %s", name, strings.Join(known, ",")))
		}
	}
	if r.runs < 1 {
		problems = append(problems, fmt.Errorf("--runs: give 1 or more, got %d", r.runs))
	}
	return errors.Join(problems...)
}

// play measures the parts one after the other. Binaries are built once.
func (r *benchRun) play(ctx context.Context) error {
	build, err := os.MkdirTemp("", "ventana-bench-build-")
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(build) }() // a temporary folder
	for _, part := range r.parts() {
		if len(r.only) > 0 && !slices.Contains(r.only, part.name) {
			continue
		}
		figures, err := part.measure(ctx, benchOptions(r.template, build, r.bar, part.name))
		r.bar.end()
		if err != nil {
			return stoppedBench(ctx, err)
		}
		if err := keepFigures(r.out, r.output, part.prefix, figures); err != nil {
			return err
		}
	}
	return nil
}

// benchOptions are what every part of the bench is given.
func benchOptions(template, build string, bar *progress, part string) whole.Options {
	tell := seldom(bar)
	return whole.Options{
		Template: template, Build: build, DynamoDBEndpoint: os.Getenv("VENTANA_DYNAMODB_ENDPOINT"),
		Progress: func(done, total int, what string) { tell(done, total, part+": "+what) },
	}
}

// stoppedBench says what stands when a person has ended it.
func stoppedBench(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("bench: stopped; the parts that were over are recorded")
	}
	return err
}

// keepFigures prints what was measured and records it.
func keepFigures(out io.Writer, folder, prefix string, figures []bench.Figure) error {
	bench.Print(out, figures)
	if folder == "" {
		return nil
	}
	return bench.Keep(folder, prefix, figures)
}
