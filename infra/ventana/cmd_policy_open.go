package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ventana/infra/rules"
	"ventana/shared/dynamostore"
	"ventana/shared/policy"
	"ventana/shared/template"
)

// policyRun is one run of a policy command.
type policyRun struct {
	*system
	flags policyFlags
	store *dynamostore.Store
	list  checklist
	in    io.Reader
	// terminal: somebody can be asked.
	terminal bool
}

// openPolicy opens the table. Wrong flags are told with the way to the help.
func openPolicy(command *cobra.Command, flags *policyFlags) (*policyRun, error) {
	opened, err := flags.open(command, needTable)
	if err != nil {
		return nil, err
	}
	input := command.InOrStdin()
	run := &policyRun{system: opened, flags: *flags, list: checklist{out: command.OutOrStdout()}, in: input, terminal: isInteractive(input)}
	if run.store, err = opened.openTable(command.Context(), rand.Text); err != nil {
		return nil, err
	}
	return run, nil
}

// readPolicy reads and checks a file. Problems are printed one a line, as
// compilers do: editors and people find the place by it.
func readPolicy(list *checklist, file string) ([]byte, policy.Policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, policy.Policy{}, fmt.Errorf("read policy: %w", err)
	}
	rules, err := parsePolicy(list, file, text)
	return text, rules, err
}

// parsePolicy parses a text and prints its problems under a name.
func parsePolicy(list *checklist, name string, text []byte) (policy.Policy, error) {
	rules, err := policy.Parse(text)
	var wrong *policy.Problems
	if !errors.As(err, &wrong) {
		return rules, err
	}
	for _, one := range wrong.List {
		list.say("%s", located(name, one))
	}
	if len(wrong.List) == 1 {
		return policy.Policy{}, fmt.Errorf("%s has a problem, see above", name)
	}
	return policy.Policy{}, fmt.Errorf("%s has %d problems, see above", name, len(wrong.List))
}

// located is a problem as file:line:column: field: what.
func located(file string, one policy.Problem) string {
	place := fmt.Sprintf("%s:%d:%d: ", file, one.Line, one.Column)
	if one.Field != "" {
		place += one.Field + ": "
	}
	return place + one.What
}

// inForce is the policy that counts.
type inForce struct {
	text    string
	version int // 0: none, the default one counts
	rules   policy.Policy
}

// name is how people speak of it.
func (f inForce) name() string {
	if f.version == 0 {
		return "the default policy, as none is in force"
	}
	return fmt.Sprintf("version %d, which is in force", f.version)
}

// current reads the policy in force. One that this release cannot read is told,
// and the default one stands for it, as in the functions.
func (r *policyRun) current(ctx context.Context) (inForce, error) {
	text, version, err := r.store.CurrentPolicy(ctx)
	if err != nil {
		return inForce{}, r.explained(err)
	}
	found := inForce{text: text, version: version, rules: policy.Default()}
	if version == 0 {
		return found, nil
	}
	if found.rules, err = policy.Parse([]byte(text)); err != nil {
		r.list.say("Version %d, which is in force, has problems, so the default policy counts until it is replaced.", version)
		found.rules = policy.Default()
	}
	return found, nil
}

// compare prints what rules change of the policy in force.
func (r *policyRun) compare(stands inForce, next policy.Policy) {
	changes := policy.Diff(stands.rules, next)
	if len(changes) == 0 {
		r.list.say("The rules are those of %s; words differ that change nothing.", stands.name())
		return
	}
	r.list.say("Against %s:\n", stands.name())
	for _, change := range changes {
		sign := "~"
		switch {
		case change.Before == "":
			sign = "+"
		case change.After == "":
			sign = "-"
		}
		r.list.say("  %s %s", sign, change)
	}
}

// gaps prints what rules name and no account has. Without a call document
// nobody knows the accounts, which is told.
func (r *policyRun) gaps(ctx context.Context, name string, text []byte, wanted policy.Policy) error {
	if r.call == "" {
		r.list.say("\nNot compared with the templates: give --call to know the accounts.")
		return nil
	}
	document, err := r.document(ctx, "to know the accounts")
	if err != nil {
		return err
	}
	all, err := accountsOf(document, "")
	if err != nil {
		return err
	}
	var compared []rules.Account
	for _, one := range all {
		templates, at, err := r.store.Catalogue(ctx, one.waba)
		if err != nil {
			return r.explained(err)
		}
		if at.IsZero() {
			r.list.say("\nNot compared with the templates: those of account %s are not in the table yet. %s", one.waba, r.howCatalogued())
			return nil
		}
		compared = append(compared, rules.Account{WABA: one.waba, Numbers: one.numbers, Templates: template.NewCatalogue(templates)})
	}
	found := rules.Gaps(text, wanted, compared)
	if len(found) > 0 {
		r.list.say("\nNot in the catalogue:\n")
	}
	for _, gap := range found {
		r.list.say("  %s", located(name, policy.Problem(gap)))
	}
	return nil
}

// put asks and brings a text into force in place of what was compared.
func (r *policyRun) put(ctx context.Context, stands inForce, text, question string) error {
	if !r.flags.yes {
		if !r.terminal {
			return errNotAsked
		}
		if err := confirmed(ctx, r.in, r.list.out, question); err != nil {
			return err
		}
	}
	version, err := r.store.PutPolicy(ctx, text, r.flags.who, stands.version)
	switch {
	case errors.Is(err, dynamostore.ErrPolicyChanged):
		return fmt.Errorf("nothing was changed: somebody changed the policy meanwhile. Look at the difference again, then repeat the command: %w", err)
	case err != nil:
		return r.explained(err)
	}
	r.list.say("")
	r.list.right("version %d is in force; functions follow within a minute", version)
	return r.list.err()
}
