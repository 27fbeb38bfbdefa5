package zendesk

import (
	"net/http"
	"testing"
	"time"
)

func TestTokenRequestsAreRefusedAsOAuthRefusesThem(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	tests := []struct {
		name, body string
		status     int
		want       string
	}{
		{"wrong secret", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"no","scope":"read"}`, 401, "invalid_client"},
		{"unknown client", `{"grant_type":"client_credentials","client_id":"x","client_secret":"local-client-secret","scope":"read"}`, 401, "invalid_client"},
		{"another grant", `{"grant_type":"password","client_id":"local-client","client_secret":"local-client-secret","scope":"read"}`, 400, "unsupported_grant_type"},
		{"unknown scope", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"tickets:all"}`, 400, "invalid_scope"},
		{"no scope", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret"}`, 400, "invalid_scope"},
		{"life of 300 s", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"read","expires_in":300}`, 400, "invalid_request"},
		{"life of two days", `{"grant_type":"client_credentials","client_id":"local-client","client_secret":"local-client-secret","scope":"read","expires_in":172800}`, 400, "invalid_request"},
		{"no JSON", `grant_type=client_credentials`, 400, "invalid_request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := a.send("", http.MethodPost, "/oauth/tokens", tt.body)
			if got.status != tt.status || got.at("error") != tt.want || got.at("error_description") == "?" {
				t.Errorf("got %d %s, want %d %s", got.status, got.text, tt.status, tt.want)
			}
		})
	}
}

func TestTokenIsGrantedToAForm(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	const form, client = "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=local-client&client_secret=local-client-secret&scope="
	tests := []struct {
		name, kind, body string
		status           int
		error            string
	}{
		{"complete", form, client + "read%20write&expires_in=600", 200, "?"},
		{"with a charset", form + "; charset=utf-8", client + "read+write", 200, "?"},
		{"a life that is no number", form, client + "read&expires_in=soon", 400, "invalid_request"},
		{"broken escapes", form, client + "%zz", 400, "invalid_request"},
		{"wrong secret", form, "grant_type=client_credentials&client_id=local-client&client_secret=x&scope=read", 401, "invalid_client"},
		{"no type", "", client + "read", 400, "invalid_request"},
	}
	for _, tt := range tests {
		got := a.send("", http.MethodPost, "/oauth/tokens", tt.body, "Content-Type", tt.kind)
		if got.status != tt.status || got.at("error") != tt.error {
			t.Errorf("%s: got %d %s, want %d %s", tt.name, got.status, got.text, tt.status, tt.error)
		}
		if got.status == http.StatusOK {
			a.must(200, a.send("Bearer "+got.at("access_token"), http.MethodGet, "/api/v2/users/me", ""))
		}
	}
}

func TestTokenExpiresOnTheSimulatedClock(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	me := a.must(200, a.call(http.MethodGet, "/api/v2/users/me.json", ""))
	me.check(t, "user.name", "Ventana Integration", "user.role", "admin")
	a.advance(time.Hour)
	late := a.must(401, a.call(http.MethodGet, "/api/v2/users/me", ""))
	late.check(t, "error", "invalid_token")
	a.renew()
	a.must(200, a.call(http.MethodGet, "/api/v2/users/me", ""))
}

func TestLegacyCredential(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	tests := []struct {
		name, authorization string
		status              int
	}{
		{"the inspector", basic("agent@example.com", "local-token"), 200},
		{"the inspector in capitals", basic("Agent@Example.com", "local-token"), 200},
		{"wrong token", basic("agent@example.com", "other"), 401},
		{"nobody", basic("nobody@example.com", "local-token"), 401},
		{"nothing", "", 401},
		{"unknown bearer", "Bearer at_nothing", 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := a.send(tt.authorization, http.MethodGet, "/api/v2/users/me", "")
			if got.status != tt.status {
				t.Errorf("status %d, want %d: %s", got.status, tt.status, got.text)
			}
			if tt.name == "wrong token" {
				got.check(t, "error", "Couldn't authenticate you")
			}
		})
	}
}

func TestScopesAndRolesAreKept(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	token := a.must(200, a.send("", http.MethodPost, "/oauth/tokens", `{"grant_type":"client_credentials",
		"client_id":"local-client","client_secret":"local-client-secret","scope":"tickets:read users:write","expires_in":301}`))
	narrow := "Bearer " + token.at("access_token")
	a.must(200, a.send(narrow, http.MethodGet, "/api/v2/tickets", ""))
	got := a.must(403, a.send(narrow, http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x"}}}`))
	got.check(t, "error", "Forbidden")
	a.must(403, a.send(narrow, http.MethodGet, "/api/v2/users/me", ""))

	a.must(403, a.call(http.MethodGet, "/api/v2/users/me", "", "X-On-Behalf-Of", "ana@example.com"))
	bea := a.must(403, a.as("bea@example.com", http.MethodGet, "/api/v2/webhooks", ""))
	bea.check(t, "error.title", "Forbidden")
}

func TestRevokedTokensEndBeforeTheirTime(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.must(200, a.call(http.MethodGet, "/api/v2/users/me", ""))
	if got := a.z.RevokeTokens(); got != 1 {
		t.Errorf("%d tokens revoked, want 1", got)
	}
	if got := a.call(http.MethodGet, "/api/v2/users/me", ""); got.status != 401 || got.at("error") != "invalid_token" {
		t.Errorf("a revoked token got %d %s, want 401 invalid_token", got.status, got.text)
	}
	a.must(200, a.inspect(http.MethodGet, "/api/v2/users/me", ""))
}
