package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/zendesk"
	"ventana/shared/clock"
	"ventana/shared/secret"
)

// newZendeskAccount simulates an account and stores a call document for it.
func newZendeskAccount(t *testing.T) (dir string, account *zendesk.Zendesk) {
	t.Helper()
	machine := clock.New("")
	poster := delivery.New(machine.Now)
	t.Cleanup(poster.Close)
	account, err := zendesk.New(zendesk.Options{
		Clock: machine, Poster: poster, ClientID: "local-client", ClientSecret: "local-client-secret", InspectorToken: "local-token-of-the-inspector",
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(account)
	t.Cleanup(server.Close)
	dir = t.TempDir()
	call := `{"connections":[{"id":"zendesk","kind":"zendesk","base_url":"` + server.URL +
		`","oauth":{"client_id":"local-client","client_secret":"local-client-secret"}}]}`
	if err := os.WriteFile(filepath.Join(dir, "call.json"), []byte(call), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, account
}

// setupZendesk runs the command and returns what it printed.
func setupZendesk(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	command := newSetupZendeskCommand()
	command.SilenceErrors, command.SilenceUsage = true, true
	var out bytes.Buffer
	command.SetOut(&out)
	command.SetErr(&out)
	command.SetArgs(arguments)
	err := command.ExecuteContext(t.Context())
	return out.String(), err
}

func verifySecrets(t *testing.T, dir string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "verify.json"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := secret.ParseVerify(text)
	if err != nil {
		t.Fatalf("verify document: %v", err)
	}
	connection, _ := document.Connection("zendesk")
	return connection.WebhookSecrets
}

func TestSetupZendesk_writesTheSecretAndMakesNothingTwice(t *testing.T) {
	t.Parallel()
	dir, _ := newZendeskAccount(t)
	arguments := []string{"--call", "file://" + dir + "/call.json", "--verify", "file://" + dir + "/verify.json", "--api-url", "https://api.test/"}

	out, err := setupZendesk(t, append(arguments, "--dry-run")...)
	if err != nil || !strings.Contains(out, "+ webhook Ventana to https://api.test/webhooks/zendesk") {
		t.Errorf("dry run: %v\n%s", err, out)
	}
	out, err = setupZendesk(t, arguments...)
	if err == nil || !strings.Contains(out, "✗ signing secret") {
		t.Errorf("without --write: %v\n%s", err, out)
	}
	out, err = setupZendesk(t, append(arguments, "--write")...)
	if err != nil || !strings.Contains(out, "+ signing secret") || !strings.Contains(out, "+ ids of the ticket fields") {
		t.Errorf("with --write: %v\n%s", err, out)
	}
	secrets := verifySecrets(t, dir)
	if len(secrets) != 1 || strings.Contains(out, secrets[0]) {
		t.Errorf("secrets = %d, or one was printed:\n%s", len(secrets), out)
	}
	out, err = setupZendesk(t, append(arguments, "--show-secret")...)
	if err != nil || strings.ContainsAny(out, "+~✗") || !strings.Contains(out, secrets[0]) {
		t.Errorf("second time: %v\n%s", err, out)
	}
}

func TestSetupZendesk_saysWhatIsWrongWithTheCredentials(t *testing.T) {
	t.Parallel()
	dir, _ := newZendeskAccount(t)
	path := filepath.Join(dir, "call.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("local-client-secret"), []byte("another-client-secret"), 1)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := setupZendesk(t, "--call", "file://"+path, "--api-url", "https://api.test")
	if err == nil || !strings.Contains(out, "✗ credentials") || !strings.Contains(out, "client_secret") || strings.Contains(out, "another-client-secret") {
		t.Errorf("error %v\n%s", err, out)
	}
}

func TestSetupZendesk_tellsWrongUse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		arguments []string
		want      string
	}{
		"no address of the API":  {[]string{"--call", "file:///x"}, "--api-url: required"},
		"plain http":             {[]string{"--call", "file:///x", "--api-url", "http://api.test"}, "must begin with https"},
		"no address at all":      {[]string{"--call", "file:///x", "--api-url", "api.test"}, "is not an address"},
		"writing into AWS":       {[]string{"--call", "file:///x", "--verify", "secretsmanager://v", "--api-url", "https://api.test", "--write"}, "--write: needs"},
		"everything is reported": {[]string{"--write"}, "--write: needs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := setupZendesk(t, tc.arguments...)
			var use *useError
			if !errors.As(err, &use) || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "--help") {
				t.Errorf("error = %v, want wrong use: %s", err, tc.want)
			}
		})
	}
}

