package cloudapi

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

func TestResolveFile(t *testing.T) {
	t.Parallel()
	const address = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=5001&ext=1"
	tests := []struct {
		name, answer string
		want         provider.FileInfo
	}{
		{"as Meta writes it", `{"messaging_product":"whatsapp","url":"` + strings.ReplaceAll(address, "/", `\/`) + `","mime_type":"image/jpeg","sha256":"` + fileDigest + `","file_size":"12345","id":"5001"}`,
			provider.FileInfo{URL: address, MIME: "image/jpeg", SHA256: fileDigest, Size: 12345}},
		{"a size that is a number, a digest in capitals, a codec", `{"url":"` + address + `","mime_type":"audio/OGG; codecs=opus","sha256":"` + strings.ToUpper(fileDigest) + `","file_size":12345}`,
			provider.FileInfo{URL: address, MIME: "audio/ogg", SHA256: fileDigest, Size: 12345}},
		{"nothing but the address", `{"url":"` + address + `"}`, provider.FileInfo{URL: address}},
		{"members that are none", `{"url":"` + address + `","mime_type":7,"sha256":"b64..","file_size":"-1"}`, provider.FileInfo{URL: address, MIME: "7"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, tt.answer)
			got, err := client(server.URL).ResolveFile(t.Context(), numberOne, "5001")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if server.method != "GET" || server.uri != "/v26.0/5001" || server.header.Get("Authorization") != "Bearer "+testToken {
				t.Errorf("called %s %s", server.method, server.uri)
			}
		})
	}
}

func TestResolveFileFailures(t *testing.T) {
	t.Parallel()
	answers := func(status int, body string) string { return newGraph(t, status, nil, body).URL }
	tests := []struct {
		name, address, id string
		class             failure.Class
		code              string
	}{
		{"an id that Meta does not know", answers(400, `{"error":{"code":100,"error_subcode":33,"fbtrace_id":"A1b"}}`), "leak", failure.Permanent, "file_gone"},
		{"an object that is gone", answers(400, `{"error":{"code":33}}`), "leak", failure.Permanent, "file_gone"},
		{"a plain 404", answers(404, `<html>leak</html>`), "leak", failure.Permanent, "file_gone"},
		{"a 404 with a code that nobody knows", answers(404, `{"error":{"code":987654}}`), "leak", failure.Permanent, "file_gone"},
		{"no id", answers(200, `{"url":"https://x"}`), "", failure.Permanent, "file_gone"},
		{"an id that would leave the version", answers(200, `{"url":"https://x"}`), "..", failure.Permanent, "file_gone"},
		{"another refusal is told as it is", answers(400, `{"error":{"code":131052}}`), "leak", failure.Permanent, "131052"},
		{"an expired token waits for operators", answers(401, `{"error":{"code":190}}`), "leak", failure.Later, "190"},
		{"a limit waits", answers(400, `{"error":{"code":80007}}`), "leak", failure.Later, "80007"},
		{"an outage waits: nothing was changed", answers(500, `{"error":{"code":131000}}`), "leak", failure.Later, "131000"},
		{"an answer without an address waits", answers(200, `{"id":"5001"}`), "leak", failure.Later, "undecodable"},
		{"a page of a proxy waits", answers(200, `<html>leak</html>`), "leak", failure.Later, "undecodable"},
		{"a lost answer waits", hangUpServer(t), "leak", failure.Later, "lost_answer"},
		{"an unreached server waits", closedServer(t), "leak", failure.Later, "unreached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := client(tt.address).ResolveFile(t.Context(), numberOne, tt.id)
			if got := failure.Of(err); err == nil || got.Class != tt.class || got.Code != tt.code {
				t.Fatalf("got %v, want %s %s", err, tt.class, tt.code)
			}
			checkSafe(t, err)
		})
	}
}

// store serves a file and remembers who asked for it.
type store struct {
	*httptest.Server
	asked []http.Header
}

func newStore(t *testing.T, answer http.HandlerFunc) *store {
	t.Helper()
	s := &store{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.Header.Clone())
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func serves(mime, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mime)
		_, _ = io.WriteString(w, body) // a client that is gone is the test's finding
	}
}

func sendsTo(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, address, http.StatusFound) }
}

