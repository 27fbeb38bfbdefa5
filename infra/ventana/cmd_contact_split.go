package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"ventana/infra/contact"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

const contactSplitHelp = `Separates two people who were taken for one: identities leave <contact>, and with
them the tickets that the join took along. Both go on as contacts of their own,
each in their own ticket. An internal note on the tickets of both tells the
agents.

Without --identity it undoes a join that is on record: what the join brought goes
back. With --identity you say what is another person's, once or several times:

  phone, bsuid, parent     all that the contact has of this kind
  phone:01, bsuid:Tt41     the one that ends so, as "contact show" prints it
  "+34 600 000 001"        the one that is this, whole

It goes to the contact that it came from, to the one that --into names, or, when
no join brought it, to a new one.

First it shows who gets what and asks; --yes does not ask. It may be run again at
any time: what was cut off is finished, what is done is told and left alone.

What was written before stays in the ticket in which it stands, because nobody
knows who wrote it. The two stay two: a message that shows identities of both is
then taken for the user id's.`

const contactSplitExamples = `  ventana contact split 7QKX… --local
  ventana contact split 7QKX… --into M2XB… --yes --table ventana-prod-Table-1X --call secretsmanager://ventana/call
  ventana contact split 7QKX… --identity phone --identity bsuid:Tt41 --local
  ventana contact split 7QKX… --identity phone:01 --into new --local`

func newContactSplitCommand(flags *contactFlags) *cobra.Command {
	var request contact.Request
	var yes bool
	command := &cobra.Command{
		Use:     "split <contact>",
		Short:   "Separate two people who were taken for one",
		Long:    contactSplitHelp,
		Example: contactSplitExamples,
		Args:    one("<contact>"),
		RunE: func(command *cobra.Command, arguments []string) error {
			who, err := contact.ReadWho(arguments[0], flags.region)
			if err == nil && who.Contact == "" {
				err = errors.New("want the contact's id, which `ventana contact show` tells of a phone, a BSUID or a ticket")
			}
			if err := errors.Join(err, flags.check(os.Getenv)); err != nil {
				return &useError{withHint(err, command)}
			}
			request.From, request.Region = who.Contact, flags.region
			system, err := openContacts(command.Context(), *flags, os.Getenv)
			if err != nil {
				return err
			}
			input := command.InOrStdin()
			run := contactSplit{
				splitter: system.splitter(), list: checklist{out: command.OutOrStdout()},
				in: input, asks: !yes, terminal: isInteractive(input),
			}
			if _, err := system.document(command.Context(), "to tell the agents"); err != nil {
				return err
			}
			return system.explained(run.do(command.Context(), request))
		},
	}
	set := command.Flags()
	set.StringVar(&request.Into, "into", "", "contact that gets what goes: one that was joined into this one, or new")
	set.StringArrayVar(&request.Identities, "identity", nil, "what is another person's; may be repeated (default: what a join brought)")
	set.BoolVar(&yes, "yes", false, "do not ask")
	return command
}

// contactSplit is one run of the command.
type contactSplit struct {
	splitter       *contact.Splitter
	list           checklist
	in             io.Reader
	asks, terminal bool
}

func (c *contactSplit) do(ctx context.Context, request contact.Request) error {
	plan, err := c.splitter.Plan(ctx, request)
	if err != nil {
		return err
	}
	if plan.Done {
		c.list.say("Done before: contact %s and contact %s are two people.", plan.From.ID, plan.Into.ID)
		return c.list.err()
	}
	c.show(plan)
	if c.asks {
		if err := c.confirmed(ctx); err != nil {
			return err
		}
	}
	told, err := c.splitter.CarryOut(ctx, plan)
	if err != nil && !errors.Is(err, contact.ErrUntold) {
		return unsplit(err)
	}
	c.list.say("")
	c.list.right("contact %s and contact %s are two people", plan.From.ID, plan.Into.ID)
	for _, one := range told {
		if one.Stands {
			c.list.right("note on ticket %s", one.Ticket)
		} else {
			c.list.say("  – ticket %s takes no note any more", one.Ticket)
		}
	}
	if err != nil {
		return fmt.Errorf("%w\nRun the same command again in a minute: it writes what is missing, and nothing twice", err)
	}
	return c.list.err()
}

// unsplit says what to do about a split that did not come to its end.
func unsplit(err error) error {
	var held *dynamostore.HeldError
	if errors.As(err, &held) {
		return fmt.Errorf("nothing was changed: a message of one of the contacts is being handled, or another run is splitting them. Try again after %s: %w",
			held.Until.UTC().Format("15:04:05 MST"), err)
	}
	if errors.Is(err, dynamostore.ErrCannotSplit) {
		return fmt.Errorf("things changed meanwhile, look at the contact and try again: %w", err)
	}
	return fmt.Errorf("cut off; the same command finishes it: %w", err)
}

// show tells who gets what.
func (c *contactSplit) show(plan contact.Plan) {
	into := "Contact " + plan.Into.ID
	if plan.New {
		into = "A new contact, " + plan.Into.ID + ","
	}
	if plan.Begun {
		c.list.say("An earlier run began this and did not finish it.")
	}
	if !plan.JoinedAt.IsZero() {
		c.list.say("Contact %s was joined into contact %s on %s.", plan.Into.ID, plan.From.ID, moment(plan.JoinedAt))
	}
	c.list.say("%s gets", into)
	c.identities(plan.Going)
	for _, link := range plan.Tickets {
		c.list.say("  ticket  %s in %s, number %s", link.Ticket, link.Helpdesk, link.Number)
	}
	c.list.say("Contact %s keeps", plan.From.ID)
	c.identities(plan.Staying)
	for _, talk := range plan.From.Conversations {
		c.list.say("  ticket  %s, number %s", remains(plan, talk), talk.Number)
	}
}

func (c *contactSplit) identities(list []dynamostore.Identity) {
	for _, one := range list {
		c.list.say("  %-6s  %s", one.Kind, contact.Mask(one.Kind, one.Value))
	}
}

// remains is in which ticket the contact goes on.
func remains(plan contact.Plan, talk conversation.Conversation) string {
	gone := slices.ContainsFunc(plan.Tickets, func(link dynamostore.TicketLink) bool {
		return link.Ticket == talk.Ticket && link.Number == talk.Number && link.Helpdesk == talk.Helpdesk
	})
	if gone || talk.Ticket == "" {
		return "a new one with the next message"
	}
	return talk.Ticket + " in " + talk.Helpdesk
}

// confirmed asks whether to go on.
func (c *contactSplit) confirmed(ctx context.Context) error {
	if !c.terminal {
		return errNotAsked
	}
	return confirmed(ctx, c.in, c.list.out, "Split them?")
}
