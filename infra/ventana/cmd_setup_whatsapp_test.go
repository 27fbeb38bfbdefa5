package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/shared/secret"
)

const setupToken = "a-token-that-must-not-be-printed"

// metaAnswers maps "METHOD /path" (with "?health" for that question) to
// answers; a call that is not listed fails the test.
type metaAnswers map[string]string

func wellMeta() metaAnswers {
	return metaAnswers{
		"GET /v26.0/debug_token":           `{"data":{"app_id":"77","is_valid":true,"expires_at":0,"scopes":["whatsapp_business_messaging","whatsapp_business_management"]}}`,
		"GET /v26.0/1001":                  `{"id":"1001","display_phone_number":"+34 910 00 00 01","verified_name":"Acme","quality_rating":"GREEN","status":"CONNECTED","whatsapp_business_manager_messaging_limit":"TIER_2K"}`,
		"GET /v26.0/1001?health":           `{"health_status":{"can_send_message":"AVAILABLE","entities":[{"entity_type":"PHONE_NUMBER","id":"1001","can_send_message":"AVAILABLE"}]}}`,
		"GET /v26.0/2001/subscribed_apps":  `{"data":[]}`,
		"POST /v26.0/2001/subscribed_apps": `{"success":true}`,
		"GET /v26.0/1002":                  `{"id":"1002","status":"CONNECTED","quality_rating":"GREEN"}`,
		"GET /v26.0/1002?health":           `{"health_status":{"can_send_message":"AVAILABLE"}}`,
	}
}

