package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
)

const setupZendeskHelp = `Sets up a Zendesk account, step by step:

  credentials      work, and belong to an administrator
  export           of ticket events can be read, for comments no webhook told of
  webhook Ventana  posts ticket events to the API; an account without event
                   subscriptions gets a webhook connected to a trigger instead,
                   which fires on comments of tickets tagged whatsapp
  signing secret   of that webhook stands in the verify document
  ticket fields    WhatsApp window and WhatsApp open until, for the agents; their
                   ids stand in the call document, else the fields stay empty
  views            of WhatsApp tickets by their windows

Before: sign in to Zendesk as a user of Ventana's own with the administrator
role, and make a confidential OAuth client in Admin Center > Apps and
integrations > APIs > OAuth clients. Store its identifier and secret, with the
account's address, in the call document. Everything that Ventana writes appears
as that user.

Secrets are printed only with --show-secret. With --write the signing secret is
put first into the verify document, and the one before it is kept, so that
deliveries on their way still pass; the ids of the ticket fields are put into
the call document. That works for file:// documents. For Secrets Manager store
the new documents yourself.

  ✓ is right   + was made   ~ was mended   ✗ needs you, and says what to do

The exit status is 1 while anything needs you.`

const setupZendeskExamples = `  ventana setup zendesk --call file://$PWD/call.json --verify file://$PWD/verify.json \
      --api-url https://abc.execute-api.eu-west-1.amazonaws.com --dry-run
  ventana setup zendesk --call secretsmanager://ventana/call --verify secretsmanager://ventana/verify \
      --api-url https://abc.execute-api.eu-west-1.amazonaws.com --show-secret`

// zendeskFlags are the command's flags.
type zendeskFlags struct {
	call, verify, connection, apiURL string
	dryRun, write, showSecret        bool
}

func newSetupZendeskCommand() *cobra.Command {
	var flags zendeskFlags
	command := &cobra.Command{
		Use:     "zendesk",
		Short:   "Set up a Zendesk account: webhook, signing secret, ticket fields, views",
		Long:    setupZendeskHelp,
		Example: setupZendeskExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			flags.call = cmp.Or(flags.call, os.Getenv("CALL_SECRET_URL"))
			flags.verify = cmp.Or(flags.verify, os.Getenv("VERIFY_SECRET_URL"))
			if err := flags.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			setup, err := newZendeskSetup(command.Context(), flags)
			if err != nil {
				return err
			}
			setup.list.out = command.OutOrStdout()
			return setup.run(command.Context())
		},
	}
	set := command.Flags()
	set.StringVar(&flags.call, "call", "", "address of the call document: secretsmanager://name or file:///path (default $CALL_SECRET_URL)")
	set.StringVar(&flags.verify, "verify", "", "address of the verify document, to check the signing secret (default $VERIFY_SECRET_URL)")
	set.StringVar(&flags.connection, "connection", "", "id of the connection (default: the only one of kind zendesk)")
	set.StringVar(&flags.apiURL, "api-url", "", "address of the HTTP API, the stack's output ApiUrl (required)")
	set.BoolVar(&flags.dryRun, "dry-run", false, "change nothing, say what would be changed")
	set.BoolVar(&flags.write, "write", false, "put the signing secret into the verify document and the ids of ticket fields into the call document (file:// only)")
	set.BoolVar(&flags.showSecret, "show-secret", false, "print the signing secret")
	return command
}

// check finds every wrong flag at once.
func (flags zendeskFlags) check() error {
	var problems []error
	if flags.call == "" {
		problems = append(problems, errors.New("--call: required, the address of the call document"))
	}
	if flags.write && !strings.HasPrefix(flags.verify, fileScheme) {
		problems = append(problems, errors.New("--write: needs --verify file:///path; other stores are written by their own tools"))
	}
	return errors.Join(append(problems, checkAPIURL(flags.apiURL))...)
}

// checkAPIURL wants https, as Zendesk does; on this machine http will do.
func checkAPIURL(text string) error {
	const form = "https://abc.execute-api.eu-west-1.amazonaws.com"
	if text == "" {
		return errors.New("--api-url: required, the stack's output ApiUrl, as " + form)
	}
	address, err := url.Parse(text)
	if err != nil || address.Host == "" || (address.Scheme != "https" && address.Scheme != "http") {
		return fmt.Errorf("--api-url: %q is not an address like %s", text, form)
	}
	host := address.Hostname()
	if address.Scheme == "http" && host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return fmt.Errorf("--api-url: %q must begin with https://, Zendesk posts nowhere else", text)
	}
	return nil
}

// zendeskSetup is one run of the command.
type zendeskSetup struct {
	flags      zendeskFlags
	connection secret.CallConnection
	setup      zendesk.Setup
	list       checklist
}

func newZendeskSetup(ctx context.Context, flags zendeskFlags) (*zendeskSetup, error) {
	text, err := secret.Read(ctx, flags.call)
	if err != nil {
		return nil, fmt.Errorf("read call document: %w", err)
	}
	document, err := secret.ParseCall(text)
	if err != nil {
		return nil, err
	}
	connection, err := pickConnection(document, secret.KindZendesk, flags.connection)
	if err != nil {
		return nil, err
	}
	return &zendeskSetup{flags: flags, connection: connection, setup: zendesk.Setup{
		Client:   zendeskClient(connection, "ventana (setup)", time.Now),
		Endpoint: strings.TrimRight(flags.apiURL, "/") + "/webhooks/" + connection.ID,
		Fields:   zendesk.FieldIDs{Window: connection.Fields.Window, OpenUntil: connection.Fields.OpenUntil, Rating: connection.Fields.Rating},
		DryRun:   flags.dryRun,
	}}, nil
}

// run goes through the account, then looks after the two documents.
func (s *zendeskSetup) run(ctx context.Context) error {
	s.list.say("Zendesk connection %s at %s", s.connection.ID, s.connection.BaseURL)
	if s.flags.dryRun {
		s.list.say("Dry run: nothing is changed, + and ~ say what would be made and mended.")
	}
	report := s.setup.Run(ctx)
	for _, step := range report.Steps {
		s.tell(step)
	}
	if report.Fields != (zendesk.FieldIDs{}) {
		s.tell(s.fieldIDs(ctx, report.Fields))
	}
	if report.Secret != "" {
		s.tell(s.signingSecret(ctx, report.Secret))
		if s.flags.showSecret {
			s.list.say("\nSigning secret: %s", report.Secret)
		}
	}
	return s.list.err()
}

// tell shows one step of the set-up.
func (s *zendeskSetup) tell(step zendesk.Step) {
	switch step.State {
	case zendesk.Fine:
		s.list.right("%s", step.What)
	case zendesk.Made:
		s.list.changed("%s", step.What)
	case zendesk.Mended:
		s.list.mended("%s", step.What)
	case zendesk.Missing:
		s.list.wrong(step.What, step.Do)
		return
	}
	s.list.advise(step.Do)
}
