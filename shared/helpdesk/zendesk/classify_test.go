package zendesk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

func TestRefusal_isClassifiedByStatusAndCode(t *testing.T) {
	t.Parallel()
	retry := func(seconds string) map[string]string { return map[string]string{"Retry-After": seconds} }
	for _, tc := range []struct {
		name   string
		status int
		header map[string]string
		body   string
		read   failure.Error
		write  failure.Error
	}{
		{"too many, plain text", 429, nil, "Rate limit exceeded", later("429", 10), later("429", 10)},
		{"too many, with a wait", 429, retry("42"), `{"error":"TooManyJobs"}`, later("TooManyJobs", 42), later("TooManyJobs", 42)},
		{"too many, until a date", 429, retry("Sun, 22 Nov 2026 10:01:30 GMT"), "", later("429", 90), later("429", 90)},
		{"too many, for ever", 429, retry("99999999999"), "", later("429", 3600), later("429", 3600)},
		{"broken", 500, nil, "<html>", later("500", 10), ambiguous("500", 60)},
		{"maintenance", 503, retry("120"), "<html>", later("503", 120), ambiguous("503", 120)},
		{"maintenance, soon over", 503, retry("5"), `{"error":"Maintenance"}`, later("Maintenance", 10), ambiguous("Maintenance", 60)},
		{"request timed out there", 408, nil, "", later("408", 10), ambiguous("408", 60)},
		{"collision in the database", 409, nil, `{"error":"DatabaseConflict"}`, later("DatabaseConflict", 10), later("DatabaseConflict", 10)},
		{"collision as 422", 422, nil, `{"error":"DatabaseConflict"}`, later("DatabaseConflict", 10), later("DatabaseConflict", 10)},
		{"key in flight", 409, retry("3"), `{"error":"IdempotentRequestInProgress"}`, later("IdempotentRequestInProgress", 3), later("IdempotentRequestInProgress", 3)},
		{"not authenticated", 401, nil, `{"error":"Couldn't authenticate you"}`, later("401", 60), later("401", 60)},
		{"forbidden, as an object", 403, nil, `{"error":{"title":"Forbidden","message":"You do not have access"}}`, later("Forbidden", 60), later("Forbidden", 60)},
		{"missing scope", 403, nil, `{"error":"Forbidden","description":"missing scopes"}`, later("Forbidden", 60), later("Forbidden", 60)},
		{"account not paid", 402, nil, "", later("402", 60), later("402", 60)},
		{"no such route", 404, nil, `{"error":"InvalidEndpoint","description":"Not found"}`, later("InvalidEndpoint", 60), later("InvalidEndpoint", 60)},
		{"no such account", 404, nil, "<html>No help desk here</html>", later("404", 60), later("404", 60)},
		{"moved", 301, map[string]string{"Location": "http://127.0.0.1:1/"}, "", later("301", 60), later("301", 60)},
		{"bad request with a sentence", 400, nil, `{"error":{"title":"Invalid attribute","message":"Ana"}}`, never("400"), never("400")},
		{"invalid record", 422, nil, `{"error":"RecordInvalid","details":{"base":[{"description":"Ana"}]}}`, never("RecordInvalid"), never("RecordInvalid")},
		{"details of an odd shape", 422, nil, `{"error":"RecordInvalid","details":"Ana"}`, never("RecordInvalid"), never("RecordInvalid")},
		{"too large", 413, nil, "", never("413"), never("413")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			script := exchange{status: tc.status, header: tc.header, answer: tc.body}
			client := newAccount(t, script, script)
			_, err := client.CommentsAfter(t.Context(), "35", "")
			same(t, "read", err, tc.read)
			_, err = client.AddComment(t.Context(), customerComment())
			same(t, "write", err, tc.write)
			if strings.Contains(err.Error(), "Ana") {
				t.Errorf("error repeats the body: %v", err)
			}
		})
	}
}

func later(code string, seconds int) failure.Error {
	return failure.Error{Class: failure.Later, Code: code, Wait: time.Duration(seconds) * time.Second}
}

func ambiguous(code string, seconds int) failure.Error {
	return failure.Error{Class: failure.Ambiguous, Code: code, Wait: time.Duration(seconds) * time.Second}
}

func never(code string) failure.Error { return failure.Error{Class: failure.Permanent, Code: code} }

func same(t *testing.T, what string, err error, want failure.Error) {
	t.Helper()
	got := failure.Of(err)
	if got == nil || got.Class != want.Class || got.Code != want.Code || got.Wait != want.Wait {
		t.Errorf("%s: error = %v (wait %v), want %s %s with %v", what, err, waitOf(got), want.Class, want.Code, want.Wait)
	}
}

func waitOf(e *failure.Error) time.Duration {
	if e == nil {
		return 0
	}
	return e.Wait
}

func TestOpenTicket_tellsARefusedKeyFromOtherRefusals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"key used for another ticket": {400, `{"error":"IdempotentRequestError","description":"Request parameters don't match"}`, helpdesk.ErrIdempotencyMismatch},
		"requester was deleted":       {422, `{"error":"RecordInvalid","details":{"requester":[{"description":"Requester: 7 is not valid"}]}}`, helpdesk.ErrRequesterGone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newAccount(t, exchange{status: tc.status, answer: tc.body}).OpenTicket(t.Context(), newTicket())
			if !errors.Is(err, tc.want) || !failure.Is(err, failure.Permanent) {
				t.Errorf("error = %v, want a permanent %v", err, tc.want)
			}
		})
	}
}