// meta serves the answers and remembers what was called.
func meta(t *testing.T, answers metaAnswers) (address string, calls *[]string) {
	t.Helper()
	calls = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path
		if r.URL.Query().Get("fields") == "health_status" {
			call += "?health"
		}
		*calls = append(*calls, call)
		answer, ok := answers[call]
		if !ok {
			t.Errorf("unexpected call %s", call)
		}
		if status, body, found := strings.Cut(answer, " "); found && len(status) == 3 {
			w.WriteHeader(map[string]int{"401": 401, "403": 403, "400": 400}[status])
			answer = body
		}
		if _, err := io.WriteString(w, answer); err != nil {
			t.Errorf("answer %s: %v", call, err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

// callSecret writes a call secret and returns its address.
func callSecret(t *testing.T, baseURL string, numbers ...secret.Number) string {
	t.Helper()
	if len(numbers) == 0 {
		numbers = []secret.Number{{ID: "main", PhoneNumberID: "1001", WABAID: "2001", Display: "+34910000001", Helpdesk: "zendesk"}}
	}
	text, err := json.Marshal(secret.Call{Connections: []secret.CallConnection{
		{ID: "whatsapp", Kind: secret.KindCloudAPI, BaseURL: baseURL, GraphVersion: "v26.0", AccessToken: setupToken, Portfolio: "acme", Numbers: numbers},
		{ID: "zendesk", Kind: secret.KindZendesk, BaseURL: "https://acme.zendesk.com", Basic: &secret.Basic{Email: "a@acme.test", Token: "0123456789abcdef0123"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "call.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

func runSetupWhatsApp(t *testing.T, args ...string) (string, error) {
	t.Helper()
	command := newSetupWhatsAppCommand()
	command.SilenceErrors, command.SilenceUsage = true, true
	var out bytes.Buffer
	command.SetOut(&out)
	command.SetErr(io.Discard)
	command.SetArgs(args)
	err := command.ExecuteContext(t.Context())
	if strings.Contains(out.String(), setupToken) || err != nil && strings.Contains(err.Error(), setupToken) {
		t.Errorf("the token is printed: %s %v", out.String(), err)
	}
	return out.String(), err
}

func TestSetupWhatsAppGolden(t *testing.T) {
	t.Parallel()
	address, _ := meta(t, wellMeta())
	got, err := runSetupWhatsApp(t, "--call", callSecret(t, address), "--api-url", "https://api.acme.test/")
	if err != nil {
		t.Fatal(err)
	}
	want := `WhatsApp connection whatsapp at ` + address + `, version v26.0
  ✓ access token is valid and does not expire

Number main (1001)
  ✓ number +34 910 00 00 01 (Acme) is connected, quality GREEN, limit TIER_2K
  + account 2001 is now subscribed: its messages are delivered to the app
  ✓ nothing stands in the way of sending

In the app's dashboard, WhatsApp > Configuration, enter
  Callback URL   https://api.acme.test/webhooks/whatsapp
  Verify token   verify_token of connection whatsapp in the verify secret
  Fields         messages, calls, message_template_status_update, account_update, account_alerts, phone_number_quality_update
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSetupWhatsAppFindings(t *testing.T) {
	t.Parallel()
	const subscribed = `{"data":[{"whatsapp_business_api_data":{"id":"77","name":"Ventana"}`
	tests := []struct {
		name     string
		path     string
		answer   string
		want     []string
		problems string
	}{
		{"a dead token ends the checks", "GET /v26.0/debug_token", `401 {"error":{"code":190}}`,
			[]string{"✗ the access token could not be checked", "The token is dead."}, "1 step needs"},
		{"a token that says so itself", "GET /v26.0/debug_token", `{"data":{"is_valid":false}}`, []string{"✗ the access token is not valid"}, "1 step needs"},
		{"a token without permissions", "GET /v26.0/debug_token", `{"data":{"app_id":"77","is_valid":true,"scopes":[]}}`,
			[]string{"✗ the access token lacks the permission whatsapp_business_messaging", "✗ the access token lacks the permission whatsapp_business_management"}, "2 steps need"},
		{"a token that expires soon", "GET /v26.0/debug_token", `{"data":{"app_id":"77","is_valid":true,"expires_at":1000,"scopes":["whatsapp_business_messaging","whatsapp_business_management"]}}`,
			[]string{"✗ the access token expires on 1970-01-01"}, "1 step needs"},
		{"a number that does not exist", "GET /v26.0/1001", `400 {"error":{"code":100}}`, []string{"✗ the number could not be read", "Compare phone_number_id"}, "1 step needs"},
		{"a number that is not connected", "GET /v26.0/1001", `{"display_phone_number":"+34910000001","status":"PENDING"}`, []string{"✗ number +34910000001 is PENDING"}, "1 step needs"},
		{"a number of bad quality", "GET /v26.0/1001", `{"display_phone_number":"+34910000001","status":"CONNECTED","quality_rating":"RED"}`, []string{"✗ the number's quality is RED"}, "1 step needs"},
		{"another number's id", "GET /v26.0/1001", `{"display_phone_number":"+34 999","status":"CONNECTED"}`, []string{"✗ the call secret calls it +34910000001, WhatsApp calls it +34 999"}, "1 step needs"},
		{"an override of the number", "GET /v26.0/1001", `{"display_phone_number":"+34910000001","status":"CONNECTED","webhook_configuration":{"phone_number":"https://old.test/hook"}}`,
			[]string{"✗ this number delivers to https://old.test/hook, not to https://api.acme.test/webhooks/whatsapp", "POST /1001"}, "1 step needs"},
		{"an app's callback that is right", "GET /v26.0/1001", `{"display_phone_number":"+34910000001","status":"CONNECTED","webhook_configuration":{"application":"https://api.acme.test/webhooks/whatsapp"}}`,
			[]string{"✓ the app's callback is https://api.acme.test/webhooks/whatsapp"}, ""},
		{"an app's callback that is wrong", "GET /v26.0/1001", `{"display_phone_number":"+34910000001","status":"CONNECTED","webhook_configuration":{"application":"https://old.test/hook"}}`,
			[]string{"✗ the app's callback is https://old.test/hook, not https://api.acme.test/webhooks/whatsapp"}, "1 step needs"},
		{"a subscription that exists", "GET /v26.0/2001/subscribed_apps", subscribed + `}]}`, []string{"✓ account 2001 delivers to the app Ventana (77)"}, ""},
		{"an override that is right", "GET /v26.0/2001/subscribed_apps", subscribed + `,"override_callback_uri":"https://api.acme.test/webhooks/whatsapp"}]}`,
			[]string{"✓ account 2001 overrides the callback with https://api.acme.test/webhooks/whatsapp, which is right"}, ""},
		{"an override that is wrong", "GET /v26.0/2001/subscribed_apps", subscribed + `,"override_callback_uri":"https://old.test/hook"}]}`,
			[]string{"✗ account 2001 delivers to https://old.test/hook"}, "1 step needs"},
		{"another app on the account", "GET /v26.0/2001/subscribed_apps", `{"data":[{"whatsapp_business_api_data":{"id":"78","name":"Old"}}]}`,
			[]string{"- account 2001 is also read by the app Old (78)", "+ account 2001 is now subscribed"}, ""},
		{"a subscription that is refused", "POST /v26.0/2001/subscribed_apps", `403 {"error":{"code":10}}`, []string{"✗ account 2001 could not be subscribed", "Assign the app"}, "1 step needs"},
		{"a blocked number", "GET /v26.0/1001?health", `{"health_status":{"can_send_message":"BLOCKED","entities":[{"entity_type":"PHONE_NUMBER","id":"1001","can_send_message":"BLOCKED","errors":[{"error_code":141000,"error_description":"No name.","possible_solution":"Choose a name."}]}]}}`,
			[]string{"✗ phone number 1001 is BLOCKED: No name. (141000)\n      Choose a name."}, "1 step needs"},
		{"a limited business", "GET /v26.0/1001?health", `{"health_status":{"can_send_message":"LIMITED","entities":[{"entity_type":"BUSINESS","id":"9","can_send_message":"LIMITED","additional_info":["Verify the business."]}]}}`,
			[]string{"✗ business 9 is LIMITED\n      Verify the business."}, "1 step needs"},
		{"a limit without a reason", "GET /v26.0/1001?health", `{"health_status":{"can_send_message":"LIMITED"}}`, []string{"✗ sending is LIMITED"}, "1 step needs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			answers := wellMeta()
			answers[tt.path] = tt.answer
			address, _ := meta(t, answers)
			got, err := runSetupWhatsApp(t, "--call", callSecret(t, address), "--api-url", "https://api.acme.test")
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing in\n%s", want, got)
				}
			}
			if tt.problems == "" != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), tt.problems) {
				t.Errorf("error is %v, want %q", err, tt.problems)
			}
			if !strings.Contains(got, "Callback URL   https://api.acme.test/webhooks/whatsapp") {
				t.Errorf("the callback is missing in\n%s", got)
			}
		})
	}
}

func TestSetupWhatsAppDryRunChangesNothing(t *testing.T) {
	t.Parallel()
	address, calls := meta(t, wellMeta())
	got, err := runSetupWhatsApp(t, "--call", callSecret(t, address), "--dry-run")
	if err != nil || !strings.Contains(got, "+ account 2001 would be subscribed") || !strings.Contains(got, "<the stack's output ApiUrl>/webhooks/whatsapp") {
		t.Errorf("got %v\n%s", err, got)
	}
	for _, call := range *calls {
		if !strings.HasPrefix(call, "GET ") {
			t.Errorf("called %s", call)
		}
	}
}

func TestSetupWhatsAppNumbers(t *testing.T) {
	t.Parallel()
	numbers := []secret.Number{
		{ID: "main", PhoneNumberID: "1001", WABAID: "2001", Helpdesk: "zendesk"},
		{ID: "second", PhoneNumberID: "1002", WABAID: "2001", Helpdesk: "zendesk"},
	}
	tests := []struct {
		name, number string
		want         []string
	}{
		{"all numbers, each account once", "", []string{
			"GET /v26.0/debug_token", "GET /v26.0/1001", "GET /v26.0/2001/subscribed_apps", "POST /v26.0/2001/subscribed_apps",
			"GET /v26.0/1001?health", "GET /v26.0/1002", "GET /v26.0/1002?health",
		}},
		{"one by our id", "second", []string{
			"GET /v26.0/debug_token", "GET /v26.0/1002", "GET /v26.0/2001/subscribed_apps", "POST /v26.0/2001/subscribed_apps", "GET /v26.0/1002?health",
		}},
		{"one by Meta's id", "1002", []string{
			"GET /v26.0/debug_token", "GET /v26.0/1002", "GET /v26.0/2001/subscribed_apps", "POST /v26.0/2001/subscribed_apps", "GET /v26.0/1002?health",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address, calls := meta(t, wellMeta())
			if _, err := runSetupWhatsApp(t, "--call", callSecret(t, address, numbers...), "--number", tt.number); err != nil {
				t.Fatal(err)
			}
			if got, want := strings.Join(*calls, "\n"), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("called\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestSetupWhatsAppRefuses(t *testing.T) {
	t.Parallel()
	call := callSecret(t, "http://127.0.0.1:1")
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"an unknown connection", []string{"--call", call, "--connection", "other"}, `--connection: "other" is none of whatsapp`},
		{"a helpdesk's connection", []string{"--call", call, "--connection", "zendesk"}, `--connection: "zendesk" is none of whatsapp`},
		{"an unknown number", []string{"--call", call, "--number", "9"}, `--number: "9" is none of main`},
		{"a secret that is not there", []string{"--call", "file:///nowhere/call.json"}, "read call secret"},
		{"an address of the API that is none", []string{"--call", call, "--api-url", "api"}, "--api-url"},
		{"an argument", []string{"--call", call, "main"}, "unknown command"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := runSetupWhatsApp(t, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestSetupWhatsAppNeedsTheSecretsAddress(t *testing.T) {
	t.Parallel()
	if err := (whatsAppFlags{}).check(); err == nil || !strings.HasPrefix(err.Error(), "--call: required") {
		t.Errorf("got %v", err)
	}
}

func TestSetupWhatsAppUnreachable(t *testing.T) {
	t.Parallel()
	got, err := runSetupWhatsApp(t, "--call", callSecret(t, "http://127.0.0.1:1"))
	if err == nil || !strings.Contains(got, "Check the network, and base_url") {
		t.Errorf("got %v\n%s", err, got)
	}
}

func TestWhatsAppTokenNearItsEnd(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		now      time.Time
		problems int
	}{
		"fifteen days before": {end.AddDate(0, 0, -15), 0},
		"thirteen days":       {end.AddDate(0, 0, -13), 1},
		"after":               {end.AddDate(0, 0, 1), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := wellMeta()
			answers["GET /v26.0/debug_token"] = `{"data":{"is_valid":true,"expires_at":1796083200,"scopes":["whatsapp_business_messaging","whatsapp_business_management"]}}`
			address, _ := meta(t, answers)
			setup, err := newWhatsAppSetup(t.Context(), whatsAppFlags{call: callSecret(t, address)})
			if err != nil {
				t.Fatal(err)
			}
			setup.now, setup.list.out = func() time.Time { return tt.now }, io.Discard
			if setup.token(t.Context()); setup.list.needs != tt.problems {
				t.Errorf("%d problems, want %d", setup.list.needs, tt.problems)
			}
		})
	}
}
