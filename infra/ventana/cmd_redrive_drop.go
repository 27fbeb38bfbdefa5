package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

const redriveDropHelp = `Deletes letters for good. Each is a person who waits, or was one: --why says for
those who ask later why it was right.

A letter is written to a file before it is deleted, whole, with what the person wrote,
who dropped it, when and why. The file is readable by you alone; keep it as long as
your rules ask, and no longer.`

const redriveExportHelp = `Writes letters to a file, whole, with what people wrote, one JSON object a line. The
letters stay. Do it before they expire, 14 days after they were parked. The file
is readable by you alone, and must not exist yet.`

// keepFlags are those of commands that write letters down.
type keepFlags struct {
	choiceFlags
	to, who, why string
	yes          bool
}

func newRedriveDropCommand(flags *redriveFlags) *cobra.Command {
	keep := &keepFlags{}
	command := &cobra.Command{
		Use:     "drop [<letter>…] --why <reason>",
		Short:   "Delete letters for good, after writing them to a file",
		Long:    redriveDropHelp,
		Example: "  ventana redrive drop 7c9e6679 --why \"written to the customer by hand\" --local\n  ventana redrive drop --queue schedule --why \"the next run worked\" --stack ventana-prod",
		Args:    cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, arguments []string) error {
			if strings.TrimSpace(keep.why) == "" {
				return &useError{withHint(errors.New("--why: required"), command)}
			}
			return keep.run(command, flags, arguments, os.O_APPEND, func(ctx context.Context, run *redriveRun, keeper redrive.Keeper, letters []redrive.Letter) error {
				var these redrive.Choice // and none that came since they were shown
				for _, letter := range letters {
					these.Names = append(these.Names, letter.ID)
				}
				notes, err := run.notes(ctx)
				if err != nil {
					return err
				}
				dropped, err := redrive.Drop(ctx, run.api, run.queues, these, keeper, notes)
				if dropped > 0 {
					run.list.right("%s dropped, written to %s", counted(dropped, "letter"), keep.to)
				}
				return err
			})
		},
	}
	keep.register(command, "dropped-letters.jsonl", "file that gets them first; more are added to it")
	command.Flags().StringVar(&keep.why, "why", "", "why they are not needed, for those who ask later")
	return command
}

func newRedriveExportCommand(flags *redriveFlags) *cobra.Command {
	keep := &keepFlags{}
	command := &cobra.Command{
		Use:     "export [<letter>…]",
		Short:   "Write letters to a file, and leave them",
		Long:    redriveExportHelp,
		Example: "  ventana redrive export --all --to letters.jsonl --local",
		Args:    cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, arguments []string) error {
			return keep.run(command, flags, arguments, os.O_EXCL, func(_ context.Context, run *redriveRun, keeper redrive.Keeper, letters []redrive.Letter) error {
				if err := keeper.Keep(letters); err != nil {
					return err
				}
				run.list.right("%s written to %s", counted(len(letters), "letter"), keep.to)
				return nil
			})
		},
	}
	keep.register(command, "dead-letters.jsonl", "file to write, which must not exist")
	return command
}

func (flags *keepFlags) register(command *cobra.Command, file, what string) {
	flags.choiceFlags.register(command)
	command.Flags().StringVar(&flags.to, "to", file, what)
	command.Flags().StringVar(&flags.who, "who", userName(), "who does it, for the file")
	command.Flags().BoolVar(&flags.yes, "yes", false, "do not ask")
}

// run names the letters, asks, opens the file and does the work.
func (flags *keepFlags) run(command *cobra.Command, all *redriveFlags, names []string, mode int,
	work func(context.Context, *redriveRun, redrive.Keeper, []redrive.Letter) error,
) (err error) {
	if _, err := flags.choice(names, all.queue, time.Time{}); err != nil {
		return &useError{withHint(err, command)}
	}
	run, err := openRedrive(command, all)
	if err != nil {
		return err
	}
	ctx := command.Context()
	choice, err := flags.choice(names, all.queue, run.now())
	if err != nil {
		return err
	}
	letters, err := run.chosen(ctx, choice)
	if err != nil {
		return err
	}
	if len(letters) == 0 {
		run.list.say("Nothing to do: no letter in sight fits.")
		return run.list.err()
	}
	for _, letter := range letters {
		run.list.say("  %s  %s, %s, %s", letter.ID, letter.Queue, letter.Code, moment(letter.At()))
	}
	question := fmt.Sprintf("Write %s with what people wrote to %s, and %s?", counted(len(letters), "letter"), flags.to,
		map[bool]string{true: "delete them for good", false: "leave them where they are"}[mode == os.O_APPEND])
	if err := run.ask(ctx, flags.yes, question); err != nil {
		return err
	}
	file, err := os.OpenFile(flags.to, os.O_WRONLY|os.O_CREATE|mode, 0o600)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	keeper := redrive.Keeper{File: file, Who: flags.who, Why: flags.why, Now: run.now}
	return errors.Join(work(ctx, run, keeper, letters), run.list.err())
}
