package conversation

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"ventana/shared/policy"
	"ventana/shared/pricing"
	"ventana/shared/provider"
	"ventana/shared/template"
)

// Means is what can be sent besides words: approved templates, the deployer's
// rules, what the rules look at, and what messages to the customer cost.
type Means struct {
	Catalogue template.Catalogue
	Policy    policy.Policy
	Facts     policy.Facts
	Quote     pricing.Quote
	Tier      Tier
}

// Tier is what WhatsApp's messaging limit leaves for a template to this customer
// outside the window.
type Tier struct {
	Full   bool      // WhatsApp would refuse one more person
	RoomAt time.Time // when there is room again
}

// PriceOf is what the template of a decision costs; false where there is none or
// nobody knows its price.
func (m Means) PriceOf(d Decision) (pricing.Money, bool) {
	chosen, ok := d.Content.(provider.Template)
	if !ok {
		return 0, false
	}
	return m.Quote.Of(strings.ToLower(chosen.Category))
}

// WhenApproved are the means as if every template were approved and there were room
// for it: by them a
// command whose template was sent, and has been paused since, says once more what
// it said. Nothing is sent by them.
func (m Means) WhenApproved() Means {
	all := m.Catalogue.All()
	for i := range all {
		all[i].Status = template.StatusApproved
	}
	m.Catalogue, m.Tier = template.NewCatalogue(all), Tier{}
	return m
}

// ErrNoTemplateNamed: a command for a template that names none.
var ErrNoTemplateNamed = errors.New("no template is named")

// verbTemplate begins a command that sends a template.
const verbTemplate = "template"

// DecideTemplate reads the rest of "/wa template NAME [language] [key=value …]":
// ActSay with the filled template, or ActWrongTemplate with what is wrong. What
// the command leaves out, the policy's rule for that template fills. A template
// needs no open window.
func DecideTemplate(means Means, rest string) Decision {
	words, whole := wordsOf(rest)
	if len(words) == 0 {
		return Decision{Act: ActWrongTemplate, Wrong: ErrNoTemplateNamed}
	}
	name, languages, given := words[0], policy.LanguagesFor(means.Policy, means.Facts.Language), map[string]string{}
	for i, word := range words[1:] {
		key, value, assigned := strings.Cut(word, "=")
		_, twice := given[key]
		switch {
		case assigned && !twice:
			given[key] = value
		case i == 0 && template.IsLanguage(template.Code(word)):
			languages = []string{template.Code(word)}
		default:
			return Decision{Act: ActWrongTemplate, Command: name, Wrong: &StrayWordError{Word: word}}
		}
	}
	if !whole {
		return Decision{Act: ActWrongTemplate, Command: name, Wrong: &StrayWordError{Word: words[len(words)-1]}}
	}
	choice, err := means.Catalogue.Choose(name, languages)
	if err != nil {
		return Decision{Act: ActWrongTemplate, Command: name, Wrong: err}
	}
	values := means.valuesFor(choice.Template)
	maps.Copy(values, given)
	filled, err := choice.Template.Fill(values)
	if err != nil {
		return Decision{Act: ActWrongTemplate, Command: name, Wrong: err}
	}
	return Decision{Act: ActSay, Content: provider.Template{Filled: filled}}
}

// valuesFor is what the policy would fill into a template, of what it takes.
func (m Means) valuesFor(wanted template.Template) map[string]string {
	values := map[string]string{}
	only := m.Policy
	only.Templates.Rules = slices.DeleteFunc(slices.Clone(m.Policy.Templates.Rules), func(r policy.Rule) bool { return r.Template != wanted.Name })
	for i := range only.Templates.Rules {
		only.Templates.Rules[i].When = policy.When{Purpose: []policy.Purpose{m.Facts.Purpose}}
	}
	here := func(name string, _ []string) (string, bool) { return wanted.Language, name == wanted.Name }
	choice, _ := policy.Choose(only, m.Facts, here)
	for _, parameter := range wanted.Parameters() {
		if value, known := choice.Values[parameter.Key]; known {
			values[parameter.Key] = value
		}
	}
	return values
}

