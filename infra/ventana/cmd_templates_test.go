package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/infra/templatecode"
	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

const newsDefinition = `name: case_news
category: UTILITY
purpose: reply
parameters:
  - name: case
    description: the number of the ticket
    example: 4012
languages:
  en:
    body: |-
      There is news in your case {{case}} since today.

      Write here to read it.
  es:
    body: |-
      Hay novedades en su caso {{case}} desde hoy.

      Escriba aquí para leerlas.
`

// folder writes a definition into a folder of its own.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	rewrite(t, dir, text)
	return dir
}

func rewrite(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "case_news.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (b *workbench) order(t *testing.T, raw string) {
	t.Helper()
	if _, err := b.graph.SetTemplate(json.RawMessage(raw)); err != nil {
		t.Fatal(err)
	}
}

func (b *workbench) advance(t *testing.T, d time.Duration) {
	t.Helper()
	if err := b.clock.Advance(d); err != nil {
		t.Fatal(err)
	}
}

// TestTemplates_goFromTheFilesToWhatsApp: plan, apply, the review by the clock,
// and nothing left to do; then an edit, which WhatsApp takes once a day.
func TestTemplates_goFromTheFilesToWhatsApp(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	dir := folder(t, newsDefinition)
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "Account "+localAccount+" of connection whatsapp has 12 templates",
		"+ case_news (en)", "+ body: There is news in your case {{case}} since today.", "= 12 templates that no definition knows", "Plan: 2 to create, 0 to edit, 0 to delete, 12 to keep, 0 blocked.")
	if _, err := b.local(t, "templates", "apply", "--dir", dir); !errors.Is(err, errNotAsked) {
		t.Errorf("nobody said yes: %v", err)
	}
	holds(t, b.must(t, "templates", "apply", "--dir", dir, "--yes", "--wait", "0"), "… case_news (en) is in review", "… case_news (es) is in review",
		`To let an hour pass: curl -d '{"advance":"1h"}' http://sim.test/sim/clock`)
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "= case_news (en): it is PENDING")

	b.advance(t, 2*time.Minute)
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "  = case_news (en)\n", "Plan: 0 to create, 0 to edit, 0 to delete, 14 to keep, 0 blocked.")
	holds(t, b.must(t, "templates", "apply", "--dir", dir), "Nothing to do.")
	holds(t, b.must(t, "templates", "list", "--live"), "case_news", "APPROVED", "Account "+localAccount+", from WhatsApp")

	rewrite(t, dir, strings.Replace(newsDefinition, "Write here", "Answer here", 1))
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "~ case_news (en): it goes back to review", "- Write here to read it.", "+ Answer here to read it.")
	b.must(t, "templates", "apply", "--dir", dir, "--yes", "--wait", "0")
	b.advance(t, 2*time.Minute)
	rewrite(t, dir, newsDefinition)
	out, err := b.local(t, "templates", "apply", "--dir", dir, "--yes")
	if err == nil {
		t.Error("a second edit within a day is no failure")
	}
	holds(t, out, "! case_news (en): an approved one can be edited once in 24 hours", ", until ", "✗ 1 blocked")
	b.advance(t, 24*time.Hour)
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "~ case_news (en)")

	if _, err := os.Stat(filepath.Join(dir, templatecode.HistoryFile)); err == nil {
		t.Error("what was done to the simulator stands beside the definitions")
	}
	holds(t, b.must(t, "templates", "plan", "--dir", dir, "--delete"), "- season_offer (en_US)")
}

func TestTemplatesApply_rememberesBesideTheDefinitions(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	dir := folder(t, newsDefinition)
	out, _, err := ventana(t, "templates", "apply", "--dir", dir, "--yes", "--wait", "0", "--call", "file://"+filepath.Join(b.data, "secrets", "call.json"))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, templatecode.HistoryFile))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(text), localAccount, `"did": "create"`, `"name": "case_news"`, `"language": "es"`)
}

// applied runs apply with a review that goes on by the clock, not by waiting.
func applied(t *testing.T, b *workbench, dir string) (string, error) {
	t.Helper()
	var out strings.Builder
	flags := applyFlags{planFlags: planFlags{templatesFlags: &templatesFlags{systemFlags: systemFlags{local: true, data: b.data}, dir: dir}}, wait: time.Minute, yes: true}
	command := newTemplatesCommand()
	command.SetContext(t.Context())
	command.SetOut(&out)
	run, err := openPlan(command, &flags.planFlags)
	if err != nil {
		t.Fatal(err)
	}
	applies := &applyRun{planRun: run, flags: flags, progress: newProgress(&out), pause: func(context.Context, time.Duration) error { return b.clock.Advance(10 * time.Second) }}
	err = applies.do(t.Context())
	return out.String(), err
}

func TestTemplatesApply_waitsForTheReviewAndTellsHowItEnded(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	b.order(t, `{"do":"review","name":"case_news","language":"es","outcome":"reject","reason":"PROMOTIONAL"}`)
	out, err := applied(t, b, folder(t, newsDefinition))
	if err == nil || !strings.Contains(err.Error(), "1 step needs you") {
		t.Errorf("got %v", err)
	}
	holds(t, out, "0/2 create case_news (en)\n", "1/2 create case_news (es)\n", "2/2 decided, waiting for the review\n",
		"✓ case_news (en) is approved as UTILITY", "✗ case_news (es) was rejected: PROMOTIONAL")

	b = newWorkbench(t, false)
	b.order(t, `{"do":"review","name":"case_news","language":"en","outcome":"approve","category":"MARKETING"}`)
	out, err = applied(t, b, folder(t, newsDefinition))
	if err == nil {
		t.Error("another category is no failure")
	}
	holds(t, out, "✗ case_news (en) is approved as MARKETING, not as UTILITY", "✓ case_news (es) is approved")
}

