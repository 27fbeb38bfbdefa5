package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/drill"
)

const drillHelp = `Proves for each alarm that it rings at its cause and stops when its runbook was
followed. Each has a system of its own, on free ports: the functions as they are
deployed, simulators, and stand-ins of AWS. A cause is brought about (a vendor that
refuses, a function that dies, somebody's hand in AWS's console, a record that nobody
can read), the clock goes on until the alarm rings, evaluated from the template as
CloudWatch does; then the runbook's own commands are run, and the clock goes on until
it is quiet.

It takes some minutes. The exit status is 1 when an alarm does not ring in time,
does not stop, or has no case.`

// drillRun is one run of the command.
type drillRun struct {
	options drill.Options
	output  string
	out     io.Writer
}

func newAlarmsDrillCommand() *cobra.Command {
	var run drillRun
	command := &cobra.Command{
		Use:     "drill",
		Short:   "Make every alarm ring and stop",
		Long:    drillHelp,
		Example: "  ventana alarms drill\n  ventana alarms drill --only InboundDLQAlarm,ApiFailuresAlarm\n  ventana alarms drill --output docs/drill.md",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run.out = command.OutOrStdout()
			if run.output != "" && len(run.options.Only) > 0 {
				return &useError{withHint(errors.New("--output: the page is of all alarms, leave out --only"), command)}
			}
			return run.play(command.Context())
		},
	}
	flags := command.Flags()
	flags.StringVar(&run.options.Template, "template", "template.yaml", "template to run")
	flags.StringSliceVar(&run.options.Only, "only", nil, "drill these alarms, by their logical ids")
	flags.IntVar(&run.options.Parallel, "parallel", 4, "how many alarms are drilled at a time")
	flags.StringVar(&run.output, "output", "", "page to write, in Markdown")
	return command
}

func (r *drillRun) play(ctx context.Context) error {
	r.options.Events, r.options.DynamoDBEndpoint = "events", os.Getenv("VENTANA_DYNAMODB_ENDPOINT")
	r.options.Ventana = ventanaOn
	r.options.Done = func(result drill.Result) { _, _ = fmt.Fprintln(r.out, result.Line()) }
	begun := time.Now()
	results, err := drill.Run(ctx, r.options)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(r.out, "%s rang and stopped, in %s.\n", counted(len(results), "alarm"), time.Since(begun).Round(time.Second))
	if r.output == "" {
		return nil
	}
	return os.WriteFile(r.output, []byte(drill.Page(results)), 0o644)
}

// ventanaOn runs a command line of ours on the system in a data folder. Files that it
// writes go there too.
func ventanaOn(ctx context.Context, data string, arguments []string) (string, error) {
	arguments = slices.Clone(arguments)
	for i, argument := range arguments {
		if argument == "--to" && i+1 < len(arguments) {
			arguments[i+1] = data + "/" + arguments[i+1]
		}
	}
	if slices.Contains(arguments, "drop") && !slices.Contains(arguments, "--to") {
		arguments = append(arguments, "--to", data+"/dropped-letters.jsonl")
	}
	var said bytes.Buffer
	root := newRootCommand()
	root.SetArgs(append(arguments, "--local", "--data", data))
	root.SetOut(&said)
	root.SetErr(&said)
	root.SetIn(bytes.NewReader(nil))
	err := root.ExecuteContext(ctx)
	return said.String(), err
}
