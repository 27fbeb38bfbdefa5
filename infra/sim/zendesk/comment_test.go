package zendesk

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"ventana/shared/markup"
)

func TestCommentsPageByCursor(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket("")
	for i := 2; i <= 5; i++ {
		a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+id, fmt.Sprintf(`{"ticket":{"comment":{"body":"%d"},"metadata":{"n":%d}}}`, i, i)))
	}
	path := "/api/v2/tickets/" + id + "/comments?include=users&include_inline_images=true&sort=-created_at&page[size]=2"
	first := a.must(200, a.call(http.MethodGet, path, ""))
	first.check(t, "comments.0.body", "5", "comments.1.body", "4", "meta.has_more", "true", "comments.2", "?",
		"comments.0.metadata.custom.n", "5", "comments.0.type", "Comment", "users.0.name", "Inspector", "users.1", "?")
	// A comment that comes meanwhile shifts nothing.
	a.must(200, a.inspect(http.MethodPut, "/api/v2/tickets/"+id, `{"ticket":{"comment":{"body":"6"}}}`))
	second := a.must(200, a.call(http.MethodGet, path+"&page[after]="+first.at("meta.after_cursor"), ""))
	second.check(t, "comments.0.body", "3", "comments.1.body", "2", "meta.has_more", "true")
	last := a.must(200, a.call(http.MethodGet, path+"&page[after]="+second.at("meta.after_cursor"), ""))
	last.check(t, "comments.0.body", "Hi", "comments.0.author_id", user, "meta.has_more", "false", "links.next", "null")
	back := a.must(200, a.call(http.MethodGet, path+"&page[before]="+last.at("meta.before_cursor"), ""))
	back.check(t, "comments.0.body", "3", "comments.1.body", "2")
	next, err := url.Parse(first.at("links.next"))
	if err != nil || next.Query().Get("page[after]") != first.at("meta.after_cursor") {
		t.Errorf("links.next = %s", first.at("links.next"))
	}
	ascending := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments?sort=created_at&per_page=2", ""))
	ascending.check(t, "comments.0.body", "Hi", "comments.1.body", "2", "count", "6", "previous_page", "null")
	a.must(400, a.call(http.MethodGet, path+"&page[after]=nonsense", ""))
}

func TestPrivateCommentsAndTheirDefault(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	path := "/api/v2/tickets/" + id
	a.must(200, a.call(http.MethodPut, path, `{"ticket":{"comment":{"body":"note","public":false}}}`)).check(t, "audit.events.0.public", "false")
	a.must(200, a.call(http.MethodPut, path, `{"ticket":{"comment":{"body":"x"}}}`)).check(t, "audit.events.0.public", "true")
	quiet := a.must(201, a.call(http.MethodPost, "/api/v2/tickets", `{"ticket":{"comment":{"body":"x","public":false}}}`))
	quiet.check(t, "ticket.is_public", "false")
	a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+quiet.at("ticket.id"), `{"ticket":{"comment":{"body":"y"}}}`)).
		check(t, "audit.events.0.public", "false")
	comments := a.call(http.MethodGet, path+"/comments", "")
	a.must(200, a.call(http.MethodPut, path+"/comments/"+comments.at("comments.2.id")+"/make_private", ""))
	a.call(http.MethodGet, path+"/comments", "").check(t, "comments.2.public", "false")
}

func TestHTMLBody(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, _ := a.ticket("")
	tests := []struct{ name, html, body, kept string }{
		{"emphasis and breaks", "<p>We <strong>are</strong><br>on it &amp; soon</p><p>Bye</p>", "We are\non it & soon\n\nBye",
			`<div class="zd-comment" dir="auto"><p>We <strong>are</strong><br>on it &amp; soon</p><p>Bye</p></div>`},
		{"list", "<ul><li>one</li><li>two</li></ul>", "- one\n- two",
			`<div class="zd-comment" dir="auto"><ul><li>one</li><li>two</li></ul></div>`},
		{"already wrapped", `<div class="zd-comment">x</div>`, "x", `<div class="zd-comment">x</div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := fmt.Sprintf(`{"ticket":{"comment":{"html_body":%s}}}`, raw(tt.html))
			a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id, body)).check(t, "audit.events.0.body", tt.body,
				"audit.events.0.plain_body", tt.body, "audit.events.0.html_body", tt.kept)
		})
	}
}

func TestTextOfHTML(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"Hi<blockquote>one<br>two</blockquote>Bye":      "Hi\none\ntwo\n\nBye",
		"<ul><li><p>a</p></li><li>b</li></ul>":          "- a\n\n- b",
		"a<div>b</div><div>c</div>":                     "a\nb\nc",
		`see <img src="https://x.test/1" alt="box">now`: "see ![box](https://x.test/1)now",
		"<h1>T</h1>text":                                "T\n\ntext",
	} {
		if got := htmlToText(body); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// What an agent types as text is on the customer's phone to the letter: the
// bridge reads html_body.
func TestPlainTextComesBackFromItsHTML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"use the <b> tag", "x < y && y > z", "a  b   c", "one\ntwo\n\nthree", `"quoted" & 'so'`, "&nbsp; is written &amp;nbsp;", "a: 1\nb:  2", "a: 1\n b:  2",
	} {
		if got := markup.FromHTML(textToHTML(text)); got != text {
			t.Errorf("%q comes back as %q from %s", text, got, textToHTML(text))
		}
	}
	if got, want := markup.FromHTML(textToHTML("a\tb")), "a    b"; got != want {
		t.Errorf("a tab comes back as %q, want %q", got, want)
	}
}

func TestAudits(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	id, user := a.ticket("")
	done := a.must(200, a.call(http.MethodPut, "/api/v2/tickets/"+id,
		`{"ticket":{"comment":{"body":"x","author_id":`+user+`},"status":"open","metadata":{"m":["d1","d2"]}}}`))
	page := a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+"/audits?page[size]=1", ""))
	page.check(t, "audits.1", "?", "meta.has_more", "true", "audits.0.events.1.type", "Create")
	page = a.must(200, a.call(http.MethodGet, "/api/v2/tickets/"+id+"/audits?page[size]=1&page[after]="+page.at("meta.after_cursor"), ""))
	page.check(t, "audits.0.id", done.at("audit.id"), "audits.0.metadata.custom.m", `["d1","d2"]`, "audits.0.via.channel", "web_service",
		"audits.0.events.0.id", done.at("audit.events.0.id"), "audits.0.events.1.field_name", "status")
	comments := a.call(http.MethodGet, "/api/v2/tickets/"+id+"/comments?sort=-created_at", "")
	comments.check(t, "comments.0.id", done.at("audit.events.0.id"), "comments.0.audit_id", done.at("audit.id"),
		"comments.0.metadata.custom.m", `["d1","d2"]`)
}
