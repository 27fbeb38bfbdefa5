package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"ventana/shared/secret"
)

// editConnection changes one Zendesk connection of a document, which is made
// when it is not there, and leaves every other member as it is. edit tells
// whether it changed the connection. No error repeats a secret.
func editConnection(text []byte, connection string, edit func(map[string]json.RawMessage) (bool, error)) (next []byte, changed bool, err error) {
	var document map[string]json.RawMessage
	var connections []map[string]json.RawMessage
	if json.Unmarshal(text, &document) != nil || document == nil {
		return nil, false, errors.New("the document is no JSON object")
	}
	if raw, ok := document["connections"]; ok && json.Unmarshal(raw, &connections) != nil {
		return nil, false, errors.New("the document's connections are no list of objects")
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
	if changed, err = edit(connections[at]); err != nil {
		return nil, false, err
	}
	if !changed {
		return text, false, nil
	}
	if document["connections"], err = json.Marshal(connections); err != nil {
		return nil, false, fmt.Errorf("encode connections: %w", err)
	}
	next, err = json.MarshalIndent(document, "", "  ")
	return append(next, '\n'), true, err
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
		return fmt.Errorf("write document: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replace document: %w", err)
	}
	return nil
}
