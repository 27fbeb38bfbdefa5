package zendesk

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestAgentComment(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket("")
	tests := []struct{ name, body, plain, html string }{
		{"text to the letter", " 1 < 2 & *bold*\n", " 1 < 2 & *bold*\n", `<div class="zd-comment" dir="auto"><p>&nbsp;1 &lt; 2 &amp; *bold*<br></p></div>`},
		{"a tag that is talked about", "use the <b> tag, x < y", "use the <b> tag, x < y", `<div class="zd-comment" dir="auto"><p>use the &lt;b&gt; tag, x &lt; y</p></div>`},
		{"columns", "a  b\tc\n  d e", "a  b\tc\n  d e", `<div class="zd-comment" dir="auto"><p>a&nbsp;&nbsp;b&nbsp;&nbsp;&nbsp;&nbsp;c<br>&nbsp;&nbsp;d e</p></div>`},
		{"HTML", "Hi <strong>Ana</strong><br>bye", "Hi Ana\nbye", `<div class="zd-comment" dir="auto">Hi <strong>Ana</strong><br>bye</div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, err := a.z.AgentComment(t.Context(), 1, tt.body, false)
			if err != nil {
				t.Fatal(err)
			}
			a.call(http.MethodGet, "/api/v2/tickets/1/comments?sort=-created_at", "").check(t, "comments.0.id", fmt.Sprint(id),
				"comments.0.body", tt.plain, "comments.0.html_body", tt.html, "comments.0.public", "false", "comments.0.via.channel", "web")
		})
	}
}

func TestOnlyWholeElementsAreHTML(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		"use the <b> tag": false, "x < y": false, "a </b> b": false, "<you> and </you>": false, "<": false, "<p": false,
		"<!-- <b>x</b> -->": false, "i <3 u": false, "</b> then <b>": false,
		"<b>x</b>": true, "a<br>b": true, "a<BR/>b": true, `<img src="x">`: true, "<p>x<b>y</p>": true, "<hr>": true,
	} {
		if got := looksRich(body); got != want {
			t.Errorf("%q counts as HTML: %v, want %v", body, got, want)
		}
	}
}

func TestAgentCommentGivesAnIDThatAFloatHolds(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket("")
	for range 3 {
		id, err := a.z.AgentComment(t.Context(), 1, "x", true)
		if err != nil || id <= 1<<53 || id%2 != 0 || int64(float64(id)) != id {
			t.Errorf("comment id %d (%v), want an even one above 2^53", id, err)
		}
	}
}

func TestAgentUpdate(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket(`,"tags":["whatsapp"]`)
	steps := []struct {
		name, status string
		tags         []string
		wantStatus   string
		wantTags     string
	}{
		{"status alone", "solved", nil, "solved", `["whatsapp"]`},
		{"tags alone", "", []string{"b", "a"}, "solved", `["a","b"]`},
		{"no tags", "", []string{}, "solved", `[]`},
		{"closing", "closed", nil, "closed", `[]`},
	}
	for _, step := range steps {
		if err := a.z.AgentUpdate(t.Context(), 1, step.status, step.tags); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		a.call(http.MethodGet, "/api/v2/tickets/1", "").check(t, "ticket.status", step.wantStatus, "ticket.tags", step.wantTags)
	}
	if err := a.z.AgentUpdate(t.Context(), 1, "open", nil); err == nil || errors.Is(err, ErrUnknownTicket) {
		t.Errorf("a closed ticket: %v", err)
	}
	if err := a.z.AgentUpdate(t.Context(), 9, "open", nil); !errors.Is(err, ErrUnknownTicket) {
		t.Errorf("an unknown ticket: %v, want ErrUnknownTicket", err)
	}
	if _, err := a.z.AgentComment(t.Context(), 1, "x", true); err == nil {
		t.Error("a closed ticket took a comment")
	}
}

func TestTicketsForThePlayground(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.ticket(`,"external_id":"wa:1","tags":["whatsapp"]`)
	gone, _ := a.ticket("")
	a.must(204, a.call(http.MethodDelete, "/api/v2/tickets/"+gone, ""))
	if _, err := a.z.AgentComment(t.Context(), 1, "note", false); err != nil {
		t.Fatal(err)
	}
	want := []TicketView{{ID: 1, Subject: "WhatsApp: Ana Souza", Status: "new", ExternalID: "wa:1", Requester: "Ana Souza",
		Tags: []string{"whatsapp"}, Comments: []CommentView{
			{Author: "Ana Souza", AuthorRole: "end-user", Body: "Hi", Public: true},
			{Author: "Bea Agent", AuthorRole: "agent", Body: "note"},
		}}}
	ignore := cmp.Options{cmpopts.IgnoreFields(TicketView{}, "UpdatedAt"), cmpopts.IgnoreFields(CommentView{}, "ID", "CreatedAt")}
	if diff := cmp.Diff(want, a.z.Tickets(), ignore); diff != "" {
		t.Errorf("Tickets() (-want +got):\n%s", diff)
	}
}
