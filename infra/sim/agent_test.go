package sim

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/sim/zendesk"
)

func TestAgentWritesHTMLAndAttachesFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	size := int64(47185920)
	tests := []struct {
		name, body string
		want       zendesk.AgentReply
	}{
		{"text", `{"body":"hola"}`, zendesk.AgentReply{Body: "hola", Public: true}},
		{"HTML", `{"html_body":"<blockquote>a</blockquote>b","public":false}`, zendesk.AgentReply{HTMLBody: "<blockquote>a</blockquote>b"}},
		{"files without a text", `{"files":[{"name":"a.pdf","content_type":"application/pdf","size":47185920},
			{"name":"b.txt","content_base64":"aG9sYQ==","malware":true},{"name":"c.png","inline":true}]}`,
			zendesk.AgentReply{Public: true, Files: []zendesk.AgentFile{
				{Name: "a.pdf", ContentType: "application/pdf", Size: &size},
				{Name: "b.txt", Content: []byte("hola"), Malware: true}, {Name: "c.png", Inline: true},
			}}},
	}
	for _, tt := range tests {
		if status, answer := f.call("POST", "/sim/agents/tickets/7/comments", tt.body); status != 200 {
			t.Fatalf("%s: answered %d %s", tt.name, status, answer)
		}
		if diff := cmp.Diff(tt.want, f.zendesk.reply); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAgentsMistakesWithFilesAreExplained(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for body, want := range map[string]string{
		`{"body":"a","html_body":"b"}`:                                  "body, html_body:",
		`{"files":[]}`:                                                  "body:",
		`{"files":[{"name":"a.pdf","bytes":3}]}`:                        "bytes",
		`{"files":[{"name":"a.pdf","content_base64":"not base64 !!"}]}`: "base64",
		`{"files":[{"name":""}]}`:                                       "files: ",
	} {
		status, answer := f.call("POST", "/sim/agents/tickets/7/comments", body)
		if status != 400 || !strings.Contains(answer, want) {
			t.Errorf("%s: answered %d %s, want 400 with %q", body, status, answer, want)
		}
	}
}

func TestOneTicketIsShown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	status, answer := f.call("GET", "/sim/agents/tickets/35", "")
	var ticket zendesk.TicketView
	if err := json.Unmarshal([]byte(answer), &ticket); err != nil || status != 200 || ticket.ID != 35 {
		t.Errorf("answered %d %s", status, answer)
	}
	if status, answer := f.call("GET", "/sim/agents/tickets/36", ""); status != 404 || !strings.Contains(answer, "lists the tickets") {
		t.Errorf("unknown ticket: answered %d %s", status, answer)
	}
}
