package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	spanishMacro = "    macro: Hay novedades en su caso {{ticket.id}}.\n"
	newsMacros   = `name: case_news
category: UTILITY
purpose: reply
parameters:
  - name: case
    description: the number of the ticket
    example: 4012
languages:
  en:
    body: There is news in your case {{case}} since today.
    macro: |-
      There is news in your case {{ticket.id}}.

      It is about [what].
  es:
    body: Hay novedades en su caso {{case}} desde hoy.
` + spanishMacro
)

// macro speaks to the helpdesk as a member of its staff.
func (b *workbench) macro(t *testing.T, method, path, body string) map[string]any {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, b.desk+"/api/v2/macros"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth("agent@example.com/token", deskToken)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s macros%s: %d %s %v", method, path, response.StatusCode, text, err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// menu is what agents can choose: the titles of the active macros, with their text.
func (b *workbench) menu(t *testing.T) map[string]string {
	t.Helper()
	menu := map[string]string{}
	for _, one := range b.macro(t, http.MethodGet, "/active", "")["macros"].([]any) {
		entry := one.(map[string]any)
		menu[entry["title"].(string)] = entry["actions"].([]any)[0].(map[string]any)["value"].(string)
	}
	return menu
}

// TestTemplates_becomeMacrosToo: made, found again, changed with the definition,
// changed back after somebody's hand, switched off, and nobody else's touched.
func TestTemplates_becomeMacrosToo(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	dir := folder(t, newsMacros)
	b.macro(t, http.MethodPost, "", `{"macro":{"title":"Refund","actions":[{"field":"comment_value","value":"Sorry"}]}}`)
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "Macros of helpdesk zendesk:\n\n  + Ventana::case_news::English\n      + text: There is news in your case {{ticket.id}}.",
		"+ Ventana::case_news::Español", "Macros: 2 to create, 0 to change, 0 to switch off, 0 to keep, 0 blocked.")
	if menu := b.menu(t); len(menu) != 1 {
		t.Fatalf("a plan changed something: %v", menu)
	}
	apply := func(more ...string) string {
		return b.must(t, append([]string{"templates", "apply", "--dir", dir, "--yes", "--wait", "0"}, more...)...)
	}
	holds(t, apply(), "✓ Ventana::case_news::English is made", "… case_news (en) is in review")
	want := "There is news in your case {{ticket.id}}.\n\nIt is about [what]."
	if menu := b.menu(t); len(menu) != 3 || menu["Ventana::case_news::English"] != want || menu["Refund"] != "Sorry" {
		t.Errorf("the menu is %q", menu)
	}
	holds(t, apply(), "  = Ventana::case_news::Español\n", "Macros: 0 to create, 0 to change, 0 to switch off, 2 to keep, 0 blocked.", "Nothing to do.")

	var mine string
	for _, one := range b.macro(t, http.MethodGet, "", "")["macros"].([]any) {
		if entry := one.(map[string]any); entry["title"] == "Ventana::case_news::Español" {
			mine = strings.TrimSuffix(entry["url"].(string)[strings.LastIndex(entry["url"].(string), "/"):], ".json")
		}
	}
	b.macro(t, http.MethodPut, mine, `{"macro":{"title":"Noticias","actions":[{"field":"comment_value","value":["channel:all","Hola"]},{"field":"status","value":"solved"}]}}`)
	holds(t, apply(), "~ Ventana::case_news::Español: it was changed in the helpdesk", "- Noticias", "- Hola", "- an internal note", "~ other actions", "✓ Ventana::case_news::Español is changed")

	rewrite(t, dir, strings.Replace(newsMacros, "[what]", "your order", 1))
	out := apply()
	holds(t, out, "  ~ Ventana::case_news::English\n", "- It is about [what].", "+ It is about your order.")
	rewrite(t, dir, strings.Replace(newsMacros, spanishMacro, "", 1))
	holds(t, b.must(t, "templates", "plan", "--dir", dir), "= 1 macro of Ventana's that no definition has; --delete switches them off")
	out, err := b.local(t, "templates", "plan", "--dir", dir, "--delete")
	if err != nil {
		t.Fatal(err)
	}
	holds(t, out, "- Ventana::case_news::Español: no definition has it", "1 to switch off")
	apply("--macros=false")
	if menu := b.menu(t); len(menu) != 3 || menu["Ventana::case_news::English"] != strings.Replace(want, "[what]", "your order", 1) {
		t.Errorf("without macros, the menu is %q", menu)
	}
}

func TestTemplates_macroOfSomebodyElsesTitleIsNotDoubled(t *testing.T) {
	t.Parallel()
	b := newWorkbench(t, false)
	b.macro(t, http.MethodPost, "", `{"macro":{"title":"ventana::case_news::english","actions":[{"field":"comment_value","value":"Theirs"}]}}`)
	out, err := b.local(t, "templates", "apply", "--dir", folder(t, newsMacros), "--yes", "--wait", "0")
	if err == nil {
		t.Error("a blocked macro is no failure")
	}
	holds(t, out, "! Ventana::case_news::English: a macro of this title is somebody else's", "✓ Ventana::case_news::Español is made", "✗ 1 blocked")
	if menu := b.menu(t); len(menu) != 2 || menu["ventana::case_news::english"] != "Theirs" {
		t.Errorf("the menu is %q", menu)
	}
}

// TestTemplates_areNotHeldUpByMacros: a helpdesk that gives no right to macros,
// or does not answer, costs the templates nothing but a line.
func TestTemplates_areNotHeldUpByMacros(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change  func(b *workbench) (from, to string)
		planned string
		applied []string
	}{
		"an agent's credential": {
			func(*workbench) (string, string) {
				return `"oauth":{"client_id":"local-client","client_secret":"local-client-secret"}`, `"basic":{"email":"bea@example.com","token":"` + deskToken + `"}`
			},
			"Macros: 2 to create", []string{"✗ Ventana::case_news::English: zendesk make macro: later Forbidden: status 403\n      Its user may not manage macros", "1 macro not tried"},
		},
		"a wrong secret": {
			func(*workbench) (string, string) { return "local-client-secret", "another-client-secret" },
			"! macros of zendesk: ", []string{"Its credentials do not work"},
		},
		"no answer": {
			func(b *workbench) (string, string) { return b.desk, "http://127.0.0.1:1" },
			"! macros of zendesk: ", []string{"The templates are not held up by it"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newWorkbench(t, false)
			path, dir := filepath.Join(b.data, "secrets", "call.json"), folder(t, newsMacros)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			from, to := tt.change(b)
			changed := strings.Replace(string(text), from, to, 1)
			if changed == string(text) {
				t.Fatalf("the call document lacks %s: %s", from, text)
			}
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			holds(t, b.must(t, "templates", "plan", "--dir", dir), "Plan: 2 to create", tt.planned)
			out, err := b.local(t, "templates", "apply", "--dir", dir, "--yes", "--wait", "0")
			if err == nil {
				t.Error("what was not done is no failure")
			}
			holds(t, out, "… case_news (en) is in review", "… case_news (es) is in review")
			holds(t, out, tt.applied...)
			holds(t, b.must(t, "templates", "apply", "--dir", dir, "--macros=false"), "Nothing to do.")
		})
	}
}
