package cloudapi

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

const testToken = "a-token-that-must-not-leak"

// graph answers every call with answer and remembers the last request.
type graph struct {
	*httptest.Server
	method, uri, body string
	header            http.Header
}

func newGraph(t *testing.T, status int, header map[string]string, answer string) *graph {
	t.Helper()
	g := &graph{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read request: %v", err)
		}
		g.method, g.uri, g.body, g.header = r.Method, r.RequestURI, string(body), r.Header
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		if _, err := io.WriteString(w, answer); err != nil {
			t.Errorf("write answer: %v", err)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

func client(address string) *Client {
	return New(Options{BaseURL: address, Version: "v26.0", Token: testToken, UserAgent: "ventana (outbound; stream)"})
}

func reply() provider.Message {
	return provider.Message{Number: numberOne, Recipient: provider.Recipient{Phone: "34600000001"}, Content: provider.Text{Body: "hola"}, Marker: "v1.1"}
}

const accepted = `{"messaging_product":"whatsapp","contacts":[{"input":"+34600000001","wa_id":"34600000001","user_id":"ES.a"}],"messages":[{"id":"wamid.OUT"}]}`

func TestSendRequest(t *testing.T) {
	t.Parallel()
	const head, tail = `{"messaging_product":"whatsapp","recipient_type":"individual",`, `,"type":"text","text":{"body":"hola"},"biz_opaque_callback_data":"v1.1"}`
	tests := []struct {
		name      string
		recipient provider.Recipient
		want      string
	}{
		{"a phone goes into to, with a plus", provider.Recipient{Phone: "34600000001"}, head + `"to":"+34600000001"` + tail},
		{"a BSUID goes into recipient, whole", provider.Recipient{BSUID: "ES.9f3K2Qp"}, head + `"recipient":"ES.9f3K2Qp"` + tail},
		{"a phone wins over a BSUID", provider.Recipient{Phone: "34600000001", BSUID: "ES.9f3K2Qp"}, head + `"to":"+34600000001"` + tail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, accepted)
			message := reply()
			message.Recipient = tt.recipient
			got, err := client(server.URL+"/").Send(t.Context(), message)
			if err != nil {
				t.Fatal(err)
			}
			if want := (provider.Sent{MessageID: "wamid.OUT", Phone: "34600000001", BSUID: "ES.a"}); got != want {
				t.Errorf("sent %+v, want %+v", got, want)
			}
			if server.body != tt.want {
				t.Errorf("body %s\nwant %s", server.body, tt.want)
			}
			if server.method != "POST" || server.uri != "/v26.0/100000000000001/messages" {
				t.Errorf("called %s %s", server.method, server.uri)
			}
			for name, want := range map[string]string{
				"Authorization": "Bearer " + testToken, "Content-Type": "application/json", "User-Agent": "ventana (outbound; stream)",
			} {
				if got := server.header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestSendRefusesBeforeTheCall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*provider.Message)
		code string
	}{
		{"a BSUID in the phone's place", func(m *provider.Message) { m.Recipient.Phone = "ES.9f3K2Qp" }, "recipient"},
		{"a phone with plus", func(m *provider.Message) { m.Recipient.Phone = "+34600000001" }, "recipient"},
		{"a phone in the BSUID's place", func(m *provider.Message) { m.Recipient = provider.Recipient{BSUID: "34600000001"} }, "recipient"},
		{"a phone with plus in the BSUID's place", func(m *provider.Message) { m.Recipient = provider.Recipient{BSUID: "+34 600000001"} }, "recipient"},
		{"nobody", func(m *provider.Message) { m.Recipient = provider.Recipient{} }, "recipient"},
		{"a phone in the group's place", func(m *provider.Message) { m.Recipient.Group = "34600000001" }, "recipient"},
		{"a BSUID in the group's place", func(m *provider.Message) { m.Recipient.Group = "ES.9f3K2Qp" }, "recipient"},
		{"no content", func(m *provider.Message) { m.Content = nil }, "content"},
		{"a content that nobody knows", func(m *provider.Message) { m.Content = foreign{} }, "content"},
		{"a file without an id", func(m *provider.Message) { m.Content = provider.File{Kind: provider.KindImage} }, "empty"},
		{"a caption on a sticker", func(m *provider.Message) {
			m.Content = provider.File{Kind: provider.KindSticker, ID: "5", Caption: "leak"}
		}, "content"},
		{"four buttons", func(m *provider.Message) {
			m.Content = provider.Buttons{Body: "?", Titles: []string{"a", "b", "c", "leak"}}
		}, "too_long"},
		{"an empty body", func(m *provider.Message) { m.Content = provider.Text{Body: " \n"} }, "empty"},
		{"a body of 4,097 characters", func(m *provider.Message) { m.Content = provider.Text{Body: strings.Repeat("ñ", 4097)} }, "too_long"},
		{"a marker of 513 characters", func(m *provider.Message) { m.Marker = strings.Repeat("m", 513) }, "marker_too_long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, accepted)
			message := reply()
			tt.edit(&message)
			_, err := client(server.URL).Send(t.Context(), message)
			if got := failure.Of(err); err == nil || got.Class != failure.Permanent || got.Code != tt.code {
				t.Fatalf("got %v, want permanent %s", err, tt.code)
			}
			checkSafe(t, err)
			if server.method != "" {
				t.Error("the API was called")
			}
		})
	}
}

// foreign is a content that this provider has no form for.
type foreign struct{}

func (foreign) Check() error { return nil }

func TestSendTakesTheLongestBody(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, accepted)
	message := reply()
	message.Content, message.Marker = provider.Text{Body: strings.Repeat("ñ", 4096)}, strings.Repeat("ü", 512)
	if _, err := client(server.URL).Send(t.Context(), message); err != nil {
		t.Error(err)
	}
}

