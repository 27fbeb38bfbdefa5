package zendesk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

const uploaded = `{"upload":{"token":"tok_abc","expires_at":"2026-11-22T11:00:00Z","attachment":{"id":700}}}`

func textFile(content string) helpdesk.File {
	return helpdesk.File{Name: "nota ñ.txt", MIME: "text/plain", Size: int64(len(content)), Body: strings.NewReader(content)}
}

func TestUpload_sendsOneFileAndGivesItsToken(t *testing.T) {
	t.Parallel()
	client := newAccount(t, exchange{
		want: "POST /api/v2/uploads?filename=nota ñ.txt hola", status: 201, answer: uploaded,
		check: func(t *testing.T, r *http.Request) {
			t.Helper()
			if r.ContentLength != 4 || r.Header.Get("Content-Type") != "text/plain" || r.Header.Get("Authorization") == "" {
				t.Errorf("length %d, header %v", r.ContentLength, r.Header)
			}
		},
	})
	if token, err := client.Upload(t.Context(), textFile("hola")); err != nil || token != "tok_abc" {
		t.Errorf("Upload = %q, %v", token, err)
	}
}

func TestUpload_tellsAType(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"audio/ogg; codecs=opus": "audio/ogg; codecs=opus", "": "application/octet-stream", "image\n/jpeg": "application/octet-stream",
	} {
		client := newAccount(t, exchange{answer: uploaded, check: func(t *testing.T, r *http.Request) {
			t.Helper()
			if got := r.Header.Get("Content-Type"); got != want {
				t.Errorf("Content-Type = %q of %q, want %q", got, given, want)
			}
		}})
		file := textFile("hola")
		file.MIME = given
		if _, err := client.Upload(t.Context(), file); err != nil {
			t.Errorf("Upload: %v", err)
		}
	}
}

// What arrives before the rest is written was not kept until the end.
func TestUpload_holdsNoFileInMemory(t *testing.T) {
	t.Parallel()
	const half = 8 << 20
	arrived := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The last bytes of the half may wait in a buffer for the next.
		if _, err := io.CopyN(io.Discard, r.Body, half-(64<<10)); err != nil {
			t.Errorf("first half: %v", err)
		}
		close(arrived)
		rest, err := io.Copy(io.Discard, r.Body)
		if err != nil || rest != half+(64<<10) {
			t.Errorf("second half: %d bytes, %v", rest, err)
		}
		_, _ = io.WriteString(w, uploaded)
	}))
	defer server.Close()
	// A file that is kept until its end never arrives: the context ends the wait.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	source, writer := io.Pipe()
	go func() {
		zeros := make([]byte, half)
		_, _ = writer.Write(zeros)
		select {
		case <-arrived:
			_, _ = writer.Write(zeros)
			writer.Close()
		case <-ctx.Done():
			writer.CloseWithError(ctx.Err())
		}
	}()
	client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
	if _, err := client.Upload(ctx, helpdesk.File{Name: "a.bin", Size: 2 * half, Body: source}); err != nil {
		t.Errorf("Upload: %v", err)
	}
}

func TestUpload_neverLetsAFileOfAnotherSizeArrive(t *testing.T) {
	t.Parallel()
	const size = 100_000
	for name, tc := range map[string]struct {
		source  io.Reader
		shorter bool
	}{
		"one byte shorter":      {strings.NewReader(strings.Repeat("x", size-1)), true},
		"far shorter":           {strings.NewReader("x"), true},
		"nothing":               {strings.NewReader(""), true},
		"shorter, told at once": {iotest.DataErrReader(strings.NewReader(strings.Repeat("x", size-1))), true},
		"one byte longer":       {strings.NewReader(strings.Repeat("x", size+1)), false},
		"far longer":            {strings.NewReader(strings.Repeat("x", 3*size)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if n, err := io.Copy(io.Discard, r.Body); err == nil {
					t.Errorf("%d bytes arrived as a whole file", n)
				}
			}))
			client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
			token, err := client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: size, Body: tc.source})
			server.Close()
			if token != "" || err == nil || !failure.Is(err, failure.Unknown) || errors.Is(err, io.ErrUnexpectedEOF) != tc.shorter {
				t.Errorf("Upload = %q, %v", token, err)
			}
		})
	}
}

func TestUpload_takesAFileHoweverItIsRead(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"byte by byte":         iotest.OneByteReader,
		"end with the data":    iotest.DataErrReader,
		"half of what is held": iotest.HalfReader,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newAccount(t, exchange{want: "POST /api/v2/uploads?filename=nota ñ.txt hola", answer: uploaded})
			file := textFile("hola")
			file.Body = wrap(file.Body)
			if _, err := client.Upload(t.Context(), file); err != nil {
				t.Errorf("Upload: %v", err)
			}
		})
	}
}

