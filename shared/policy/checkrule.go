package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What WhatsApp takes for a question in an open window: a question of so many
// characters, up to three buttons, else a list of up to ten rows.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
const (
	maxQuestionRunes = 1024
	maxButtons       = 3
	maxButtonRunes   = 20
	maxRows          = 10
	maxRowRunes      = 24
)

func checkRules(rules []Rule, r *reader) {
	names := map[string]int{}
	for i, rule := range rules {
		field := fmt.Sprintf("templates.rules[%d]", i)
		if r.told(field) {
			continue
		}
		requireKeys(r, field, "name", "when", "template")
		first, twice := names[rule.Name]
		r.written(field+".name", rule.Name != "" && rule.Name == strings.TrimSpace(rule.Name), "a rule has a name by which people find it")
		r.written(field+".name", !twice, "%q is the name of templates.rules[%d] already: give each its own", rule.Name, first)
		names[rule.Name] = i
		checkTemplate(r, field+".template", rule.Template)
		if r.wrote(field + ".when") {
			checkWhen(rule.When, field+".when", r)
		}
		checkValues(rule.Values, field+".values", r)
	}
}

func checkWhen(w When, field string, r *reader) {
	requireKeys(r, field, "purpose")
	r.written(field+".purpose", len(w.Purpose) > 0, "list at least one of reply, waiting, closed, reminder, survey")
	for i, purpose := range w.Purpose {
		oneOf(r, fmt.Sprintf("%s.purpose[%d]", field, i), purpose, purposes())
	}
	for i, status := range w.Status {
		oneOf(r, fmt.Sprintf("%s.status[%d]", field, i), status, statuses())
	}
	checkWords(r, field+".tags.any", w.Tags.Any)
	checkWords(r, field+".tags.none", w.Tags.None)
	for _, tag := range w.Tags.Any {
		r.written(field+".tags.none", !contains(w.Tags.None, tag), "%q is in any and in none: keep it in one of them", tag)
	}
	checkWords(r, field+".group", w.Group)
	checkWords(r, field+".number", w.Number)
	for i, language := range w.Language {
		checkCustomerLanguage(r, fmt.Sprintf("%s.language[%d]", field, i), language)
	}
	over, under := field+".hours_since_customer.over", field+".hours_since_customer.under"
	r.written(over, w.Hours.Over > 0, "write hours, more than 0")
	r.written(under, w.Hours.Under > 0, "write hours, more than 0")
	r.written(under, !r.wrote(over) || w.Hours.Under > w.Hours.Over, "nothing is over %g and under %g: write under larger than over", w.Hours.Over, w.Hours.Under)
}

func checkValues(values map[string]string, field string, r *reader) {
	for parameter, source := range values {
		at := join(field, parameter)
		r.written(at, regexp.MustCompile(`^[a-z0-9_.]+$`).MatchString(parameter), "%q is no parameter: write its name or its number, as first_name or 1", parameter)
		_, err := parseSource(source)
		r.written(at, err == nil, "%v", err)
		r.written(at, strings.TrimSpace(source) != "", "empty: WhatsApp takes no empty parameter")
	}
}

func checkSurvey(p Policy, r *reader) {
	s := p.Survey
	checkShare(r, "survey.sample", s.Sample)
	r.written("survey.after", s.After >= 0 && s.After <= 30*day, "write from 0s to 720h")
	r.written("survey.template", s.Template != "", "empty: take the key out")
	if s.Template != "" {
		checkTemplate(r, "survey.template", s.Template)
	}
	for i, status := range s.Statuses {
		oneOf(r, fmt.Sprintf("survey.statuses[%d]", i), status, statuses())
	}
	r.written("survey.statuses", len(s.Statuses) > 0, "list at least one status, as solved; to ask nobody write enabled: false")
	for _, language := range slices.Sorted(maps.Keys(s.Question)) {
		field := join("survey.question", language)
		checkCustomerLanguage(r, field, language)
		length := utf8.RuneCountInString(s.Question[language])
		r.written(field, length > 0 && length <= maxQuestionRunes, "the question has %d characters: WhatsApp takes from 1 to %d", length, maxQuestionRunes)
	}
	checkChoices(s, r)
	if s.Enabled && s.Template == "" && len(s.Question) == 0 && !hasPurpose(p.Templates.Rules, PurposeSurvey) {
		r.add("survey.enabled", "there is nothing to ask with: write question and choices, template, or a rule of purpose survey")
	}
}

func checkChoices(s Survey, r *reader) {
	var first string
	for _, language := range slices.Sorted(maps.Keys(s.Choices)) {
		field, choices := join("survey.choices", language), s.Choices[language]
		checkCustomerLanguage(r, field, language)
		r.written(field, len(choices) >= 2 && len(choices) <= maxRows, "%d choices: WhatsApp takes up to %d, and a question has at least two", len(choices), maxRows)
		if first == "" {
			first = field
		}
		r.written(field, len(choices) == len(s.Choices[strings.TrimPrefix(first, "survey.choices.")]), "%d choices, and %s has another number: the place of a choice is its score", len(choices), first)
		most := maxRowRunes
		if len(choices) <= maxButtons {
			most = maxButtonRunes
		}
		for i, choice := range choices {
			length := utf8.RuneCountInString(choice)
			r.written(fmt.Sprintf("%s[%d]", field, i), length > 0 && length <= most, "%d characters: WhatsApp takes from 1 to %d where there are %d choices", length, most, len(choices))
			r.written(fmt.Sprintf("%s[%d]", field, i), slices.Index(choices, choice) == i, "listed twice: the answer could not be told apart")
		}
	}
	for _, language := range slices.Sorted(maps.Keys(s.Question)) {
		if question, _, ok := s.In(language); !ok || question != s.Question[language] {
			r.add(join("survey.question", language), `the question has no choices: write them under survey.choices, by this language or ""`)
		}
	}
}

// checkPurposes refuses a wish that no rule can fulfil.
func checkPurposes(p Policy, r *reader) {
	if p.Window.ClosedReply == Send && !hasPurpose(p.Templates.Rules, PurposeReply) && !r.told("templates.rules") {
		r.add("window.closed_reply", "send needs a template: write a rule of purpose reply in templates.rules, or suggest")
	}
	if p.Window.Reminder.On() && p.Window.Reminder.Template == "" && !hasPurpose(p.Templates.Rules, PurposeReminder) {
		r.add("window.reminder.template", "required: no rule of templates.rules has the purpose reminder")
	}
}

func hasPurpose(rules []Rule, purpose Purpose) bool {
	return slices.ContainsFunc(rules, func(rule Rule) bool { return slices.Contains(rule.When.Purpose, purpose) })
}