func TestPickZendesk_needsNoIDForTheOnlyOne(t *testing.T) {
	t.Parallel()
	whatsapp, a, b := secret.CallConnection{ID: "w", Kind: secret.KindCloudAPI}, secret.CallConnection{ID: "a", Kind: secret.KindZendesk}, secret.CallConnection{ID: "b", Kind: secret.KindZendesk}
	for _, tc := range []struct {
		name        string
		connections []secret.CallConnection
		id, want    string
	}{
		{"the only one", []secret.CallConnection{whatsapp, a}, "", "a"},
		{"one of two by id", []secret.CallConnection{a, b}, "b", "b"},
		{"two without an id", []secret.CallConnection{a, b}, "", ""},
		{"an unknown id", []secret.CallConnection{a}, "x", ""},
		{"an id of another kind", []secret.CallConnection{whatsapp, a}, "w", ""},
		{"none", []secret.CallConnection{whatsapp}, "", ""},
	} {
		got, err := pickConnection(secret.Call{Connections: tc.connections}, secret.KindZendesk, tc.id)
		if got.ID != tc.want || (err == nil) != (tc.want != "") {
			t.Errorf("%s: pickConnection = %q, %v; want %q", tc.name, got.ID, err, tc.want)
		}
	}
}

func TestPutSigningSecret_keepsThePreviousOneAndAllElse(t *testing.T) {
	t.Parallel()
	const fresh, before, older = "fresh-signing-secret", "signing-secret-before", "signing-secret-older"
	for _, tc := range []struct {
		name, document, want string
		fails                bool
	}{
		{"empty document", `{}`, `{"connections":[{"id":"zendesk","kind":"zendesk","webhook_secrets":["` + fresh + `"]}]}`, false},
		{"previous is kept, older is not", `{"connections":[{"id":"w","x":1},{"id":"zendesk","y":2,"webhook_secrets":["` + before + `","` + older + `"]}],"z":3}`,
			`{"connections":[{"id":"w","x":1},{"id":"zendesk","y":2,"webhook_secrets":["` + fresh + `","` + before + `"]}],"z":3}`, false},
		{"placeholder is not kept", `{"connections":[{"id":"zendesk","kind":"zendesk","webhook_secrets":["REPLACE-WITH-THE-SECRET"]}]}`,
			`{"connections":[{"id":"zendesk","kind":"zendesk","webhook_secrets":["` + fresh + `"]}]}`, false},
		{"already there", `{"connections":[{"id":"zendesk","webhook_secrets":["` + before + `","` + fresh + `"]}]}`, "", false},
		{"no JSON", `secret-in-here`, "", true},
		{"null", `null`, "", true},
		{"connections are no list", `{"connections":{}}`, "", true},
		{"secrets are no list", `{"connections":[{"id":"zendesk","webhook_secrets":"secret-in-here"}]}`, "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, changed, err := putSigningSecret([]byte(tc.document), "zendesk", fresh)
			if (err != nil) != tc.fails || changed != (tc.want != "") {
				t.Fatalf("changed %v, error %v", changed, err)
			}
			if err != nil && strings.Contains(err.Error(), "secret-in-here") {
				t.Errorf("error repeats a secret: %v", err)
			}
			if changed {
				if diff := cmp.Diff(readJSON(t, []byte(tc.want)), readJSON(t, got)); diff != "" {
					t.Errorf("document (-want +got)\n%s", diff)
				}
			}
		})
	}
}

func readJSON(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}
