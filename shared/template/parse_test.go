package template_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ventana/shared/template"
)

// rich is the definition of testdata/rich.yaml.
func rich(t testing.TB) template.Definition {
	t.Helper()
	return parsed(t, string(file(t, "rich.yaml")))
}

func parsed(t testing.TB, text string) template.Definition {
	t.Helper()
	d, err := template.Parse("rich.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParse_readsADefinition(t *testing.T) {
	t.Parallel()
	want := template.Definition{
		File: "rich.yaml", Name: "order_ready", Category: "UTILITY", Purpose: "reply", Description: "The order waits at the counter.", TTL: 12 * time.Hour,
		Parameters: []template.DefinedParameter{
			{Name: "order", Description: "number of the order", Examples: map[string]string{"": "991"}},
			{Name: "until", Description: "last day", Examples: map[string]string{"es": "24 de mayo", "en": "24 May"}},
		},
		Wordings: []template.Wording{
			{
				Language: "es", Header: template.DefinedHeader{Format: "TEXT", Text: "Pedido {{order}}"},
				Body: "Su pedido {{order}} está listo. Le espera hasta el {{until}} en la tienda.", Footer: "Acme",
				Buttons: []template.Button{
					{Type: "QUICK_REPLY", Text: "Iré hoy"}, {Type: "URL", Text: "Ver pedido", URL: "https://example.com/o/{{order}}"},
					{Type: "PHONE_NUMBER", Text: "Llamar", Phone: "+34910000000"}, {Type: "COPY_CODE", Example: "AB12"},
				},
				Macro: "Su pedido {{ticket.id}} está listo.",
			},
			{
				Language: "en", Header: template.DefinedHeader{Format: "IMAGE", Handle: "4::aW1hZ2U="},
				Body: "Your order {{order}} is ready. It waits until {{until}} in the shop.",
			},
		},
	}
	got := rich(t)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(template.Definition{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for field, line := range map[string]int{"name": 1, "languages.es.buttons[1].url": 21, "languages.es.buttons[1].nothing": 21, "parameters[1].example.en": 12, "nothing": 1} {
		if got := got.Line(field); got != line {
			t.Errorf("%s stands on line %d, want %d", field, got, line)
		}
	}
}

func TestParse_tellsEveryProblemWithItsPlace(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing", "", "f.yaml:1: is empty: write name, category, purpose and languages"},
		{"a comment alone", "# hello\n", "f.yaml:1: is empty: write name, category, purpose and languages"},
		{"a list", "- a\n", "f.yaml:1: write a mapping, key: value"},
		{"broken YAML", "name: a\n\tb: c\n", "f.yaml:2: found a tab character that violates indentation"},
		{"two documents", "name: a\n---\nname: b\n", "f.yaml:2: holds more than one document: one file is one purpose"},
		{
			"missing keys", "{}\n",
			"f.yaml:1: name: is missing\nf.yaml:1: category: is missing\nf.yaml:1: purpose: is missing\nf.yaml:1: languages: is missing",
		},
		{
			"misspelt, repeated and empty keys", head + "catgory: x\nname: again\nqqq: 1\ndescription:\nlanguages: {es: {body: a}}\n",
			"f.yaml:4: catgory: no such key: did you mean category?\nf.yaml:5: name: stands twice: remove one\n" +
				"f.yaml:6: qqq: no such key: use name, category, purpose, description, ttl, parameters, languages\nf.yaml:7: description: is empty: give a text, or remove the key",
		},
		{
			"categories", "name: a\npurpose: reply\ncategory: AUTHENTICATION\nlanguages: {es: {body: a}}\n",
			"f.yaml:3: category: the text of authentication templates is WhatsApp's own: make it in WhatsApp Manager",
		},
		{"a category of our own", "name: a\npurpose: reply\ncategory: news\nlanguages: {es: {body: a}}\n", "f.yaml:3: category: is not a category: write UTILITY or MARKETING"},
		{"a time without unit", head + "ttl: 12\nlanguages: {es: {body: a}}\n", "f.yaml:4: ttl: is no duration: write 12h or 30m, in whole seconds"},
		{"half a second", head + "ttl: 1500ms\nlanguages: {es: {body: a}}\n", "f.yaml:4: ttl: is no duration: write 12h or 30m, in whole seconds"},
		{"no language", head + "languages: {}\n", "f.yaml:4: languages: is empty: give one language at least"},
		{"aliases", head + "description: &a b\nlanguages:\n  es:\n    body: *a\n", "f.yaml:7: languages.es.body: aliases are not understood: write the text out"},
		{"merged keys", head + "languages:\n  es: {<<: {body: a}, body: b}\n", "f.yaml:5: languages.es: keys are plain words, and << is not understood: write the members out"},
		{
			"parameters", head + "parameters:\n  - name: a\n  - b\nlanguages: {es: {body: a}}\n",
			"f.yaml:5: parameters[0].description: is missing\nf.yaml:5: parameters[0].example: is missing\nf.yaml:6: parameters[1]: write a mapping, key: value",
		},
		{"parameters that are no list", head + "parameters: a\nlanguages: {es: {body: a}}\n", "f.yaml:4: parameters: write a list, each item after a dash"},
		{"no body", head + "languages:\n  es: {footer: a}\n", "f.yaml:5: languages.es.body: is missing"},
		{"a body of many", head + "languages:\n  es: {body: [a]}\n", "f.yaml:5: languages.es.body: write a text"},
		{
			"headers", head + "languages:\n  es: {body: a, header: {format: TEXT}}\n  en: {body: b, header: {handle: x}}\n",
			"f.yaml:5: languages.es.header.format: is no format of a file: write IMAGE, VIDEO, DOCUMENT, GIF or LOCATION, and a text as header: text\n" +
				"f.yaml:6: languages.en.header.format: is missing",
		},
		{
			"buttons", head + "languages:\n  es:\n    body: a\n    buttons:\n      - text: a\n      - url: https://e.com\n      - {url: a, phone: b, text: c}\n      - {quick_reply: a, text: b}\n      - a\n",
			"f.yaml:8: languages.es.buttons[0]: lacks its type: quick_reply, url, phone or copy_code\n" +
				"f.yaml:9: languages.es.buttons[1].text: is missing: what the button says\n" +
				"f.yaml:10: languages.es.buttons[2].phone: a button is one of quick_reply, url, phone and copy_code\n" +
				"f.yaml:11: languages.es.buttons[3].text: is for url and phone: a quick reply says its own text, and WhatsApp names the button of a code\n" +
				"f.yaml:12: languages.es.buttons[4]: write a mapping, key: value",
		},
		{"too much", strings.Repeat(" ", template.MaxDefinitionBytes+1), "f.yaml:1: has more than 1048576 bytes: one file is one purpose"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := template.Parse("f.yaml", []byte(tt.text))
			var wrong *template.DefinitionError
			if !errors.As(err, &wrong) {
				t.Fatalf("error %v, want a DefinitionError", err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.Name != "" {
				t.Error("half a definition came with the error")
			}
		})
	}
}

// head are the first three lines that every definition has.
const head = "name: a\ncategory: UTILITY\npurpose: reply\n"

func TestParse_takesTextsAsTheyStand(t *testing.T) {
	t.Parallel()
	d := parsed(t, head+"languages:\n  no: {body: 007}\n  es:\n    body: |\n\n      uno \n\n      dos\r\n\n")
	if len(d.Wordings) != 2 || d.Wordings[0].Language != "no" || d.Wordings[0].Body != "007" || d.Wordings[1].Body != "uno \n\ndos" {
		t.Errorf("read %+v", d.Wordings)
	}
}
