package zendesk

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

// exchange is one request that a test expects, as bytes, and its answer.
type exchange struct {
	want   string // "METHOD /path?query body", query decoded
	status int
	header map[string]string
	answer string
	check  func(*testing.T, *http.Request)
}

// testNow is the time of every test's client.
func testNow() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

// newAccount serves the exchanges in their order and refuses anything else.
// The client uses Basic, so that no token is asked for.
func newAccount(t *testing.T, script ...exchange) *Client {
	t.Helper()
	server := serve(t, script...)
	return New(Options{
		BaseURL: server.URL + "/", Basic: &Basic{Email: "agent@example.com", Token: "t0k"},
		UserAgent: "ventana (test; 1)", Now: testNow,
	})
}

func serve(t *testing.T, script ...exchange) *httptest.Server {
	t.Helper()
	requests := make(chan exchange, len(script))
	for _, expected := range script {
		requests <- expected
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case expected := <-requests:
			answer(t, w, r, expected)
		default:
			t.Errorf("unexpected request %s", written(t, r))
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	t.Cleanup(func() {
		server.Close()
		for len(requests) > 0 {
			t.Errorf("request never came: %s", (<-requests).want)
		}
	})
	return server
}

func answer(t *testing.T, w http.ResponseWriter, r *http.Request, expected exchange) {
	t.Helper()
	if got := written(t, r); expected.want != "" && got != expected.want {
		t.Errorf("request\n got %s\nwant %s", got, expected.want)
	}
	if r.Header.Get("User-Agent") != "ventana (test; 1)" {
		t.Errorf("User-Agent = %q", r.Header.Get("User-Agent"))
	}
	if expected.check != nil {
		expected.check(t, r)
	}
	for name, value := range expected.header {
		w.Header().Set(name, value)
	}
	if expected.status != 0 {
		w.WriteHeader(expected.status)
	}
	fmt.Fprint(w, expected.answer)
}

// written is a request as the tests spell it.
func written(t *testing.T, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("read request: %v", err)
	}
	line := r.Method + " " + r.URL.Path
	if r.URL.RawQuery != "" {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil {
			t.Errorf("query %q: %v", r.URL.RawQuery, err)
		}
		line += "?" + query
	}
	if len(body) > 0 {
		line += " " + string(body)
	}
	return line
}
