package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ventana/infra/contact"
)

const contactShowHelp = `Shows a contact: the identities by which the person is known, the conversation on
each of your numbers with its tickets and window, and which contacts became one
by a join.

Phones and user ids are masked, so that the output can be shared; --reveal shows
them whole. A former identity still leads to the contact, but replies go to the
newer one of its kind.

The exit status is 1 when nobody is known as <who>.`

const contactShowExamples = `  ventana contact show "+34 600 000 001" --local
  ventana contact show "600 000 001" --region ES --local --reveal
  ventana contact show ES.9f3K2QpXz7LmTt41 --local --json
  ventana contact show ticket:35 --helpdesk zendesk --local`

func newContactShowCommand(flags *contactFlags) *cobra.Command {
	var asJSON, revealed bool
	command := &cobra.Command{
		Use:     "show <who>",
		Short:   "Show who somebody is",
		Long:    contactShowHelp,
		Example: contactShowExamples,
		Args:    one("<who>"),
		RunE: func(command *cobra.Command, arguments []string) error {
			if err := flags.check(os.Getenv); err != nil {
				return &useError{withHint(err, command)}
			}
			who, err := contact.ReadWho(arguments[0], flags.region)
			if err != nil {
				return &useError{withHint(err, command)}
			}
			ctx := command.Context()
			system, err := openContacts(ctx, *flags, os.Getenv)
			if err != nil {
				return err
			}
			finder, err := system.finder(ctx, who)
			if err != nil {
				return err
			}
			found, err := finder.Find(ctx, who)
			if err != nil {
				return system.explained(err)
			}
			view := contact.Show(found, system.now(), revealed)
			if asJSON {
				return printJSON(command.OutOrStdout(), view)
			}
			return printContact(command.OutOrStdout(), view, system.now())
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	command.Flags().BoolVar(&revealed, "reveal", false, "show phones and user ids whole")
	return command
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// printContact is the contact as a person reads it: three columns, of which
// the first is named once.
func printContact(out io.Writer, view contact.View, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	last := ""
	row := func(name, what string, more ...string) {
		if name == last {
			name = ""
		} else {
			last = name
		}
		text := strings.TrimRight(name+"\t"+what+"\t"+strings.Join(more, ", "), "\t")
		fmt.Fprintln(table, text) // a failure comes back from Flush
	}
	row("contact", view.Contact)
	row("portfolio", view.Portfolio)
	if view.Username != "" {
		row("username", view.Username)
	}
	for _, one := range view.Identities {
		row("identity", fmt.Sprintf("%-6s %s", one.Kind, one.Value), origins(one)...)
	}
	for _, talk := range view.Talks {
		printTalk(row, talk, now)
	}
	if view.JoinedInto != nil {
		row("joined", "into contact "+view.JoinedInto.Contact, since(view.JoinedInto.At)...)
	}
	for _, former := range view.JoinedFrom {
		row("joined", "from contact "+former.Contact, since(former.At)...)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write contact: %w", err)
	}
	return nil
}

func printTalk(row func(name, what string, more ...string), talk contact.Talk, now time.Time) {
	name, ticket := "number "+talk.Number, "no open ticket"
	if talk.Ticket != "" {
		ticket = "ticket " + talk.Ticket + " in " + talk.Helpdesk
	}
	row(name, ticket)
	switch {
	case talk.WindowUntil.IsZero():
		row(name, "no window yet")
	case talk.WindowOpen:
		row(name, "window until "+moment(talk.WindowUntil), left(talk.WindowUntil.Sub(now)))
	default:
		row(name, "window closed "+moment(talk.WindowUntil))
	}
	if len(talk.Earlier) > 0 {
		row(name, "earlier tickets "+strings.Join(talk.Earlier, ", "))
	}
}

// origins says what is special about an identity.
func origins(one contact.Known) []string {
	var said []string
	if one.Former {
		said = append(said, "former")
	}
	if one.JoinedFrom != "" {
		said = append(said, "joined from contact "+one.JoinedFrom)
	}
	if one.SplitFrom != "" {
		said = append(said, "split from contact "+one.SplitFrom)
	}
	if one.TakenFrom != nil {
		said = append(said, strings.Join(append([]string{"was contact " + one.TakenFrom.Contact + "'s"}, since(one.TakenFrom.At)...), " until "))
	}
	return said
}

func since(at time.Time) []string {
	if at.IsZero() {
		return nil
	}
	return []string{moment(at)}
}

// left is rounded down, so that nobody relies on a minute that is not there.
func left(d time.Duration) string {
	return fmt.Sprintf("%d h %d min left", int(d.Hours()), int(d.Minutes())%60)
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 MST") }
