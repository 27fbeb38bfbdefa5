package zendesk

import (
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
		{"text to the letter", " 1 < 2 & *bold*\n", " 1 < 2 & *bold*\n", `<div class="zd-comment" dir="auto"><p> 1 &lt; 2 &amp; *bold*<br></p></div>`},
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
	for name, err := range map[string]error{
		"closed is terminal": a.z.AgentUpdate(t.Context(), 1, "open", nil),
		"unknown ticket":     a.z.AgentUpdate(t.Context(), 9, "open", nil),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
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
