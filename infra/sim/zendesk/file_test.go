package zendesk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// upload brings a file into the account and gives back the answer.
func (a *account) upload(name, content string, headers ...string) answer {
	a.t.Helper()
	return a.must(http.StatusCreated, a.call(http.MethodPost, "/api/v2/uploads?filename="+name, content,
		append([]string{"Content-Type", "application/binary"}, headers...)...))
}

// commentWith adds a comment with the uploads of these tokens.
func (a *account) commentWith(ticketID string, tokens ...string) answer {
	a.t.Helper()
	return a.call(http.MethodPut, "/api/v2/tickets/"+ticketID,
		fmt.Sprintf(`{"ticket":{"comment":{"body":"see file","uploads":%s}}}`, raw(tokens)))
}

// get asks for an address that an answer named, without following where it
// leads. An empty authorization sends none.
func (a *account) get(address, authorization string, headers ...string) *http.Response {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, strings.Replace(address, "http://zendesk.test", a.url, 1), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		a.t.Fatalf("GET %s: %v", address, err)
	}
	a.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// led is where a content_url leads.
func (a *account) led(contentURL, authorization string) string {
	a.t.Helper()
	response := a.get(contentURL, authorization)
	if response.StatusCode != http.StatusFound {
		a.t.Fatalf("content_url answers %d, want 302", response.StatusCode)
	}
	return response.Header.Get("Location")
}

// download is what stands behind a content_url.
func (a *account) download(contentURL string) string {
	a.t.Helper()
	response := a.get(a.led(contentURL, ""), "")
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		a.t.Fatalf("download: %d %v %s", response.StatusCode, err, data)
	}
	return string(data)
}

func digestOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// kept are the names of the contents on disk.
func kept(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, filesFolder))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func mustTicket(t *testing.T, a *account) int64 {
	t.Helper()
	id, _ := a.ticket("")
	if id != "1" {
		t.Fatalf("ticket %s, want the first", id)
	}
	return 1
}
