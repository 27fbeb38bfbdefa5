package template_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"ventana/shared/template"
)

// FuzzFill: whatever the template and the values, either all problems are told
// or what would be sent keeps WhatsApp's rules.
func FuzzFill(f *testing.F) {
	f.Add(`{"status":"APPROVED","components":[{"type":"BODY","text":"a {{1}} b {{2}} c"}]}`, "x", "y")
	f.Add(`{"status":"APPROVED","parameter_format":"NAMED","components":[{"type":"HEADER","format":"TEXT","text":"{{n}}"},{"type":"BODY","text":"a {{n}} {{m}} {{n}}"}]}`, "{{m}}", "  ")
	f.Add(`{"status":"APPROVED","components":[{"type":"HEADER","format":"LOCATION"},{"type":"BUTTONS","buttons":[{"type":"URL","url":"https://e.com/{{1}}"},{"type":"COPY_CODE"}]}]}`, "1,2,a,b", "z")
	f.Add(`{"status":"APPROVED","category":"AUTHENTICATION","components":[{"type":"BUTTONS","buttons":[{"type":"OTP"}]}]}`, "1", "2")
	f.Fuzz(func(t *testing.T, raw, first, second string) {
		var one template.Template
		if json.Unmarshal([]byte(raw), &one) != nil {
			return
		}
		given := map[string]string{}
		parameters := one.Parameters()
		for i, p := range parameters {
			given[p.Key] = first
			if i%2 == 1 {
				given[p.Key] = second
			}
			if p.Key == "" {
				t.Fatal("a parameter without key")
			}
		}
		if len(given) != len(parameters) {
			t.Fatal("two parameters with one key")
		}
		filled, err := one.Fill(given)
		if err != nil {
			var form *template.FormError
			var unsendable *template.UnsendableError
			if !errors.As(err, &form) && !errors.As(err, &unsendable) || form != nil && len(form.Problems) == 0 {
				t.Fatalf("error %v of an unknown kind", err)
			}
			return
		}
		for _, value := range filled.Body {
			if strings.ContainsAny(value.Text, "\n\r\t") || strings.Contains(value.Text, "     ") || value.Text == "" || (value.Name != "") != one.Named {
				t.Fatalf("the body takes %+v", value)
			}
		}
		if b := one.Body(); len(filled.Body) == 0 && utf8.RuneCountInString(b) <= template.MaxBodyRunes && utf8.ValidString(b) && !strings.Contains(filled.Text, b) {
			t.Fatalf("the text %q lacks the body %q", filled.Text, b)
		}
	})
}

// FuzzParse: every text is a definition or has problems with their place, and
// what is a definition can be linted and written.
func FuzzParse(f *testing.F) {
	f.Add(file(f, "rich.yaml"))
	f.Add(file(f, "clean.yaml"))
	f.Add([]byte(head + "languages:\n  es: &a {body: x}\n  en: *a\n"))
	f.Add([]byte("a: [\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := template.Parse("f.yaml", text)
		if err != nil {
			var wrong *template.DefinitionError
			if !errors.As(err, &wrong) || len(wrong.Problems) == 0 {
				t.Fatalf("error %v of an unknown kind", err)
			}
			for _, p := range wrong.Problems {
				if p.Line < 1 || p.Message == "" {
					t.Fatalf("problem %+v has no place", p)
				}
			}
			return
		}
		for _, finding := range template.Lint(d) {
			if finding.Line < 1 || finding.Rule == "" {
				t.Fatalf("finding %+v has no place", finding)
			}
		}
		for _, w := range d.Wordings {
			want, err := d.Template(w.Language)
			if err != nil {
				t.Fatal(err)
			}
			if raw, err := template.CreateBody(want); err != nil || !json.Valid(raw) {
				t.Fatalf("body %s: %v", raw, err)
			}
		}
	})
}
