package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ventana/infra/contact"
	"ventana/shared/conversation"
	"ventana/shared/policy"
	"ventana/shared/rollout"
)

const rolloutExplainHelp = `Says for each number on which side a customer is, and why: by the list, by the
number, or by their place. Places are spread evenly from 0 to 100; whoever stands
below the share is in. Where a ticket is open, the customer is answered in it until
it is closed, whatever the rules say.

Nothing is changed, and phone and user id are not repeated. A customer who never
wrote has no place yet: it comes with the first message.`

func newRolloutExplainCommand(flags *rolloutFlags) *cobra.Command {
	command := &cobra.Command{
		Use:     "explain <who>",
		Short:   "Say on which side a customer is, and why",
		Long:    rolloutExplainHelp,
		Example: `  ventana rollout explain "+34 600 000 001" --local` + "\n  ventana rollout explain ES.9f3K2QpXz7LmTt41 --local",
		Args:    one("<who>"),
		RunE: func(command *cobra.Command, arguments []string) error {
			who, err := contact.ReadWho(arguments[0], flags.region)
			if err != nil {
				return &useError{withHint(err, command)}
			}
			run, err := openPolicy(command, &flags.policyFlags)
			if err != nil {
				return err
			}
			found, err := flags.find(command, who)
			if errors.Is(err, contact.ErrUnknown) {
				run.list.say("Nobody is known as that. The side is decided when the first message comes, or by rollout.allow.")
				return run.list.err()
			}
			if err != nil {
				return run.explained(err)
			}
			return run.explain(command, found)
		},
	}
	command.Flags().StringVar(&flags.portfolio, "portfolio", "", "id of the Meta portfolio (default: those of the call document)")
	command.Flags().StringVar(&flags.region, "region", "", "two letters of the country whose national phone numbers you type, as ES")
	return command
}

// find looks for somebody as the contact commands do.
func (flags *rolloutFlags) find(command *cobra.Command, who contact.Who) (contact.Found, error) {
	opened, err := openContacts(command.Context(), contactFlags{systemFlags: flags.systemFlags, portfolio: flags.portfolio, region: flags.region}, os.Getenv)
	if err != nil {
		return contact.Found{}, err
	}
	finder, err := opened.finder(command.Context(), who)
	if err != nil {
		return contact.Found{}, err
	}
	return finder.Find(command.Context(), who)
}

func (r *policyRun) explain(command *cobra.Command, found contact.Found) error {
	ctx := command.Context()
	stands, err := r.current(ctx)
	if err != nil {
		return err
	}
	document, err := r.document(ctx, "to know the numbers")
	if err != nil {
		return err
	}
	r.list.say("Contact %s, by %s:\n", found.ID, stands.name())
	table := tabwriter.NewWriter(r.list.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "number\tplace\tside\twhy") // a failure comes back from Flush
	for _, connection := range document.Connections {
		for _, number := range connection.Numbers {
			verdict := rollout.Decide(stands.rules.Rollout, number.ID, rollout.Person{Contact: found.ID, BSUID: found.BSUID, Phone: found.Phone})
			side, why := sideOf(verdict, stands.rules.Rollout, connection.Former != nil, talkOn(found, number.ID))
			fmt.Fprintf(table, "%s\t%.2f\t%s\t%s\n", number.ID, 100*verdict.Place, side, why)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write explanation: %w", err)
	}
	return r.list.err()
}

func talkOn(found contact.Found, number string) conversation.Conversation {
	for _, talk := range found.Conversations {
		if talk.Number == number {
			return talk
		}
	}
	return conversation.Conversation{}
}

// sideOf says a verdict in words, as inbound acts on it.
func sideOf(verdict rollout.Verdict, rules policy.Rollout, former bool, talk conversation.Conversation) (side, why string) {
	here := verdict.In && rules.Mode == policy.Live
	switch {
	case !former:
		return "Ventana", "there is no former endpoint"
	case !here && talk.Ticket != "":
		return "Ventana", "until ticket " + talk.Ticket + " is closed; then the former endpoint"
	case verdict.In && rules.Mode == policy.Shadow:
		return "former", "shadow mode; live it would be Ventana, " + reason(verdict, rules)
	case here:
		return "Ventana", reason(verdict, rules)
	}
	return "former", reason(verdict, rules)
}

func reason(verdict rollout.Verdict, rules policy.Rollout) string {
	switch verdict.Why {
	case rollout.Allowed:
		return "on the list"
	case rollout.Number:
		return "this number does not take part"
	case rollout.Everyone:
		return "everybody is in"
	}
	if verdict.In {
		return "the place is below the share of " + percent(rules.Share)
	}
	return "the place is not below the share of " + percent(rules.Share)
}
