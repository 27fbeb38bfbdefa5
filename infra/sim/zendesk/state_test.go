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

func TestChangesAreOnDiskBeforeClose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	a.ticket("")
	reopen := func() *state {
		s := newState()
		if err := readJournal(filepath.Join(dir, journalName), s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	waitFor(t, func() bool { return len(reopen().tickets.rows) == 1 })
	// A torn line, as a killed process leaves it, is ignored.
	file, err := os.OpenFile(filepath.Join(dir, journalName), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"last_ticket":99,"tickets":{"99"`); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if got := reopen().lastTicket; got != 1 {
		t.Errorf("last ticket %d after a torn line, want 1", got)
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
