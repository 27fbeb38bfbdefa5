package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ventana/infra/rules"
	"ventana/shared/policy"
	"ventana/shared/rollout"
)

const rolloutSetHelp = `Changes the roll-out in the policy in force, and nothing else of it: shows what
changes, asks, and brings it into force as a new version. What is not given stays.
Functions follow within a minute. --dry-run shows it and changes nothing.

--share     from 0 to 1, the share of customers whom Ventana answers. A larger
            share keeps everybody who was in
--mode      live, or shadow: Ventana answers nobody new and counts what it would do
--numbers   our ids of the numbers that take part, with commas; "all" for all
--allow     a customer who is always in, a phone or a BSUID; can be given again
--disallow  one who is no longer

Going back is --share 0 with everybody taken off the list: tickets that are open in
Ventana are finished there, and every other message goes to the former endpoint.`

// rolloutChange is what the flags of one run change.
type rolloutChange struct {
	mode            string
	share           float64
	numbers         []string
	allow, disallow []string
	dryRun          bool
}

func newRolloutSetCommand(flags *rolloutFlags) *cobra.Command {
	var change rolloutChange
	command := &cobra.Command{
		Use:     "set",
		Short:   "Change who is in",
		Long:    rolloutSetHelp,
		Example: "  ventana rollout set --mode shadow --local\n  ventana rollout set --share 0.1 --dry-run --local\n  ventana rollout set --share 0 --yes --table ventana-prod-Table-1X",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if command.Flags().NFlag() == 0 || !slices.ContainsFunc([]string{"mode", "share", "numbers", "allow", "disallow"}, command.Flags().Changed) {
				return &useError{withHint(errors.New("say what to change: --share, --mode, --numbers, --allow or --disallow"), command)}
			}
			run, err := openPolicy(command, &flags.policyFlags)
			if err != nil {
				return err
			}
			return run.setRollout(command, change)
		},
	}
	flags.changing(command)
	set := command.Flags()
	set.Float64Var(&change.share, "share", 0, "share of customers, from 0 to 1")
	set.StringVar(&change.mode, "mode", "", "live or shadow")
	set.StringSliceVar(&change.numbers, "numbers", nil, `ids of numbers, or "all"`)
	set.StringSliceVar(&change.allow, "allow", nil, "a customer who is always in")
	set.StringSliceVar(&change.disallow, "disallow", nil, "a customer to take off the list")
	set.BoolVar(&change.dryRun, "dry-run", false, "show what would change, and change nothing")
	return command
}

func (r *policyRun) setRollout(command *cobra.Command, change rolloutChange) error {
	ctx := command.Context()
	stands, err := r.current(ctx)
	if err != nil {
		return err
	}
	text := stands.text
	if stands.version == 0 {
		text = "version: 1\n"
	}
	wanted := change.of(stands.rules.Rollout, command.Flags().Changed)
	if text, err = rules.SetRollout(text, wanted); err != nil {
		return err
	}
	next, err := parsePolicy(&r.list, "roll-out", []byte(text))
	if err != nil {
		return err
	}
	if len(policy.Diff(stands.rules, next)) == 0 {
		r.list.say("Nothing to do: that is what is in force.")
		return r.list.err()
	}
	r.compare(stands, next)
	if err := r.warnRollout(command, next.Rollout); err != nil {
		return err
	}
	if change.dryRun {
		r.list.say("\nNothing was changed: this was a dry run.")
		return r.list.err()
	}
	return r.put(ctx, stands, text, "Bring it into force?")
}

// of is the roll-out after the change.
func (c rolloutChange) of(before policy.Rollout, given func(string) bool) policy.Rollout {
	after := before
	if given("mode") {
		after.Mode = policy.RolloutMode(c.mode)
	}
	if given("share") {
		after.Share = c.share
	}
	if given("numbers") {
		if after.Numbers = c.numbers; slices.Equal(c.numbers, []string{"all"}) {
			after.Numbers = nil
		}
	}
	after.Allow = slices.Clone(before.Allow)
	for _, who := range c.allow {
		if who = plainly(who); !slices.Contains(after.Allow, who) {
			after.Allow = append(after.Allow, who)
		}
	}
	for _, who := range c.disallow {
		after.Allow = slices.DeleteFunc(after.Allow, func(one string) bool { return one == plainly(who) })
	}
	return after
}

// plainly is a phone without what people write between digits.
func plainly(who string) string {
	if !strings.HasPrefix(who, "+") {
		return who
	}
	return strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(who)
}

// warnRollout says what the rules mean that nobody may have meant.
func (r *policyRun) warnRollout(command *cobra.Command, next policy.Rollout) error {
	if r.call == "" {
		r.list.say("\nNot looked at: whether there is a former endpoint. Give --call to know.")
		return nil
	}
	document, err := r.document(command.Context(), "to know the former endpoint")
	if err != nil {
		return err
	}
	former := false
	known := map[string]bool{}
	for _, connection := range document.Connections {
		former = former || connection.Former != nil
		for _, number := range connection.Numbers {
			known[number.ID] = true
		}
	}
	if rollout.Limited(next) && !former {
		r.list.say("\nMind: the call secret names no former endpoint, so nothing is limited until it does.")
	}
	for _, number := range next.Numbers {
		if !known[number] {
			return fmt.Errorf("--numbers: %q is no number of the call secret", number)
		}
	}
	return nil
}
