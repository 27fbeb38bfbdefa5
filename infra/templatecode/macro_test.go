package templatecode_test

import (
	"strings"
	"testing"

	"ventana/infra/templatecode"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/template"
)

const askDefinition = `name: ask
category: UTILITY
purpose: waiting
parameters:
  - {name: question, description: what we need to know, example: "Which one"}
languages:
  pt_BR:
    body: Falta isto aqui ainda, {{question}} por favor.
    macro: "Caso {{ticket.id}}: {{ question }}"
  en:
    body: This is still missing here, {{question}} please.
    macro: "Case {{ticket.id}}: {{question}}"
  es:
    body: Nos falta esto todavía, {{question}} por favor.
`

func asked(t *testing.T) []template.Definition {
	t.Helper()
	definition, err := template.Parse("ask.yaml", []byte(askDefinition))
	if err != nil {
		t.Fatal(err)
	}
	return []template.Definition{definition}
}

// planned is the plan as signs and titles.
func planned(actions []templatecode.MacroAction) string {
	var all []string
	for _, a := range actions {
		all = append(all, string(a.Kind)+" "+strings.TrimPrefix(a.Title, "Ventana::ask::")+a.Have.ID)
	}
	return strings.Join(all, ", ")
}

func TestWantedMacros_leaveBlanksForTheAgent(t *testing.T) {
	t.Parallel()
	macros := templatecode.WantedMacros(asked(t))
	if len(macros) != 2 || macros[0].Title != "Ventana::ask::English" || macros[1].Title != "Ventana::ask::Português (BR)" {
		t.Fatalf("got %+v", macros)
	}
	if got := macros[1].Text; got != "Caso {{ticket.id}}: [question]" {
		t.Errorf("got %q", got)
	}
	if !macros[0].Public || !macros[0].Active {
		t.Error("a macro is a reply that agents can choose")
	}
}

func TestPlanMacros(t *testing.T) {
	t.Parallel()
	wanted := templatecode.WantedMacros(asked(t))
	held := func(id string, change func(*zendesk.Macro)) zendesk.Macro {
		m := wanted[0]
		m.ID = id
		change(&m)
		return m
	}
	same := func(*zendesk.Macro) {}
	off := func(m *zendesk.Macro) { m.Active = false }
	other := wanted[1]
	other.ID = "9"
	for name, tt := range map[string]struct {
		listed  []zendesk.Macro
		deletes bool
		want    string
	}{
		"nothing there":                     {nil, false, "create English, create Português (BR)"},
		"all there":                         {[]zendesk.Macro{other, held("1", same)}, false, "keep English1, keep Português (BR)9"},
		"renamed by somebody":               {[]zendesk.Macro{other, held("1", func(m *zendesk.Macro) { m.Title = "A" })}, false, "edit English1, keep Português (BR)9"},
		"switched off by somebody":          {[]zendesk.Macro{other, held("1", off)}, false, "edit English1, keep Português (BR)9"},
		"an action added by somebody":       {[]zendesk.Macro{other, held("1", func(m *zendesk.Macro) { m.More = true })}, false, "edit English1, keep Português (BR)9"},
		"a note by somebody":                {[]zendesk.Macro{other, held("1", func(m *zendesk.Macro) { m.Public = false })}, false, "edit English1, keep Português (BR)9"},
		"twins of a lost answer":            {[]zendesk.Macro{other, held("1", off), held("2", same), held("3", same)}, false, "keep English2, delete English3, keep Português (BR)9"},
		"a stranger's of that title":        {[]zendesk.Macro{other, {ID: "5", Title: "ventana::ask::english", Active: true}}, false, "blocked English, keep Português (BR)9"},
		"a stranger's that is switched off": {[]zendesk.Macro{other, {ID: "5", Title: "Ventana::ask::English"}}, false, "create English, keep Português (BR)9"},
		"a stranger's of any other title":   {[]zendesk.Macro{other, held("1", same), {ID: "5", Title: "Refund", Description: "ventana:macro:x", Active: true}}, true, "keep English1, keep Português (BR)9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := planned(templatecode.PlanMacros(asked(t), tt.listed, tt.deletes)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for deletes, want := range map[bool]string{false: "keep English1", true: "delete English1"} {
		if got := planned(templatecode.PlanMacros(nil, []zendesk.Macro{held("1", same), held("2", off)}, deletes)); got != want {
			t.Errorf("without definitions, deletes %t: got %q, want %q", deletes, got, want)
		}
	}
}

// TestLanguageName_knowsEveryTemplateLanguage: agents read no code in a menu.
func TestLanguageName_knowsEveryTemplateLanguage(t *testing.T) {
	t.Parallel()
	const letters = "abcdefghijklmnopqrstuvwxyz"
	known := 0
	try := func(code string) {
		if !template.IsLanguage(code) {
			return
		}
		known++
		if templatecode.LanguageName(code) == code {
			t.Errorf("%s has no name", code)
		}
	}
	for _, a := range letters {
		for _, b := range letters {
			try(string(a) + string(b))
			for _, c := range letters {
				try(string([]rune{a, b, c}))
			}
		}
	}
	for _, code := range []string{"be_BY", "prs_AF", "ps_AF", "rw_RW", "si_LK", "ky_KG", "zh_CN"} { // never without their country
		try(code)
	}
	if known < 60 {
		t.Errorf("tried %d languages only", known)
	}
	for code, want := range map[string]string{"es": "Español", "pt_BR": "Português (BR)", "xx": "xx"} {
		if got := templatecode.LanguageName(code); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}
