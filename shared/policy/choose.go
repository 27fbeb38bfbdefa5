package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Facts are what the rules look at.
type Facts struct {
	Purpose  Purpose
	Status   string // the ticket's
	Tags     []string
	Group    string // its name in the helpdesk
	Number   string // our id
	Language string // the customer's, as es, pt-BR or ""
	// SinceCustomer is the time since the customer last wrote; negative when never.
	SinceCustomer time.Duration
	// Fields are the values of what a source may name, by that name, as
	// contact.first_name or ticket.field.360001.
	Fields map[string]string
}

// Lookup finds the first of the languages in which the named template may be
// sent now.
type Lookup func(name string, languages []string) (language string, ok bool)

// Choice is a template, ready to be sent or offered.
type Choice struct {
	Rule     string // the rule's name; survey.template or window.reminder.template where no rule fitted
	Template string
	Language string // of the template
	// Values are people's: never log them.
	Values map[string]string
	// Why has a line for each rule that was looked at, the last one's last. It
	// names rules, templates and conditions, never a person.
	Why []string
}

// Choose takes the first rule that fits the facts, whose template lookup finds
// in a language of the customer, and whose values are all known. A survey and a
// reminder fall back on the template of their own section. Without a choice only
// Why is filled.
func Choose(p Policy, facts Facts, lookup Lookup) (Choice, bool) {
	languages := LanguagesFor(p, facts.Language)
	var choice Choice
	for _, rule := range slices.Concat(p.Templates.Rules, ownTemplate(p, facts.Purpose)) {
		language, values, reason := rule.try(facts, languages, lookup)
		if reason != "" {
			choice.Why = append(choice.Why, fmt.Sprintf("rule %q: %s", rule.Name, reason))
			continue
		}
		choice.Why = append(choice.Why, fmt.Sprintf("rule %q fits: template %s in %s", rule.Name, rule.Template, language))
		choice.Rule, choice.Template, choice.Language, choice.Values = rule.Name, rule.Template, language, values
		return choice, true
	}
	if len(choice.Why) == 0 {
		choice.Why = []string{"the policy has no rule"}
	}
	return choice, false
}

// ownTemplate is the template of a purpose's own section, as a last rule.
func ownTemplate(p Policy, purpose Purpose) []Rule {
	own := Rule{When: When{Purpose: []Purpose{purpose}}}
	switch purpose {
	case PurposeSurvey:
		own.Name, own.Template = "survey.template", p.Survey.Template
	case PurposeReminder:
		own.Name, own.Template = "window.reminder.template", p.Window.Reminder.Template
	case PurposeReply, PurposeWaiting, PurposeClosed:
	}
	if own.Template == "" {
		return nil
	}
	return []Rule{own}
}

// try gives the template's language and values, or why the rule is passed over.
func (r Rule) try(facts Facts, languages []string, lookup Lookup) (language string, values map[string]string, reason string) {
	if reason := r.When.misses(facts); reason != "" {
		return "", nil, reason
	}
	language, ok := lookup(r.Template, languages)
	if !ok {
		return "", nil, fmt.Sprintf("template %s may not be sent in any of %s", r.Template, strings.Join(languages, ", "))
	}
	values = map[string]string{}
	for _, parameter := range slices.Sorted(maps.Keys(r.Values)) {
		value, err := expand(r.Values[parameter], facts.Fields)
		if err != nil {
			return "", nil, fmt.Sprintf("values.%s: %v", parameter, err)
		}
		values[parameter] = value
	}
	return language, values, ""
}

// misses names the first part of the condition that does not hold; empty when
// all do.
func (w When) misses(facts Facts) string {
	switch {
	case !slices.Contains(w.Purpose, facts.Purpose):
		return fmt.Sprintf("it is not for %s", facts.Purpose)
	case !admits(w.Status, facts.Status):
		return fmt.Sprintf("the status is %s, not %s", facts.Status, strings.Join(w.Status, " or "))
	case len(w.Tags.Any) > 0 && !slices.ContainsFunc(w.Tags.Any, func(tag string) bool { return slices.Contains(facts.Tags, tag) }):
		return "it lacks the tag " + strings.Join(w.Tags.Any, " or ")
	case slices.ContainsFunc(w.Tags.None, func(tag string) bool { return slices.Contains(facts.Tags, tag) }):
		return "it has a tag of " + strings.Join(w.Tags.None, ", ")
	case !admits(w.Group, facts.Group):
		return "it is another group's"
	case !admits(w.Number, facts.Number):
		return "it is another number's"
	case !admits(w.Language, facts.Language) && !admits(w.Language, base(facts.Language)):
		return fmt.Sprintf("the customer's language is %q", facts.Language)
	}
	return w.Hours.misses(facts.SinceCustomer)
}

func (h Hours) misses(since time.Duration) string {
	never := since < 0
	switch {
	case h.Over > 0 && !never && since.Hours() <= h.Over:
		return fmt.Sprintf("the customer wrote less than %gh ago", h.Over)
	case h.Under > 0 && (never || since.Hours() >= h.Under):
		return fmt.Sprintf("the customer has not written for %gh", h.Under)
	}
	return ""
}

// admits: a list that is left out takes everything.
func admits(list []string, value string) bool {
	return len(list) == 0 || slices.Contains(list, value)
}
