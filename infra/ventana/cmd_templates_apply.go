package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/templatecode"
	"ventana/shared/template"
)

const templatesApplyHelp = `Shows the plan, asks, submits what is to be created and edited, waits for the
review, and tells what became of each template. It may be run again at any time:
what is done is kept.

A review takes minutes, at most a day; what is not decided after --wait goes on,
and plan tells how it ended. The functions know a template when it is in the table:
at WhatsApp's notice, or within the hour (ventana templates list).

What was done is written to .history.json beside the definitions, because WhatsApp
limits changes and does not tell how many there were. Keep the file with the
definitions when several people apply them. With --local it stands in the data
folder: what was done to a simulator counts for it alone.

Macros of the helpdesk are made and changed first, because they need no review.

The exit status is 1 when a template was refused or rejected, has another category
than its definition, or is blocked, or when a macro could not be made.`

// reviewPause is between two looks at the review: far below the 200 calls an
// hour that WhatsApp allows an account, and short on this machine.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform
const (
	reviewPause      = 15 * time.Second
	localReviewPause = time.Second
)

// applyFlags are those of apply.
type applyFlags struct {
	planFlags
	wait time.Duration
	yes  bool
}

func newTemplatesApplyCommand(flags *templatesFlags) *cobra.Command {
	apply := &applyFlags{planFlags: planFlags{templatesFlags: flags}}
	command := &cobra.Command{
		Use:     "apply",
		Short:   "Bring WhatsApp to what the definitions say",
		Long:    templatesApplyHelp,
		Example: "  ventana templates apply --local\n  ventana templates apply --yes --wait 30m --call secretsmanager://ventana/call",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if apply.wait < 0 {
				return &useError{withHint(fmt.Errorf("--wait: %s is no time to wait", apply.wait), command)}
			}
			run, err := openPlan(command, &apply.planFlags)
			if err != nil {
				return err
			}
			applies := &applyRun{planRun: run, flags: *apply, in: command.InOrStdin(), progress: newProgress(command.ErrOrStderr()), pause: pause}
			return run.explained(applies.do(command.Context()))
		},
	}
	apply.register(command)
	command.Flags().DurationVar(&apply.wait, "wait", 10*time.Minute, "how long to wait for the review of an account's templates; 0 does not")
	command.Flags().BoolVar(&apply.yes, "yes", false, "do not ask")
	return command
}

// applyRun is one run of apply.
type applyRun struct {
	*planRun
	flags    applyFlags
	in       io.Reader
	progress *progress
	pause    func(ctx context.Context, d time.Duration) error
}

// pause waits, or ends with the context.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// do plans all accounts and helpdesks, asks once, and applies one after the other.
func (r *applyRun) do(ctx context.Context) error {
	plans, todo, blocked := make([][]template.Action, len(r.accounts)), 0, 0
	for i, one := range r.accounts {
		actions, err := r.plan(ctx, one)
		if err != nil {
			return err
		}
		for _, action := range actions {
			switch action.Kind {
			case template.ActionBlocked:
				blocked++
			case template.ActionCreate, template.ActionEdit, template.ActionDelete:
				todo++
			}
		}
		plans[i] = actions
	}
	macros := r.planAllMacros(ctx)
	blocked += macros.blocked
	if err := r.consent(ctx, todo, macros.todo); err != nil {
		return err
	}
	r.applyMacros(ctx, macros)
	for i, one := range r.accounts {
		if err := r.apply(ctx, one, plans[i]); err != nil {
			return err
		}
	}
	if blocked > 0 {
		r.list.needs += blocked
		r.list.say("\n  ✗ %d blocked, see ! in the plan", blocked)
	} else if todo+macros.todo == 0 && r.list.needs == 0 {
		r.list.say("Nothing to do.")
	}
	return r.list.err()
}

