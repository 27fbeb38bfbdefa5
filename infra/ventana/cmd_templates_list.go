package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/template"
)

const templatesListHelp = `Lists the templates with their state: those of the table, which is what the
functions know and the function catalogue renews each hour, or with --live those
that WhatsApp has now.

Only APPROVED ones are sent. Quality is WhatsApp's judgement by what customers do
with them; of RED ones WhatsApp pauses the worst.`

func newTemplatesListCommand(flags *templatesFlags) *cobra.Command {
	var live, whole, asJSON bool
	command := &cobra.Command{
		Use:     "list",
		Short:   "List the templates and their states",
		Long:    templatesListHelp,
		Example: "  ventana templates list --local\n  ventana templates list --live --call secretsmanager://ventana/call\n  ventana templates list --json --table ventana-prod-Table-1X --account 200000000000001",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			needs := []need{needTable}
			if live {
				needs = []need{needCall}
			}
			opened, err := flags.open(command, needs...)
			if err != nil {
				return err
			}
			lists, err := templateLists(command.Context(), opened, flags, live)
			if err != nil {
				return opened.explained(err)
			}
			shown := lists[:0]
			for _, one := range lists {
				shown = append(shown, one.without(whole))
			}
			if asJSON {
				return printJSON(command.OutOrStdout(), shown)
			}
			return printTemplates(command.OutOrStdout(), shown, opened.howCatalogued())
		},
	}
	set := command.Flags()
	set.BoolVar(&live, "live", false, "ask WhatsApp, not the table")
	set.BoolVar(&whole, "all", false, "list also those that are deleted")
	set.BoolVar(&asJSON, "json", false, "print JSON, for programs")
	return command
}

// templateList is the templates of one account, as programs read it.
type templateList struct {
	Account string `json:"account"`
	// Source is table or whatsapp.
	Source string `json:"source"`
	// At is when the list was read from WhatsApp; zero is never.
	At        time.Time           `json:"at,omitzero"`
	Templates []template.Template `json:"templates"`
}

// templateLists reads a list for each account. The table needs no call document
// where an account is named.
func templateLists(ctx context.Context, s *system, flags *templatesFlags, live bool) ([]templateList, error) {
	accounts := []account{{waba: flags.account}}
	if flags.account == "" || live {
		var err error
		if accounts, err = flags.accounts(ctx, s); err != nil {
			return nil, err
		}
	}
	var lists []templateList
	for _, one := range accounts {
		read := s.storedTemplates
		if live {
			read = s.liveTemplates
		}
		list, err := read(ctx, one)
		if err != nil {
			return nil, err
		}
		lists = append(lists, list)
	}
	return lists, nil
}

func (s *system) liveTemplates(ctx context.Context, of account) (templateList, error) {
	listed, err := of.graph().ListTemplates(ctx, of.waba)
	if err != nil {
		return templateList{}, asked("read the templates of account "+of.waba, err)
	}
	return templateList{Account: of.waba, Source: "whatsapp", At: s.now(), Templates: template.NewCatalogue(listed).All()}, nil
}

func (s *system) storedTemplates(ctx context.Context, of account) (templateList, error) {
	store, err := s.openTable(ctx, rand.Text)
	if err != nil {
		return templateList{}, err
	}
	stored, at, err := store.Catalogue(ctx, of.waba)
	return templateList{Account: of.waba, Source: "table", At: at, Templates: stored}, err
}

// without leaves out what is deleted, unless the whole list is wanted.
func (l templateList) without(whole bool) templateList {
	kept := []template.Template{}
	for _, one := range l.Templates {
		if whole || one.Status != template.StatusDeleted && one.Status != template.StatusPendingDeletion {
			kept = append(kept, one)
		}
	}
	l.Templates = kept
	return l
}

// howCatalogued says how templates come into the table: by themselves, and on
// this machine as soon as somebody lets the hour pass.
func (s *system) howCatalogued() string {
	const hourly = "The function catalogue brings them, each hour"
	if s.attached == nil {
		return hourly + "; to have it run now, invoke it with {\"do\":\"sync\"}."
	}
	return hourly + ". To let an hour pass on this machine: " + s.anHour()
}

// anHour is the command that lets an hour pass on this machine.
func (s *system) anHour() string {
	return "curl -d '{\"advance\":\"1h\"}' " + s.attached.Sim + "/sim/clock"
}

// printTemplates prints lists for people; how says how templates come into the
// table.
func printTemplates(out io.Writer, lists []templateList, how string) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(format string, values ...any) { fmt.Fprintf(table, format+"\n", values...) } // a failure comes back from Flush
	for i, list := range lists {
		if i > 0 {
			line("")
		}
		switch {
		case list.At.IsZero():
			line("Account %s: not in the table yet; --live asks WhatsApp. %s", list.Account, how)
			continue
		case list.Source == "table":
			line("Account %s, as WhatsApp had it at %s", list.Account, moment(list.At))
		default:
			line("Account %s, from WhatsApp", list.Account)
		}
		if len(list.Templates) == 0 {
			line("No templates. `ventana templates apply` makes those of infra/templates.")
			continue
		}
		line("name\tlanguage\tstatus\tcategory\tquality\tparameters")
		for _, one := range list.Templates {
			line("%s\t%s\t%s\t%s\t%s\t%s", one.Name, one.Language, state(one), category(one), orUnknown(one.Quality), keys(one))
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write templates: %w", err)
	}
	return nil
}

// state is a template's state, with the reason of a rejection.
func state(one template.Template) string {
	if one.Status == template.StatusRejected && one.Reason != "" && one.Reason != "NONE" {
		return one.Status + " (" + one.Reason + ")"
	}
	return one.Status
}

// category is a template's, with the one that it had.
func category(one template.Template) string {
	if one.PreviousCategory != "" && one.PreviousCategory != one.Category {
		return one.Category + ", was " + one.PreviousCategory
	}
	return one.Category
}

// keys are what an agent must give.
func keys(one template.Template) string {
	var all []string
	for _, parameter := range one.Parameters() {
		if parameter.Required {
			all = append(all, parameter.Key)
		}
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}
