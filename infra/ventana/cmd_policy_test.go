package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ventana/shared/template"
)

const firstPolicy = `version: 1
window:
  warn: [2h, 20m]
templates:
  rules:
    - name: news
      when: {purpose: reply}
      template: news
      values: {case: '{{ticket.id}}'}
`

// file writes a policy into a file of its own.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// catalogue puts one approved template into the table.
func (b *workbench) catalogue(t *testing.T) {
	t.Helper()
	_, _, err := b.store.ReplaceCatalogue(t.Context(), localAccount, []template.Template{{
		ID: "1", Name: "news", Language: "en", Status: template.StatusApproved, Category: template.CategoryUtility, Named: true, Quality: "GREEN",
		Components: []template.Component{{Type: template.TypeBody, Text: "News in case {{case}} for you."}},
	}}, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
}

func TestPolicy_goesFromVersionToVersionAndBack(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	b.catalogue(t)
	first := file(t, firstPolicy)

	out, notes, err := ventana(t, "policy", "show", "--local", "--data", b.data)
	if err != nil || !strings.Contains(notes, "no policy is in force") || !strings.HasPrefix(out, "version: 1\n") {
		t.Errorf("before the first: %v\n%s%s", err, notes, out)
	}
	holds(t, b.must(t, "policy", "history"), "No policy was ever in force")
	out, err = b.local(t, "policy", "apply", first)
	if !errors.Is(err, errNotAsked) {
		t.Errorf("nobody said yes: %v", err)
	}
	holds(t, out, "Against the default policy", "~ window.warn: [4h, 1h, 15m] -> [2h, 20m]", "+ templates.rules[news].template: new: news")
	if strings.Contains(out, "Not in the catalogue") {
		t.Errorf("the template is there:\n%s", out)
	}
	holds(t, b.must(t, "policy", "apply", first, "--yes", "--who", "ana"), "✓ version 1 is in force; functions follow within a minute")
	holds(t, b.must(t, "policy", "apply", first, "--yes"), "Nothing differs: "+first+" is version 1, which is in force.")

	second := file(t, strings.Replace(firstPolicy, "[2h, 20m]", "[]", 1))
	holds(t, b.must(t, "policy", "diff", second), "Against version 1, which is in force", "~ window.warn: [2h, 20m] -> []")
	holds(t, b.must(t, "policy", "apply", second, "--yes", "--who", "ben"), "✓ version 2")
	holds(t, b.must(t, "policy", "rollback", "1", "--yes", "--who", "ana"), "~ window.warn: [] -> [2h, 20m]", "✓ version 3 is in force")
	holds(t, b.must(t, "policy", "rollback", "1", "--yes"), "Nothing to do")
	if out := b.must(t, "policy", "show"); out != firstPolicy {
		t.Errorf("in force is\n%s", out)
	}
	holds(t, b.must(t, "policy", "show", "--version", "2"), "warn: []")
	history := strings.Split(strings.TrimSpace(b.must(t, "policy", "history")), "\n")
	if len(history) != 3 || !strings.HasPrefix(history[0], "3") || !strings.HasSuffix(history[0], "in force") || !strings.Contains(history[1], "ben") {
		t.Errorf("history: %q", history)
	}
	holds(t, b.must(t, "policy", "history", "--json", "--limit", "1"), `"version": 3`, `"in_force": true`)
	if _, err := b.local(t, "policy", "rollback", "9", "--yes"); err == nil || !strings.Contains(err.Error(), "policy history") {
		t.Errorf("a version that never was: %v", err)
	}
}

// TestPolicyApply_yieldsToWhoWasFaster: between the look and the yes somebody
// else brings another version into force.
func TestPolicyApply_yieldsToWhoWasFaster(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	opened, err := openSystem(systemFlags{local: true, data: b.data}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	run := &policyRun{system: opened, store: b.store, list: checklist{out: io.Discard}, flags: policyFlags{who: "ana", yes: true}}
	stands, err := run.current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.PutPolicy(t.Context(), "version: 1\n", "ben", 0); err != nil {
		t.Fatal(err)
	}
	if err := run.put(t.Context(), stands, firstPolicy, "?"); err == nil || !strings.Contains(err.Error(), "Look at the difference again") {
		t.Errorf("got %v", err)
	}
	if text, _, err := b.store.CurrentPolicy(t.Context()); err != nil || text != "version: 1\n" {
		t.Errorf("in force is %q, %v", text, err)
	}
}

func TestPolicyDiff_tellsWhatTheCatalogueLacks(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	path := file(t, strings.ReplaceAll(firstPolicy, "case:", "cases:"))
	holds(t, b.must(t, "policy", "diff", path), "those of account "+localAccount+" are not in the table yet", `curl -d '{"advance":"1h"}' http://sim.test/sim/clock`)
	b.catalogue(t)
	holds(t, b.must(t, "policy", "diff", path), "Not in the catalogue",
		path+":9:7: templates.rules[0].values: template news wants a value for case",
		path+":9:16: templates.rules[0].values.cases: template news takes no cases, it takes case")
	holds(t, b.must(t, "policy", "check", path), "is a policy", "takes no cases")
}

func TestPolicyDiff_ofOneThatNobodyCanReadIsAgainstTheDefault(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, true)
	if _, err := b.store.PutPolicy(t.Context(), "version: 7\n", "ben", 0); err != nil {
		t.Fatal(err)
	}
	holds(t, b.must(t, "policy", "diff", file(t, firstPolicy)), "Version 1, which is in force, has problems", "[4h, 1h, 15m] -> [2h, 20m]")
	out, err := b.local(t, "policy", "apply", file(t, firstPolicy), "--yes")
	if err != nil {
		t.Errorf("it cannot be replaced: %v\n%s", err, out)
	}
	if _, err := b.local(t, "policy", "rollback", "1", "--yes"); err == nil || !strings.Contains(err.Error(), "show --version 1") {
		t.Errorf("back to what nobody can read: %v", err)
	}
}

func TestPolicyCheck_namesEveryPlace(t *testing.T) {
	t.Parallel()
	path := file(t, "version: 1\nwindow:\n  warn: [2h, 90]\n  closed_replies: keep\n")
	out, _, err := ventana(t, "policy", "check", path)
	if err == nil || !strings.Contains(err.Error(), "2 problems") {
		t.Errorf("got %v", err)
	}
	holds(t, out, path+":3:14: window.warn[1]: 90 is no duration", path+":4:3: window.closed_replies: unknown key (did you mean closed_reply?)")
	out, _, err = ventana(t, "policy", "check", "../policies/shop.yaml")
	if err != nil || !strings.Contains(out, "✓") {
		t.Errorf("a right one: %v\n%s", err, out)
	}
}

func TestPolicy_wrongUseIsTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		arguments []string
		want      string
	}{
		"no file":       {[]string{"diff", "--local"}, "want one FILE, got 0"},
		"no number":     {[]string{"rollback", "last", "--local"}, "want the number of a version"},
		"two systems":   {[]string{"show", "--local", "--table", "t"}, "--local: brings its own table"},
		"unknown flags": {[]string{"show", "--nonsense"}, "unknown flag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := ventana(t, append([]string{"policy"}, tt.arguments...)...)
			var use *useError
			if !errors.As(err, &use) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "--help") {
				t.Errorf("got %v, want wrong use: %s", err, tt.want)
			}
		})
	}
}

func TestPolicyAndTemplates_eachCommandTeaches(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"policy", "templates"} {
		command, _, err := newRootCommand().Find([]string{group})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range append(command.Commands(), command) {
			if one.Short == "" || one.Long == "" || !strings.Contains(one.Example, "ventana "+group) {
				t.Errorf("%s lacks a short text, a long one, or examples", one.CommandPath())
			}
		}
	}
}
