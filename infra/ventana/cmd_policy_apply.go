package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"
)

const policyDiffHelp = `Shows what a document would change of the policy in force, key by key, and which
rules name templates, parameters or numbers that nobody has. Nothing is changed.

  + new   ~ changed   - gone

Customers in rollout.allow are counted, not shown.`

const policyApplyHelp = `Checks a document, shows what it changes, and brings it into force after a yes. The
whole document is kept, comments and all, as a new version.

A rule whose template does not exist is told and no obstacle: rules may come
before the review of their template has ended. Until then they are passed over.

When somebody else changes the policy between the look and the yes, nothing is
changed: look again.`

const policyRollbackHelp = `Brings the text of an earlier version into force again, as a new version, after it
showed what that changes and a yes. The history keeps all of them.`

const policyCheckHelp = `Checks a document and prints every problem with its place:

  file:line:column: field: what is wrong and what to write

It needs no system. With --local, or with --table and --call, it also tells which
rules name templates, parameters or numbers that nobody has; those do not make it
fail. The exit status is 1 when the document has a problem.`

func newPolicyDiffCommand(flags *policyFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "diff FILE",
		Short:   "Show what a document would change",
		Long:    policyDiffHelp,
		Example: "  ventana policy diff my-policy.yaml --local\n  ventana policy diff my-policy.yaml --table ventana-prod-Table-1X --call secretsmanager://ventana/call",
		Args:    single("FILE"),
		RunE: func(command *cobra.Command, arguments []string) error {
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			_, _, _, err = run.look(command, arguments[0])
			return errors.Join(err, run.list.err())
		},
	}
}

// look shows what a file changes. same is true when it changes nothing at all.
func (r *policyRun) look(command *cobra.Command, file string) (stands inForce, text []byte, same bool, err error) {
	ctx := command.Context()
	text, next, err := readPolicy(&r.list, file)
	if err != nil {
		return stands, nil, false, err
	}
	if stands, err = r.current(ctx); err != nil {
		return stands, nil, false, err
	}
	if same = stands.version > 0 && string(text) == stands.text; same {
		r.list.say("Nothing differs: %s is %s.", file, stands.name())
	} else {
		r.compare(stands, next)
	}
	return stands, text, same, r.gaps(ctx, file, text, next)
}

func newPolicyApplyCommand(flags *policyFlags) *cobra.Command {
	command := &cobra.Command{
		Use:     "apply FILE",
		Short:   "Bring a document into force",
		Long:    policyApplyHelp,
		Example: "  ventana policy apply my-policy.yaml --local\n  ventana policy apply my-policy.yaml --yes --who deploy --table ventana-prod-Table-1X --call secretsmanager://ventana/call",
		Args:    single("FILE"),
		RunE: func(command *cobra.Command, arguments []string) error {
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			stands, text, same, err := run.look(command, arguments[0])
			if err != nil || same {
				return errors.Join(err, run.list.err())
			}
			return run.put(command.Context(), stands, string(text), "Bring it into force?")
		},
	}
	flags.changing(command)
	return command
}

func newPolicyRollbackCommand(flags *policyFlags) *cobra.Command {
	command := &cobra.Command{
		Use:     "rollback VERSION",
		Short:   "Bring an earlier version into force again",
		Long:    policyRollbackHelp,
		Example: "  ventana policy history --local\n  ventana policy rollback 3 --local",
		Args:    single("VERSION"),
		RunE: func(command *cobra.Command, arguments []string) error {
			version, err := strconv.Atoi(arguments[0])
			if err != nil || version < 1 {
				return &useError{withHint(fmt.Errorf("want the number of a version, which `ventana policy history` tells, got %q", arguments[0]), command)}
			}
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			return run.rollback(command, version)
		},
	}
	flags.changing(command)
	return command
}

func (r *policyRun) rollback(command *cobra.Command, version int) error {
	ctx := command.Context()
	stands, err := r.current(ctx)
	if err != nil {
		return err
	}
	text, err := r.version(ctx, version)
	if err != nil {
		return err
	}
	if version == stands.version || text == stands.text {
		r.list.say("Nothing to do: version %d is what is in force.", version)
		return r.list.err()
	}
	name := fmt.Sprintf("version-%d", version)
	next, err := parsePolicy(&r.list, name, []byte(text))
	if err != nil {
		return fmt.Errorf("this release cannot read it any more; save it with `ventana policy show --version %d`, mend it and apply it: %w", version, err)
	}
	r.compare(stands, next)
	if err := r.gaps(ctx, name, []byte(text), next); err != nil {
		return err
	}
	return r.put(ctx, stands, text, fmt.Sprintf("Bring the text of version %d into force again?", version))
}

func newPolicyCheckCommand(flags *policyFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "check FILE",
		Short:   "Find what is wrong with a document",
		Long:    policyCheckHelp,
		Example: "  ventana policy check my-policy.yaml\n  ventana policy check my-policy.yaml --local",
		Args:    single("FILE"),
		RunE: func(command *cobra.Command, arguments []string) error {
			if !flags.local && flags.table == "" {
				return checkPolicy(command, flags, arguments[0])
			}
			run, err := openPolicy(command, flags)
			if err != nil {
				return err
			}
			text, rules, err := readPolicy(&run.list, arguments[0])
			if err != nil {
				return err
			}
			run.list.right("%s is a policy", arguments[0])
			return errors.Join(run.gaps(command.Context(), arguments[0], text, rules), run.list.err())
		},
	}
}

// checkPolicy checks a file without any system.
func checkPolicy(command *cobra.Command, flags *policyFlags, file string) error {
	if err := flags.check(os.Getenv); err != nil {
		return &useError{withHint(err, command)}
	}
	list := checklist{out: command.OutOrStdout()}
	if _, _, err := readPolicy(&list, file); err != nil {
		return err
	}
	list.right("%s is a policy", file)
	return list.err()
}
