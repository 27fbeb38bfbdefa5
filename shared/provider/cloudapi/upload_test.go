package cloudapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

func photo() provider.Upload {
	return provider.Upload{Number: numberOne, Name: "foto.jpg", MIME: "image/jpeg", Size: 5, Body: strings.NewReader("photo")}
}

// part is one part of a form as it arrived.
type part struct{ name, file, mime, text string }

// received is an upload as it arrived.
type received struct {
	uri      string
	header   http.Header
	length   int64
	transfer []string
	parts    []part
}

func newUploads(t *testing.T, answer string) (string, *received) {
	t.Helper()
	got := &received{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.uri, got.header, got.length, got.transfer = r.RequestURI, r.Header, r.ContentLength, r.TransferEncoding
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			t.Errorf("content type: %v", err)
		}
		reader := multipart.NewReader(r.Body, params["boundary"])
		for {
			next, err := reader.NextPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("next part: %v", err)
				break
			}
			text, err := io.ReadAll(next)
			if err != nil {
				t.Errorf("read part: %v", err)
			}
			got.parts = append(got.parts, part{next.FormName(), next.FileName(), next.Header.Get("Content-Type"), string(text)})
		}
		_, _ = io.WriteString(w, answer) // a client that is gone is the test's finding
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

func TestUploadFile(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*provider.Upload)
		want part
	}{
		{"a photo", func(*provider.Upload) {}, part{"file", "foto.jpg", "image/jpeg", "photo"}},
		{"a type with a codec", func(u *provider.Upload) { u.MIME = "audio/ogg; codecs=opus" }, part{"file", "foto.jpg", "audio/ogg; codecs=opus", "photo"}},
		{"a name of its own kind", func(u *provider.Upload) { u.Name = `año "1".jpg` }, part{"file", `año "1".jpg`, "image/jpeg", "photo"}},
		{"a name that would end the line", func(u *provider.Upload) { u.Name = "a\r\nX-Evil: 1.jpg" }, part{"file", "a%0D%0AX-Evil: 1.jpg", "image/jpeg", "photo"}},
		{"no name", func(u *provider.Upload) { u.Name = "" }, part{"file", "file", "image/jpeg", "photo"}},
		{"a body that comes in drops, and ends with its last", func(u *provider.Upload) {
			u.Body = iotest.DataErrReader(iotest.OneByteReader(strings.NewReader("photo")))
		}, part{"file", "foto.jpg", "image/jpeg", "photo"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address, got := newUploads(t, `{"id":"5004"}`)
			file := photo()
			tt.edit(&file)
			id, err := client(address).UploadFile(t.Context(), file)
			if err != nil || id != "5004" {
				t.Fatalf("got %q, %v", id, err)
			}
			want := []part{{"messaging_product", "", "", "whatsapp"}, {"type", "", "", file.MIME}, tt.want}
			if len(got.parts) != len(want) {
				t.Fatalf("parts %q", got.parts)
			}
			for i := range want {
				if got.parts[i] != want[i] {
					t.Errorf("part %d is %q, want %q", i, got.parts[i], want[i])
				}
			}
			if got.uri != "/v26.0/100000000000001/media" || got.header.Get("Authorization") != "Bearer "+testToken || got.header.Get("User-Agent") == "" {
				t.Errorf("called %s", got.uri)
			}
			if len(got.transfer) > 0 || got.length <= 5 || got.header.Get("Content-Length") != strconv.FormatInt(got.length, 10) {
				t.Errorf("length %d, transfer %q", got.length, got.transfer)
			}
		})
	}
}

// gate is a body of size bytes that tells how much of it was read.
type gate struct {
	left int64
	most int // the longest piece asked for
}

func (g *gate) Read(p []byte) (int, error) {
	g.most = max(g.most, len(p))
	if g.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), g.left))
	clear(p[:n])
	g.left -= int64(n)
	return n, nil
}

func TestUploadFileIsStreamed(t *testing.T) {
	t.Parallel()
	const size = 32 << 20
	body := &gate{left: size}
	var arrived int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			t.Errorf("read: %v", err)
		}
		arrived = n
		_, _ = io.WriteString(w, `{"id":"5004"}`) // as above
	}))
	t.Cleanup(server.Close)
	file := photo()
	file.Size, file.Body = size, body
	if _, err := client(server.URL).UploadFile(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if arrived <= size || body.left != 0 || body.most > 1<<20 {
		t.Errorf("%d bytes arrived, %d are left, up to %d were asked for at once", arrived, body.left, body.most)
	}
}

func TestUploadFileRefusesBeforeTheCall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*provider.Upload)
		code string
	}{
		{"nothing", func(u *provider.Upload) { u.Size = 0 }, "empty"},
		{"less than nothing", func(u *provider.Upload) { u.Size = -1 }, "empty"},
		{"more than WhatsApp takes", func(u *provider.Upload) { u.Size = provider.MaxDocumentBytes + 1 }, "too_long"},
		{"no type", func(u *provider.Upload) { u.MIME = "" }, "content"},
		{"a type that would end the line", func(u *provider.Upload) { u.MIME = "image/jpeg\r\nX-Evil: 1" }, "content"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newGraph(t, 200, nil, `{"id":"5004"}`)
			file := photo()
			tt.edit(&file)
			_, err := client(server.URL).UploadFile(t.Context(), file)
			if got := failure.Of(err); err == nil || got.Class != failure.Permanent || got.Code != tt.code {
				t.Errorf("got %v, want permanent %s", err, tt.code)
			}
			if server.method != "" {
				t.Error("the API was called")
			}
		})
	}
}