func TestTemplatesApply_tellsWhatEachFailureMeans(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	path := filepath.Join(b.data, "secrets", "call.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), "local-access-token", "another-access-token")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.local(t, "templates", "plan", "--dir", folder(t, newsDefinition)); err == nil || !strings.Contains(err.Error(), "The token is dead") {
		t.Errorf("a dead token: %v", err)
	}
	if _, err := b.local(t, "templates", "plan", "--account", "1", "--dir", folder(t, newsDefinition)); err == nil || !strings.Contains(err.Error(), localAccount) {
		t.Errorf("a wrong account: %v", err)
	}
}

func TestTemplatesLint_namesEveryPlace(t *testing.T) {
	t.Parallel()
	out, _, err := ventana(t, "templates", "lint", "--dir", "../templates")
	if err != nil || !strings.Contains(out, "✓ 4 definitions") {
		t.Errorf("those that are shipped: %v\n%s", err, out)
	}
	dir := folder(t, strings.Replace(newsDefinition, "There is news in your case {{case}} since today.", "{{case}}: buy now and save money", 1))
	out, _, err = ventana(t, "templates", "lint", "--dir", dir)
	if err == nil || !strings.Contains(err.Error(), "see above") {
		t.Errorf("got %v", err)
	}
	holds(t, out, filepath.Join(dir, "case_news.yaml")+":10: variable-edge: languages.en.body: ", ": promotion: warning: ")
	dir = folder(t, "name: x\nnmae: y\n")
	if out, _, err = ventana(t, "templates", "lint", "--dir", dir); err == nil {
		t.Error("a wrong form is no failure")
	}
	holds(t, out, filepath.Join(dir, "case_news.yaml")+":2: nmae: ")
	if _, _, err := ventana(t, "templates", "lint", "--dir", t.TempDir()); err == nil || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestTemplatesList_isTheTables(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	holds(t, b.must(t, "templates", "list"), "not in the table yet", `curl -d '{"advance":"1h"}' http://sim.test/sim/clock`)
	b.catalogue(t)
	holds(t, b.must(t, "templates", "list", "--account", localAccount), "as WhatsApp had it at 2026-11-22 10:00 UTC", "news  en        APPROVED  UTILITY   GREEN    case")
	holds(t, b.must(t, "templates", "list", "--json"), `"source": "table"`, `"name": "news"`)
}

func TestTemplatesReport_sumsUpTheAudit(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	entry := dynamostore.AuditEntry{At: b.clock.Now(), Effect: "e1", Template: "news", Language: "es", Category: "UTILITY", Rule: "shop <b>", Outcome: "accepted", Contact: "c-secret", Price: 6800, Priced: true}
	for i, effect := range []string{"e1", "e2"} {
		entry.Effect = effect
		entry.At = entry.At.Add(-24 * time.Hour * time.Duration(i))
		if err := b.store.Audit(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	out := b.must(t, "templates", "report")
	holds(t, out, "news      es        UTILITY   shop <b>  accepted  2      $0.0136", "all                                               2      $0.0136",
		"\n\nnews (es)  "+strings.Repeat("░", 40)+"  2 accepted\n")
	holds(t, b.must(t, "templates", "report", "--days", "1"), "accepted  1      $0.0068")
	holds(t, b.must(t, "templates", "report", "--csv"), "news,es,UTILITY,shop <b>,accepted,2,2,0.0136")
	var report templatecode.Report
	if err := json.Unmarshal([]byte(b.must(t, "templates", "report", "--json")), &report); err != nil || report.Price != pricing.Money(13600) || len(report.Days) != 30 {
		t.Errorf("as JSON: %+v, %v", report, err)
	}
	// One of them arrives, and a report of any day tells so.
	if err := b.store.AuditOutcome(t.Context(), dynamostore.Sent{Effect: "e2", SentAt: entry.At, Template: "news", State: conversation.StateRead}); err != nil {
		t.Fatal(err)
	}
	holds(t, b.must(t, "templates", "report"), "shop <b>  accepted  1      $0.0068", "shop <b>  read      1      $0.0068", "1 read, 1 accepted\n")
	path := filepath.Join(t.TempDir(), "report.html")
	holds(t, b.must(t, "templates", "report", "--html", path), "2 messages")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(page), "shop &lt;b&gt;", `<b class="read" style="width: 50%" title="read: 1">`, "$0.0136")
	if strings.Contains(string(page)+out, "c-secret") {
		t.Error("the report names a customer")
	}
	if _, err := b.local(t, "templates", "report", "--csv", "--json", "--days", "0"); err == nil || !strings.Contains(err.Error(), "choose one") || !strings.Contains(err.Error(), "--days") {
		t.Errorf("wrong flags: %v", err)
	}
}

func TestTell_hasAWordForEveryState(t *testing.T) {
	t.Parallel()
	for _, state := range []templatecode.State{
		templatecode.Approved, templatecode.Deleted, templatecode.Review, templatecode.Rejected, templatecode.Other, templatecode.Refused, templatecode.Unclear, templatecode.Untried,
	} {
		var out strings.Builder
		run := &applyRun{planRun: &planRun{list: checklist{out: &out}}}
		run.tell(templatecode.Outcome{State: state, Err: io.ErrUnexpectedEOF})
		if out.Len() == 0 {
			t.Errorf("%s says nothing", state)
		}
	}
}
