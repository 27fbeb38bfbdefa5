package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/spf13/cobra"

	"ventana/infra/redrive"
)

// redriveRun is one run of a redrive command.
type redriveRun struct {
	*system
	api    redrive.API
	queues []redrive.Queue
	list   checklist
	in     io.Reader
	// terminal: somebody can be asked.
	terminal bool
}

// openRedrive finds the queues. Wrong flags are told with the way to the help.
func openRedrive(command *cobra.Command, flags *redriveFlags, needs ...need) (*redriveRun, error) {
	if err := flags.check(os.Getenv, needs...); err != nil {
		return nil, &useError{withHint(err, command)}
	}
	opened, err := openSystem(flags.systemFlags, os.Getenv)
	if err != nil {
		return nil, err
	}
	input := command.InOrStdin()
	run := &redriveRun{system: opened, list: checklist{out: command.OutOrStdout()}, in: input, terminal: isInteractive(input)}
	stack := cmp.Or(flags.stack, os.Getenv("VENTANA_STACK"))
	if run.api, stack, err = opened.openQueues(command.Context(), stack); err != nil {
		return nil, err
	}
	if run.queues, err = redrive.Open(command.Context(), run.api, stack, flags.queue); err != nil {
		return nil, opened.explained(err)
	}
	return run, nil
}

// check finds every wrong flag at once.
func (flags redriveFlags) check(getenv func(string) string, needs ...need) error {
	problems := []error{flags.systemFlags.check(getenv, needs...)}
	switch {
	case flags.local && flags.stack != "":
		problems = append(problems, errors.New("--local: has a stack of its own, leave out --stack"))
	case !flags.local && flags.stack == "" && getenv("VENTANA_STACK") == "":
		problems = append(problems, errors.New("--stack: required, the name of the stack; or --local for the system on this machine"))
	}
	if flags.queue != "" && !slices.Contains(redrive.Names(), flags.queue) {
		problems = append(problems, fmt.Errorf("--queue: %q is none of %v", flags.queue, redrive.Names()))
	}
	return errors.Join(problems...)
}

// openQueues gives the queues' service and the stack whose they are.
func (s *system) openQueues(ctx context.Context, stack string) (redrive.API, string, error) {
	if s.attached != nil {
		if s.attached.Queues == nil {
			return nil, "", errors.New("the local system does not tell where its queues are, it is an older one: start it anew with `make run`")
		}
		return s.attached.Queues, s.attached.Stack, nil
	}
	configuration, err := signedIn(ctx)
	if err != nil {
		return nil, "", err
	}
	return sqs.NewFromConfig(configuration), stack, nil
}

// notes are those of the table, where one is named: drop and export work without.
func (r *redriveRun) notes(ctx context.Context) (redrive.Notes, error) {
	if r.table == "" {
		return nil, nil
	}
	return r.openTable(ctx, rand.Text)
}

// judge looks up what is done.
func (r *redriveRun) judge(ctx context.Context) (redrive.Judge, error) {
	table, err := r.openTable(ctx, rand.Text)
	if err != nil {
		return redrive.Judge{}, err
	}
	judge := redrive.Judge{Table: table}
	if r.call != "" {
		judge.Document, err = r.document(ctx, "to know the numbers")
	}
	return judge, err
}

// look reads what is in sight.
func (r *redriveRun) look(ctx context.Context) (redrive.Found, error) {
	found, err := redrive.Look(ctx, r.api, r.queues)
	return found, r.explained(err)
}

// unseen tells of letters that a look could not reach.
func (r *redriveRun) unseen(found redrive.Found) {
	for _, queue := range r.queues {
		if n := found.Unseen[queue.Name]; n > 0 {
			r.list.say("%s of %s out of sight: behind others of their conversation or ticket, or in somebody's hands.", counted(n, "letter"), queue.Name)
		}
	}
}

// chosen looks and keeps what is meant.
func (r *redriveRun) chosen(ctx context.Context, choice redrive.Choice) ([]redrive.Letter, error) {
	found, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	letters, err := choice.Of(found.Letters)
	if err != nil {
		return nil, err
	}
	if len(choice.Names) == 0 {
		r.unseen(found)
	}
	r.queues = slices.DeleteFunc(r.queues, func(queue redrive.Queue) bool {
		return !slices.ContainsFunc(letters, func(letter redrive.Letter) bool { return letter.Queue == queue.Name })
	})
	return letters, nil
}

// ask asks unless somebody said yes beforehand.
func (r *redriveRun) ask(ctx context.Context, yes bool, question string) error {
	switch {
	case yes:
		return nil
	case !r.terminal:
		return errNotAsked
	default:
		return confirmed(ctx, r.in, r.list.out, question)
	}
}