func TestUploadFileFailures(t *testing.T) {
	t.Parallel()
	answers := func(status int, body string) string { return newGraph(t, status, nil, body).URL }
	tests := []struct {
		name, address string
		class         failure.Class
		code          string
	}{
		{"a file that Meta does not take", answers(400, `{"error":{"code":131053,"error_data":{"details":"leak"}}}`), failure.Permanent, "131053"},
		{"a parameter that it does not take", answers(400, `{"error":{"code":100}}`), failure.Permanent, "100"},
		{"a proxy's limit", answers(413, `<html>leak</html>`), failure.Permanent, "413"},
		{"an expired token waits", answers(401, `{"error":{"code":190}}`), failure.Later, "190"},
		{"an outage waits: an id that nobody uses harms nobody", answers(500, `{"error":{"code":131000}}`), failure.Later, "131000"},
		{"a proxy's 502 waits", answers(502, `<html>leak</html>`), failure.Later, "502"},
		{"an answer without an id waits", answers(200, `{"success":true}`), failure.Later, "undecodable"},
		{"a page of a proxy waits", answers(200, `<html>leak</html>`), failure.Later, "undecodable"},
		{"a redirect is not followed", newGraph(t, 302, map[string]string{"Location": "https://evil.invalid/"}, "").URL, failure.Later, "302"},
		{"a lost answer waits", hangUpServer(t), failure.Later, "lost_answer"},
		{"an answer cut short waits", shortServer(t), failure.Later, "lost_answer"},
		{"an unreached server waits", closedServer(t), failure.Later, "unreached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := photo()
			file.Name = "leak.jpg"
			_, err := client(tt.address).UploadFile(t.Context(), file)
			if got := failure.Of(err); err == nil || got.Class != tt.class || got.Code != tt.code {
				t.Fatalf("got %v, want %s %s", err, tt.class, tt.code)
			}
			checkSafe(t, err)
		})
	}
}

func TestUploadFileTellsTheSourcesFailureFromMetas(t *testing.T) {
	t.Parallel()
	errSource := errors.New("the helpdesk hung up")
	classified := &failure.Error{Class: failure.Later, Code: "source", Op: "x", Err: errSource}
	// Large enough to be under way when it fails.
	begins := func() io.Reader { return &gate{left: 1 << 20} }
	tests := []struct {
		name  string
		body  io.Reader
		want  error
		class failure.Class
	}{
		{"at once", iotest.ErrReader(errSource), errSource, failure.Unknown},
		{"in the middle", io.MultiReader(begins(), iotest.ErrReader(errSource)), errSource, failure.Unknown},
		{"after its last byte", io.MultiReader(begins(), begins(), iotest.ErrReader(errSource)), errSource, failure.Unknown},
		{"with a class of its own", io.MultiReader(begins(), iotest.ErrReader(classified)), errSource, failure.Later},
		{"too short", begins(), provider.ErrSize, failure.Unknown},
		{"too long", io.MultiReader(begins(), begins(), strings.NewReader("!")), provider.ErrSize, failure.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			whole := false
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.Copy(io.Discard, r.Body)
				whole = err == nil
				http.Error(w, `{"error":{"code":131053}}`, http.StatusBadRequest)
			}))
			t.Cleanup(server.Close)
			file := photo()
			file.Size, file.Body = 2<<20, tt.body
			id, err := client(server.URL).UploadFile(t.Context(), file)
			server.Close() // waits for the handler
			if !errors.Is(err, tt.want) || !failure.Is(err, tt.class) || id != "" {
				t.Errorf("got %q, %v; want %v, %s", id, err, tt.want, tt.class)
			}
			if whole {
				t.Error("the server took the file for whole")
			}
		})
	}
}

// TestUploadFileLeavesItsBodyAlone holds that after an early answer nobody
// reads the body, which belongs to the caller again.
func TestUploadFileLeavesItsBodyAlone(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":{"code":190}}`) // as above
	}))
	t.Cleanup(server.Close)
	body := &gate{left: provider.MaxDocumentBytes}
	file := photo()
	file.Size, file.Body = body.left, body
	_, err := client(server.URL).UploadFile(t.Context(), file)
	left := body.left // a race, if somebody still reads
	if !failure.Is(err, failure.Later) || left == 0 {
		t.Errorf("got %v with %d bytes left", err, left)
	}
	if left != body.left {
		t.Errorf("%d bytes were read after the return", left-body.left)
	}
}

func TestFormThatEndedReadsNothing(t *testing.T) {
	t.Parallel()
	file := photo()
	body, err := newForm(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := body.end(); err != nil {
		t.Errorf("the file failed: %v", err)
	}
	if _, err := io.ReadAll(body); !errors.Is(err, errEnded) {
		t.Errorf("got %v, want %v", err, errEnded)
	}
	if rest, err := io.ReadAll(file.Body); err != nil || string(rest) != "photo" {
		t.Errorf("%q is left, %v", rest, err)
	}
}

func TestUploadFileEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the client is about to go
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	_, err := client(server.URL).UploadFile(ctx, photo())
	if !failure.Is(err, failure.Later) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a wait", err)
	}
}

func TestFormKnowsItsLength(t *testing.T) {
	t.Parallel()
	body, err := newForm(photo())
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	n, err := text.ReadFrom(body)
	if err != nil || n != body.length {
		t.Errorf("%d bytes, %v; said to be %d", n, err, body.length)
	}
}
