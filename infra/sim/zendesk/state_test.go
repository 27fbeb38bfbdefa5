package zendesk

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRestartKeepsTheAccount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := newReceiver(t)
	in := func(r *receiver) func(*Options) {
		return func(o *Options) { o.Dir = dir; withWebhook(r)(o) }
	}
	a := newAccount(t, in(before))
	limits(t, a, `{"plan":"enterprise"}`)
	id, user := a.ticket(`,"external_id":"wa:1","tags":["whatsapp"]`)
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"comment":{"body":"Hello\n<b>","author_id":`+user+`},"metadata":{"m":1}}}`))
	first := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k"))
	if err := a.z.Close(); err != nil {
		t.Fatal(err)
	}

	after := newReceiver(t)
	b := newAccount(t, in(after))
	if diff := cmp.Diff(a.z.Tickets(), b.z.Tickets()); diff != "" {
		t.Errorf("tickets changed at the restart (-before +after):\n%s", diff)
	}
	// Tokens and keys go on, ids do not repeat, the webhook follows the new URL.
	old := b.send(a.bearer, http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k")
	if old.status != 201 || old.header.Get("x-idempotency-lookup") != "hit" || old.text != first.text {
		t.Errorf("after the restart the key answers %d %q", old.status, old.header)
	}
	b.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments?sort=-created_at", "").check(t, "comments.0.metadata.custom.m", "1")
	next, nextUser := b.ticket("")
	if next != "3" || nextUser <= user {
		t.Errorf("ids after the restart: ticket %s, user %s after %s", next, nextUser, user)
	}
	waitFor(t, func() bool { return len(after.all()) == 1 })
	if got := b.z.state.settings.Account; got != 700 {
		t.Errorf("account limit %d after the restart, want 700", got)
	}
	if got := len(b.z.state.webhooks.rows); got != 1 {
		t.Errorf("%d webhooks after the restart, want 1", got)
	}
}

// killed is the account as it starts from what a kill -9 at this moment leaves:
// nothing was closed, nobody had time to write.
func killed(t *testing.T, dir string) *Zendesk {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	left := t.TempDir()
	// A torn line, as a killed process may leave it, is ignored.
	data = append(data, `{"last_ticket":99,"tickets":{"99"`...)
	if err := os.WriteFile(filepath.Join(left, journalName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	z, err := New(Options{Dir: left})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = z.Close() })
	return z
}

func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	steps := []struct {
		name string
		do   func()
	}{
		{"nothing", func() {}},
		{"a ticket", func() { a.ticket(`,"tags":["a"]`) }},
		{"a keyed ticket", func() {
			a.must(201, a.call(http.MethodPost, "/api/v2/tickets", onlyComment, "Idempotency-Key", "k"))
		}},
		{"an agent's comment", func() {
			if _, err := a.z.AgentComment(t.Context(), 1, "hello", true); err != nil {
				t.Error(err)
			}
		}},
		{"a token", a.renew},
		{"limits", func() { limits(t, a, `{"account":17}`) }},
	}
	for _, step := range steps {
		step.do()
		z := killed(t, dir)
		if diff := cmp.Diff(a.z.state.snapshot(), z.state.snapshot()); diff != "" {
			t.Errorf("after %s (-answered +kept):\n%s", step.name, diff)
		}
	}
}

func TestALineHoldsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	for range 50 {
		a.ticket("")
	}
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, journalName))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	a.must(200, a.call(http.MethodGet, "/api/v2/tickets", ""))
	if after := size(); after != before {
		t.Errorf("reading wrote %d bytes", after-before)
	}
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/7", `{"ticket":{"comment":{"body":"x"}}}`))
	if grown := size() - before; grown == 0 || grown > 2_000 {
		t.Errorf("one comment wrote %d bytes, want at most 2,000", grown)
	}
}

func TestIDsOfAnOldStateGoOnEven(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, journalName), []byte(`{"last_ticket":1,"last_id":9007199254741123}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	if id := a.z.state.newID(); id%2 != 0 || id <= 9007199254741123 {
		t.Errorf("next id %d, want an even one above 9007199254741123", id)
	}
}

func TestDamagedStateIsReported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, journalName), []byte("{}\nnonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Dir: dir}); err == nil {
		t.Error("New took a damaged state file")
	}
}
