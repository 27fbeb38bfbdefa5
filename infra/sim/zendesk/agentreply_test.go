package zendesk

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestAgentAttachesFiles(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	size := int64(300_001)
	id, err := a.z.AgentReply(t.Context(), 1, AgentReply{Public: true, Files: []AgentFile{
		{Name: "big.pdf", Size: &size}, {Name: "exact.bin", ContentType: "image/webp", Content: []byte("bytes")}, {Name: "small.jpg"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	comment := a.z.Tickets()[0].Comments[1]
	if comment.ID != fmt.Sprint(id) || comment.Body != "" || !comment.Public || len(comment.Attachments) != 3 {
		t.Fatalf("comment %+v", comment)
	}
	kinds := []string{"application/pdf", "image/webp", "image/jpeg"}
	shown := a.call(http.MethodGet, "/api/v2/tickets/1/comments", "")
	for i, f := range comment.Attachments {
		content := a.download(f.URL)
		if f.ContentType != kinds[i] || f.SHA256 != digestOf(content) || f.Size != int64(len(content)) {
			t.Errorf("%+v, but content is %d bytes with digest %s", f, len(content), digestOf(content))
		}
		shown.check(t, fmt.Sprintf("comments.1.attachments.%d.id", i), f.ID, fmt.Sprintf("comments.1.attachments.%d.content_url", i), f.URL)
	}
	if got := a.download(comment.Attachments[0].URL); int64(len(got)) != size || !strings.HasPrefix(got, "%PDF-1.4\n") {
		t.Errorf("generated %d bytes that begin with %q", len(got), got[:9])
	}
	if got := a.download(comment.Attachments[1].URL); got != "bytes" {
		t.Errorf("exact bytes came back as %q", got)
	}
}

func TestAgentFileMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := newAccount(t, func(o *Options) { o.Dir = dir })
	mustTicket(t, a)
	good, none, large := int64(5), int64(0), int64(maxUpload+1)
	for name, files := range map[string][]AgentFile{
		"no name":        {{Size: &good}},
		"no bytes":       {{Name: "a.txt", Size: &none}},
		"above 50 MB":    {{Name: "a.txt", Size: &large}},
		"size and bytes": {{Name: "a.txt", Size: &good, Content: []byte("x")}},
		"empty bytes":    {{Name: "a.txt", Content: []byte{}}},
		"behind a good":  {{Name: "good.txt"}, {}},
	} {
		if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "x", Files: files}); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v, want ErrFile", name, err)
		}
	}
	file := []AgentFile{{Name: "good.txt"}}
	if _, err := a.z.AgentReply(t.Context(), 9, AgentReply{Body: "x", Files: file}); !errors.Is(err, ErrUnknownTicket) {
		t.Errorf("unknown ticket: %v", err)
	}
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "x", HTMLBody: "y", Files: file}); err == nil {
		t.Error("two bodies were taken")
	}
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: " "}); err == nil {
		t.Error("a comment of nothing was taken")
	}
	if left := kept(t, dir); len(left) != 0 || len(a.z.Tickets()[0].Comments) != 1 {
		t.Errorf("mistakes left %v and %+v", left, a.z.Tickets()[0].Comments)
	}
}

// A quotation is told by html_body alone.
func TestAgentQuotesInHTML(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	said := `<blockquote><p>Is it <b>here</b>?</p></blockquote><p>Yes</p>`
	for _, reply := range []AgentReply{{HTMLBody: said}, {Body: said}} {
		if _, err := a.z.AgentReply(t.Context(), 1, reply); err != nil {
			t.Fatal(err)
		}
		a.call(http.MethodGet, "/api/v2/tickets/1/comments?sort=-created_at", "").check(t, "comments.0.html_body", richOpen+said+richClose,
			"comments.0.plain_body", "Is it here?\n\nYes", "comments.0.body", "Is it here?\n\nYes")
	}
	// Given as HTML, it is HTML even without an element.
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{HTMLBody: "a &amp; b"}); err != nil {
		t.Fatal(err)
	}
	a.call(http.MethodGet, "/api/v2/tickets/1/comments?sort=-created_at", "").check(t, "comments.0.plain_body", "a & b")
}

func TestInlineImagesStandInTheHTML(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	mustTicket(t, a)
	if _, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "look", Files: []AgentFile{{Name: "a.png", Inline: true}, {Name: "b.png"}}}); err != nil {
		t.Fatal(err)
	}
	path := "/api/v2/tickets/1/comments?sort=-created_at"
	a.call(http.MethodGet, path, "").check(t, "comments.0.attachments.0.file_name", "b.png", "comments.0.attachments.1", "?")
	all := a.call(http.MethodGet, path+"&include_inline_images=true", "")
	all.check(t, "comments.0.attachments.0.file_name", "a.png", "comments.0.attachments.0.inline", "true", "comments.0.attachments.1.inline", "false")
	address := all.at("comments.0.attachments.0.content_url")
	all.check(t, "comments.0.html_body", richOpen+"<p>look</p>"+imageHTML("a.png", address)+richClose,
		"comments.0.plain_body", "look\n\n![a.png]("+address+")")
}

func TestEachFileIsAnEventOfItsOwnBeforeTheComment(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	a := newAccount(t)
	mustTicket(t, a)
	subscribe(t, a, r, "attachment_linked_to_comment", "comment_added")
	id, err := a.z.AgentReply(t.Context(), 1, AgentReply{Body: "x", Public: true, Files: []AgentFile{{Name: "a.pdf"}}})
	if err != nil {
		t.Fatal(err)
	}
	events := r.events(t, 2)
	file := a.z.Tickets()[0].Comments[1].Attachments[0]
	linked := events["attachment_linked_to_comment"]
	linked.check(t, "type", "zen:event-type:ticket.attachment_linked_to_comment", "subject", "zen:ticket:1", "detail.id", "1",
		"event.comment.id", fmt.Sprint(id), "event.comment.attachment.id", file.ID, "event.comment.attachment.filename", "a.pdf",
		"event.comment.attachment.content_type", "application/pdf", "event.comment.attachment.content_url", file.URL,
		"event.comment.attachment.is_public", "false", "event.meta.sequence.position", "1",
		"event.meta.sequence.id", events["comment_added"].at("event.meta.sequence.id"))
	events["comment_added"].check(t, "event.comment.id", fmt.Sprint(id), "event.meta.sequence.position", "2")
	a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x","uploads":["`+
		a.upload("b.txt", "x").at("upload.token")+`"]}}}`))
	waitFor(t, func() bool { return len(r.all()) == 4 }) // a new ticket's file too
}
