package zendesk

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// stream sends a body of unknown length as Ventana and gives back the status.
func (a *account) stream(path string, body io.Reader) int {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.url+path, struct{ io.Reader }{body})
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", a.bearer)
	request.Header.Set("Content-Type", "video/mp4")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// zeros is a body that lies nowhere.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Not parallel: it measures what the process allocates.
func TestLargestFileNeverLiesInMemory(t *testing.T) {
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	if _, err := a.z.AgentReply(t.Context(), mustTicket(t, a), AgentReply{Files: []AgentFile{{Name: "a.txt", Content: []byte("x")}}}); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if got := a.stream("/api/v2/uploads?filename=a.mp4", io.LimitReader(zeros{}, maxUpload)); got != 201 {
		t.Fatalf("50 MB: answered %d, want 201", got)
	}
	if got := a.stream("/api/v2/uploads?filename=a.mp4", io.LimitReader(zeros{}, maxUpload+1)); got != 413 {
		t.Errorf("a byte above 50 MB: answered %d, want 413", got)
	}
	size := int64(maxUpload)
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Files: []AgentFile{{Name: "b.mp4", Size: &size}}}); err != nil {
		t.Fatal(err)
	}
	for _, f := range a.z.state.attachments.rows {
		read, err := io.Copy(io.Discard, a.get(a.led(a.z.contentURL(f), ""), "").Body)
		if err != nil || read != f.Size {
			t.Errorf("%s: read %d of %d bytes, %v", f.Name, read, f.Size, err)
		}
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 20<<20 {
		t.Errorf("300 MB of files took %d bytes of memory", took)
	}
	if left := kept(t, dir); len(left) != 2 {
		t.Errorf("on disk %v, want the small file and the good upload", left)
	}
}

func TestFilesSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(o *Options) { o.Dir = dir }
	a := newAccount(t, in)
	id, _ := a.ticket("")
	said := a.must(200, a.commentWith(id, a.upload("a.txt", "of a comment").at("upload.token")))
	waiting := a.upload("b.txt", "waiting")
	gone := a.upload("c.txt", "gone")
	left := kept(t, dir)
	a.must(204, a.call(http.MethodDelete, "/api/v2/uploads/"+gone.at("upload.token"), ""))
	now := kept(t, dir)
	if len(left) != 3 || len(now) != 2 {
		t.Errorf("on disk %v, then %v; want 3, then 2 files", left, now)
	}
	// A killed account leaves what it had received and told nobody of.
	if _, err := a.z.files.receive(strings.NewReader("half"), maxUpload); err != nil {
		t.Fatal(err)
	}
	if err := a.z.Close(); err != nil {
		t.Fatal(err)
	}
	b := newAccount(t, in)
	if got := kept(t, dir); !slices.Equal(got, now) {
		t.Errorf("after the restart on disk %v, want %v", got, now)
	}
	for _, file := range []struct{ address, want string }{
		{said.at("audit.events.0.attachments.0.content_url"), "of a comment"}, {waiting.at("upload.attachment.content_url"), "waiting"},
	} {
		if got := b.download(file.address); got != file.want {
			t.Errorf("after the restart %q, want %q", got, file.want)
		}
	}
	b.must(200, b.commentWith(id, waiting.at("upload.token")))
}

func TestABrokenBodyLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	broken := errors.New("line went dead")
	_, err := a.z.files.receive(io.MultiReader(strings.NewReader("half"), failing{broken}), maxUpload)
	if !errors.Is(err, broken) || len(kept(t, dir)) != 0 {
		t.Errorf("got %v, on disk %v", err, kept(t, dir))
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