// consent asks once for all that is to be changed.
func (r *applyRun) consent(ctx context.Context, templates, macros int) error {
	var parts []string
	if templates > 0 {
		parts = append(parts, "submit "+counted(templates, "change")+" to WhatsApp")
	}
	if macros > 0 {
		parts = append(parts, "change "+counted(macros, "macro"))
	}
	if len(parts) == 0 || r.flags.yes {
		return nil
	}
	if !isInteractive(r.in) {
		return errNotAsked
	}
	question := strings.Join(parts, " and ") + "?"
	return confirmed(ctx, r.in, r.list.out, strings.ToUpper(question[:1])+question[1:])
}

// apply submits one account's actions and waits for the review.
func (r *applyRun) apply(ctx context.Context, to account, actions []template.Action) error {
	applier := &templatecode.Applier{
		WABA: to.waba, Provider: to.graph(), History: r.history, Now: r.now, Pause: r.pause,
		Step: func(done, total int, action template.Action) {
			r.progress.step(done, total, fmt.Sprintf("%s %s (%s)", action.Kind, action.Name, action.Language))
		},
	}
	if !slices.ContainsFunc(actions, func(a template.Action) bool {
		return a.Kind != template.ActionKeep && a.Kind != template.ActionBlocked
	}) {
		return nil
	}
	outcomes, err := applier.Submit(ctx, actions)
	r.progress.end()
	if err == nil {
		err = r.await(ctx, applier, outcomes)
	}
	r.progress.end()
	if len(outcomes) > 0 {
		r.list.say("\nAccount %s:\n", to.waba)
	}
	for _, outcome := range outcomes {
		r.tell(outcome)
	}
	inReview := func(o templatecode.Outcome) bool { return o.State == templatecode.Review }
	if r.attached != nil && slices.ContainsFunc(outcomes, inReview) {
		r.list.say("\n  On this machine the review goes by the simulated clock. To let an hour pass: %s", r.anHour())
	}
	return err
}

func (r *applyRun) await(ctx context.Context, applier *templatecode.Applier, outcomes []templatecode.Outcome) error {
	every := reviewPause
	if r.planRun.flags.local {
		every = localReviewPause
	}
	err := applier.Await(ctx, outcomes, templatecode.Waiting{
		Every: every, Most: r.flags.wait,
		Look: func(decided, total int) { r.progress.step(decided, total, "decided, waiting for the review") },
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		return asked("look how the review goes", err)
	}
	return err
}

// tell prints what became of one template.
func (r *applyRun) tell(o templatecode.Outcome) {
	name := fmt.Sprintf("%s (%s)", o.Action.Name, o.Action.Language)
	switch o.State {
	case templatecode.Approved:
		if o.Moved() {
			r.list.wrong(fmt.Sprintf("%s is approved as %s, not as %s: it costs otherwise", name, o.Now.Category, o.Action.Want.Category),
				"Accept it by writing that category into the definition, or change the wording under another name.")
			return
		}
		r.list.right("%s is approved as %s", name, o.Now.Category)
	case templatecode.Deleted:
		r.list.right("%s is deleted", name)
	case templatecode.Review:
		r.list.say("  … %s is in review; `ventana templates plan` tells how it ends, within a day", name)
	case templatecode.Rejected:
		r.list.wrong(fmt.Sprintf("%s was rejected: %s", name, cmp.Or(o.Now.Reason, "no reason given")), "Change its wording, look at `ventana templates lint`, and apply again.")
	case templatecode.Other:
		r.list.wrong(fmt.Sprintf("%s is %s", name, o.Now.Status), "See it in WhatsApp Manager > Message templates.")
	case templatecode.Refused:
		r.list.wrong(fmt.Sprintf("%s was refused: %v", name, o.Err), whatsAppAdvice(o.Err))
	case templatecode.Unclear:
		r.list.wrong(fmt.Sprintf("%s: nobody knows whether WhatsApp took it: %v", name, o.Err), "Plan again in a minute: it tells what is there.")
	case templatecode.Untried:
		r.list.wrong(name+" was not tried after the failure above", "Apply again when that is mended.")
	}
}
