package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

const redriveRunHelp = `Sends letters back to the queues they came from: the oldest first, those of one
conversation or ticket one after the other, no faster than --rate. A letter is
deleted only after its queue has taken it.

Before a letter is sent, the table is asked whether it is done already; such a
letter is deleted without sending, and that is told. Letters that would come straight
back (nobody can read them, or nothing is to be sent) are left.

What comes back stands at the end of the line. The run stops when it meets it, and
sends nothing twice: try one letter first when there are many, and list again.

First it says what it would do and asks; --dry-run stops there, --yes does not ask.
Letters behind others of their conversation come into sight while it works, and
are sent too when they fit.

The exit status is 1 when it stopped or left something.`

const redriveRunExamples = `  ventana redrive run --reason number --dry-run --local
  ventana redrive run 7c9e6679 --local
  ventana redrive run --queue inbound --after 2h --rate 1/s --yes --stack ventana-prod --table ventana-prod-Table-1X`

// sendFlags are those of commands that send.
type sendFlags struct {
	rate        string
	dryRun, yes bool
}

func (flags *sendFlags) register(command *cobra.Command) {
	set := command.Flags()
	set.StringVar(&flags.rate, "rate", "10/s", "letters a second or a minute, as 1/s or 30/m")
	set.BoolVar(&flags.dryRun, "dry-run", false, "say what would be done and stop")
	set.BoolVar(&flags.yes, "yes", false, "do not ask")
}

func newRedriveRunCommand(flags *redriveFlags) *cobra.Command {
	var chosen choiceFlags
	var sends sendFlags
	command := &cobra.Command{
		Use:     "run [<letter>…]",
		Short:   "Send letters back to their queues",
		Long:    redriveRunHelp,
		Example: redriveRunExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, arguments []string) error {
			return sends.run(command, flags, chosen, arguments, func(*redriveRun) (editor, error) { return nil, nil })
		},
	}
	chosen.register(command)
	sends.register(command)
	return command
}

// editor changes a letter before it is sent; nil changes nothing.
type editor func(redrive.Letter) (redrive.Letter, error)

// run is what run and fix have in common.
func (flags sendFlags) run(command *cobra.Command, all *redriveFlags, chosen choiceFlags, names []string, edit func(*redriveRun) (editor, error)) error {
	rate, err := perSecond(flags.rate)
	if err == nil {
		_, err = chosen.choice(names, all.queue, time.Time{})
	}
	if err != nil {
		return &useError{withHint(err, command)}
	}
	run, err := openRedrive(command, all, needTable)
	if err != nil {
		return err
	}
	ctx := command.Context()
	choice, err := chosen.choice(names, all.queue, run.now())
	if err != nil {
		return err
	}
	judge, err := run.judge(ctx)
	if err != nil {
		return err
	}
	notes, err := run.notes(ctx)
	if err != nil {
		return err
	}
	changes, err := edit(run)
	if err != nil {
		return err
	}
	sender := &sendRun{redriveRun: run, flags: flags, choice: choice, progress: newProgress(command.ErrOrStderr())}
	sender.runner = &redrive.Runner{API: run.api, Judge: judge, Notes: notes, Rate: rate, Edit: changes, Told: sender.told, Pause: pause}
	return run.explained(sender.do(ctx))
}

// sendRun is one run of a command that sends.
type sendRun struct {
	*redriveRun
	flags    sendFlags
	choice   redrive.Choice
	runner   *redrive.Runner
	progress *progress

	planned             int
	sent, deleted, left int
}

func (r *sendRun) do(ctx context.Context) error {
	letters, err := r.chosen(ctx, r.choice)
	if err != nil {
		return err
	}
	if r.planned = len(letters); r.planned == 0 {
		r.list.say("Nothing to do: no letter in sight fits.")
		return r.list.err()
	}
	if err := r.plan(ctx, letters); err != nil || r.flags.dryRun {
		return err
	}
	if err := r.ask(ctx, r.flags.yes, "Go on?"); err != nil {
		return err
	}
	r.list.say("")
	err = r.runner.Run(ctx, r.queues, r.choice)
	r.progress.end()
	r.report()
	if err != nil {
		return err
	}
	if r.left > 0 {
		return fmt.Errorf("%s stayed, see above", counted(r.left, "letter"))
	}
	return r.list.err()
}

// plan says what would be done, of few letters one by one.
func (r *sendRun) plan(ctx context.Context, letters []redrive.Letter) error {
	edited, verdicts, err := r.runner.Plan(ctx, letters)
	if err != nil {
		return err
	}
	for i, letter := range letters {
		verdict := verdicts[letter.ID]
		switch verdict.Act {
		case redrive.Send:
			r.list.changed("%s  to %s%s", letter.ID, letter.Queue, difference(letter, edited[i]))
			r.list.advise(verdict.Why)
		case redrive.Delete:
			r.list.say("  – %s  %s: would be deleted without sending", letter.ID, verdict.Why)
		case redrive.Leave:
			r.list.say("  · %s  stays: %s", letter.ID, verdict.Why)
		}
	}
	return r.list.err()
}

// difference is what an edit changes, in the masked view of both.
func difference(before, after redrive.Letter) string {
	was, is := redrive.Mask(before).Envelope, redrive.Mask(after).Envelope
	var changes []string
	for _, name := range []string{"connection", "number", "helpdesk"} {
		if was[name] != is[name] {
			changes = append(changes, fmt.Sprintf("%s %s instead of %s", name, is[name], was[name]))
		}
	}
	if len(changes) == 0 {
		return ""
	}
	return ", with " + strings.Join(changes, ", ")
}

// told notes what became of a letter.
func (r *sendRun) told(step redrive.Step) {
	switch step.Verdict.Act {
	case redrive.Send:
		r.sent++
	case redrive.Delete:
		r.deleted++
		r.progress.end()
		r.list.right("%s  %s: deleted without sending", step.Letter.ID, step.Verdict.Why)
	case redrive.Leave:
		r.left++
	}
	done := r.sent + r.deleted + r.left
	r.progress.step(done, max(r.planned, done), step.Letter.Queue)
}

func (r *sendRun) report() {
	if r.sent > 0 {
		r.list.right("%s sent back; look again in a minute: ventana redrive list", counted(r.sent, "letter"))
	}
	if r.deleted > 0 {
		r.list.right("%s done before, deleted without sending", counted(r.deleted, "letter"))
	}
}

// maxRate is more than letters one after the other ever reach.
const maxRate = 1000

// perSecond reads a rate.
func perSecond(text string) (float64, error) {
	amount, unit, _ := strings.Cut(text, "/")
	n, err := strconv.ParseFloat(amount, 64)
	units := map[string]float64{"s": 1, "m": 60}
	if err != nil || !(n > 0 && n <= maxRate) || units[unit] == 0 { // NaN is no number either
		return 0, fmt.Errorf("--rate: %q is not of the form 10/s or 30/m", text)
	}
	return n / units[unit], nil
}
