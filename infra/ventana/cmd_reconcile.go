package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/dynamostore"
	"ventana/shared/statement"
)

const reconcileHelp = `Shows what became of a day's messages, and has a day compared.

Each day, an hour after midnight UTC, the function reconcile lays what was taken in
hand beside what stands in the helpdesks, number by number. It sends replies that
were overlooked, tells agents of the rest, and keeps a statement for 400 days. A day
that was not made in time follows by itself, for seven days. What lies among the
dead letters as a statement is made is counted below it.

Of a deployed stack it needs the table (output TableName) and AWS credentials and
a region as the aws command has them: dynamodb Query for show, GetItem and
UpdateItem for run. With --local it speaks to the system that "make run" started.`

const reconcileExamples = `  ventana reconcile show --local
  ventana reconcile show --day 2026-11-22 --json --table ventana-prod-Table-1X
  ventana reconcile run --day 2026-11-22 --local`

// reconcileFlags are the flags of every reconcile command.
type reconcileFlags struct {
	systemFlags
	day string
}

// newReconcileCommand groups what is done about a day.
func newReconcileCommand() *cobra.Command {
	flags := &reconcileFlags{}
	command := &cobra.Command{
		Use:     "reconcile",
		Short:   "Show what became of a day's messages",
		Long:    reconcileHelp,
		Example: reconcileExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	command.PersistentFlags().StringVar(&flags.day, "day", "", "the day, by UTC, as 2026-11-22 (default yesterday)")
	command.AddCommand(newReconcileShowCommand(flags), newReconcileRunCommand(flags))
	return command
}

// open gives the table, and the day that is meant.
func (flags *reconcileFlags) open(command *cobra.Command) (opened *system, store *dynamostore.Store, day string, err error) {
	if opened, err = flags.systemFlags.open(command, needTable); err != nil {
		return nil, nil, "", err
	}
	now := opened.now()
	if day = flags.day; day == "" {
		day = statement.DayOf(now.AddDate(0, 0, -1))
	}
	if _, err := time.Parse(statement.Layout, day); err != nil {
		return nil, nil, "", &useError{withHint(fmt.Errorf("--day: %q is no day as 2026-11-22", day), command)}
	}
	if day >= statement.DayOf(now) {
		return nil, nil, "", &useError{withHint(fmt.Errorf("--day: %s is not over yet; days are those of UTC", day), command)}
	}
	store, err = opened.openTable(command.Context(), rand.Text)
	return opened, store, day, err
}

func newReconcileShowCommand(flags *reconcileFlags) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "show",
		Short:   "Print a day's statement",
		Example: "  ventana reconcile show --local\n  ventana reconcile show --day 2026-11-22 --json --local",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			opened, store, day, err := flags.open(command)
			if err != nil {
				return err
			}
			told, known, err := store.StatementOf(command.Context(), day)
			if err != nil {
				return opened.explained(err)
			}
			if !known {
				return fmt.Errorf("there is no statement of %s: it is made an hour after the day's end, in runs of five minutes each; `ventana reconcile run --day %s` asks for it", day, day)
			}
			if asJSON {
				return printJSON(command.OutOrStdout(), statementOutput{told, told.Sentence()})
			}
			return printStatement(command.OutOrStdout(), told)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

// statementOutput is a statement as programs read it.
type statementOutput struct {
	statement.Statement
	Sentence string `json:"sentence"`
}

// printStatement prints the sentence, a table of the numbers, and what was found.
// A failure to write comes back from Flush.
func printStatement(out io.Writer, told statement.Statement) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s, %s: %s\n\n", told.Day, moment(told.DoneAt), told.Sentence())
	fmt.Fprintln(table, "NUMBER\tMESSAGES\tON TICKETS\tPASSED\tREMOVED\tUNDER WAY\tREPLIES\tSENT\tREFUSED\tNO WORD\tLOST\tDOUBLED\tORPHANED\tSTUCK\tUNSENT\tREPAIRED")
	for _, line := range append(told.Lines, total(told)...) {
		fmt.Fprint(table, nameOr(line.Number, "(none)"))
		for _, count := range []int{
			line.Messages, line.OnTicket, line.Passed, line.Removed, line.UnderWay, line.Replies, line.Sends, line.Refused, line.Silent,
			line.Lost, line.Doubled, line.Orphaned, line.Stuck, line.Unsent, line.Repaired,
		} {
			fmt.Fprint(table, "\t", statement.Grouped(count))
		}
		fmt.Fprintln(table)
	}
	if findings := told.Total().Findings; len(findings) > 0 {
		fmt.Fprintln(table, "\nFOUND\tAT\tTICKET\tCOMMENT\tREPEATS\tEFFECT\tREPAIR")
		for _, one := range findings {
			fmt.Fprintf(table, "%s\t%s\t%s#%s\t%s\t%s\t%s\t%s\n", one.Kind, moment(one.At), one.Helpdesk, one.Ticket,
				nameOr(one.Comment, "-"), nameOr(one.Other, "-"), nameOr(one.Effect, "-"), nameOr(one.Repair, "none"))
		}
	}
	printParked(table, told.Parked)
	fmt.Fprintf(table, "\nFor 1,000 messages: %d requests of the table, %d of the helpdesks.\n",
		told.PerThousand(told.Requests.Table), told.PerThousand(told.Requests.Helpdesk))
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write statement: %w", err)
	}
	return nil
}

// printParked prints what was parked when the statement was made, if anything was.
func printParked(table io.Writer, parked []statement.Parked) {
	if len(parked) == 0 {
		return
	}
	fmt.Fprintln(table, "\nPARKED\tRECORDS\tOLDEST\tREASONS")
	for _, one := range parked {
		oldest := "-"
		if !one.OldestAt.IsZero() {
			oldest = moment(one.OldestAt)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", one.Queue, statement.Grouped(one.Count), oldest, one.Reasons())
	}
	fmt.Fprintf(table, "What lies there now, and how to mend it: %s\n", statement.SeeParked)
}

// total is the last line, where there are several.
func total(told statement.Statement) []statement.Line {
	if len(told.Lines) < 2 {
		return nil
	}
	all := told.Total()
	all.Number = "all"
	return []statement.Line{all}
}

func nameOr(name, none string) string {
	if name == "" {
		return none
	}
	return name
}

func newReconcileRunCommand(flags *reconcileFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Have a day compared, also one that was",
		Long: `Asks for the statement of a day. The function reconcile begins with its next run,
within five minutes, and goes on with each until the statement stands. Repeating is
safe: what was repaired is not repaired twice, and no note is written twice.`,
		Example: "  ventana reconcile run --day 2026-11-22 --local",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			opened, store, day, err := flags.open(command)
			if err != nil {
				return err
			}
			if err := store.WantStatement(command.Context(), day); err != nil {
				return opened.explained(err)
			}
			list := checklist{out: command.OutOrStdout()}
			list.right("the statement of %s is asked for; reconcile begins within five minutes", day)
			if !opened.local {
				list.say("To begin at once:\n\n  aws lambda invoke --function-name \"$(output ReconcileFunctionName):live\" --cli-binary-format raw-in-base64-out --payload '{\"do\":\"sweep\"}' /dev/stdout")
			}
			list.say("Then: ventana reconcile show --day %s", day)
			return list.err()
		},
	}
}
