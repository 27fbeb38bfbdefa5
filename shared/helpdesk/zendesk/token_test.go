package zendesk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/failure"
)

// oauthAccount gives tokens at_1, at_2, … and takes those that valid approves.
type oauthAccount struct {
	asked  atomic.Int64
	served atomic.Int64
	grant  func(w http.ResponseWriter, body string)
	valid  func(token string) bool
	answer string // empty is a ticket
}

func (a *oauthAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/oauth/tokens" {
		a.tokens(w, r)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !a.valid(token) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":"invalid_token","error_description":"The access token `+token+` expired"}`)
		return
	}
	a.served.Add(1)
	if a.answer != "" {
		fmt.Fprint(w, a.answer)
		return
	}
	fmt.Fprint(w, `{"ticket":{"id":35}}`)
}

func (a *oauthAccount) tokens(w http.ResponseWriter, r *http.Request) {
	n := a.asked.Add(1)
	if a.grant != nil {
		a.grant(w, r.Method)
		return
	}
	fmt.Fprintf(w, `{"access_token":"at_%d","token_type":"bearer","scope":"read","expires_in":7200}`, n)
}

// newOAuthClient is a client whose time the test moves.
func newOAuthClient(t *testing.T, account *oauthAccount) (*Client, *atomic.Int64) {
	t.Helper()
	server := httptest.NewServer(account)
	t.Cleanup(server.Close)
	var offset atomic.Int64
	return New(Options{
		BaseURL: server.URL, OAuth: &OAuth{ClientID: "id", ClientSecret: "s3cr3t"},
		Now: func() time.Time { return testNow().Add(time.Duration(offset.Load())) },
	}), &offset
}

func TestToken_isAskedForWithScopeAndLife(t *testing.T) {
	t.Parallel()
	server := serve(t,
		exchange{
			want: `POST /oauth/tokens {"grant_type":"client_credentials","client_id":"id","client_secret":"s3cr3t",` +
				`"scope":"read tickets:write users:write","expires_in":7200}`,
			answer: `{"access_token":"at_1","expires_in":7200}`,
		},
		exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"status":"open"}}`, answer: `{}`, check: func(t *testing.T, r *http.Request) {
			t.Helper()
			if got := r.Header.Get("Authorization"); got != "Bearer at_1" {
				t.Errorf("Authorization = %q", got)
			}
		}})
	client := New(Options{BaseURL: server.URL, OAuth: &OAuth{ClientID: "id", ClientSecret: "s3cr3t"}, UserAgent: "ventana (test; 1)", Now: testNow})
	if err := client.Reopen(t.Context(), "35"); err != nil {
		t.Error(err)
	}
}

func TestToken_isKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(string) bool { return true }}
	client, offset := newOAuthClient(t, account)
	for _, step := range []struct {
		at   time.Duration
		want int64
	}{{0, 1}, {time.Hour, 1}, {114 * time.Minute, 1}, {116 * time.Minute, 2}, {3 * time.Hour, 2}} {
		offset.Store(int64(step.at))
		if err := client.Reopen(t.Context(), "35"); err != nil {
			t.Fatal(err)
		}
		if got := account.asked.Load(); got != step.want {
			t.Errorf("after %s: %d tokens asked for, want %d", step.at, got, step.want)
		}
	}
}

func TestToken_isAskedForOnceByManyCallers(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(string) bool { return true }}
	client, _ := newOAuthClient(t, account)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if err := client.Reopen(t.Context(), "35"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := account.asked.Load(); got != 1 || account.served.Load() != 20 {
		t.Errorf("%d tokens asked for, %d calls served; want 1 and 20", got, account.served.Load())
	}
}

func TestToken_thatIsRevokedIsReplacedOnce(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(token string) bool { return token != "at_1" }}
	client, _ := newOAuthClient(t, account)
	if err := client.Reopen(t.Context(), "35"); err != nil {
		t.Errorf("Reopen: %v", err)
	}
	if got := account.asked.Load(); got != 2 || account.served.Load() != 1 {
		t.Errorf("%d tokens asked for, %d calls served; want 2 and 1", got, account.served.Load())
	}
}

func TestToken_thatIsNeverTakenMakesEverythingWait(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(string) bool { return false }}
	client, _ := newOAuthClient(t, account)
	_, err := client.AddComment(t.Context(), customerComment())
	same(t, "write", err, later("invalid_token", 60))
	if account.asked.Load() != 2 || strings.Contains(err.Error(), "at_") {
		t.Errorf("%d tokens asked for, want 2; error %v", account.asked.Load(), err)
	}
}

func TestToken_thatIsNotGivenFailsNoMessageForGood(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   failure.Error
	}{
		"unknown client":  {401, `{"error":"invalid_client","error_description":"s3cr3t"}`, later("invalid_client", 60)},
		"wrong scope":     {400, `{"error":"invalid_scope"}`, later("invalid_scope", 60)},
		"too many":        {429, "slow down", later("429", 10)},
		"down":            {503, "<html>", later("503", 10)},
		"no token in it":  {200, `{}`, failure.Error{Class: failure.Unknown, Code: "UnreadableAnswer"}},
		"not found there": {404, "<html>", later("404", 60)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := &oauthAccount{grant: func(w http.ResponseWriter, _ string) {
				w.WriteHeader(tc.status)
				fmt.Fprint(w, tc.body)
			}}
			client, _ := newOAuthClient(t, account)
			_, err := client.AddComment(t.Context(), customerComment())
			same(t, "write", err, tc.want)
			if strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("error repeats the secret: %v", err)
			}
		})
	}
}

func TestToken_ofAClientWithoutCredentialsWaitsForAnOperator(t *testing.T) {
	t.Parallel()
	err := New(Options{BaseURL: "http://127.0.0.1:1"}).Reopen(t.Context(), "35")
	same(t, "write", err, later("NoCredentials", 60))
}
