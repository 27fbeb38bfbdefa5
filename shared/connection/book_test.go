package connection_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"ventana/shared/connection"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

// documents is a call document that a test changes.
type documents struct {
	document secret.Call
	err      error
}

func (d *documents) Get(context.Context) (secret.Call, error) { return d.document, d.err }

func (d *documents) Refresh(context.Context) (secret.Call, bool) { return d.document, d.err == nil }

func newBook(d *documents) *connection.Book {
	return connection.NewBook(d, "ventana (inbound; 2026/11/22/[$LATEST]ab)", time.Now, nil)
}

func TestDocument_failureSaysWhatWasRead(t *testing.T) {
	t.Parallel()
	d := &documents{err: errors.New("throttled")}
	if _, err := newBook(d).Document(t.Context()); !errors.Is(err, d.err) || !failure.Is(err, failure.Later) {
		t.Errorf("got %v", err)
	}
	d.err, d.document = nil, secret.Call{Connections: []secret.CallConnection{{ID: "zendesk"}}}
	if got, err := newBook(d).Document(t.Context()); err != nil || len(got.Connections) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestBook_clientLivesAsLongAsItsCredentials(t *testing.T) {
	t.Parallel()
	book := newBook(&documents{})
	zendesk := secret.CallConnection{ID: "zendesk", Kind: secret.KindZendesk, BaseURL: "https://a.example.org", OAuth: &secret.OAuth{ClientID: "c", ClientSecret: "one"}}
	same := zendesk
	same.OAuth = &secret.OAuth{ClientID: "c", ClientSecret: "one"} // read again: equal, not identical
	rotated := zendesk
	rotated.OAuth = &secret.OAuth{ClientID: "c", ClientSecret: "two"}
	first := book.Helpdesk(zendesk)
	if book.Helpdesk(same) != first {
		t.Error("the document was read again, and the client with its token was thrown away")
	}
	if book.Helpdesk(rotated) == first {
		t.Error("a rotated credential kept its old client")
	}
	whatsapp := secret.CallConnection{ID: "whatsapp", Kind: secret.KindCloudAPI, BaseURL: "https://b.example.org", AccessToken: "one"}
	token := whatsapp
	token.AccessToken = "two"
	provider := book.Provider(whatsapp)
	if book.Provider(whatsapp) != provider || book.Provider(token) == provider {
		t.Error("want one provider client for each token")
	}
}

func TestBook_isSharedByGoroutines(t *testing.T) {
	t.Parallel()
	book := newBook(&documents{})
	zendesk := secret.CallConnection{ID: "zendesk", BaseURL: "https://a.example.org", Basic: &secret.Basic{Email: "a", Token: "b"}}
	first := book.Helpdesk(zendesk)
	var callers sync.WaitGroup
	for range 16 {
		callers.Go(func() {
			if book.Helpdesk(zendesk) != first {
				t.Error("got another client")
			}
			book.Provider(secret.CallConnection{ID: "whatsapp"})
		})
	}
	callers.Wait()
}

// TestBook_clientsSpeakWithTheirCredentials: what stands in the document is what
// goes over the wire, under our name.
func TestBook_clientsSpeakWithTheirCredentials(t *testing.T) {
	t.Parallel()
	asked := make(chan *http.Request, 8)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r
		w.Header().Set("Content-Type", "application/json")
		var answer any = map[string]any{"user": map[string]any{"id": 7}}
		switch {
		case r.URL.Path == "/oauth/tokens":
			answer = map[string]any{"access_token": "fresh-token", "token_type": "bearer", "expires_in": 3600}
		case r.URL.Path == "/v26.0/100/messages":
			answer = map[string]any{"messages": []any{map[string]any{"id": "wamid.1"}}}
		}
		body, err := json.Marshal(answer)
		if err != nil {
			t.Errorf("encode answer: %v", err)
		}
		_, _ = w.Write(body) // a client that went away fails its own test
	}))
	t.Cleanup(server.Close)
	book := newBook(&documents{})
	user := helpdesk.User{ExternalID: "c1", Name: "Ana"}
	oauth := secret.CallConnection{ID: "z", BaseURL: server.URL, OAuth: &secret.OAuth{ClientID: "client", ClientSecret: "secret"}}
	basic := secret.CallConnection{ID: "y", BaseURL: server.URL, Basic: &secret.Basic{Email: "agent@example.com", Token: "token"}}
	cloud := secret.CallConnection{ID: "w", BaseURL: server.URL, GraphVersion: "v26.0", AccessToken: "EAAG"}
	for _, c := range []secret.CallConnection{oauth, basic} {
		if got, err := book.Helpdesk(c).EnsureUser(t.Context(), user); err != nil || got != "7" {
			t.Fatalf("%s: got %q, %v", c.ID, got, err)
		}
	}
	sent, err := book.Provider(cloud).Send(t.Context(), provider.Message{
		Number: "100", Recipient: provider.Recipient{Phone: "34600"}, Content: provider.Text{Body: "hola"}, Marker: "m",
	})
	if err != nil || sent.MessageID != "wamid.1" {
		t.Fatalf("got %+v, %v", sent, err)
	}
	close(asked)
	got := map[string]bool{}
	for r := range asked {
		if r.UserAgent() != "ventana (inbound; 2026/11/22/[$LATEST]ab)" {
			t.Errorf("%s: got User-Agent %q", r.URL.Path, r.UserAgent())
		}
		got[r.URL.Path+" "+r.Header.Get("Authorization")] = true
	}
	for _, want := range []string{
		"/api/v2/users/create_or_update Bearer fresh-token",
		"/api/v2/users/create_or_update Basic YWdlbnRAZXhhbXBsZS5jb20vdG9rZW46dG9rZW4=",
		"/v26.0/100/messages Bearer EAAG",
	} {
		if !got[want] {
			t.Errorf("nobody asked %q; got %v", want, got)
		}
	}
}
