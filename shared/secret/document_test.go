package secret_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/secret"
)

const (
	goodVerify = `{"connections":[
		{"id":"whatsapp","kind":"cloudapi","app_secrets":["0123456789abcdef0123456789abcdef","fedcba9876543210fedcba9876543210"],"verify_token":"0123456789abcdef"},
		{"id":"zendesk","kind":"zendesk","webhook_secrets":["dGhpc19zZWNyZXRfc2lnbnM="]}]}`
	goodCall = `{"connections":[
		{"id":"whatsapp","kind":"cloudapi","base_url":"https://graph.facebook.com","graph_version":"v26.0","access_token":"EAAG0123456789abcdef","portfolio":"p1",
		 "numbers":[{"id":"main","phone_number_id":"100","waba_id":"200","display":"+34 600","helpdesk":"zendesk"}]},
		{"id":"zendesk","kind":"zendesk","base_url":"https://acme.zendesk.com","oauth":{"client_id":"ventana","client_secret":"0123456789abcdef"},"language":"es"}]}`
)

func TestParse_goodDocuments(t *testing.T) {
	t.Parallel()
	verify, err := secret.ParseVerify([]byte(goodVerify))
	if err != nil {
		t.Fatal(err)
	}
	whatsapp, known := verify.Connection("whatsapp")
	if !known || whatsapp.Kind != secret.KindCloudAPI || len(whatsapp.AppSecrets) != 2 || whatsapp.VerifyToken != "0123456789abcdef" {
		t.Errorf("got %+v, %t", whatsapp, known)
	}
	if _, known := verify.Connection("nobody"); known {
		t.Error("a connection that is not listed was found")
	}
	call, err := secret.ParseCall([]byte(goodCall))
	if err != nil {
		t.Fatal(err)
	}
	provider, number, known := call.ByNumber("main")
	want := secret.Number{ID: "main", PhoneNumberID: "100", WABAID: "200", Display: "+34 600", Helpdesk: "zendesk"}
	if diff := cmp.Diff(want, number); diff != "" || !known || provider.ID != "whatsapp" {
		t.Errorf("%q, %t, number (-want +got):\n%s", provider.ID, known, diff)
	}
	if got, known := provider.NumberOf("100"); !known || got.ID != "main" {
		t.Errorf("got %+v, %t by the provider's id", got, known)
	}
	if _, known := provider.NumberOf("main"); known {
		t.Error("our id was taken for the provider's")
	}
	if _, _, known := call.ByNumber("100"); known {
		t.Error("the provider's id was taken for ours")
	}
	if helpdesk, known := call.Connection("zendesk"); !known || helpdesk.OAuth.ClientID != "ventana" || helpdesk.Language != "es" {
		t.Errorf("got %+v, %t", helpdesk, known)
	}
	if _, known := call.Connection("nobody"); known {
		t.Error("a connection that is not listed was found")
	}
}

