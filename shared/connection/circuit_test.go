package connection_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/connection"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/provider"
	"ventana/shared/secret"
)

// dead is a system that answers 503, and counts what it was asked.
func dead(t *testing.T) (address string, asked, written *atomic.Int64) {
	t.Helper()
	asked, written = &atomic.Int64{}, &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Method != http.MethodGet && !strings.HasPrefix(r.URL.Path, "/oauth") {
			written.Add(1)
		}
		out.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked, written
}

// clockedBook is a book whose time a test moves, and what its circuits did.
func clockedBook() (book *connection.Book, pass func(time.Duration), opened *atomic.Int64) {
	var ahead, opens atomic.Int64
	at := time.Now()
	book = connection.NewBook(nil, "ventana (test)", func() time.Time { return at.Add(time.Duration(ahead.Load())) },
		func(_ string, change breaker.Change) {
			if change == breaker.Opened {
				opens.Add(1)
			}
		})
	return book, func(d time.Duration) { ahead.Add(int64(d)) }, &opens
}

// What an open circuit refuses was certainly not done: a wait, and no doubt, so
// that no effect is searched for and no message counts as unconfirmed.
func TestCircuit_refusesAsAWaitAndNeverInDoubt(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(t *testing.T, book *connection.Book, address string) error{
		"helpdesk": func(t *testing.T, book *connection.Book, address string) error {
			desk := book.Helpdesk(secret.CallConnection{ID: "zendesk", BaseURL: address, Basic: &secret.Basic{Email: "a@example.com", Token: "x"}})
			_, err := desk.AddComment(t.Context(), helpdesk.NewComment{Ticket: "35", Body: "hello", Public: true})
			return err
		},
		"provider": func(t *testing.T, book *connection.Book, address string) error {
			client := book.Provider(secret.CallConnection{ID: "whatsapp", BaseURL: address, GraphVersion: "v26.0", AccessToken: "x"})
			_, err := client.Send(t.Context(), provider.Message{
				Number: "100", Recipient: provider.Recipient{Phone: "34600"}, Content: provider.Text{Body: "hello"}, Marker: "m",
			})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, asked, written := dead(t)
			book, pass, opened := clockedBook()
			risked, class := int64(1), failure.Ambiguous // it was written
			if name == "provider" {                      // a new process looks first
				risked, class = 0, failure.Later
			}
			if err := write(t, book, address); !failure.Is(err, class) {
				t.Fatalf("got %v, want %s", err, class)
			}
			for range breaker.Failures - 1 {
				if err := write(t, book, address); !failure.Is(err, failure.Later) {
					t.Fatalf("got %v, want a wait: only a look was made", err)
				}
			}
			for range 100 {
				err := write(t, book, address)
				if failed := failure.Of(err); failed == nil || failed.Class != failure.Later || failed.Wait < time.Second {
					t.Fatalf("got %v, want a wait", err)
				}
			}
			if asked.Load() != breaker.Failures || opened.Load() != 1 {
				t.Fatalf("asked %d times, opened %d times", asked.Load(), opened.Load())
			}
			for range 30 { // half an hour of probes
				pass(time.Minute + 30*time.Second)
				if err := write(t, book, address); !failure.Is(err, failure.Later) {
					t.Fatalf("got %v of a probe, want a wait", err)
				}
			}
			if written.Load() != risked || asked.Load() != breaker.Failures+30 {
				t.Errorf("%d writes and %d calls, want probes that write nothing", written.Load(), asked.Load())
			}
		})
	}
}

func TestCircuit_isTheSystemsAndOutlivesACredential(t *testing.T) {
	t.Parallel()
	address, asked, _ := dead(t)
	book, _, _ := clockedBook()
	call := func(id, token string) error {
		_, err := book.Helpdesk(secret.CallConnection{ID: id, BaseURL: address, Basic: &secret.Basic{Email: "a@example.com", Token: token}}).
			ReadTicket(t.Context(), "35")
		return err
	}
	for range breaker.Failures {
		_ = call("zendesk", "old") // how it fails is another test's
	}
	before := asked.Load()
	if err := call("zendesk", "new"); failure.Of(err).Code != "CircuitOpen" || asked.Load() != before {
		t.Errorf("got %v, want nothing asked with another token", err)
	}
	if err := call("second", "old"); failure.Of(err).Code == "CircuitOpen" {
		t.Errorf("got %v: another connection's circuit is its own", err)
	}
}
