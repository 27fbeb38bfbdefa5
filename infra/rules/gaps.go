package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ventana/shared/policy"
	"ventana/shared/template"
)

// Account is a WhatsApp Business Account with its templates.
type Account struct {
	WABA string
	// Numbers are our ids of its numbers.
	Numbers   []string
	Templates template.Catalogue
}

// Gap is something that a policy names and nobody has.
type Gap struct {
	Line, Column int    // from 1
	Field        string // as templates.rules[0].template
	What         string // what is missing, and what to do
}

// String is the form for people: line 4, column 9: field: what. It is that of
// policy.Problem.
func (g Gap) String() string { return policy.Problem(g).String() }

// Gaps lists what the policy names and the accounts do not have, in the order
// of its text: templates, their parameters, and numbers. text is the document
// that p was parsed of; it tells the places.
func Gaps(text []byte, p policy.Policy, accounts []Account) []Gap {
	f := &finder{text: read(text), accounts: accounts}
	for i, rule := range p.Templates.Rules {
		path := []any{"templates", "rules", i}
		f.numbers(append(path, "when", "number"), rule.When.Number)
		f.wanted(append(path, "template"), append(path, "values"), rule)
	}
	if name := p.Survey.Template; name != "" {
		at := []any{"survey", "template"}
		f.wanted(at, at, policy.Rule{Template: name})
	}
	if name := p.Window.Reminder.Template; name != "" {
		at := []any{"window", "reminder", "template"}
		f.wanted(at, at, policy.Rule{Template: name})
	}
	slices.SortStableFunc(f.gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(f.gaps, func(a, b Gap) bool { return a == b })
}

type finder struct {
	text     document
	accounts []Account
	gaps     []Gap
}

func (f *finder) gap(path []any, format string, values ...any) {
	line, column := f.text.place(path...)
	f.gaps = append(f.gaps, Gap{Line: line, Column: column, Field: field(path), What: fmt.Sprintf(format, values...)})
}

// numbers looks for a rule's numbers among all.
func (f *finder) numbers(path []any, wanted []string) {
	var known []string
	for _, account := range f.accounts {
		known = append(known, account.Numbers...)
	}
	for i, number := range wanted {
		if !slices.Contains(known, number) {
			f.gap(append(slices.Clone(path), i), "there is no number %s in the call document: it has %s", number, strings.Join(known, ", "))
		}
	}
}

// wanted looks for a rule's template in each account that the rule can concern,
// and for the rule's values among the template's parameters.
func (f *finder) wanted(template, values []any, rule policy.Rule) {
	concerned := slices.Clone(f.accounts)
	if len(rule.When.Number) > 0 {
		concerned = slices.DeleteFunc(concerned, func(a Account) bool {
			return !slices.ContainsFunc(rule.When.Number, func(number string) bool { return slices.Contains(a.Numbers, number) })
		})
	}
	for _, account := range concerned {
		versions := account.versions(rule.Template)
		if len(versions) == 0 {
			f.gap(template, "account %s has no template %s%s: nothing is sent there by it until it has", account.WABA, rule.Template, like(account.Templates.Suggest(rule.Template)))
			continue
		}
		if states := unsendable(versions); states != "" {
			f.gap(template, "account %s has %s in no state to be sent: %s", account.WABA, rule.Template, states)
		}
		f.parameters(values, rule, versions)
	}
}

// versions are the account's templates of a name that are not gone, one for
// each language.
func (a Account) versions(name string) []template.Template {
	var all []template.Template
	for _, language := range a.Templates.Languages(name) {
		one, known := a.Templates.Find(name, language)
		if known && one.Status != template.StatusDeleted && one.Status != template.StatusPendingDeletion {
			all = append(all, one)
		}
	}
	return all
}

// unsendable tells the state of each version where none can be sent.
func unsendable(versions []template.Template) string {
	var states []string
	for _, one := range versions {
		if one.Sendable() == nil {
			return ""
		}
		states = append(states, one.Language+" "+one.Status)
	}
	return strings.Join(states, ", ")
}

// parameters compares the values of a rule with what each version takes.
func (f *finder) parameters(path []any, rule policy.Rule, versions []template.Template) {
	for _, version := range versions {
		taken := map[string]bool{}
		for _, parameter := range version.Parameters() {
			taken[parameter.Key] = parameter.Required
			if _, given := rule.Values[parameter.Key]; parameter.Required && !given {
				f.gap(path, "template %s wants a value for %s: without it the template is not sent", rule.Template, parameter.Key)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(rule.Values)) {
			if _, known := taken[key]; !known {
				f.gap(append(slices.Clone(path), key), "template %s takes no %s%s: with it the template is not sent", rule.Template, key, takes(taken))
			}
		}
	}
}

// takes lists what a template must be given; what it may be given is rare.
func takes(parameters map[string]bool) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(parameters)) {
		if parameters[key] {
			all = append(all, key)
		}
	}
	if len(all) == 0 {
		return ", it takes none"
	}
	return ", it takes " + strings.Join(all, ", ")
}

// like proposes names.
func like(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(names, " or ") + "?)"
}
