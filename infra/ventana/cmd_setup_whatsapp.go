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

	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
)

const setupWhatsAppHelp = `Checks a WhatsApp connection, step by step, and does the one step that can be
done from here: it subscribes the app to the WhatsApp Business Account, without
which no message arrives. Running it again changes nothing.

Before: in Meta's business settings make a system user, assign it the app and
the WhatsApp account, and generate a token with whatsapp_business_messaging and
whatsapp_business_management. Store it in the call secret, with the ids of the
number and the account; this command reads them from there.

After: the last lines say what to enter in the app's dashboard. Meta calls the
callback at once, so deploy first and store the verify secret.

  ✓ is right   + was changed   ✗ needs you, and says what to do

The exit status is 1 while anything needs you. No secret is printed.`

const setupWhatsAppExamples = `  ventana setup whatsapp --call secretsmanager://ventana/call --api-url https://abc.execute-api.eu-west-1.amazonaws.com
  ventana setup whatsapp --call file://$PWD/.local/secrets/call.json --dry-run
  ventana setup whatsapp --call secretsmanager://ventana/call --connection whatsapp --number main`

// whatsAppFlags are the command's flags.
type whatsAppFlags struct {
	call, connection, number, apiURL string
	dryRun                           bool
}

func newSetupWhatsAppCommand() *cobra.Command {
	var flags whatsAppFlags
	command := &cobra.Command{
		Use:     "whatsapp",
		Short:   "Check a WhatsApp connection and subscribe its account",
		Long:    setupWhatsAppHelp,
		Example: setupWhatsAppExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			flags.call = cmp.Or(flags.call, os.Getenv("CALL_SECRET_URL"))
			if err := flags.check(); err != nil {
				return &useError{withHint(err, command)}
			}
			setup, err := newWhatsAppSetup(command.Context(), flags)
			if err != nil {
				return err
			}
			setup.list.out = command.OutOrStdout()
			return setup.run(command.Context())
		},
	}
	set := command.Flags()
	set.StringVar(&flags.call, "call", "", "address of the call secret: secretsmanager://name or file:///path (default $CALL_SECRET_URL)")
	set.StringVar(&flags.connection, "connection", "", "id of the connection (default: the only one of kind cloudapi)")
	set.StringVar(&flags.number, "number", "", "id of the number, ours or Meta's (default: all of the connection)")
	set.StringVar(&flags.apiURL, "api-url", "", "address of the HTTP API, the stack's output ApiUrl; compared with where Meta delivers")
	set.BoolVar(&flags.dryRun, "dry-run", false, "change nothing, say what would be changed")
	return command
}

func (flags whatsAppFlags) check() error {
	if flags.call == "" {
		return errors.New("--call: required, the address of the call secret")
	}
	if flags.apiURL == "" {
		return nil
	}
	if address, err := url.Parse(flags.apiURL); err != nil || address.Host == "" {
		return fmt.Errorf("--api-url: %q is not an address like https://abc.execute-api.eu-west-1.amazonaws.com", flags.apiURL)
	}
	return nil
}

// whatsAppSetup is one run of the checklist.
type whatsAppSetup struct {
	client     *cloudapi.Client
	connection secret.CallConnection
	numbers    []secret.Number
	callback   string // where deliveries should go; empty when the API's address is not known
	dryRun     bool
	now        func() time.Time
	list       checklist
}

func newWhatsAppSetup(ctx context.Context, flags whatsAppFlags) (*whatsAppSetup, error) {
	text, err := secret.Read(ctx, flags.call)
	if err != nil {
		return nil, fmt.Errorf("read call secret: %w", err)
	}
	document, err := secret.ParseCall(text)
	if err != nil {
		return nil, err
	}
	connection, err := pickConnection(document, secret.KindCloudAPI, flags.connection)
	if err != nil {
		return nil, err
	}
	numbers, err := pickNumbers(connection, flags.number)
	if err != nil {
		return nil, err
	}
	callback := ""
	if flags.apiURL != "" {
		callback = strings.TrimRight(flags.apiURL, "/") + "/webhooks/" + connection.ID
	}
	return &whatsAppSetup{
		client: cloudapi.New(cloudapi.Options{
			BaseURL: connection.BaseURL, Version: connection.GraphVersion, Token: connection.AccessToken, UserAgent: "ventana (setup)",
		}),
		connection: connection, numbers: numbers, callback: callback, dryRun: flags.dryRun, now: time.Now,
	}, nil
}

// pickNumbers finds a number by our id or Meta's, or takes them all.
func pickNumbers(connection secret.CallConnection, id string) ([]secret.Number, error) {
	var ids []string
	for _, number := range connection.Numbers {
		if id == number.ID || id == number.PhoneNumberID {
			return []secret.Number{number}, nil
		}
		ids = append(ids, number.ID)
	}
	if id != "" {
		return nil, fmt.Errorf("--number: %q is none of %s", id, strings.Join(ids, ", "))
	}
	return connection.Numbers, nil
}

// run goes through the checklist. Without a working token nothing else can be
// found out, so it stops there.
func (s *whatsAppSetup) run(ctx context.Context) error {
	s.list.say("WhatsApp connection %s at %s, version %s", s.connection.ID, s.connection.BaseURL, s.connection.GraphVersion)
	if app, ok := s.token(ctx); ok {
		accounts := map[string]bool{}
		for _, number := range s.numbers {
			s.list.say("\nNumber %s (%s)", number.ID, number.PhoneNumberID)
			s.number(ctx, number)
			if !accounts[number.WABAID] {
				accounts[number.WABAID] = true
				s.subscribe(ctx, number.WABAID, app)
			}
			s.health(ctx, number)
		}
	}
	s.dashboard()
	return s.list.err()
}

// dashboard says what only a person can enter.
func (s *whatsAppSetup) dashboard() {
	s.list.say("\nIn the app's dashboard, WhatsApp > Configuration, enter")
	s.list.say("  Callback URL   %s", cmp.Or(s.callback, "<the stack's output ApiUrl>/webhooks/"+s.connection.ID))
	s.list.say("  Verify token   verify_token of connection %s in the verify secret", s.connection.ID)
	s.list.say("  Fields         messages, calls, message_template_status_update, account_update, account_alerts, phone_number_quality_update")
}
