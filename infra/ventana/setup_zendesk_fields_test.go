package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
)

// callFields are the ids in the call document.
func callFields(t *testing.T, dir string) secret.Fields {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "call.json"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := secret.ParseCall(text)
	if err != nil {
		t.Fatalf("call document: %v", err)
	}
	connection, _ := document.Connection("zendesk")
	return connection.Fields
}

func TestSetupZendesk_writesTheIDsOfTheFields(t *testing.T) {
	t.Parallel()
	dir, _ := newZendeskAccount(t)
	arguments := []string{"--call", "file://" + dir + "/call.json", "--verify", "file://" + dir + "/verify.json", "--api-url", "https://api.test"}

	out, err := setupZendesk(t, append(arguments, "--write", "--dry-run")...)
	if err != nil || callFields(t, dir) != (secret.Fields{}) || !strings.Contains(out, "+ ticket field “WhatsApp open until”") {
		t.Errorf("dry run: %v, fields %+v\n%s", err, callFields(t, dir), out)
	}
	out, err = setupZendesk(t, arguments...)
	if err == nil || callFields(t, dir) != (secret.Fields{}) || !strings.Contains(out, `"fields": {"window": "9`) || !strings.Contains(out, `"open_until": "9`) {
		t.Errorf("without --write: %v, fields %+v\n%s", err, callFields(t, dir), out)
	}
	if out, err = setupZendesk(t, append(arguments, "--write")...); err != nil {
		t.Errorf("with --write: %v\n%s", err, out)
	}
	written := callFields(t, dir)
	if written.Window == "" || written.OpenUntil == "" || written.Window == written.OpenUntil {
		t.Errorf("fields = %+v", written)
	}
	out, err = setupZendesk(t, arguments...)
	if err != nil || !strings.Contains(out, "✓ ids of the ticket fields") || callFields(t, dir) != written {
		t.Errorf("second time: %v, fields %+v, want %+v\n%s", err, callFields(t, dir), written, out)
	}
}

func TestPutFields_keepsAllElse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, document string
		found          zendesk.FieldIDs
		want           string
		fails          bool
	}{
		{"none before", `{"connections":[{"id":"w"},{"id":"zendesk","x":1}],"y":2}`, zendesk.FieldIDs{Window: "1", OpenUntil: "2"},
			`{"connections":[{"id":"w"},{"id":"zendesk","x":1,"fields":{"window":"1","open_until":"2"}}],"y":2}`, false},
		{"another before", `{"connections":[{"id":"zendesk","fields":{"window":"7","z":3}}]}`, zendesk.FieldIDs{Window: "1", OpenUntil: "2"},
			`{"connections":[{"id":"zendesk","fields":{"window":"1","open_until":"2","z":3}}]}`, false},
		{"one that was not found stays", `{"connections":[{"id":"zendesk","fields":{"window":"7"}}]}`, zendesk.FieldIDs{OpenUntil: "2"},
			`{"connections":[{"id":"zendesk","fields":{"window":"7","open_until":"2"}}]}`, false},
		{"already there", `{"connections":[{"id":"zendesk","fields":{"window":"1"}}]}`, zendesk.FieldIDs{Window: "1"}, "", false},
		{"fields are no object", `{"connections":[{"id":"zendesk","fields":["secret-in-here"]}]}`, zendesk.FieldIDs{Window: "1"}, "", true},
		{"null before", `{"connections":[{"id":"zendesk","fields":null}]}`, zendesk.FieldIDs{Window: "1"}, `{"connections":[{"id":"zendesk","fields":{"window":"1"}}]}`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, changed, err := putFields([]byte(tc.document), "zendesk", tc.found)
			if (err != nil) != tc.fails || changed != (tc.want != "") {
				t.Fatalf("changed %v, error %v", changed, err)
			}
			if err != nil && strings.Contains(err.Error(), "secret-in-here") {
				t.Errorf("error repeats a value: %v", err)
			}
			if changed {
				if diff := cmp.Diff(readJSON(t, []byte(tc.want)), readJSON(t, got)); diff != "" {
					t.Errorf("document (-want +got)\n%s", diff)
				}
			}
		})
	}
}
