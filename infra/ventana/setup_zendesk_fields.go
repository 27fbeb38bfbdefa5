package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
)

// fieldIDs checks that the ids of the ticket fields stand in the call document,
// and puts them there when that was asked for. Without them the fields stay
// empty, and everything else works.
func (s *zendeskSetup) fieldIDs(ctx context.Context, found zendesk.FieldIDs) zendesk.Step {
	const what = "ids of the ticket fields"
	place := "connection " + s.connection.ID + " of the call document"
	file, isFile := strings.CutPrefix(s.flags.call, fileScheme)
	switch {
	case !missesFields(s.connection.Fields, found):
		return zendesk.Step{State: zendesk.Fine, What: what + ": stand in the call document"}
	case !s.flags.write || !isFile:
		return zendesk.Step{
			State: zendesk.Missing, What: what + ": not in the call document, so the tickets do not show the window or the rating",
			Do: "put this into " + place + ", --write does that for a file: " + fieldsMember(found),
		}
	case s.flags.dryRun:
		return zendesk.Step{State: zendesk.Made, What: what + ": into " + place}
	}
	if err := s.writeFields(ctx, file, found); err != nil {
		return zendesk.Step{State: zendesk.Missing, What: what, Do: err.Error()}
	}
	return zendesk.Step{State: zendesk.Made, What: what + ": into " + place}
}

// missesFields is true when a field that was found has another id in the
// document, or none.
func missesFields(known secret.Fields, found zendesk.FieldIDs) bool {
	return (found.Window != "" && found.Window != known.Window) || (found.OpenUntil != "" && found.OpenUntil != known.OpenUntil) ||
		(found.Rating != "" && found.Rating != known.Rating)
}

func fieldsMember(found zendesk.FieldIDs) string {
	var members []string
	for _, member := range []struct{ name, id string }{{"window", found.Window}, {"open_until", found.OpenUntil}, {"rating", found.Rating}} {
		if member.id != "" {
			members = append(members, quoted(member.name)+": "+quoted(member.id))
		}
	}
	return `"fields": {` + strings.Join(members, ", ") + "}"
}

// writeFields puts the ids into the document as it stands now.
func (s *zendeskSetup) writeFields(ctx context.Context, file string, found zendesk.FieldIDs) error {
	text, err := secret.Read(ctx, s.flags.call)
	if err != nil {
		return fmt.Errorf("read call document: %w", err)
	}
	next, changed, err := putFields(text, s.connection.ID, found)
	if err != nil || !changed {
		return err
	}
	if _, err := secret.ParseCall(next); err != nil {
		return err
	}
	return replaceFile(file, next)
}

// putFields puts the ids that were found into a connection and keeps all else.
func putFields(text []byte, connection string, found zendesk.FieldIDs) (next []byte, changed bool, err error) {
	return editConnection(text, connection, func(entry map[string]json.RawMessage) (bool, error) {
		var fields map[string]json.RawMessage
		if raw, ok := entry["fields"]; ok && json.Unmarshal(raw, &fields) != nil {
			return false, fmt.Errorf("fields of connection %s is no object", connection)
		}
		if fields == nil {
			fields = map[string]json.RawMessage{}
		}
		changed := false
		for name, id := range map[string]string{"window": found.Window, "open_until": found.OpenUntil, "rating": found.Rating} {
			if id != "" && string(fields[name]) != quoted(id) {
				fields[name], changed = []byte(quoted(id)), true
			}
		}
		var err error
		if entry["fields"], err = json.Marshal(fields); err != nil {
			return false, fmt.Errorf("encode fields: %w", err)
		}
		return changed, nil
	})
}