// StrayWordError is a word of a command that is neither a language nor a value:
// also the second value of a key, and words after a quotation mark that nothing
// closes, because nobody can tell which was meant.
type StrayWordError struct{ Word string }

// Error does not repeat the word: it may be a customer's.
func (e *StrayWordError) Error() string { return "a word is neither a language nor key=value" }

// DecideClosed says what becomes of a reply into a closed window: the template
// that the policy's rules choose, offered or sent; the reply kept until the
// customer writes, whether or not a template fits; or nothing but the refusal.
func DecideClosed(means Means) Decision {
	offer := Offer(means)
	switch reply := means.Policy.Window.ClosedReply; {
	case reply == policy.Keep:
		offer.Act, offer.Wrong = ActKeep, nil
	case reply == policy.Send && offer.Act == ActSuggest:
		offer.Act = ActSay
	}
	return offer
}

// Offer is the template of the first rule that fits and can be filled, as
// ActSuggest, whatever the policy says about replies; without one ActRefuseClosed,
// with what was wrong with the first that could not be filled.
func Offer(means Means) Decision {
	refused := Decision{Act: ActRefuseClosed}
	rules := means.Policy
	for {
		choice, found := policy.Choose(rules, means.Facts, means.lookup)
		chosen, known := means.Catalogue.Find(choice.Template, choice.Language)
		if !found || !known {
			return refused
		}
		filled, err := chosen.Fill(choice.Values)
		if err == nil {
			return Decision{Act: ActSuggest, Content: provider.Template{Filled: filled}, Command: CommandFor(chosen, choice.Values), Rule: choice.Rule}
		}
		if refused.Wrong == nil {
			refused.Wrong = err
		}
		at := slices.IndexFunc(rules.Templates.Rules, func(r policy.Rule) bool { return r.Name == choice.Rule })
		if at < 0 { // the template of the purpose's own section, which is tried last
			return refused
		}
		rules.Templates.Rules = rules.Templates.Rules[at+1:]
	}
}

// lookup finds the first language in which a template may be sent.
func (m Means) lookup(name string, languages []string) (string, bool) {
	choice, err := m.Catalogue.Choose(name, languages)
	if err != nil {
		return "", false
	}
	return choice.Template.Language, true
}

// CommandFor is the command that sends a template with these values, ready to
// be pasted into an internal note.
func CommandFor(t template.Template, values map[string]string) string {
	parts := []string{commandWord, verbTemplate, t.Name, t.Language}
	for _, parameter := range t.Parameters() {
		if value, given := values[parameter.Key]; given {
			parts = append(parts, parameter.Key+"="+quoted(value))
		} else if parameter.Required {
			parts = append(parts, parameter.Key+"=…")
		}
	}
	return strings.Join(parts, " ")
}

// quoted puts a value that is not one word into quotation marks. Those inside
// become single ones: a command has no way to write them.
func quoted(value string) string {
	if value != "" && !strings.ContainsAny(value, marks) && !strings.ContainsFunc(value, unicode.IsSpace) {
		return value
	}
	return `"` + strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return '\''
		}
		return r
	}, value) + `"`
}

// blanks part the words of a command, and marks hold several together.
const (
	blanks = " \t\n\u00a0"
	marks  = "\"“”„«»"
)

// wordsOf are the words of a command; key="several words" is one. Agents' desks
// turn straight quotation marks into curly ones, which count alike. The words are
// not whole when the last quotation mark is not closed.
func wordsOf(text string) (words []string, whole bool) {
	var word strings.Builder
	inside, any := false, false
	for _, r := range text {
		switch {
		case strings.ContainsRune(marks, r):
			inside, any = !inside, true
		case !inside && strings.ContainsRune(blanks, r):
			if any {
				words = append(words, word.String())
			}
			word.Reset()
			any = false
		default:
			word.WriteRune(r)
			any = true
		}
	}
	if any {
		words = append(words, word.String())
	}
	return words, !inside
}
