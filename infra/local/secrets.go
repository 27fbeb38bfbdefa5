package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"ventana/shared/secret"
)

// The local credentials. They protect nothing: everything is on loopback.
const (
	appSecret     = "local-app-secret"
	verifyToken   = "local-verify-token"
	accessToken   = "local-access-token"
	clientID      = "local-client"
	clientSecret  = "local-client-secret"
	webhookSecret = "local-webhook-secret"
	formerSecret  = "local-former-app-secret"
	inspector     = "agent@example.com"
	inspectorKey  = "local-token"

	whatsappID    = "whatsapp"
	zendeskID     = "zendesk"
	phoneNumberID = "100000000000001"
	wabaID        = "200000000000001"
	displayNumber = "+34 600 000 000"
)

// writeSecrets makes the two documents exist. Those that exist are kept but
// for the simulators' addresses, which change with the port.
func (f *folder) writeSecrets(hosts map[string]string) error {
	if err := keepDocument(f.path("secrets", "verify.json"), localVerify(), func(*secret.Verify) bool { return false }); err != nil {
		return err
	}
	return keepDocument(f.path("secrets", "call.json"), localCall(hosts), func(c *secret.Call) bool { return moveAddresses(c, hosts) })
}

// verifyURL and callURL are what the functions get; the path is not escaped.
func (f *folder) verifyURL() string { return "file://" + f.path("secrets", "verify.json") }
func (f *folder) callURL() string   { return "file://" + f.path("secrets", "call.json") }

func localVerify() secret.Verify {
	return secret.Verify{Connections: []secret.VerifyConnection{
		{ID: whatsappID, Kind: secret.KindCloudAPI, AppSecrets: []string{appSecret}, VerifyToken: verifyToken},
		{ID: zendeskID, Kind: secret.KindZendesk, WebhookSecrets: []string{webhookSecret}},
	}}
}

func localCall(hosts map[string]string) secret.Call {
	return secret.Call{Connections: []secret.CallConnection{
		{
			ID: whatsappID, Kind: secret.KindCloudAPI, BaseURL: hosts["/graph"],
			GraphVersion: "v26.0", AccessToken: accessToken, Portfolio: "local",
			Former: &secret.Former{URL: hosts["/former"] + formerPath, AppSecret: formerSecret},
			Numbers: []secret.Number{{
				ID: "main", PhoneNumberID: phoneNumberID, WABAID: wabaID, Display: displayNumber, Helpdesk: zendeskID,
			}},
		},
		{
			ID: zendeskID, Kind: secret.KindZendesk, BaseURL: hosts["/zendesk"], Language: "en",
			OAuth: &secret.OAuth{ClientID: clientID, ClientSecret: clientSecret},
		},
	}}
}

// formerPath is where the simulated former endpoint takes deliveries.
const formerPath = "/webhooks"

// keepDocument writes initial when the file is missing; otherwise it writes
// the document back only if mend changed it. One that cannot be read is left
// to the functions, whose message names what is wrong.
func keepDocument[T any](path string, initial T, mend func(*T) bool) error {
	text, err := os.ReadFile(path)
	document := initial
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("secret: %w", err)
	default:
		var existing T
		if json.Unmarshal(text, &existing) != nil || !mend(&existing) {
			return nil
		}
		document = existing
	}
	text, err = json.MarshalIndent(document, "", "  ")
	if err != nil {
		return fmt.Errorf("secret %s: %w", path, err)
	}
	return writeFile(path, append(text, '\n'))
}

// moveAddresses points connections to simulators of this machine at the
// present port. Others, such as a real helpdesk's sandbox, stay.
func moveAddresses(call *secret.Call, hosts map[string]string) (changed bool) {
	for i := range call.Connections {
		connection := &call.Connections[i]
		if former, moved := connection.Former, hosts["/former"]+formerPath; former != nil && former.URL != moved &&
			strings.HasPrefix(former.URL, "http://127.0.0.1:") && strings.HasSuffix(former.URL, "/former"+formerPath) {
			former.URL, changed = moved, true
		}
		address, err := url.Parse(connection.BaseURL)
		if err != nil || address.Hostname() != "127.0.0.1" {
			continue
		}
		if moved, ours := hosts[strings.TrimSuffix(address.Path, "/")]; ours && connection.BaseURL != moved {
			connection.BaseURL, changed = moved, true
		}
	}
	return changed
}
