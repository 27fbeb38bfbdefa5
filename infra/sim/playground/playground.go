package playground

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var static embed.FS

// policy lets the page load from, and talk to, its own origin only, and lets no
// script make markup. Source: https://www.w3.org/TR/CSP3/
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// index is the file served for "/".
const index = "index.html"

// file is one embedded file, ready to serve.
type file struct {
	content     []byte
	contentType string
	etag        string
}

// files are the embedded files by name.
type files map[string]file

// Handler serves the page. Browsers keep the files but ask each time, so that a
// new build shows at the next load. It panics when a file was embedded whose
// type it does not know, which the first test finds.
func Handler() http.Handler {
	all, err := load(static)
	if err != nil {
		panic(fmt.Sprintf("playground: %v", err))
	}
	return all
}

func load(root fs.FS) (files, error) {
	all := files{}
	err := fs.WalkDir(root, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		contentType, err := typeOf(name)
		if err != nil {
			return err
		}
		digest := sha256.Sum256(content)
		all[strings.TrimPrefix(name, "static/")] = file{content, contentType, `"` + hex.EncodeToString(digest[:16]) + `"`}
		return nil
	})
	return all, err
}

// typeOf does not ask package mime, whose answers depend on the machine.
func typeOf(name string) (string, error) {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8", nil
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	}
	return "", fmt.Errorf("file %s: unknown content type", name)
}

// ServeHTTP answers with a file, 304 when the browser has it, 404 or 405.
func (f files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")

	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = index
	}
	found, ok := f[name]
	switch {
	case !ok:
		http.Error(w, "There is nothing here. The playground is at /, the controls are below /sim/.", http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "Use GET.", http.StatusMethodNotAllowed)
	default:
		header.Set("Content-Type", found.contentType)
		header.Set("Cache-Control", "no-cache")
		header.Set("ETag", found.etag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(found.content))
	}
}
