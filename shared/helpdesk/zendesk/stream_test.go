package zendesk

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// slowSource gives some bytes, and then waits for release before each more. Its
// count has no lock: whoever reads beside its owner is a data race.
type slowSource struct {
	reads   int
	waiting chan struct{} // closed at the first wait
	release chan struct{}
}

func newSlowSource() *slowSource {
	return &slowSource{waiting: make(chan struct{}), release: make(chan struct{})}
}

func (s *slowSource) Read(p []byte) (int, error) {
	s.reads++
	if s.reads == 2 {
		close(s.waiting)
	}
	if s.reads >= 2 {
		<-s.release
	}
	return len(p), nil
}

func TestUpload_leavesTheSourceAloneAfterAnEarlyAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		length string
		answer string
		want   failure.Error
	}{
		"refused":             {413, "0", "", never("too_large")},
		"refused and cut off": {413, "100", "", never("too_large")},
		"taken unread":        {201, strconv.Itoa(len(uploaded)), uploaded, failure.Error{Class: failure.Unknown, Code: "UnreadFile"}},
		"taken and cut off":   {201, "1000", uploaded, later("Broken", 10)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := newSlowSource()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-source.waiting
				w.Header().Set("Content-Length", tc.length)
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.answer)
				_ = http.NewResponseController(w).Flush()
				close(source.release)
				_, _ = io.Copy(io.Discard, r.Body) // until the client goes
			}))
			defer server.Close()
			client := New(Options{BaseURL: server.URL, Basic: &Basic{Email: "a", Token: "b"}, Now: testNow})
			_, err := client.Upload(t.Context(), helpdesk.File{Name: "a.bin", Size: MaxFileBytes, Body: source})
			same(t, "upload", err, tc.want)
			source.reads++ // the source is ours again: the race detector knows if it is not
		})
	}
}
