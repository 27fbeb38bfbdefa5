package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/shared/dynamostore"
	"ventana/shared/policy"
)

const policyShowHelp = `Prints the policy in force, as it was written, or an earlier version of it. Where
none is in force it prints the default one.

The text goes to standard output and what it is to standard error, so that it can
be saved, changed and applied.`

const policyHistoryHelp = `Lists the versions that came into force, the newest first: when, by whom, and the
digest of the text, by which two equal texts are known.

A number may be missing: a change that was cut off has taken it, and it was never
in force.`

func newPolicyShowCommand(flags *policyFlags) *cobra.Command {
	var version int
	command := &cobra.Command{
		Use:     "show",
		Short:   "Print the policy in force",
		Long:    policyShowHelp,
		Example: "  ventana policy show --local\n  ventana policy show --version 3 --local > third.yaml",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			return run.show(command.Context(), version, command.ErrOrStderr())
		},
	}
	command.Flags().IntVar(&version, "version", 0, "an earlier version (default: the one in force)")
	return command
}

// show prints a text as it is, and to notes what it is.
func (r *policyRun) show(ctx context.Context, version int, notes io.Writer) error {
	text, current, err := r.store.CurrentPolicy(ctx)
	if err != nil {
		return r.explained(err)
	}
	what := fmt.Sprintf("version %d, which is in force", current)
	switch {
	case version > 0:
		what = fmt.Sprintf("version %d of %d", version, current)
		if text, err = r.version(ctx, version); err != nil {
			return err
		}
	case current == 0:
		what = "no policy is in force: this is the default one, which counts"
		standard, err := policy.Marshal(policy.Default())
		if err != nil {
			return err
		}
		text = string(standard)
	}
	if _, err := fmt.Fprintf(notes, "# %s\n", what); err != nil {
		return fmt.Errorf("write policy: %w", err)
	}
	if _, err := io.WriteString(r.list.out, text); err != nil {
		return fmt.Errorf("write policy: %w", err)
	}
	return nil
}

// version is the text of a version that was in force.
func (r *policyRun) version(ctx context.Context, version int) (string, error) {
	text, known, err := r.store.PolicyVersion(ctx, version)
	if err != nil {
		return "", r.explained(err)
	}
	if !known {
		return "", fmt.Errorf("version %d was never in force; `ventana policy history` lists those that were", version)
	}
	return text, nil
}

func newPolicyHistoryCommand(flags *policyFlags) *cobra.Command {
	var limit int
	var asJSON bool
	command := &cobra.Command{
		Use:     "history",
		Short:   "List the versions",
		Long:    policyHistoryHelp,
		Example: "  ventana policy history --local\n  ventana policy history --limit 100 --json --table ventana-prod-Table-1X",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			entries, err := run.store.PolicyHistory(command.Context(), max(limit, 1))
			if err != nil {
				return run.explained(err)
			}
			if asJSON {
				return printJSON(command.OutOrStdout(), versionsOf(entries))
			}
			return printHistory(command.OutOrStdout(), entries)
		},
	}
	command.Flags().IntVar(&limit, "limit", 20, "how many of the newest versions")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

// policyVersion is a version as programs read it.
type policyVersion struct {
	Version int    `json:"version"`
	At      string `json:"at"`
	Who     string `json:"who"`
	Digest  string `json:"digest"`
	InForce bool   `json:"in_force"`
}

func versionsOf(entries []dynamostore.PolicyEntry) []policyVersion {
	all := []policyVersion{}
	for i, entry := range entries {
		all = append(all, policyVersion{entry.Version, moment(entry.At), entry.Who, entry.Digest, i == 0})
	}
	return all
}

func printHistory(out io.Writer, entries []dynamostore.PolicyEntry) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(entries) == 0 {
		fmt.Fprintln(table, "No policy was ever in force: the default one counts. `ventana policy apply FILE` brings one.") // a failure comes back from Flush
	}
	for i, entry := range entries {
		note := ""
		if i == 0 {
			note = "\tin force"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%.12s%s\n", entry.Version, moment(entry.At), entry.Who, entry.Digest, note)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return nil
}
