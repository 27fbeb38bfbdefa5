package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ventana/infra/sim/fault"
)

// resolved is the answer to GET /{media}.
type resolved struct {
	Product string          `json:"messaging_product"`
	ID      string          `json:"id"`
	URL     string          `json:"url"`
	MIME    string          `json:"mime_type"`
	SHA256  string          `json:"sha256"`
	Size    json.RawMessage `json:"file_size"`
}

func (w *world) resolve(id string) resolved {
	w.t.Helper()
	answer := w.call(http.MethodGet, "/v26.0/"+id+"?phone_number_id="+testNumber, "")
	var told resolved
	if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || answer.Code != 200 {
		w.t.Fatalf("resolve %s: %d %s", id, answer.Code, answer.Body)
	}
	return told
}

// fetch asks the host of files, as the URL says.
func (w *world) fetch(address string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.call(http.MethodGet, strings.TrimPrefix(address, "http://example.com"), "")
}

func TestFileIsResolvedAndFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	uploaded := w.upload("application/pdf", "a document")
	w.customer(ana, `{"type":"document","document":{"id":"5001","filename":"x.bin","mime_type":"application/octet-stream","size":300000}}`)
	for id, want := range map[string]struct{ size, mime string }{
		uploaded: {"10", "application/pdf"}, "5001": {`"300000"`, "application/octet-stream"},
	} {
		told := w.resolve(id)
		got := w.fetch(told.URL)
		sum := sha256.Sum256(got.Body.Bytes())
		if told.Product != "whatsapp" || told.ID != id || told.MIME != want.mime || string(told.Size) != want.size ||
			told.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("resolved %+v, want %+v with the digest of the bytes", told, want)
		}
		length := got.Header().Get("Content-Length")
		if got.Code != 200 || got.Header().Get("Content-Type") != want.mime || length != strings.Trim(want.size, `"`) {
			t.Errorf("fetched %d %v", got.Code, got.Header())
		}
		if again := w.fetch(told.URL); again.Body.String() != got.Body.String() {
			t.Error("the bytes differ from one time to the next")
		}
		if !strings.Contains(told.URL, "/media-host/") {
			t.Errorf("URL %s is not of the host of files", told.URL)
		}
	}
}

func TestFileURLLivesFiveMinutesAndForNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.upload("text/plain", "one"), w.upload("text/plain", "two")
	address := w.resolve(first).URL
	for name, tampered := range map[string]string{
		"of another file": strings.Replace(address, first, second, 1), "without its proof": strings.Split(address, "?")[0],
	} {
		if got := w.fetch(tampered); got.Code != 404 {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
	r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(address, "http://example.com"), nil)
	answer := httptest.NewRecorder()
	w.graph.ServeHTTP(answer, r)
	if answer.Code != 401 {
		t.Errorf("without a token: %d, want 401", answer.Code)
	}
	w.advance(4 * time.Minute)
	if got := w.fetch(address); got.Code != 200 {
		t.Errorf("before five minutes: %d", got.Code)
	}
	w.advance(time.Minute)
	if got := w.fetch(address); got.Code != 404 || strings.Contains(got.Header().Get("Content-Type"), "json") {
		t.Errorf("after five minutes: %d %v, want 404 and a page", got.Code, got.Header())
	}
	if got := w.fetch(w.resolve(first).URL); got.Code != 200 {
		t.Errorf("resolved again: %d", got.Code)
	}
}

func TestFileDies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		id   func(w *world) string
		life time.Duration
	}{
		{"uploaded", func(w *world) string { return w.upload("text/plain", "x") }, 30 * 24 * time.Hour},
		{"received", func(w *world) string {
			w.customer(ana, `{"type":"image","image":{"id":"77"}}`)
			return "77"
		}, 7 * 24 * time.Hour},
		{"deleted", func(w *world) string {
			id := w.upload("text/plain", "x")
			if answer := w.call(http.MethodDelete, "/v26.0/"+id, ""); strings.TrimSpace(answer.Body.String()) != `{"success":true}` {
				t.Errorf("delete answered %d %s", answer.Code, answer.Body)
			}
			return id
		}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := tt.id(w)
			if tt.life > 0 {
				w.advance(tt.life - time.Minute)
				address := w.resolve(id).URL
				w.advance(time.Minute)
				if got := w.fetch(address); got.Code != 404 {
					t.Errorf("its URL answered %d, want 404", got.Code)
				}
			}
			answer := w.call(http.MethodGet, "/v26.0/"+id, "")
			var told errorBody
			if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || told.Error.Code != 100 || told.Error.Subcode != 33 {
				t.Errorf("answered %d %s, want code 100 and subcode 33", answer.Code, answer.Body)
			}
		})
	}
}

func TestFileOfAnotherNumberIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.upload("text/plain", "x")
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		if answer := w.call(method, "/v26.0/"+id+"?phone_number_id=1", ""); answer.Code != 400 || errorCode(t, answer) != 100 {
			t.Errorf("%s: %d %s", method, answer.Code, answer.Body)
		}
	}
	if answer := w.call(http.MethodGet, "/v26.0/"+id, ""); answer.Code != 200 {
		t.Errorf("without a number: %d", answer.Code)
	}
}

func TestFaultsMeetEachStepOfAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.upload("text/plain", "x")
	address := w.resolve(id).URL
	steps := []struct {
		name, path string
		do         func() int
	}{
		{"host", "media-host", func() int { return w.fetch(address).Code }},
		{"resolve", `^GET /v26.0/\d+$`, func() int { return w.call(http.MethodGet, "/v26.0/"+id, "").Code }},
		{"upload", "^POST .*/media$", func() int { return w.form("text/plain", "text/plain", strings.NewReader("x")).Code }},
	}
	for _, step := range steps {
		if err := w.faults.Add(fault.Fault{Target: Target, Path: step.path, Do: fault.DoStatus, Status: 500, Times: 2}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{500, 500, 200} {
			if got := step.do(); got != want {
				t.Errorf("%s: answered %d, want %d", step.name, got, want)
			}
		}
	}
}
