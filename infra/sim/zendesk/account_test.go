package zendesk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/delivery"
	"ventana/infra/sim/fault"
	"ventana/shared/clock"
)

// account is a simulated account behind an HTTP server, with a bearer token.
type account struct {
	t      *testing.T
	z      *Zendesk
	url    string
	clock  *clock.Clock
	faults *fault.Injector
	poster *delivery.Poster
	bearer string
}

// answer is an HTTP answer, decoded when it is JSON.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func newAccount(t *testing.T, adjust ...func(*Options)) *account {
	t.Helper()
	a := &account{t: t, clock: clock.New(filepath.Join(t.TempDir(), "clock")), faults: fault.New()}
	a.poster = delivery.New(a.clock.Now)
	t.Cleanup(a.poster.Close)
	options := Options{
		Clock: a.clock, Faults: a.faults, Poster: a.poster, ClientID: "local-client", ClientSecret: "local-client-secret",
		InspectorToken: "local-token", BaseURL: "http://zendesk.test",
	}
	for _, f := range adjust {
		f(&options)
	}
	var err error
	if a.z, err = New(options); err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := a.z.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	server := httptest.NewServer(a.z)
	t.Cleanup(server.Close)
	a.url = server.URL
	a.renew()
	return a
}

// renew takes a new token, good for an hour.
func (a *account) renew() {
	a.t.Helper()
	got := a.send("", http.MethodPost, "/oauth/tokens", `{"grant_type":"client_credentials","client_id":"local-client",
		"client_secret":"local-client-secret","scope":"read write","expires_in":3600}`)
	if got.status != http.StatusOK {
		a.t.Fatalf("token: %d %s", got.status, got.text)
	}
	a.bearer = "Bearer " + got.body["access_token"].(string)
}

// call sends a request as Ventana.
func (a *account) call(method, path, body string, headers ...string) answer {
	a.t.Helper()
	return a.send(a.bearer, method, path, body, headers...)
}

// inspect sends a request as the inspector.
func (a *account) inspect(method, path, body string) answer {
	a.t.Helper()
	return a.send(basic("agent@example.com", "local-token"), method, path, body)
}

// as sends a request as another member of staff.
func (a *account) as(email, method, path, body string) answer {
	a.t.Helper()
	return a.send(basic(email, "local-token"), method, path, body)
}

func basic(email, secret string) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(email+"/token", secret)
	return r.Header.Get("Authorization")
}

func (a *account) send(authorization, method, path, body string, headers ...string) answer {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	got := answer{status: response.StatusCode, header: response.Header, text: string(data)}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	// Texts and HTML are answers too.
	_ = decoder.Decode(&got.body)
	return got
}

// ticket makes a ticket of a new customer and gives back both ids.
func (a *account) ticket(more string) (ticketID, userID string) {
	a.t.Helper()
	user := a.must(http.StatusCreated, a.inspect(http.MethodPost, "/api/v2/users",
		fmt.Sprintf(`{"user":{"name":"Ana Souza","external_id":"wa:%d"}}`, time.Now().UnixNano())))
	userID = user.at("user.id")
	got := a.must(http.StatusCreated, a.inspect(http.MethodPost, "/api/v2/tickets", fmt.Sprintf(
		`{"ticket":{"subject":"WhatsApp: Ana Souza","requester_id":%s,"submitter_id":%s,"comment":{"body":"Hi","author_id":%s}%s}}`,
		userID, userID, userID, more)))
	return got.at("ticket.id"), userID
}

// must stops the test when the answer has another status.
func (a *account) must(status int, got answer) answer {
	a.t.Helper()
	if got.status != status {
		a.t.Fatalf("status %d, want %d: %s", got.status, status, got.text)
	}
	return got
}

func (a *account) advance(d time.Duration) {
	a.t.Helper()
	if err := a.clock.Advance(d); err != nil {
		a.t.Fatal(err)
	}
}

// at is a member of the answer by its path, "ticket.tags.0", as text. A
// missing one is "?".
func (r answer) at(path string) string {
	var here any = r.body
	for _, step := range strings.Split(path, ".") {
		switch value := here.(type) {
		case map[string]any:
			next, found := value[step]
			if !found {
				return "?"
			}
			here = next
		case []any:
			var index int
			if _, err := fmt.Sscan(step, &index); err != nil || index >= len(value) {
				return "?"
			}
			here = value[index]
		default:
			return "?"
		}
	}
	switch value := here.(type) {
	case nil:
		return "null"
	case string:
		return value
	case json.Number, bool:
		return fmt.Sprint(value)
	}
	data, err := json.Marshal(here)
	if err != nil {
		return "?"
	}
	return string(data)
}

// check compares members of an answer, given as path and text in turn.
func (r answer) check(t *testing.T, members ...string) {
	t.Helper()
	for i := 0; i < len(members); i += 2 {
		if got := r.at(members[i]); got != members[i+1] {
			t.Errorf("%s = %s, want %s", members[i], got, members[i+1])
		}
	}
}
