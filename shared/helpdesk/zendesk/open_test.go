package zendesk

import (
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

// fileServer answers by path and notes who came with credentials.
type fileServer struct {
	*httptest.Server
	mux         *http.ServeMux
	credentials atomic.Int64 // requests with an Authorization or a cookie
	requests    atomic.Int64
}

func newFileServer(t *testing.T) *fileServer {
	t.Helper()
	f := &fileServer{mux: http.NewServeMux()}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.requests.Add(1)
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			f.credentials.Add(1)
		}
		f.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fileServer) serve(path, content string) {
	f.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, content)
	})
}

func (f *fileServer) redirect(path, to string) {
	f.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s"})
		http.Redirect(w, r, to, http.StatusFound)
	})
}

func (f *fileServer) client() *Client {
	return New(Options{BaseURL: f.URL, Basic: &Basic{Email: "agent@example.com", Token: "t0k"}, Now: testNow})
}

func pdf(address string) helpdesk.Attachment {
	return helpdesk.Attachment{ID: "700", Name: "factura.pdf", MIME: "application/pdf", Size: 4, URL: address}
}

func read(t *testing.T, client *Client, file helpdesk.Attachment) (content string, size int64, err error) {
	t.Helper()
	body, size, err := client.OpenAttachment(t.Context(), file)
	if err != nil {
		if body != nil {
			t.Error("a body came with an error")
		}
		return "", 0, err
	}
	defer body.Close()
	all, err := io.ReadAll(body)
	return string(all), size, err
}

func TestOpenAttachment_showsCredentialsToTheAccountOnly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		address       func(account, store *fileServer) string
		account, away int64 // how many came with credentials
	}{
		"at its own host":              {func(account, _ *fileServer) string { return account.URL + "/file" }, 1, 0},
		"at another host":              {func(_, store *fileServer) string { return store.URL + "/file" }, 0, 0},
		"sent to another host":         {func(account, _ *fileServer) string { return account.URL + "/away" }, 1, 0},
		"sent to another path":         {func(account, _ *fileServer) string { return account.URL + "/aside" }, 1, 0},
		"sent away and back":           {func(account, _ *fileServer) string { return account.URL + "/round" }, 1, 0},
		"sent from another host to it": {func(_, store *fileServer) string { return store.URL + "/back" }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, store := newFileServer(t), newFileServer(t)
			account.serve("/file", "%PDF")
			store.serve("/file", "%PDF")
			account.redirect("/away", store.URL+"/file")
			account.redirect("/aside", "/file")
			account.redirect("/round", store.URL+"/back")
			store.redirect("/back", account.URL+"/file")
			content, size, err := read(t, account.client(), pdf(tc.address(account, store)))
			if err != nil || content != "%PDF" || size != 4 {
				t.Errorf("content %q, size %d, %v", content, size, err)
			}
			if account.credentials.Load() != tc.account || store.credentials.Load() != tc.away {
				t.Errorf("credentials shown %d times to the account, %d times elsewhere; want %d and %d",
					account.credentials.Load(), store.credentials.Load(), tc.account, tc.away)
			}
		})
	}
}

func TestOpenAttachment_asksNoAddressThatIsNotSafe(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"http://acme.zendesk.com/attachments/token/x", "ftp://acme.zendesk.com/x", "file:///etc/passwd", "/attachments/x",
		"https:///x", "https://user:secret@acme.zendesk.com/x", "://", "",
	} {
		// Whoever asks fails for want of a transport that works.
		client := New(Options{BaseURL: "https://acme.zendesk.com", Basic: &Basic{}, HTTP: &http.Client{Transport: noTransport{}}})
		_, _, err := client.OpenAttachment(t.Context(), pdf(address))
		same(t, address, err, never("attachment_address"))
	}
}

type noTransport struct{}

func (noTransport) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody should be asked")
}