func read(t *testing.T, body io.ReadCloser) string {
	t.Helper()
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOpenFile(t *testing.T) {
	t.Parallel()
	server := newStore(t, serves("image/jpeg", "photo"))
	body, size, err := client(server.URL).OpenFile(t.Context(), provider.FileInfo{URL: server.URL + "/a?mid=5&hash=leak", MIME: "image/jpeg"})
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, body); got != "photo" || size != 5 {
		t.Errorf("got %q of %d bytes", got, size)
	}
	for name, want := range map[string]string{"Authorization": "Bearer " + testToken, "User-Agent": "ventana (outbound; stream)", "Accept-Encoding": "identity"} {
		if got := server.asked[0].Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestOpenFileOfUnknownSize(t *testing.T) {
	t.Parallel()
	server := newStore(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
		serves("", "photo")(w, nil)
	})
	body, size, err := client(server.URL).OpenFile(t.Context(), provider.FileInfo{URL: server.URL})
	if err != nil || size != -1 || read(t, body) != "photo" {
		t.Errorf("got %d bytes, %v", size, err)
	}
}

func TestOpenFileTakesAPageThatIsTheFile(t *testing.T) {
	t.Parallel()
	server := newStore(t, serves("text/html; charset=utf-8", "<p>"))
	body, _, err := client(server.URL).OpenFile(t.Context(), provider.FileInfo{URL: server.URL, MIME: "text/html"})
	if err != nil || read(t, body) != "<p>" {
		t.Errorf("got %v", err)
	}
}

func TestOpenFileGivesTheTokenToNoOtherHost(t *testing.T) {
	t.Parallel()
	far := newStore(t, serves("image/jpeg", "photo"))
	// The same machine under another name is another host.
	elsewhere := strings.Replace(far.URL, "127.0.0.1", "localhost", 1)
	near := newStore(t, nil)
	hops := 0
	near.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		near.asked = append(near.asked, r.Header.Clone())
		if hops++; hops < 3 {
			sendsTo("/next")(w, r)
			return
		}
		sendsTo(elsewhere+"/there")(w, r)
	})
	body, _, err := client(near.URL).OpenFile(t.Context(), provider.FileInfo{URL: near.URL + "/a?hash=leak", MIME: "image/jpeg"})
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, body); got != "photo" {
		t.Errorf("got %q", got)
	}
	for i, header := range near.asked {
		if header.Get("Authorization") != "Bearer "+testToken {
			t.Errorf("hop %d of the same host has no token", i)
		}
	}
	if len(far.asked) != 1 || far.asked[0].Get("Authorization") != "" || far.asked[0].Get("Referer") != "" {
		t.Errorf("another host got %v", far.asked)
	}
}

func TestOpenFileFollowsFiveRedirects(t *testing.T) {
	t.Parallel()
	for hops, want := range map[int]bool{5: true, 6: false} {
		t.Run(fmt.Sprint(hops), func(t *testing.T) {
			t.Parallel()
			var left = hops
			server := newStore(t, func(w http.ResponseWriter, r *http.Request) {
				if left == 0 {
					serves("image/jpeg", "photo")(w, r)
					return
				}
				left--
				sendsTo("/next")(w, r)
			})
			body, _, err := client(server.URL).OpenFile(t.Context(), provider.FileInfo{URL: server.URL, MIME: "image/jpeg"})
			if want != (err == nil) {
				t.Fatalf("got %v", err)
			}
			if err == nil {
				read(t, body)
				return
			}
			if !failure.Is(err, failure.Later) || !errors.Is(err, errRedirects) {
				t.Errorf("got %v, want a wait", err)
			}
			checkSafe(t, err)
		})
	}
}

func TestOpenFileSpeaksTLSWhereItsBaseDoes(t *testing.T) {
	t.Parallel()
	server := newStore(t, serves("image/jpeg", "photo"))
	c := New(Options{BaseURL: "https://graph.facebook.com", Version: "v26.0", Token: testToken})
	for _, address := range []string{server.URL + "/leak", "ftp://x/leak", "leak", "", "https://", "http://\x7f"} {
		_, _, err := c.OpenFile(t.Context(), provider.FileInfo{URL: address})
		if got := failure.Of(err); err == nil || got.Class != failure.Permanent || got.Code != "address" {
			t.Errorf("%q: got %v", address, err)
			continue
		}
		checkSafe(t, err)
	}
	if len(server.asked) > 0 {
		t.Error("the token went over a plain connection")
	}
}

func TestOpenFileIsNotLedFromTLSToPlain(t *testing.T) {
	t.Parallel()
	plain := newStore(t, serves("image/jpeg", "photo"))
	server := httptest.NewTLSServer(sendsTo(plain.URL))
	t.Cleanup(server.Close)
	c := New(Options{BaseURL: server.URL, Version: "v26.0", Token: testToken, HTTP: server.Client()})
	_, _, err := c.OpenFile(t.Context(), provider.FileInfo{URL: server.URL})
	if !failure.Is(err, failure.Later) || !errors.Is(err, errPlain) || len(plain.asked) > 0 {
		t.Errorf("got %v after %d requests in the clear", err, len(plain.asked))
	}
}

