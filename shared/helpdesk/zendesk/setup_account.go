package zendesk

import (
	"context"
	"fmt"
	"time"

	"ventana/shared/failure"
)

// account checks that the credentials work and belong to an administrator, and
// returns the id of the user behind them.
func (s Setup) account(ctx context.Context, report *Report) (user id, ok bool) {
	const what = "credentials"
	own, err := s.Client.ownUser(ctx)
	switch {
	case err != nil:
		report.add(Missing, what, credentialAdvice(failure.Of(err)))
		return 0, false
	case own.ID == 0:
		// Zendesk answers an unknown caller with a user without id.
		report.add(Missing, what, "Zendesk does not know this user: check base_url and oauth (or basic) of the connection in the call document")
		return 0, false
	case own.Role != "admin":
		report.add(Missing, what, fmt.Sprintf("user %s has the role %q: make it an administrator in Admin Center > People; "+
			"webhooks, triggers, ticket fields and the export of ticket events ask for one", own.ID, own.Role))
		return 0, false
	}
	report.add(Fine, fmt.Sprintf("credentials: administrator, user %s", own.ID), "")
	s.export(ctx, report)
	return own.ID, true
}

// credentialAdvice says what is wrong with the connection.
func credentialAdvice(told *failure.Error) string {
	switch told.Code {
	case "invalid_client":
		return "Zendesk does not know the OAuth client: check client_id (the unique identifier) and client_secret in the call document; " +
			"the client must be confidential, made in Admin Center > Apps and integrations > OAuth clients while signed in as Ventana's own user"
	case "invalid_scope":
		return "the OAuth client does not allow the scope “" + ScopeSetup + "”: allow read and write"
	case "401":
		return "Zendesk refuses the credentials (401): check email and token; API tokens cannot be made any more, use oauth"
	case "Unsent":
		return "base_url cannot be reached: " + told.Error()
	case "404", "InvalidEndpoint":
		return "no account answers at base_url: give https://SUBDOMAIN.zendesk.com, not a host-mapped address"
	default:
		return told.Error()
	}
}

// export checks that the incremental export may be read: reconciliation, which
// finds the comments that no webhook told of, lives on it.
func (s Setup) export(ctx context.Context, report *Report) {
	const what = "export of ticket events"
	if _, err := s.Client.export(ctx, exportQuery(s.Client.now().Add(-5*time.Minute), exportSize)); err != nil {
		report.refused(what, err)
		return
	}
	report.add(Fine, what+": readable", "")
}
