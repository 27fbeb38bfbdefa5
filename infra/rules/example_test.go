package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ventana/infra/rules"
	"ventana/infra/templatecode"
	"ventana/shared/policy"
	"ventana/shared/template"
)

const (
	policies  = "../policies"
	templates = "../templates"
)

// definitionsOf are the templates that an example policy may name: those that
// are shipped to all, and those of the folder that is called as the policy.
func definitionsOf(t *testing.T, name string) []template.Definition {
	t.Helper()
	all, err := templatecode.Load(templates)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(templates, name)
	if _, err := os.Stat(own); os.IsNotExist(err) {
		return all
	}
	more, err := templatecode.Load(own)
	if err != nil {
		t.Fatal(err)
	}
	return append(all, more...)
}

// approvedOf is an account in which all of them are approved.
func approvedOf(t *testing.T, p policy.Policy, definitions []template.Definition) rules.Account {
	t.Helper()
	account := rules.Account{WABA: "one"}
	var all []template.Template
	for _, definition := range definitions {
		for _, wording := range definition.Wordings {
			one, err := definition.Template(wording.Language)
			if err != nil {
				t.Fatal(err)
			}
			one.Status = template.StatusApproved
			all = append(all, one)
		}
	}
	for _, rule := range p.Templates.Rules {
		account.Numbers = append(account.Numbers, rule.When.Number...)
	}
	account.Templates = template.NewCatalogue(all)
	return account
}

// TestExamples_nameTemplatesThatAreShipped: every template of every example policy
// is defined, takes the values that its rule gives, passes lint, and is worded in
// a language that the policy would try.
func TestExamples_nameTemplatesThatAreShipped(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(policies, "*.yaml"))
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d policies, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := policy.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			definitions := definitionsOf(t, name)
			for _, gap := range rules.Gaps(text, p, []rules.Account{approvedOf(t, p, definitions)}) {
				t.Errorf("%s:%s", file, gap)
			}
			for _, finding := range template.Lint(definitions...) {
				t.Error(finding)
			}
			for _, rule := range p.Templates.Rules {
				speaks(t, p, rule, definitions)
			}
			if len(p.Templates.Rules) > 0 && len(rules.Gaps(text, p, []rules.Account{{WABA: "one"}})) == 0 {
				t.Error("nothing is missed where nothing is defined: this test holds nothing")
			}
		})
	}
}

// speaks tells of a rule whose template is in no language that some customer of
// the policy is written to in.
func speaks(t *testing.T, p policy.Policy, rule policy.Rule, definitions []template.Definition) {
	t.Helper()
	at := slices.IndexFunc(definitions, func(d template.Definition) bool { return d.Name == rule.Template })
	if at < 0 {
		return // told as a gap
	}
	for customer, tried := range p.Languages.Customers {
		if len(rule.When.Language) > 0 && !slices.Contains(rule.When.Language, customer) {
			continue
		}
		tried = append(slices.Clone(tried), p.Languages.Default)
		if !slices.ContainsFunc(definitions[at].Wordings, func(w template.Wording) bool { return slices.Contains(tried, w.Language) }) {
			t.Errorf("rule %q: %s is in none of %q, which customers of %s are written to in", rule.Name, rule.Template, tried, customer)
		}
	}
}

// TestExamples_folderHasAPolicy: a definition that no policy leads to is forgotten.
func TestExamples_folderHasAPolicy(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(templates)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(templates, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	folders := 0
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		folders++
		if _, err := os.Stat(filepath.Join(policies, entry.Name()+".yaml")); err != nil {
			t.Errorf("%s belongs to no policy: %v", entry.Name(), err)
		}
		all, err := templatecode.Load(filepath.Join(templates, entry.Name()))
		if err != nil {
			t.Error(err)
		}
		for _, definition := range all {
			if name := filepath.Base(definition.File); name != definition.Name+".yaml" || !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("%s defines %s, or README.md does not name it", definition.File, definition.Name)
			}
		}
	}
	if folders == 0 {
		t.Error("no folder of an example was found")
	}
}