func TestUpload_tellsAFailedSourceFromAFailedZendesk(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer server.Close()
	client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
	cause := errors.New("download broke")
	source := &failure.Error{Class: failure.Permanent, Code: "404", Op: "read media", Err: cause}
	_, err := client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: 9, Body: iotest.ErrReader(source)})
	if !errors.Is(err, cause) || failure.Of(err) != source {
		t.Errorf("error = %v, want the source's own", err)
	}
	_, err = client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: 9, Body: io.MultiReader(strings.NewReader("12345678"), iotest.ErrReader(cause))})
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "zendesk upload file") {
		t.Errorf("error = %v, want the source's at the last byte", err)
	}
	_, err = client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: 9, Body: io.MultiReader(strings.NewReader("123456789"), iotest.ErrReader(cause))})
	if !errors.Is(err, cause) {
		t.Errorf("error = %v, want the source's behind the last byte", err)
	}
}

func TestUpload_isClassified(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answer exchange
		want   failure.Error
	}{
		"too large":                {exchange{status: 413, answer: "<html>"}, never("too_large")},
		"too large, as 422":        {exchange{status: 422, answer: `{"error":"AttachmentTooLarge","description":"?"}`}, never("too_large")},
		"too large, by a detail":   {exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"base":[{"description":"?","error":"FileTooLarge"}]}}`}, never("too_large")},
		"too large, by a member":   {exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"size":[{"description":"?"}]}}`}, never("too_large")},
		"not to be processed":      {exchange{status: 422, answer: `{"error":"AttachmentUnprocessable","description":"?"}`}, never("AttachmentUnprocessable")},
		"no type":                  {exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"content_type":[{"description":"?","error":"BlankValue"}]}}`}, never("RecordInvalid")},
		"too many":                 {exchange{status: 429, header: map[string]string{"Retry-After": "42"}}, later("429", 42)},
		"broken there":             {exchange{status: 500}, later("500", 10)},
		"maintenance":              {exchange{status: 503, header: map[string]string{"Retry-After": "120"}}, later("503", 120)},
		"missing scope":            {exchange{status: 403, answer: `{"error":"Forbidden"}`}, later("Forbidden", 60)},
		"no such account":          {exchange{status: 404}, later("404", 60)},
		"basic user not known":     {exchange{status: 401}, later("401", 60)},
		"success without a token":  {exchange{status: 201, answer: `{"upload":{}}`}, failure.Error{Class: failure.Unknown, Code: "UnreadableAnswer"}},
		"success that is no JSON":  {exchange{status: 201, answer: `<html>`}, failure.Error{Class: failure.Unknown, Code: "UnreadableAnswer"}},
		"redirect, never followed": {exchange{status: 307, header: map[string]string{"Location": "http://127.0.0.1:1/"}}, later("307", 60)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newAccount(t, tc.answer).Upload(t.Context(), textFile("hola"))
			same(t, "upload", err, tc.want)
			if err != nil && strings.Contains(err.Error(), "nota") {
				t.Errorf("error repeats the file's name: %v", err)
			}
		})
	}
}

func TestUpload_isNeverAmbiguousWhenTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		code   string
		handle http.HandlerFunc
	}{
		"connection closed": {"Broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		"no answer in time": {"Timeout", func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tc.handle)
			defer server.Close()
			client := New(Options{
				BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow,
				HTTP: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 300 * time.Millisecond}},
			})
			_, err := client.Upload(t.Context(), textFile("hola"))
			same(t, "upload", err, later(tc.code, 10))
		})
	}
}

func TestUpload_isNotHeldToTheTimeOfACall(t *testing.T) {
	t.Parallel()
	client := New(Options{BaseURL: "https://acme.zendesk.com", HTTP: &http.Client{Timeout: time.Millisecond}})
	if client.streams.Timeout != 0 {
		t.Errorf("files have %v, want no limit but the context", client.streams.Timeout)
	}
	transport, ok := client.streams.Transport.(*http.Transport)
	if !ok || transport.ResponseHeaderTimeout != streamAnswer || transport.TLSHandshakeTimeout == 0 || !transport.DisableKeepAlives {
		t.Errorf("transport of files = %+v", client.streams.Transport)
	}
}

func TestUpload_asksNobodyAboutASizeThatCannotBe(t *testing.T) {
	t.Parallel()
	client := newAccount(t)
	for size, code := range map[int64]string{MaxFileBytes + 1: "too_large", 0: "empty_file", -1: "empty_file"} {
		_, err := client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: size, Body: strings.NewReader("")})
		same(t, "upload", err, never(code))
	}
	if client.MaxFile() != 52428800 {
		t.Errorf("MaxFile = %d", client.MaxFile())
	}
}

func TestUpload_withARefusedTokenWorksAtTheNextCall(t *testing.T) {
	t.Parallel()
	account := &oauthAccount{valid: func(token string) bool { return token != "at_1" }, answer: uploaded}
	client, _ := newOAuthClient(t, account)
	_, err := client.Upload(t.Context(), textFile("hola"))
	same(t, "first", err, later("invalid_token", 5))
	if token, err := client.Upload(t.Context(), textFile("hola")); err != nil || token != "tok_abc" {
		t.Errorf("second = %q, %v", token, err)
	}
	if account.asked.Load() != 2 || account.served.Load() != 1 {
		t.Errorf("%d tokens asked for, %d calls served; want 2 and 1", account.asked.Load(), account.served.Load())
	}
}

func TestUpload_asksForAScopeThatCallsDoWithout(t *testing.T) {
	t.Parallel()
	token := func(scope string, status int, answer string) exchange {
		return exchange{
			want: `POST /oauth/tokens {"grant_type":"client_credentials","client_id":"id","client_secret":"s3cr3t",` +
				`"scope":"` + scope + `","expires_in":7200}`,
			status: status, answer: answer,
		}
	}
	with := func(token string) func(*testing.T, *http.Request) {
		return func(t *testing.T, r *http.Request) {
			t.Helper()
			if got := r.Header.Get("Authorization"); got != "Bearer "+token {
				t.Errorf("%s %s with %q, want %s", r.Method, r.URL.Path, got, token)
			}
		}
	}
	server := serve(t,
		token("write", 400, `{"error":"invalid_scope"}`),
		token("read tickets:write users:write", 200, `{"access_token":"at_run","expires_in":7200}`),
		exchange{want: `PUT /api/v2/tickets/35 {"ticket":{"status":"open"}}`, answer: `{}`, check: with("at_run")},
		token("write", 200, `{"access_token":"at_files","expires_in":7200}`),
		exchange{want: "POST /api/v2/uploads?filename=nota ñ.txt hola", answer: uploaded, check: with("at_files")},
		exchange{want: "DELETE /api/v2/uploads/tok_abc", status: 204, check: with("at_files")})
	client := New(Options{BaseURL: server.URL, OAuth: &OAuth{ClientID: "id", ClientSecret: "s3cr3t"}, UserAgent: "ventana (test; 1)", Now: testNow})
	_, err := client.Upload(t.Context(), textFile("hola"))
	same(t, "upload that the account does not allow", err, later("invalid_scope", 60))
	if err := client.Reopen(t.Context(), "35"); err != nil {
		t.Errorf("Reopen: %v; a file's scope must not hold up calls", err)
	}
	if _, err := client.Upload(t.Context(), textFile("hola")); err != nil {
		t.Errorf("Upload: %v", err)
	}
	if err := client.Discard(t.Context(), "tok_abc"); err != nil {
		t.Errorf("Discard: %v", err)
	}
}

func TestDiscard_takesAFileThatIsGoneForDiscarded(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{204: true, 404: true, 500: false, 403: false} {
		client := newAccount(t, exchange{want: "DELETE /api/v2/uploads/tok_abc", status: status})
		err := client.Discard(t.Context(), "tok_abc")
		if (err == nil) != want || (err != nil && strings.Contains(err.Error(), "tok_abc")) {
			t.Errorf("%d: Discard = %v", status, err)
		}
	}
}

func TestAddComment_attachesUploadedFiles(t *testing.T) {
	t.Parallel()
	client := newAccount(t,
		exchange{
			want:   `PUT /api/v2/tickets/35 {"ticket":{"comment":{"body":"factura.pdf","author_id":7,"public":true,"uploads":["tok_a","tok_b"]}}}`,
			answer: commented("open", `[]`),
		},
		exchange{status: 422, answer: `{"error":"RecordInvalid","details":{"uploads":[{"description":"Upload: tok_a is invalid"}]}}`})
	comment := helpdesk.NewComment{Ticket: "35", Author: "7", Body: "factura.pdf", Public: true, Uploads: []string{"tok_a", "tok_b"}}
	if _, err := client.AddComment(t.Context(), comment); err != nil {
		t.Errorf("AddComment: %v", err)
	}
	_, err := client.AddComment(t.Context(), comment)
	if !errors.Is(err, helpdesk.ErrUploadGone) || !failure.Is(err, failure.Permanent) || strings.Contains(err.Error(), "tok_a") {
		t.Errorf("error = %v, want a permanent ErrUploadGone without the token", err)
	}
}