func TestOpenAttachment_isNotSentFromTLSToPlainText(t *testing.T) {
	t.Parallel()
	store := newFileServer(t)
	store.serve("/file", "%PDF")
	account := httptest.NewTLSServer(http.RedirectHandler(store.URL+"/file", http.StatusFound))
	defer account.Close()
	client := New(Options{BaseURL: account.URL, Basic: &Basic{}, HTTP: account.Client()})
	_, _, err := client.OpenAttachment(t.Context(), pdf(account.URL+"/file"))
	same(t, "open", err, never("attachment_address"))
	if store.requests.Load() != 0 {
		t.Error("the redirect was followed")
	}
}

func TestOpenAttachment_followsFiveRedirects(t *testing.T) {
	t.Parallel()
	store := newFileServer(t)
	for from, to := range map[string]string{"/6": "/5", "/5": "/4", "/4": "/3", "/3": "/2", "/2": "/1", "/1": "/0"} {
		store.redirect(from, to)
	}
	store.serve("/0", "%PDF")
	if content, _, err := read(t, store.client(), pdf(store.URL+"/5")); err != nil || content != "%PDF" {
		t.Errorf("five: %q, %v", content, err)
	}
	_, _, err := read(t, store.client(), pdf(store.URL+"/6"))
	same(t, "six", err, never("attachment_refused"))
}

func TestOpenAttachment_isClassified(t *testing.T) {
	t.Parallel()
	file := map[string]string{"Content-Type": "application/pdf"}
	page := map[string]string{"Content-Type": "text/html; charset=utf-8"}
	for name, tc := range map[string]struct {
		answer exchange
		want   failure.Error
	}{
		"gone":                      {exchange{status: 404, header: page}, never("attachment_gone")},
		"gone for good":             {exchange{status: 410}, never("attachment_gone")},
		"refused":                   {exchange{status: 403, header: page}, never("attachment_refused")},
		"a page to sign in":         {exchange{status: 200, header: page, answer: "<html>"}, never("attachment_refused")},
		"credentials are no good":   {exchange{status: 401}, later("401", 60)},
		"too many":                  {exchange{status: 429, header: map[string]string{"Retry-After": "7"}}, later("429", 7)},
		"broken there":              {exchange{status: 500}, later("500", 10)},
		"maintenance":               {exchange{status: 503, header: map[string]string{"Retry-After": "90"}}, later("503", 90)},
		"nobody understands us":     {exchange{status: 400}, never("400")},
		"redirect to nowhere":       {exchange{status: 302}, never("attachment_address")},
		"redirect to another world": {exchange{status: 302, header: map[string]string{"Location": "file:///etc/passwd"}}, never("attachment_address")},
		"success without a file":    {exchange{status: 204, header: file}, later("204", 60)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for name, value := range tc.answer.header {
					w.Header().Set(name, value)
				}
				w.WriteHeader(tc.answer.status)
				_, _ = io.WriteString(w, tc.answer.answer)
			}))
			defer server.Close()
			client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
			_, _, err := read(t, client, pdf(server.URL+"/attachments/token/s3cr3t"))
			same(t, "open", err, tc.want)
			if strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "factura") {
				t.Errorf("error tells too much: %v", err)
			}
		})
	}
}

// Whoever has such an address may open the file, and errors reach logs.
func TestOpenAttachment_tellsNothingOfWhereItIsSent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		location string
		want     failure.Error
	}{
		"an address that cannot be read": {"http://[s3cr3t", never("attachment_address")},
		"a path that cannot be read":     {"/%zz?token=s3cr3t", never("attachment_address")},
		"another scheme":                 {"ftp://host.invalid/?token=s3cr3t", never("attachment_address")},
		"credentials in it":              {"http://user:s3cr3t@host.invalid/", never("attachment_address")},
		"a host that is none":            {"http://token=s3cr3t?x", later("Unsent", 5)},
		"a host that is not there":       {"http://127.0.0.1:1/?token=s3cr3t", later("Unsent", 5)},
		"a port that is none":            {"http://s3cr3t.invalid:99999/", later("Unsent", 5)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newFileServer(t)
			account.mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", tc.location)
				w.WriteHeader(http.StatusFound)
			})
			_, _, err := read(t, account.client(), pdf(account.URL+"/file"))
			same(t, "open", err, tc.want)
			for _, piece := range []string{"s3cr3t", "token", account.URL, "127.0.0.1"} {
				if strings.Contains(err.Error(), piece) {
					t.Errorf("error repeats %q: %v", piece, err)
				}
			}
		})
	}
}

