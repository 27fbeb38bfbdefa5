package playground_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ventana/infra/sim/playground"
)

func get(t *testing.T, method, target string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	playground.Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, target string
		status               int
		contentType          string
	}{
		{"the root is the page", "GET", "/", 200, "text/html; charset=utf-8"},
		{"a module has the type that browsers ask for", "GET", "/app.js", 200, "text/javascript; charset=utf-8"},
		{"a style is a style", "HEAD", "/base.css", 200, "text/css; charset=utf-8"},
		{"an unknown file is not found", "GET", "/nothing.js", 404, "text/plain; charset=utf-8"},
		{"a path out of the folder is not found", "GET", "/../playground.go", 404, "text/plain; charset=utf-8"},
		{"a folder is not listed", "GET", "/static/", 404, "text/plain; charset=utf-8"},
		{"only reading is allowed", "POST", "/", 405, "text/plain; charset=utf-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := get(t, test.method, test.target, nil)
			if got.StatusCode != test.status || got.Header.Get("Content-Type") != test.contentType {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, got.Header.Get("Content-Type"), test.status, test.contentType)
			}
			if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("policy %q is not strict", policy)
			}
			if got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("content types may be guessed")
			}
		})
	}
}

func TestAnUnchangedFileIsNotSentAgain(t *testing.T) {
	t.Parallel()
	first := get(t, "GET", "/app.js", nil)
	if first.Header.Get("Cache-Control") != "no-cache" || first.Header.Get("ETag") == "" {
		t.Fatalf("headers %v, want no-cache and an ETag", first.Header)
	}
	again := get(t, "GET", "/app.js", http.Header{"If-None-Match": {first.Header.Get("ETag")}})
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("got %d, want 304", again.StatusCode)
	}
}