// TestParse_everyProblemIsNamedWithItsField: one reading of the message mends
// the document.
func TestParse_everyProblemIsNamedWithItsField(t *testing.T) {
	t.Parallel()
	verify := func(text string) error { _, err := secret.ParseVerify([]byte(text)); return err }
	call := func(text string) error { _, err := secret.ParseCall([]byte(text)); return err }
	tests := []struct {
		name  string
		parse func(string) error
		text  string
		want  []string
	}{
		{"the verify document of a new stack", verify, `{"connections":[]}`, []string{"verify secret: connections: empty: this is the placeholder"}},
		{"the call document of a new stack", call, `{}`, []string{"call secret: connections: empty"}},
		{"a verify document that is no JSON", verify, `{"connections":[`, []string{"verify secret: not readable as JSON: syntax error at byte 16"}},
		{"a call document that is no JSON", call, `connections: []`, []string{"call secret: not readable as JSON: syntax error at byte 1"}},
		{"a text where a list belongs", verify, `{"connections":[{"id":"a","kind":"cloudapi","app_secrets":"0123456789abcdef"}]}`,
			[]string{"app_secrets", "[]string is needed here"}},
		{"a connection of an unknown kind", verify, `{"connections":[{"id":"a","kind":"telegram"}]}`, []string{`connections[0].kind: "telegram" is not one of cloudapi, zendesk`}},
		{"a call connection of an unknown kind", call, `{"connections":[{"id":"a","kind":"telegram","base_url":"https://a.example.org"}]}`, []string{`connections[0].kind: "telegram"`}},
		{"several at once", verify, `{"connections":[{"kind":"cloudapi"},{"id":"z","kind":"zendesk","webhook_secrets":["short"]},{"id":"z","kind":"zendesk","webhook_secrets":["0123456789abcdef"]}]}`,
			[]string{
				"connections[0].id: required", "connections[0].app_secrets: list at least one secret", "connections[0].verify_token: shorter than 16",
				"connections[1].webhook_secrets[0]: shorter than 16", `connections[2].id: "z" is used twice`,
			}},
		{"a provider without anything", call, `{"connections":[{"id":"w","kind":"cloudapi"}]}`, []string{
			"connections[0].base_url: an absolute address", "connections[0].access_token: shorter", "connections[0].graph_version: required",
			"connections[0].portfolio: required", "connections[0].numbers: list at least one number",
		}},
		{"a number that is listed twice", call, strings.Replace(goodCall, `"helpdesk":"zendesk"}`, `"helpdesk":"zendesk"},{"id":"main","phone_number_id":"100","waba_id":"200","display":"+34 601","helpdesk":"zendesk"}`, 1), []string{
			`connections[0].numbers[1].id: "main" is used twice`, `connections[0].numbers[1].phone_number_id: "100" is used twice`,
		}},
		{"a number without anything", call, strings.Replace(goodCall, `"id":"main","phone_number_id":"100","waba_id":"200","display":"+34 600","helpdesk":"zendesk"`, "", 1), []string{
			"connections[0].numbers[0].id: required", "connections[0].numbers[0].phone_number_id: required",
			"connections[0].numbers[0].waba_id: required", `connections[0].numbers[0].helpdesk: "" is not the id of a helpdesk`,
		}},
		{"a number answered by a provider", call, strings.Replace(goodCall, `"helpdesk":"zendesk"`, `"helpdesk":"whatsapp"`, 1),
			[]string{`connections[0].numbers[0].helpdesk: "whatsapp" is not the id of a helpdesk`}},
		{"a helpdesk without credentials", call, strings.Replace(goodCall, `"oauth":{"client_id":"ventana","client_secret":"0123456789abcdef"},`, "", 1),
			[]string{"connections[1].oauth: give client_id and client_secret"}},
		{"half an OAuth client", call, strings.Replace(goodCall, `"client_id":"ventana","client_secret":"0123456789abcdef"`, "", 1),
			[]string{"connections[1].oauth.client_id: required", "connections[1].oauth.client_secret: shorter"}},
		{"half a basic credential", call, strings.Replace(goodCall, `"oauth":{"client_id":"ventana","client_secret":"0123456789abcdef"}`, `"basic":{}`, 1),
			[]string{"connections[1].basic.email: required", "connections[1].basic.token: shorter"}},
		{"read receipts of another kind", call, strings.Replace(goodCall, `"helpdesk":"zendesk"`, `"helpdesk":"zendesk","read_receipts":"always"`, 1), []string{`numbers[0].read_receipts: "always" is not one of never, ticket, reply`}},
		{"half a former endpoint", call, strings.Replace(goodCall, `"numbers"`, `"former":{"url":"http://chat.acme.com/hooks"},"numbers"`, 1), []string{
			"connections[0].former.url: must be https", "connections[0].former.app_secret: shorter",
		}},
		{"a language that has no texts", call, strings.Replace(goodCall, `"language":"es"`, `"language":"eo"`, 1), []string{`connections[1].language: "eo" is not one of en, es, pt`}},
		{"ticket fields that have no numbers", call, strings.Replace(goodCall, `"language":"es"`, `"fields":{"window":"WhatsApp window","open_until":"-1"}`, 1), []string{
			"connections[1].fields.window: not the number of a ticket field", "connections[1].fields.open_until: not the number",
		}},
		{"an address in the clear", call, strings.Replace(goodCall, "https://acme", "http://acme", 1), []string{"connections[1].base_url: must be https"}},
		{"an address without a scheme", call, strings.Replace(goodCall, "https://acme", "acme", 1), []string{"connections[1].base_url: an absolute address"}},
		{"an address that is none", call, strings.Replace(goodCall, "https://acme", "https://%zz", 1), []string{"connections[1].base_url: an absolute address"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.parse(tt.text)
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant it to say %q", err, want)
				}
			}
			if lines := strings.Count(err.Error(), "\n") + 1; len(tt.want) > 1 && lines != len(tt.want) && !strings.Contains(tt.want[0], "app_secrets") {
				t.Errorf("got %d problems, want %d:\n%v", lines, len(tt.want), err)
			}
		})
	}
}

