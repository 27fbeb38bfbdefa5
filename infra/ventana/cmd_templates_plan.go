package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"ventana/infra/templatecode"
	"ventana/shared/template"
)

const templatesPlanHelp = `Reads the templates of each account from WhatsApp, compares them with the
definitions, and prints what apply would do. Nothing is changed.

  + create   ~ edit, with what differs   - delete   = keep   ! blocked, and why

Blocked is what WhatsApp would refuse: an approved template may be edited once in
24 hours and 10 times in 30 days, a deleted name cannot be used for 30 days, 100
templates may be created in an hour. WhatsApp does not tell what was done before,
so apply writes it down in .history.json beside the definitions.

Templates that no definition knows are left alone; --delete asks to delete them.

Then the same for the macros of the helpdesk: each wording with a text for one
becomes a macro in the agents' menu Ventana, so that every channel speaks alike.
Only macros that Ventana made are compared and changed; --delete switches off those
that no definition has any more. The connection's user needs the right to manage
macros; without it a line says so, and the templates go on. --macros=false leaves
them out.`

// planFlags are those of plan and apply.
type planFlags struct {
	*templatesFlags
	history                string
	deletes, whole, macros bool
}

func (flags *planFlags) register(command *cobra.Command) {
	set := command.Flags()
	set.BoolVar(&flags.deletes, "delete", false, "delete the account's templates that no definition knows, and switch off such macros of Ventana's")
	set.BoolVar(&flags.whole, "all", false, "list also each template that stays as it is")
	set.BoolVar(&flags.macros, "macros", true, "look after the helpdesk's macros too")
	set.StringVar(&flags.history, "history", "", "file that remembers what was done (default .history.json in --dir; with --local in the data folder)")
}

// path is the history's. What was done to a simulator counts for it alone.
func (flags *planFlags) path(s *system) string {
	folder := flags.dir
	if flags.local {
		folder = s.data
	}
	return cmp.Or(flags.history, filepath.Join(folder, templatecode.HistoryFile))
}

func newTemplatesPlanCommand(flags *templatesFlags) *cobra.Command {
	plan := &planFlags{templatesFlags: flags}
	command := &cobra.Command{
		Use:     "plan",
		Short:   "Show what apply would do",
		Long:    templatesPlanHelp,
		Example: "  ventana templates plan --local\n  ventana templates plan --call secretsmanager://ventana/call\n  ventana templates plan --account 200000000000001 --delete --local",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			run, err := openPlan(command, plan)
			if err != nil {
				return err
			}
			for _, one := range run.accounts {
				if _, err := run.plan(command.Context(), one); err != nil {
					return run.explained(err)
				}
			}
			for _, desk := range run.desks {
				run.planMacros(command.Context(), desk)
			}
			return run.list.err()
		},
	}
	plan.register(command)
	return command
}

// planRun is one run of plan or apply.
type planRun struct {
	*system
	flags       planFlags
	definitions []template.Definition
	accounts    []account
	desks       []desk // none where macros are left out
	history     *templatecode.History
	list        checklist
}

// openPlan reads all that a plan needs, the definitions first: what is wrong
// with them is found without anybody else.
func openPlan(command *cobra.Command, flags *planFlags) (*planRun, error) {
	opened, err := flags.open(command, needCall)
	if err != nil {
		return nil, err
	}
	run := &planRun{system: opened, flags: *flags, list: checklist{out: command.OutOrStdout()}}
	if run.definitions, err = readDefinitions(&run.list, flags.dir); err != nil {
		return nil, err
	}
	if run.history, err = templatecode.ReadHistory(flags.path(opened)); err != nil {
		return nil, err
	}
	if run.accounts, err = flags.templatesFlags.accounts(command.Context(), opened); err != nil || !flags.macros {
		return run, err
	}
	run.desks, err = run.findDesks(command.Context())
	return run, err
}

// plan compares the definitions with one account and prints the actions.
func (r *planRun) plan(ctx context.Context, of account) ([]template.Action, error) {
	listed, err := of.graph().ListTemplates(ctx, of.waba)
	if err != nil {
		return nil, asked("read the templates of account "+of.waba, err)
	}
	actions := template.Plan(r.definitions, template.NewCatalogue(listed), r.now(), r.history.Of(of.waba), template.PlanOptions{Delete: r.flags.deletes})
	r.list.say("Account %s of connection %s has %s.\n", of.waba, of.connection.ID, counted(len(listed), "template"))
	count, strangers := map[template.ActionKind]int{}, 0
	for _, action := range actions {
		count[action.Kind]++
		if stranger := action.Kind == template.ActionKeep && action.Want.Name == ""; stranger && !r.flags.whole {
			strangers++
			continue
		}
		r.show(action)
	}
	if strangers > 0 {
		r.list.say("  = %s that no definition knows; --all lists them", counted(strangers, "template"))
	}
	r.list.say("\nPlan: %d to create, %d to edit, %d to delete, %d to keep, %d blocked.", count[template.ActionCreate],
		count[template.ActionEdit], count[template.ActionDelete], count[template.ActionKeep], count[template.ActionBlocked])
	return actions, nil
}

// show prints one action with what it changes.
func (r *planRun) show(action template.Action) {
	line := fmt.Sprintf("  %s %s (%s)", sign(action.Kind), action.Name, action.Language)
	if action.Reason != "" {
		line += ": " + action.Reason
	}
	if !action.After.IsZero() {
		line += ", until " + moment(action.After)
	}
	r.list.say("%s", line)
	if action.Kind == template.ActionDelete {
		return
	}
	for _, part := range action.Diff {
		r.difference(part)
	}
}

// sign is how a kind of action stands in a plan.
func sign(kind template.ActionKind) string {
	switch kind {
	case template.ActionCreate:
		return "+"
	case template.ActionEdit:
		return "~"
	case template.ActionDelete:
		return "-"
	case template.ActionKeep:
		return "="
	default:
		return "!"
	}
}

// difference prints a part: what is new alone, or old lines against new ones
// without those that both have at their beginning and end.
func (r *planRun) difference(part template.Difference) {
	const margin = "          "
	if part.Have == "" || part.Want == "" {
		sign, text := "+", part.Want
		if part.Want == "" {
			sign, text = "-", part.Have
		}
		r.list.say("      %s %s: %s", sign, part.Field, indented(text, margin))
		return
	}
	r.list.say("      ~ %s:", part.Field)
	have, want := unlike(strings.Split(part.Have, "\n"), strings.Split(part.Want, "\n"))
	for _, line := range have {
		r.list.say("%s- %s", margin, line)
	}
	for _, line := range want {
		r.list.say("%s+ %s", margin, line)
	}
}

// unlike takes away the lines that two texts begin and end with.
func unlike(a, b []string) (restOfA, restOfB []string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// asked adds to a failure of WhatsApp's what was asked and what to do.
func asked(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w\n%s", what, err, whatsAppAdvice(err))
}

// counted is a number with its word.
func counted(count int, word string) string {
	if count == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", count, word)
}