func TestBroken_tellsNothingOfALocation(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{status: 302, header: map[string]string{"Location": "http://[s3cr3t"}})
	_, err := client.AddComment(t.Context(), customerComment())
	same(t, "comment", err, ambiguous("Broken", 60))
	if strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("error repeats the address: %v", err)
	}
}

func TestOpenAttachment_isRefusedWhereAnotherHostWantsCredentials(t *testing.T) {
	t.Parallel()
	account, store := newFileServer(t), newFileServer(t)
	account.redirect("/file", store.URL+"/file")
	store.mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	_, _, err := read(t, account.client(), pdf(account.URL+"/file"))
	same(t, "open", err, never("attachment_refused"))
}

func TestOpenAttachment_givesAPageThatIsTheFile(t *testing.T) {
	t.Parallel()
	account := newFileServer(t)
	account.mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>")
	})
	file := pdf(account.URL + "/file")
	file.MIME = "text/html"
	if content, _, err := read(t, account.client(), file); err != nil || content != "<html>" {
		t.Errorf("content %q, %v", content, err)
	}
}

func TestOpenAttachment_asksNobodyForMalware(t *testing.T) {
	t.Parallel()
	account := newFileServer(t)
	file := pdf(account.URL + "/file")
	file.Malware = true
	_, _, err := read(t, account.client(), file)
	same(t, "open", err, never("attachment_refused"))
	if account.requests.Load() != 0 {
		t.Error("the account was asked")
	}
}

func TestOpenAttachment_takesANewTokenForOneThatWasRefused(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(token string) bool { return token == "at_2" }, answer: "%PDF"}
	client, _ := newOAuthClient(t, account)
	content, _, err := read(t, client, pdf(client.base+"/attachments/token/x"))
	if err != nil || content != "%PDF" || account.asked.Load() != 2 {
		t.Errorf("content %q, %v after %d tokens", content, err, account.asked.Load())
	}
}

func TestOpenAttachment_doesNotKnowASizeThatNobodyTells(t *testing.T) {
	t.Parallel()
	account := newFileServer(t)
	account.mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "identity" {
			t.Errorf("Accept-Encoding = %q: a compressed answer hides the size", got)
		}
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, "%P")
		_ = http.NewResponseController(w).Flush()
		_, _ = io.WriteString(w, "DF")
	})
	content, size, err := read(t, account.client(), pdf(account.URL+"/file"))
	if err != nil || content != "%PDF" || size != -1 {
		t.Errorf("content %q, size %d, %v; want -1", content, size, err)
	}
}

func TestOpenAttachment_waitsForAFileThatBreaks(t *testing.T) {
	t.Parallel()
	account := newFileServer(t)
	account.mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Content-Length", "4")
		_, _ = io.WriteString(w, "%P")
	})
	account.mux.HandleFunc("/abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	account.mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	for path, code := range map[string]string{"/cut": "Broken", "/abort": "Broken", "/slow": "Timeout"} {
		client := New(Options{
			BaseURL: account.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow,
			HTTP: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 300 * time.Millisecond}},
		})
		_, _, err := read(t, client, pdf(account.URL+path))
		same(t, path, err, later(code, 10))
		if err != nil && strings.Contains(err.Error(), account.URL) {
			t.Errorf("%s: error repeats the address: %v", path, err)
		}
	}
}
