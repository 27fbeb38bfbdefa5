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

	"github.com/spf13/cobra"

	"ventana/infra/awsbill"
	"ventana/infra/count"
	"ventana/infra/local"
	"ventana/infra/price"
	"ventana/infra/runcost"
)

const costAWSHelp = `Says what AWS takes, line by line: quantity, unit, rate, dollars, and where the
quantity comes from. What was counted is "measured"; an upper bound, an assumption and
what nobody knows are lines of their own that say so, and are never added to it unsaid.

With --local it reads what the local system wrote beside its data: Lambda's report of
each run, and what the stand-ins of the API, the queues, the table, the schedules and
the logs counted where it arrived. Times are this machine's, and AWS's are others. What
tools ask that attach to the local system is not in it.

Of a deployed stack it reads two answers of AWS's, either or both; docs/spending.md
shows the commands. --insights FILE is the answer to the saved query "costs of runs",
which the stack brings, and has the runs. --metrics FILE is the answer of aws cloudwatch
get-metric-data to the queries that --queries makes from the stack's resources, and has
the rest. - is standard input.

Not in it: alarms, metrics, secrets, what the table and the logs keep, and transfer out
of AWS; ventana cost estimate and the README count those. --csv prints every line with
its resource, --json all of it, for programs.`

// costAWSFlags are the flags of cost aws.
type costAWSFlags struct {
	local, csv, asJSON           bool
	data, insights, architecture string
	metrics, queries             string
}

func newCostAWSCommand() *cobra.Command {
	flags := &costAWSFlags{}
	command := &cobra.Command{
		Use:     "aws",
		Short:   "Say what AWS takes, as it was counted",
		Long:    costAWSHelp,
		Example: "  ventana cost aws --local\n  aws logs get-query-results --query-id $ID | ventana cost aws --insights -",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := flags.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			if flags.queries != "" {
				return flags.writeQueries(command.OutOrStdout(), command.InOrStdin())
			}
			list, err := price.AWS()
			if err != nil {
				return err
			}
			bill, err := flags.bill(command.InOrStdin(), list)
			if err != nil {
				return err
			}
			return bill.write(command.OutOrStdout(), *flags)
		},
	}
	set := command.Flags()
	set.BoolVar(&flags.local, "local", false, "of the local system on this machine")
	set.StringVar(&flags.data, "data", "", "data folder of the local system (default $VENTANA_DATA, else .local)")
	set.StringVar(&flags.insights, "insights", "", "file with the JSON of aws logs get-query-results, - for standard input")
	set.StringVar(&flags.metrics, "metrics", "", "file with the JSON of aws cloudwatch get-metric-data, - for standard input")
	set.StringVar(&flags.queries, "queries", "", "file with the JSON of aws cloudformation list-stack-resources, - for standard input: print the queries for --metrics")
	set.StringVar(&flags.architecture, "architecture", "arm64", "what the functions run on, arm64 or x86_64, which have their own prices")
	set.BoolVar(&flags.csv, "csv", false, "print CSV, for spreadsheets")
	set.BoolVar(&flags.asJSON, "json", false, "print JSON, for programs")
	return command
}

// check tells everything that is wrong with the flags.
func (flags costAWSFlags) check() error {
	var problems []error
	stack := flags.insights != "" || flags.metrics != ""
	if chosen := []bool{flags.local, stack, flags.queries != ""}; countTrue(chosen) != 1 {
		problems = append(problems, errors.New("--local, --insights and --metrics, --queries: give one of the three"))
	}
	if flags.insights == "-" && flags.metrics == "-" {
		problems = append(problems, errors.New("--insights, --metrics: one alone can be standard input"))
	}
	if flags.data != "" && !flags.local {
		problems = append(problems, errors.New("--data: is the local system's, give --local too"))
	}
	if flags.csv && flags.asJSON {
		problems = append(problems, errors.New("--csv, --json: choose one"))
	}
	return errors.Join(problems...)
}

func countTrue(all []bool) int {
	count := 0
	for _, one := range all {
		if one {
			count++
		}
	}
	return count
}

// bill gathers and prices what the flags name.
func (flags costAWSFlags) bill(standardInput io.Reader, list price.List) (awsBill, error) {
	bill := awsBill{Counted: "by Lambda's own reports", Architecture: flags.architecture, PricesOf: list.Region + " " + list.AsOf}
	source := awsbill.Measured
	if flags.local {
		bill.Counted, source = "on this machine, whose times are not AWS's", awsbill.Here
	}
	all, err := flags.runs(standardInput)
	if err != nil {
		return awsBill{}, err
	}
	if flags.metrics != "" {
		if bill.Lines, err = flags.metered(standardInput, list); err != nil || flags.insights == "" {
			bill.Counted = "" // there are none
			return bill, err
		}
	}
	if bill.Functions, bill.Together, err = runcost.Price(all, list, flags.architecture); err != nil {
		return awsBill{}, err
	}
	runs, err := awsbill.OfRuns(all, list, flags.architecture, source)
	if bill.Lines = append(runs, bill.Lines...); err != nil || !flags.local {
		return bill, err
	}
	return bill, bill.addCounts(flags.folder(), all, list)
}

// addCounts adds what the local system counted besides its runs.
func (b *awsBill) addCounts(data string, all []runcost.Runs, list price.List) error {
	var counts *count.Counts
	switch read, err := count.Read(count.FileOf(data)); {
	case err == nil:
		counts, b.Since, b.Until = &read, &read.Since, &read.Until
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	b.Note = awsbill.RunsMissing(counts, all)
	lines, err := awsbill.OfCounts(counts, list)
	b.Lines = append(b.Lines, lines...)
	return err
}

// folder is that of the local system's data.
func (flags costAWSFlags) folder() string {
	return cmp.Or(flags.data, os.Getenv("VENTANA_DATA"), ".local")
}

// runs counts the runs from where the flags say.
func (flags costAWSFlags) runs(standardInput io.Reader) ([]runcost.Runs, error) {
	switch {
	case flags.local:
		return localRuns(local.LogsOf(flags.folder()))
	case flags.insights == "":
		return nil, nil
	}
	answer, err := opened("--insights", flags.insights, standardInput)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Close() }() // it was only read
	return runcost.ReadInsights(answer)
}

// metered are the lines of a stack's metrics.
func (flags costAWSFlags) metered(standardInput io.Reader, list price.List) ([]awsbill.Line, error) {
	answer, err := opened("--metrics", flags.metrics, standardInput)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Close() }() // it was only read
	return awsbill.OfMetrics(answer, list, flags.insights != "")
}

// writeQueries prints what is to be asked of CloudWatch.
func (flags costAWSFlags) writeQueries(out io.Writer, standardInput io.Reader) error {
	answer, err := opened("--queries", flags.queries, standardInput)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Close() }() // it was only read
	resources, err := awsbill.ReadResources(answer)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(awsbill.Queries(resources, awsbill.Index)); err != nil {
		return fmt.Errorf("write queries: %w", err)
	}
	return nil
}

// opened is the file of a flag, - being standard input.
func opened(flag, path string, standardInput io.Reader) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(standardInput), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return file, nil
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