func TestSendAcceptance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, answer string
		want         string // message id, or the code of an ambiguous failure
	}{
		{"no contacts", `{"messages":[{"id":"wamid.OUT"}]}`, "wamid.OUT"},
		{"members of other types than today's", `{"contacts":[{"wa_id":5}],"messages":[{"id":"wamid.OUT"}]}`, "wamid.OUT"},
		{"members that nobody knows", `{"messages":[{"id":"wamid.OUT","message_status":"accepted","x":{}}],"y":1}`, "wamid.OUT"},
		{"no message", `{"messages":[]}`, "undecodable"},
		{"a message without id", `{"messages":[{}]}`, "undecodable"},
		{"a page of a proxy", `<html>ok</html>`, "undecodable"},
		{"an array", `[]`, "undecodable"},
		{"nothing", ``, "undecodable"},
		{"half an answer", accepted[:60], "undecodable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, tt.answer)
			sent, err := client(server.URL).Send(t.Context(), reply())
			got := sent.MessageID
			if err != nil {
				got = failure.Of(err).Code
				if !failure.Is(err, failure.Ambiguous) {
					t.Errorf("got %v, want ambiguous", err)
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSendWithoutAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		serve func(t *testing.T) string
		class failure.Class
		code  string
		wait  time.Duration
	}{
		{"a refused connection was not sent", closedServer, failure.Later, "unreached", time.Second},
		{"an unknown host was not sent", func(*testing.T) string { return "http://ventana.invalid" }, failure.Later, "unreached", time.Second},
		{"failed TLS was not sent", untrustedServer, failure.Later, "unreached", time.Second},
		{"a broken connection is ambiguous", hangUpServer, failure.Ambiguous, "lost_answer", 0},
		{"an answer cut short is ambiguous", shortServer, failure.Ambiguous, "lost_answer", 0},
		{"silence is ambiguous", silentServer, failure.Ambiguous, "lost_answer", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := client(tt.serve(t))
			c.http.Timeout = 300 * time.Millisecond
			if tt.class == failure.Later {
				c.http.Timeout = 5 * time.Second
			}
			_, err := c.Send(t.Context(), reply())
			got := failure.Of(err)
			if err == nil || got.Class != tt.class || got.Code != tt.code || got.Wait != tt.wait {
				t.Fatalf("got %v with wait %s, want %s %s", err, got.Wait, tt.class, tt.code)
			}
			checkSafe(t, err)
		})
	}
}

func TestSendCancelledBeforeIsNotSent(t *testing.T) {
	t.Parallel()
	server := newGraph(t, 200, nil, accepted)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client(server.URL).Send(ctx, reply())
	if !failure.Is(err, failure.Later) || !errors.Is(err, context.Canceled) || server.method != "" {
		t.Errorf("got %v after %q", err, server.method)
	}
}

// checkSafe holds that an error may be logged: no token, body or phone.
func checkSafe(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{testToken, "hola", "34600000001", "leak"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells %q: %v", secret, err)
		}
	}
}

// closedServer is a port that nobody listens at. One that was free a moment ago may be
// another test's by now, and answer; this one is never given to anybody.
func closedServer(*testing.T) string { return "http://127.0.0.1:1" }

func untrustedServer(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// serverThat does the work of a call and then answers with answer.
func serverThat(t *testing.T, answer func(w http.ResponseWriter)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Errorf("read request: %v", err)
		}
		answer(w)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func hangUpServer(t *testing.T) string {
	return serverThat(t, func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
}

func shortServer(t *testing.T) string {
	return serverThat(t, func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		if _, err := io.WriteString(w, accepted); err != nil {
			t.Errorf("write answer: %v", err)
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush answer: %v", err)
		}
		panic(http.ErrAbortHandler)
	})
}

func silentServer(t *testing.T) string {
	return serverThat(t, func(http.ResponseWriter) { time.Sleep(900 * time.Millisecond) })
}
