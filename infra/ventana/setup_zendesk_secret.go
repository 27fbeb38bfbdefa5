package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
)

const fileScheme = "file://"

// signingSecret checks that the webhook's secret stands in the verify
// document, and puts it there when that was asked for.
func (s *zendeskSetup) signingSecret(ctx context.Context, signing string) zendesk.Step {
	place := "webhook_secrets of connection " + s.connection.ID + " in the verify document"
	advice := "put it first into " + place + "; --write does that for a file, --show-secret prints it"
	if s.flags.verify == "" {
		return zendesk.Step{State: zendesk.Missing, What: "signing secret: not checked", Do: "give --verify to check it, or " + advice}
	}
	text, err := s.readVerify(ctx)
	if err != nil {
		return zendesk.Step{State: zendesk.Missing, What: "signing secret", Do: err.Error()}
	}
	next, changed, err := putSigningSecret(text, s.connection.ID, signing)
	switch {
	case err != nil:
		return zendesk.Step{State: zendesk.Missing, What: "signing secret", Do: err.Error()}
	case !changed:
		return zendesk.Step{State: zendesk.Fine, What: "signing secret: stands in the verify document"}
	case !s.flags.write:
		return zendesk.Step{State: zendesk.Missing, What: "signing secret: not in the verify document, so every delivery is refused", Do: advice}
	case s.flags.dryRun:
		return zendesk.Step{State: zendesk.Made, What: "signing secret: into " + place}
	}
	if err := replaceFile(strings.TrimPrefix(s.flags.verify, fileScheme), next); err != nil {
		return zendesk.Step{State: zendesk.Missing, What: "signing secret", Do: err.Error()}
	}
	step := zendesk.Step{State: zendesk.Made, What: "signing secret: into " + place}
	if _, err := secret.ParseVerify(next); err != nil {
		step.Do = "the document still has other gaps: " + err.Error()
	}
	return step
}

// readVerify reads the verify document; with --write a file need not exist.
func (s *zendeskSetup) readVerify(ctx context.Context) ([]byte, error) {
	text, err := secret.Read(ctx, s.flags.verify)
	if s.flags.write && errors.Is(err, fs.ErrNotExist) {
		return []byte("{}"), nil
	}
	return text, err
}

// putSigningSecret puts a secret first into a connection's list and keeps the
// one before it. Other members stay as they are. changed is false when the
// secret is there already. No error repeats a secret.
func putSigningSecret(text []byte, connection, signing string) (next []byte, changed bool, err error) {
	return editConnection(text, connection, func(entry map[string]json.RawMessage) (bool, error) {
		var secrets []string
		if raw, ok := entry["webhook_secrets"]; ok && json.Unmarshal(raw, &secrets) != nil {
			return false, fmt.Errorf("webhook_secrets of connection %s is no list of texts", connection)
		}
		if slices.Contains(secrets, signing) {
			return false, nil
		}
		var err error
		if entry["webhook_secrets"], err = json.Marshal(withPrevious(signing, secrets)); err != nil {
			return false, fmt.Errorf("encode webhook_secrets: %w", err)
		}
		return true, nil
	})
}

// withPrevious is the new secret and the one before it, unless that was only a
// placeholder, which would make the whole document refused.
func withPrevious(signing string, before []string) []string {
	for _, previous := range before {
		probe, err := json.Marshal(secret.Verify{Connections: []secret.VerifyConnection{
			{ID: "probe", Kind: secret.KindZendesk, WebhookSecrets: []string{previous}},
		}})
		if err != nil {
			continue
		}
		if _, err := secret.ParseVerify(probe); err == nil {
			return []string{signing, previous}
		}
	}
	return []string{signing}
}
