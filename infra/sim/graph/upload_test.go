package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// upload uploads a file and returns its id.
func (w *world) upload(mimeType, content string) string {
	w.t.Helper()
	answer := w.form(mimeType, mimeType, strings.NewReader(content))
	var made struct{ ID string }
	if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || answer.Code != http.StatusOK || made.ID == "" {
		w.t.Fatalf("upload %s: %d %s", mimeType, answer.Code, answer.Body)
	}
	return made.ID
}

// form posts an upload form with the field "type" and a file of a type.
func (w *world) form(kind, mimeType string, content io.Reader) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.parts([]part{
		{name: "messaging_product", body: strings.NewReader("whatsapp")}, {name: "type", body: strings.NewReader(kind)},
		{name: "file", mime: mimeType, body: content},
	})
}

// part is one of an upload form.
type part struct {
	name, mime string
	body       io.Reader
}

// parts posts an upload form, writing it while it is read.
func (w *world) parts(parts []part) *httptest.ResponseRecorder {
	w.t.Helper()
	body, pipe := io.Pipe()
	form := multipart.NewWriter(pipe)
	go func() {
		for _, one := range parts {
			header := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + one.name + `"; filename="x"`}}
			if one.mime != "" {
				header.Set("Content-Type", one.mime)
			}
			into, err := form.CreatePart(header)
			if err == nil {
				_, err = io.Copy(into, one.body)
			}
			if err != nil {
				pipe.CloseWithError(err)
				return
			}
		}
		pipe.CloseWithError(form.Close())
	}()
	r := httptest.NewRequest(http.MethodPost, "/v26.0/"+testNumber+"/media", body)
	r.Header.Set("Authorization", "Bearer "+testToken)
	r.Header.Set("Content-Type", form.FormDataContentType())
	answer := httptest.NewRecorder()
	w.graph.ServeHTTP(answer, r)
	return answer
}

// zeros gives so many bytes.
func zeros(size int64) io.Reader { return io.LimitReader(zero{}, size) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestUploadIsTakenUpToTheLimitOfItsType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, mime string
		size       int64
		code       int
	}{
		{"image", "image/jpeg", 5 << 20, 0},
		{"image too large", "image/png", 5<<20 + 1, 100},
		{"voice note", "audio/ogg; codecs=opus", 16 << 20, 0},
		{"audio too large", "audio/mpeg", 16<<20 + 1, 100},
		{"video too large", "video/mp4", 16<<20 + 1, 100},
		{"document", "application/pdf", 20 << 20, 0},
		{"document too large", "text/plain", 100<<20 + 1, 100},
		{"sticker too large", "image/webp", 500<<10 + 1, 100},
		{"empty", "application/pdf", 0, 100},
		{"type that is none of theirs", "application/zip", 1, 100},
		{"type that is not told", "application/octet-stream", 1, 100},
		{"no type", "", 1, 100},
	}
	w := newWorld(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := w.form(tt.mime, tt.mime, zeros(tt.size))
			if tt.code != 0 {
				if got := errorCode(t, answer); answer.Code != 400 || got != tt.code {
					t.Errorf("answered %d code %d, want 400 code %d", answer.Code, got, tt.code)
				}
				return
			}
			var made map[string]string
			if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || len(made) != 1 || made["id"] == "" {
				t.Errorf("answered %d %s", answer.Code, answer.Body)
			}
		})
	}
	files, err := os.ReadDir(filepath.Join(w.dir, mediaFolder))
	if err != nil || len(files) != 3 {
		t.Errorf("%d files lie in the folder (%v), want the three that were taken", len(files), err)
	}
}

