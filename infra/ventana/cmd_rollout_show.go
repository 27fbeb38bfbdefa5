package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/policy"
	"ventana/shared/rollout"
	"ventana/shared/secret"
)

const rolloutShowHelp = `Shows who is in by the policy in force, where everybody else goes, what the last
days came to, and the next step. Nothing is changed. Customers in rollout.allow are
counted, not shown; of the former endpoint only the host is.`

const rolloutReportHelp = `Sums up the last days, today included, by UTC day and number: messages that
Ventana took and that went to the former endpoint, statuses and other news that went
there, and in shadow mode what Ventana would have done.

would open      tickets, if each message in an open window had joined one: Ventana
                cannot know when the former system's agents would have solved theirs
would comment   messages on tickets
would warn      warnings of closing windows, if nobody had answered: of the former
                system's answers Ventana hears only those written in the phone app

Counts are kept for 400 days and name no customer. After a crash one may be a little
too high.`

func newRolloutShowCommand(flags *rolloutFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "Show who is in, what went where, and the next step",
		Long:    rolloutShowHelp,
		Example: "  ventana rollout show --local",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run, err := openPolicy(command, &flags.policyFlags)
			if err != nil {
				return err
			}
			return run.showRollout(command.Context())
		},
	}
}

func (r *policyRun) showRollout(ctx context.Context) error {
	stands, err := r.current(ctx)
	if err != nil {
		return err
	}
	formers, err := r.formers(ctx)
	if err != nil {
		return err
	}
	rules := stands.rules.Rollout
	r.list.say("By %s:\n", stands.name())
	r.list.say("  phase    %s", phase(rules, len(formers) > 0))
	r.list.say("  mode     %s", rules.Mode)
	r.list.say("  numbers  %s", numbersOf(rules))
	r.list.say("  share    %s of the customers", percent(rules.Share))
	r.list.say("  always   %d on the list", len(rules.Allow))
	for _, connection := range slices.Sorted(maps.Keys(formers)) {
		r.list.say("  former   %s, of connection %s", formers[connection], connection)
	}
	r.list.say("")
	if err := r.printRollout(ctx, 7); err != nil {
		return err
	}
	r.list.say("\nNext: %s", nextStep(rules, len(formers) > 0))
	return r.list.err()
}

// formers are the hosts of the former endpoints, by connection.
func (r *policyRun) formers(ctx context.Context) (map[string]string, error) {
	document, err := r.document(ctx, "to know the former endpoint")
	if err != nil {
		return nil, err
	}
	hosts := map[string]string{}
	for _, connection := range document.Connections {
		if connection.Former != nil {
			hosts[connection.ID] = hostOf(*connection.Former)
		}
	}
	return hosts, nil
}

// hostOf leaves out path and query, in which people put secrets.
func hostOf(former secret.Former) string {
	address, err := url.Parse(former.URL)
	if err != nil {
		return "an address that nobody can call"
	}
	return address.Host
}

// phase names where the roll-out is.
func phase(rules policy.Rollout, former bool) string {
	switch {
	case !former && rollout.Limited(rules):
		return "over: the rules limit it, but no connection has a former endpoint, so Ventana answers everybody"
	case !former:
		return "over: Ventana answers everybody"
	case rules.Mode == policy.Shadow:
		return "shadow: the former endpoint answers everybody, and Ventana counts what it would do"
	case !rollout.Limited(rules):
		return "everybody: Ventana answers all new messages; late statuses still go to the former endpoint"
	case rules.Share == 0 && len(rules.Allow) == 0:
		return "nobody: Ventana finishes its open tickets, everything else goes to the former endpoint"
	case rules.Share == 0:
		return "testers: Ventana answers those on the list"
	}
	return "some: Ventana answers a share, and those on the list"
}

// nextStep is what docs/first-week.md does next.
func nextStep(rules policy.Rollout, former bool) string {
	switch {
	case !former && rollout.Limited(rules):
		return `name the former endpoint in the call secret ("former": {"url", "app_secret"}), or lift the limits: ventana rollout set --mode live --share 1 --numbers all`
	case !former:
		return "nothing. The roll-out is over."
	case rules.Mode == policy.Shadow:
		return `compare "would open" with the tickets that the former system opened, then begin with the testers: ventana rollout set --mode live --share 0 --allow "+<phone>"`
	case !rollout.Limited(rules):
		return "when a week went well, take former out of the call secret. To go back: ventana rollout set --share 0"
	case rules.Share < 0.1:
		return "a tenth: ventana rollout set --share 0.1"
	case rules.Share < 0.5:
		return "half: ventana rollout set --share 0.5. To go back: ventana rollout set --share 0"
	}
	return "everybody: ventana rollout set --share 1 --numbers all. To go back: ventana rollout set --share 0"
}

func numbersOf(rules policy.Rollout) string {
	if len(rules.Numbers) == 0 {
		return "all"
	}
	return fmt.Sprint(rules.Numbers)
}

func percent(share float64) string { return fmt.Sprintf("%.4g %%", 100*share) }

func newRolloutReportCommand(flags *rolloutFlags) *cobra.Command {
	command := &cobra.Command{
		Use:     "report",
		Short:   "Sum up what went where, and what Ventana would have done",
		Long:    rolloutReportHelp,
		Example: "  ventana rollout report --local\n  ventana rollout report --days 30 --table ventana-prod-Table-1X",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if flags.days < 1 || flags.days > 400 {
				return &useError{withHint(fmt.Errorf("--days: want 1 to 400, got %d", flags.days), command)}
			}
			run, err := openPolicy(command, &flags.policyFlags)
			if err != nil {
				return err
			}
			if err := run.printRollout(command.Context(), flags.days); err != nil {
				return err
			}
			return run.list.err()
		},
	}
	command.Flags().IntVar(&flags.days, "days", 7, "how many days, today included")
	return command
}

// printRollout prints the counts of the last days, and their sum.
func (r *policyRun) printRollout(ctx context.Context, days int) error {
	table := tabwriter.NewWriter(r.list.out, 0, 0, 2, ' ', 0)
	var total rollout.Counts
	for back := days - 1; back >= 0; back-- {
		day := rollout.Day(r.now().AddDate(0, 0, -back))
		counts, err := r.store.RolloutCounts(ctx, day)
		if err != nil {
			return r.explained(err)
		}
		for _, number := range slices.Sorted(maps.Keys(counts)) {
			if total == (rollout.Counts{}) {
				rolloutRow(table, "day\tnumber\there\tformer\tstatuses\tother news\twould open\twould comment\twould warn")
			}
			total = total.Add(counts[number])
			rolloutCounts(table, day, number, counts[number])
		}
	}
	if total == (rollout.Counts{}) {
		r.list.say("Nothing went to a former endpoint between %s and %s.", rollout.Day(r.now().Add(-time.Duration(days-1)*24*time.Hour)), rollout.Day(r.now()))
		return nil
	}
	rolloutCounts(table, "all", "", total)
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func rolloutRow(out io.Writer, line string) { fmt.Fprintln(out, line) } // a failure comes back from Flush

func rolloutCounts(out io.Writer, day, number string, c rollout.Counts) {
	rolloutRow(out, fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d", day, number, c.Here, c.Former, c.Statuses, c.News, c.WouldOpen, c.WouldComment, c.WouldWarn))
}
