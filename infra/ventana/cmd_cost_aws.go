package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/infra/local"
	"ventana/infra/price"
	"ventana/infra/runcost"
)

const costAWSHelp = `Says what the functions' runs cost, by function: how often each ran, how long Lambda
billed, and what that is at the list price, together and for one run. All of it is
counted from what Lambda reports of each run; nothing is estimated.

With --local it reads what the local system wrote beside its data; the times are this
machine's, and AWS's are others. Of a deployed stack it reads the answer to the saved
query "costs of runs", which the stack brings (docs/spending.md shows the two commands):
--insights FILE, or - for standard input.

Requests of the API, the queues and the table are not in it: ventana cost estimate and
the README count those. --json prints the same for programs.`

// costAWSFlags are the flags of cost aws.
type costAWSFlags struct {
	local, asJSON                bool
	data, insights, architecture string
}

func newCostAWSCommand() *cobra.Command {
	flags := &costAWSFlags{}
	command := &cobra.Command{
		Use:     "aws",
		Short:   "Say what the functions' runs cost",
		Long:    costAWSHelp,
		Example: "  ventana cost aws --local\n  aws logs get-query-results --query-id $ID | ventana cost aws --insights -",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if flags.local == (flags.insights != "") {
				return &useError{withHint(errors.New("--local or --insights: give one of the two"), command)}
			}
			if flags.data != "" && !flags.local {
				return &useError{withHint(errors.New("--data: is the local system's, give --local too"), command)}
			}
			all, err := flags.read(command.InOrStdin())
			if err != nil {
				return err
			}
			list, err := price.AWS()
			if err != nil {
				return err
			}
			costs, total, err := runcost.Price(all, list, flags.architecture)
			if err != nil {
				return err
			}
			return writeRunCosts(command.OutOrStdout(), costs, total, *flags, list)
		},
	}
	set := command.Flags()
	set.BoolVar(&flags.local, "local", false, "of the local system on this machine")
	set.StringVar(&flags.data, "data", "", "data folder of the local system (default $VENTANA_DATA, else .local)")
	set.StringVar(&flags.insights, "insights", "", "file with the JSON of aws logs get-query-results, - for standard input")
	set.StringVar(&flags.architecture, "architecture", "arm64", "what the functions run on, arm64 or x86_64, which have their own prices")
	set.BoolVar(&flags.asJSON, "json", false, "print JSON, for programs")
	return command
}

// read counts the runs from where the flags say.
func (flags costAWSFlags) read(standardInput io.Reader) ([]runcost.Runs, error) {
	switch {
	case flags.local:
		return localRuns(local.LogsOf(cmp.Or(flags.data, os.Getenv("VENTANA_DATA"), ".local")))
	case flags.insights == "-":
		return runcost.ReadInsights(standardInput)
	}
	file, err := os.Open(flags.insights)
	if err != nil {
		return nil, fmt.Errorf("--insights: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return runcost.ReadInsights(file)
}

// localRuns counts what the local system wrote: a file for each function, and the
// one before it.
func localRuns(folder string) ([]runcost.Runs, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("list logs: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no logs in %s: run `make run` and send a message, or choose the data folder with --data", folder)
	}
	var all []runcost.Runs
	for _, path := range files {
		older, err := os.Open(path + ".1")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open log: %w", err)
		}
		newer, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("open log: %w", err)
		}
		parts := []io.Reader{newer}
		if older != nil {
			parts = []io.Reader{older, newer}
		}
		runs, err := runcost.ReadReports(strings.TrimSuffix(filepath.Base(path), ".jsonl"), io.MultiReader(parts...))
		_ = newer.Close() // it was only read
		if older != nil {
			_ = older.Close() // likewise
		}
		if err != nil {
			return nil, err
		}
		all = append(all, runs)
	}
	return all, nil
}

func writeRunCosts(out io.Writer, costs []runcost.Cost, total runcost.Cost, flags costAWSFlags, list price.List) error {
	where := "by Lambda's own reports"
	if flags.local {
		where = "on this machine, whose times are not AWS's"
	}
	if flags.asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(map[string]any{
			"functions": costs, "together": total, "counted": where, "architecture": flags.architecture, "prices_of": list.Region + " " + list.AsOf,
		}); err != nil {
			return fmt.Errorf("write costs: %w", err)
		}
		return nil
	}
	fmt.Fprintf(out, "Runs counted %s; %s at the list price of %s, %s\n\n", where, flags.architecture, list.Region, list.AsOf)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "FUNCTION\tRUNS\tCOLD\tFAILED\tBILLED MS\tGB-SECONDS\tPEAK MB\t$\t$ A MILLION RUNS\t")
	for _, c := range append(costs, total) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%.3f\t%d\t%.6f\t%.2f\t\n", c.Function, c.Count, c.Cold, c.Failed, c.BilledMS, c.GBSecond, c.PeakMB, c.USD, c.Each*1e6)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write costs: %w", err)
	}
	return nil
}