func TestUploadFormIsStrict(t *testing.T) {
	t.Parallel()
	product := func() part { return part{name: "messaging_product", body: strings.NewReader("whatsapp")} }
	kind := func(text string) part { return part{name: "type", body: strings.NewReader(text)} }
	file := func() part { return part{name: "file", mime: "image/jpeg", body: strings.NewReader("x")} }
	tests := []struct {
		name  string
		parts []part
		want  int
	}{
		{"in any order", []part{file(), kind("image/jpeg"), product()}, 200},
		{"without a product", []part{kind("image/jpeg"), file()}, 400},
		{"for another product", []part{{name: "messaging_product", body: strings.NewReader("sms")}, kind("image/jpeg"), file()}, 400},
		{"without a type", []part{product(), file()}, 400},
		{"with another type", []part{product(), kind("image/png"), file()}, 400},
		{"without a file", []part{product(), kind("image/jpeg")}, 400},
		{"with two files", []part{product(), kind("image/jpeg"), file(), file()}, 400},
		{"with an endless field", []part{product(), {name: "type", body: zeros(2 << 10)}, file()}, 400},
	}
	w := newWorld(t)
	for _, tt := range tests {
		answer := w.parts(tt.parts)
		if answer.Code != tt.want || tt.want != 200 && errorCode(t, answer) != 100 {
			t.Errorf("%s: answered %d %s, want %d", tt.name, answer.Code, answer.Body, tt.want)
		}
	}
	if answer := w.call(http.MethodPost, "/v26.0/"+testNumber+"/media", `{}`); errorCode(t, answer) != 100 {
		t.Errorf("a body that is no form: %d %s", answer.Code, answer.Body)
	}
	files, err := os.ReadDir(filepath.Join(w.dir, mediaFolder))
	if err != nil || len(files) != 1 {
		t.Errorf("%d files lie in the folder (%v), want 1", len(files), err)
	}
}

// The first half is on disk before the second is sent: no upload is ever held
// in memory.
func TestUploadGoesToDiskAsItComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const half = 1 << 20
	body, pipe := io.Pipe()
	answered := make(chan *httptest.ResponseRecorder)
	go func() { answered <- w.form("application/pdf", "application/pdf", body) }()
	if _, err := io.Copy(pipe, zeros(half)); err != nil {
		t.Fatal(err)
	}
	w.until(func() bool {
		files, _ := filepath.Glob(filepath.Join(w.dir, mediaFolder, unnamed+"*"))
		if len(files) != 1 {
			return false
		}
		info, err := os.Stat(files[0])
		return err == nil && info.Size() > half/2
	})
	if _, err := io.Copy(pipe, zeros(half)); err != nil {
		t.Fatal(err)
	}
	if err := pipe.Close(); err != nil {
		t.Fatal(err)
	}
	if answer := <-answered; answer.Code != 200 {
		t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
}

func TestBrokenUploadLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := w.form("application/pdf", "application/pdf", io.MultiReader(zeros(1<<20), brokenReader{}))
	if answer.Code != 400 {
		t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
	if files, err := os.ReadDir(filepath.Join(w.dir, mediaFolder)); err != nil || len(files) != 0 {
		t.Errorf("%d files are left (%v)", len(files), err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestUploadedFileSurvivesARestartAndHalfOnesDoNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.upload("text/plain", "twelve bytes")
	w.stop()
	half := filepath.Join(w.dir, mediaFolder, unnamed+"1")
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
	body, file, err := w.graph.OpenMedia(id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	content, err := io.ReadAll(body)
	sum := sha256.Sum256(content)
	if err != nil || string(content) != "twelve bytes" || file.SHA256 != hex.EncodeToString(sum[:]) || file.Size != 12 {
		t.Errorf("%q of %+v, %v", content, file, err)
	}
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("the half upload is still there: %v", err)
	}
	w.advance(uploadedLife)
	w.stop()
	w.start()
	if _, _, err := w.graph.OpenMedia(id); err == nil {
		t.Error("a dead file that no chat shows is kept")
	}
}

func TestWithoutAFolderFilesAreTemporary(t *testing.T) {
	t.Parallel()
	g, err := New(Options{PhoneNumberID: testNumber})
	if err != nil {
		t.Fatal(err)
	}
	file, err := g.store.keep(bytes.NewReader([]byte("x")), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(file.path)); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}