func TestIdempotentWrites_areNeverAmbiguous(t *testing.T) {
	t.Parallel()
	broken := exchange{status: 502, answer: "<html>"}
	client := newAccount(t, broken, broken, broken)
	_, err := client.EnsureUser(t.Context(), helpdesk.User{ExternalID: "c", Name: "Ana"})
	same(t, "ensure user", err, later("502", 10))
	same(t, "reopen", client.Reopen(t.Context(), "35"), later("502", 10))
	same(t, "tags", client.AddTags(t.Context(), "35", []string{"a"}), later("502", 10))
}

func TestSend_knowsThatARefusedConnectionSentNothing(t *testing.T) {
	t.Parallel()
	for name, base := range map[string]string{
		"refused":      "http://127.0.0.1:1", // a port that is never given to anybody
		"unknown host": "http://no-such-host.invalid",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := New(Options{BaseURL: base, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
			_, err := client.AddComment(t.Context(), customerComment())
			same(t, "write", err, later("Unsent", 5))
			_, err = client.OpenTicket(t.Context(), newTicket())
			same(t, "write with a key", err, later("Unsent", 5))
		})
	}
}

// net/http repeats a request with an Idempotency-Key when a connection that was used
// before breaks: the first may have opened the ticket, and the second is refused.
func TestSend_doubtsAnOpeningWhoseRepeatWasRefused(t *testing.T) {
	t.Parallel()
	var openings atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case r.Method == http.MethodGet:
			_, _ = w.Write([]byte(`{"tickets":[]}`))
		case openings.Add(1) == 1:
			panic(http.ErrAbortHandler) // it was opened, and nobody hears of it
		default:
			w.Header().Set("Retry-After", "3")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer server.Close()
	client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
	if _, _, err := client.FindTicket(t.Context(), "conv-1.1"); err != nil { // opens the connection
		t.Fatal(err)
	}
	_, err := client.OpenTicket(t.Context(), newTicket())
	if openings.Load() != 2 || !failure.Is(err, failure.Ambiguous) || failure.Of(err).Wait != 3*time.Second {
		t.Errorf("got %v after %d requests, want a doubt after two, and to wait as asked", err, openings.Load())
	}
}

func TestSend_knowsThatAFailedTLSHandshakeSentNothing(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
	_, err := client.AddComment(t.Context(), customerComment())
	same(t, "write", err, later("Unsent", 5))
}

func TestSend_doubtsAWriteWhoseAnswerWasLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		code   string
		handle http.HandlerFunc
	}{
		"connection closed": {"Broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		"answer cut off": {"Broken", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write([]byte(`{"ticket"`))
		}},
		"no answer in time": {"Timeout", func(_ http.ResponseWriter, r *http.Request) {
			// The server notices a client that goes away only once the body is read.
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tc.handle)
			defer server.Close()
			client := New(Options{
				BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow, HTTP: &http.Client{Timeout: 300 * time.Millisecond},
			})
			_, err := client.AddComment(t.Context(), customerComment())
			same(t, "write", err, ambiguous(tc.code, 60))
			_, err = client.OpenTicket(t.Context(), newTicket())
			same(t, "write with a key", err, ambiguous(tc.code, 60))
			_, err = client.CommentsAfter(t.Context(), "35", "")
			same(t, "read", err, later(tc.code, 10))
			if strings.Contains(err.Error(), server.URL) {
				t.Errorf("error repeats the address: %v", err)
			}
		})
	}
}

func TestSend_doesNothingWithAContextThatIsOver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newAccount(t).AddComment(ctx, customerComment())
	same(t, "write", err, later("Unsent", 5))
}

func TestSend_readsNoEndlessAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat(" ", maxAnswer+1)))
	}))
	defer server.Close()
	client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
	_, err := client.CommentsAfter(t.Context(), "35", "")
	same(t, "read", err, failure.Error{Class: failure.Unknown, Code: "UnreadableAnswer"})
}

func TestLimits_areThoseOfTheLastAnswers(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{answer: `{"ticket":{}}`, header: map[string]string{"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "699"}},
		exchange{answer: `{"ticket":{}}`, header: map[string]string{
			"ratelimit-limit": "700", "ratelimit-remaining": "0", "ratelimit-reset": "30",
			"zendesk-ratelimit-tickets-update": "total=100; remaining=99; resets=41", "zendesk-ratelimit-odd": "none",
		}})
	for range 2 {
		if err := client.Reopen(t.Context(), "35"); err != nil {
			t.Fatal(err)
		}
	}
	got := client.Limits()
	if len(got) != 2 || got[0].Name != "account" || got[0].Total != 700 || got[0].Remaining != 0 ||
		!got[0].ResetsAt.Equal(testNow().Add(30*time.Second)) || got[1].Name != "tickets-update" || got[1].Remaining != 99 {
		t.Errorf("Limits = %+v", got)
	}
}
