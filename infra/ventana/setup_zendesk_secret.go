package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	var document map[string]json.RawMessage
	var connections []map[string]json.RawMessage
	if json.Unmarshal(text, &document) != nil || document == nil {
		return nil, false, errors.New("the verify document is no JSON object")
	}
	if raw, ok := document["connections"]; ok && json.Unmarshal(raw, &connections) != nil {
		return nil, false, errors.New("the verify document's connections are no list of objects")
	}
	at := slices.IndexFunc(connections, func(entry map[string]json.RawMessage) bool {
		return string(entry["id"]) == quoted(connection)
	})
	if at < 0 {
		at = len(connections)
		connections = append(connections, map[string]json.RawMessage{
			"id": []byte(quoted(connection)), "kind": []byte(quoted(secret.KindZendesk)),
		})
	}
	var secrets []string
	if raw, ok := connections[at]["webhook_secrets"]; ok && json.Unmarshal(raw, &secrets) != nil {
		return nil, false, fmt.Errorf("webhook_secrets of connection %s is no list of texts", connection)
	}
	if slices.Contains(secrets, signing) {
		return text, false, nil
	}
	if connections[at]["webhook_secrets"], err = json.Marshal(withPrevious(signing, secrets)); err != nil {
		return nil, false, fmt.Errorf("encode webhook_secrets: %w", err)
	}
	if document["connections"], err = json.Marshal(connections); err != nil {
		return nil, false, fmt.Errorf("encode connections: %w", err)
	}
	next, err = json.MarshalIndent(document, "", "  ")
	return append(next, '\n'), true, err
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

// quoted is a text as JSON.
func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return `""` // texts always encode
	}
	return string(raw)
}

// replaceFile writes for the owner alone, and at once: a reader sees the old
// document or the new one.
func replaceFile(path string, text []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return fmt.Errorf("write verify document: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replace verify document: %w", err)
	}
	return nil
}