func TestParse_addressOnThisMachineNeedsNoTLS(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1:8090", "localhost:8090", "[::1]:8090"} {
		if _, err := secret.ParseCall([]byte(strings.Replace(goodCall, "https://acme.zendesk.com", "http://"+host+"/zendesk", 1))); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestParse_basicCredentialIsAccepted(t *testing.T) {
	t.Parallel()
	text := strings.Replace(goodCall, `"oauth":{"client_id":"ventana","client_secret":"0123456789abcdef"}`, `"basic":{"email":"agent@acme.org","token":"0123456789abcdef"}`, 1)
	if _, err := secret.ParseCall([]byte(text)); err != nil {
		t.Error(err)
	}
}

// TestParse_placeholdersAreRefused: with a public value for a secret anybody
// could sign.
func TestParse_placeholdersAreRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"PLACEHOLDER-PLACEHOLDER", "changeme-changeme-changeme", "change-me-change-me", "replace-with-the-app-secret", "an-example-secret-value",
		"TODO: the secret of the app", "your-app-secret-goes-here", "0123456789abcdef…", "0123456789abcdef...", "<the app secret here>",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			text, err := json.Marshal(secret.Verify{Connections: []secret.VerifyConnection{{ID: "z", Kind: "zendesk", WebhookSecrets: []string{value}}}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := secret.ParseVerify(text); err == nil || !strings.Contains(err.Error(), "webhook_secrets[0]: still a placeholder") {
				t.Errorf("got %v, want it refused", err)
			}
		})
	}
}

// TestParse_noErrorRepeatsASecret puts one secret into every place of both
// documents where a wrong value can be.
func TestParse_noErrorRepeatsASecret(t *testing.T) {
	t.Parallel()
	const value = "s3cr3t-changeme-s3cr3t"
	for _, document := range []string{goodVerify, goodCall} {
		for _, part := range strings.Split(document, `"`) {
			if strings.ContainsAny(part, "{}[]:,") && !strings.Contains(part, "://") || part == "" || part == "connections" {
				continue
			}
			if isMember(part) {
				continue
			}
			spoiled := strings.ReplaceAll(document, `"`+part+`"`, `"`+value+`"`)
			_, verifyErr := secret.ParseVerify([]byte(spoiled))
			_, callErr := secret.ParseCall([]byte(spoiled))
			for _, err := range []error{verifyErr, callErr} {
				if err == nil || part == "cloudapi" || part == "zendesk" || part == "whatsapp" || part == "es" {
					continue // these are names, and a message has to say which one is wrong
				}
				if strings.Contains(err.Error(), "s3cr3t") {
					t.Errorf("in place of %q: %v", part, err)
				}
			}
		}
	}
	for _, text := range []string{`"` + value, value, `{"connections":"` + value + `"}`, `{"connections":[{"app_secrets":[{"x":"` + value + `"}]}]}`, `{"connections":{"` + value + `":1}}`} {
		_, verifyErr := secret.ParseVerify([]byte(text))
		_, callErr := secret.ParseCall([]byte(text))
		for _, err := range []error{verifyErr, callErr} {
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

// isMember tells a member's name from a value in the documents above.
func isMember(part string) bool {
	return strings.Contains(goodVerify+goodCall, `"`+part+`":`)
}
