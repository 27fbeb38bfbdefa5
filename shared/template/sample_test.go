package template_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/shared/template"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// list is the provider's answer of testdata/list.json.
func list(t testing.TB) []template.Template {
	t.Helper()
	var page struct{ Data []template.Template }
	if err := json.Unmarshal(file(t, "list.json"), &page); err != nil {
		t.Fatal(err)
	}
	return page.Data
}

// approved is a template with these components.
func approved(named bool, components ...template.Component) template.Template {
	return template.Template{
		Name: "t", Language: "en", Category: template.CategoryUtility, Status: template.StatusApproved, Named: named, Components: components,
	}
}

func body(text string) template.Component {
	return template.Component{Type: template.TypeBody, Text: text}
}

func heading(text string) template.Component {
	return template.Component{Type: template.TypeHeader, Format: template.FormatText, Text: text}
}

func buttons(all ...template.Button) template.Component {
	return template.Component{Type: template.TypeButtons, Buttons: all}
}
