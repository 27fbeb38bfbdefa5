package templates_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ventana/shared/template"
)

// shipped are the definitions of this folder.
func shipped(t *testing.T) []template.Definition {
	t.Helper()
	files, err := filepath.Glob("*.yaml")
	if err != nil || len(files) != 4 {
		t.Fatalf("found %d definitions (%v), want 4", len(files), err)
	}
	var all []template.Definition
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		definition, err := template.Parse(file, text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, definition)
	}
	return all
}

func TestShipped_isClean(t *testing.T) {
	t.Parallel()
	for _, finding := range template.Lint(shipped(t)...) {
		t.Error(finding)
	}
}

func TestShipped_speaksThreeLanguagesAndIsNamedAsItsFile(t *testing.T) {
	t.Parallel()
	for _, definition := range shipped(t) {
		if definition.Name+".yaml" != definition.File {
			t.Errorf("%s defines %s", definition.File, definition.Name)
		}
		var languages []string
		for _, wording := range definition.Wordings {
			languages = append(languages, wording.Language)
		}
		if want := []string{"es", "en", "pt_BR"}; !slices.Equal(languages, want) {
			t.Errorf("%s has %v, want %v", definition.File, languages, want)
		}
	}
}

// TestShipped_takesItsExamples fills every template with its own samples, as it
// would be sent once approved.
func TestShipped_takesItsExamples(t *testing.T) {
	t.Parallel()
	for _, definition := range shipped(t) {
		for _, wording := range definition.Wordings {
			approved, err := definition.Template(wording.Language)
			if err != nil {
				t.Fatal(err)
			}
			approved.Status = template.StatusApproved
			values := map[string]string{}
			for _, parameter := range definition.Parameters {
				values[parameter.Name] = parameter.Example(wording.Language)
			}
			filled, err := approved.Fill(values)
			if err != nil {
				t.Errorf("%s (%s): %v", definition.Name, wording.Language, err)
			}
			if filled.Text == "" || strings.Contains(filled.Text, "{{") {
				t.Errorf("%s (%s) reads %q", definition.Name, wording.Language, filled.Text)
			}
		}
	}
}

// TestReadme_namesEveryFileAndRule: the page is all that a deployer reads.
func TestReadme_namesEveryFileAndRule(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := template.Rules()
	for _, definition := range shipped(t) {
		want = append(want, definition.File)
		for _, parameter := range definition.Parameters {
			want = append(want, parameter.Name)
		}
	}
	for _, kind := range []template.ActionKind{template.ActionCreate, template.ActionEdit, template.ActionKeep, template.ActionDelete, template.ActionBlocked} {
		want = append(want, string(kind))
	}
	for _, word := range slices.Concat(want, template.Purposes()) {
		if !strings.Contains(string(page), "`"+word+"`") {
			t.Errorf("README.md does not name %s", word)
		}
	}
}
