package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
	"ventana/shared/deadletter"
)

const redriveHelp = `Shows what Ventana gave up on and why, and sends it back when it is mended. What
functions park waits among the dead letters of its queue for 14 days.

  1. ventana redrive list             what lies there, and how to mend it
  2. mend the cause
  3. ventana redrive run --dry-run …  what would be sent, and what is done already
  4. ventana redrive run …            send it back

Mend first, send second: a letter that is sent back before its cause is gone comes
straight back. Try one first. Sending is safe: what was done is remembered for 45
days and is not done again.

Of a deployed stack it needs the stack's name and AWS credentials and a region as
the aws command has them: on its queues sqs GetQueueUrl, GetQueueAttributes and
SendMessage, on its dead-letter queues besides ReceiveMessage,
ChangeMessageVisibility and DeleteMessage. run and fix also need the table
(dynamodb BatchGetItem, GetItem and UpdateItem), and with the call document they
know which files are done. drop works without a table; with one it strikes out what
it deletes, so that the day's statement still names the reasons of what is left. With --local it speaks to the system that "make run" started.

A look hides letters from others while it lasts, seconds as a rule.`

const redriveExamples = `  ventana redrive list --local
  ventana redrive list --stack ventana-prod --queue inbound --ids
  ventana redrive run --reason number --dry-run --stack ventana-prod --table ventana-prod-Table-1X
  ventana redrive run --all --rate 1/s --local
  ventana redrive fix 7c9e6679 --number support --local
  ventana redrive drop 7c9e6679 --why "written to the customer by hand" --local`

// redriveFlags are the flags of every redrive command.
type redriveFlags struct {
	systemFlags
	stack, queue string
}

// newRedriveCommand groups what is done about dead letters.
func newRedriveCommand() *cobra.Command {
	flags := &redriveFlags{}
	command := &cobra.Command{
		Use:     "redrive",
		Short:   "Show what was parked and why, and send it back",
		Long:    redriveHelp,
		Example: redriveExamples,
		Args:    cobra.NoArgs,
	}
	flags.register(command)
	set := command.PersistentFlags()
	set.StringVar(&flags.stack, "stack", "", "name of the stack (default $VENTANA_STACK)")
	set.StringVar(&flags.queue, "queue", "", "only this queue: "+strings.Join(redrive.Names(), ", "))
	command.AddCommand(
		newRedriveListCommand(flags), newRedriveShowCommand(flags), newRedriveRunCommand(flags),
		newRedriveFixCommand(flags), newRedriveDropCommand(flags), newRedriveExportCommand(flags),
	)
	return command
}

// choiceFlags say which letters are meant.
type choiceFlags struct {
	all                   bool
	reason, before, after string
}

func (flags *choiceFlags) register(command *cobra.Command) {
	set := command.Flags()
	set.BoolVar(&flags.all, "all", false, "every letter")
	set.StringVar(&flags.reason, "reason", "", "only letters of this code, as list prints it")
	set.StringVar(&flags.before, "before", "", "parked before this: 2026-11-22, 2026-11-22T10:00:00Z, or 2h for two hours ago")
	set.StringVar(&flags.after, "after", "", "parked at this or later")
}

// choice reads the flags. Nothing named is an error: a command that sends or
// deletes does not guess.
func (flags choiceFlags) choice(names []string, queue string, now time.Time) (redrive.Choice, error) {
	choice := redrive.Choice{Names: names, Code: deadletter.Code(flags.reason)}
	narrowed := queue+flags.reason+flags.before+flags.after != ""
	switch {
	case flags.all && (narrowed || len(names) > 0):
		return choice, fmt.Errorf("--all: is every letter; leave out what narrows it, or leave out --all")
	case !flags.all && !narrowed && len(names) == 0:
		return choice, fmt.Errorf("say which letters: ids, --reason, --queue, --before, --after, or --all")
	case flags.reason != "" && !slices.Contains(deadletter.Codes(), choice.Code):
		return choice, fmt.Errorf("--reason: %q is none of %v", flags.reason, deadletter.Codes())
	}
	var err error
	if choice.Before, err = instant("--before", flags.before, now); err != nil {
		return choice, err
	}
	choice.After, err = instant("--after", flags.after, now)
	return choice, err
}

// instant reads a time: a day, a moment, or how long ago. Empty is zero.
func instant(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	if ago, err := time.ParseDuration(text); err == nil && ago > 0 {
		return now.Add(-ago), nil
	}
	return time.Time{}, fmt.Errorf("%s: %q is neither a day as 2026-11-22, nor a time as 2026-11-22T10:00:00Z, nor a duration as 2h", flag, text)
}