func TestOpenFileFailures(t *testing.T) {
	t.Parallel()
	refuses := func(status int, header map[string]string, body string) string {
		return newGraph(t, status, header, body).URL
	}
	page := map[string]string{"Content-Type": "text/html; charset=utf-8"}
	tests := []struct {
		name, address string
		class         failure.Class
		code          string
		wait          time.Duration
	}{
		{"an address that ran out", refuses(404, nil, `leak`), failure.Later, "file_url_expired", time.Second},
		{"an address that is gone", refuses(410, nil, ``), failure.Later, "file_url_expired", time.Second},
		{"a refused token waits for operators", refuses(401, nil, `{"error":{"code":190}}`), failure.Later, "190", time.Minute},
		{"a forbidden file waits for operators", refuses(403, nil, `<html>leak</html>`), failure.Later, "403", time.Minute},
		{"a web page in the file's place waits too", refuses(200, page, `<html>leak</html>`), failure.Later, "file_refused", time.Minute},
		{"a limit waits as asked", refuses(429, map[string]string{"Retry-After": "7"}, ``), failure.Later, "429", 7 * time.Second},
		{"an outage waits", refuses(503, map[string]string{"Retry-After": "30"}, ``), failure.Later, "503", 30 * time.Second},
		{"another refusal is for good", refuses(400, nil, ``), failure.Permanent, "400", 0},
		{"a redirect to nowhere waits for operators", refuses(304, nil, ``), failure.Later, "304", time.Minute},
		{"a redirect to no address waits", refuses(302, map[string]string{"Location": "http://[leak"}, ``), failure.Later, "lost_answer", 0},
		{"a broken connection waits", hangUpServer(t), failure.Later, "lost_answer", 0},
		{"an unreached server waits", closedServer(t), failure.Later, "unreached", time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := client(tt.address).OpenFile(t.Context(), provider.FileInfo{URL: tt.address + "/a?hash=leak", MIME: "image/jpeg"})
			got := failure.Of(err)
			if err == nil || got.Class != tt.class || got.Code != tt.code || got.Wait != tt.wait {
				t.Fatalf("got %v with wait %s, want %s %s %s", err, got.Wait, tt.class, tt.code, tt.wait)
			}
			checkSafe(t, err)
		})
	}
}

func TestOpenFileThatEndsTooSoonIsAWait(t *testing.T) {
	t.Parallel()
	address := shortServer(t)
	body, size, err := client(address).OpenFile(t.Context(), provider.FileInfo{URL: address})
	if err != nil || size != 1000 {
		t.Fatalf("got %d bytes, %v", size, err)
	}
	text, err := io.ReadAll(body)
	if got := failure.Of(err); err == nil || got.Class != failure.Later || got.Code != "lost_answer" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v after %d bytes, want a wait", err, len(text))
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
}

// TestOpenFileTakesItsTime holds that a download may outlast a call: only the
// context ends it.
func TestOpenFileTakesItsTime(t *testing.T) {
	t.Parallel()
	c := client("https://graph.facebook.com")
	if c.http.Timeout != callTimeout || c.download.Timeout != 0 || c.upload.Timeout != 0 {
		t.Errorf("limits are %s, %s and %s", c.http.Timeout, c.download.Timeout, c.upload.Timeout)
	}
	transport, ok := c.download.Transport.(*http.Transport)
	if !ok || c.http.Transport != c.download.Transport || c.http.Transport != c.upload.Transport {
		t.Fatal("the clients share no connections")
	}
	if transport.ResponseHeaderTimeout != headerTimeout || transport.TLSHandshakeTimeout != dialTimeout {
		t.Errorf("silence is borne %s, TLS %s", transport.ResponseHeaderTimeout, transport.TLSHandshakeTimeout)
	}
}

func TestFollowToFileTakesASubdomainForAnotherHost(t *testing.T) {
	t.Parallel()
	request := func(address string) *http.Request {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Request{URL: parsed, Header: http.Header{"Authorization": {"Bearer x"}, "Referer": {"leak"}}}
	}
	next := request("https://cdn.fbsbx.com/b")
	if err := followToFile(next, []*http.Request{request("https://fbsbx.com/a")}); err != nil || len(next.Header) > 0 {
		t.Errorf("a subdomain got %v, %v", next.Header, err)
	}
}
