package template

import (
	"fmt"
	"slices"
	"strings"
)

// Catalogue is the templates of one account at one moment. The zero value is
// empty. It is never changed, so it may be shared.
type Catalogue struct {
	templates []Template // by name and language, each pair once
}

// NewCatalogue makes a catalogue of one account's templates. Of two with the
// same name and language, as while one is being deleted, the sendable one stays.
func NewCatalogue(templates []Template) Catalogue {
	all := slices.Clone(templates)
	slices.SortStableFunc(all, func(a, b Template) int {
		if order := identity(a, b); order != 0 {
			return order
		}
		return rank(a) - rank(b)
	})
	return Catalogue{templates: slices.CompactFunc(all, func(a, b Template) bool { return identity(a, b) == 0 })}
}

func identity(a, b Template) int {
	if order := strings.Compare(a.Name, b.Name); order != 0 {
		return order
	}
	return strings.Compare(a.Language, b.Language)
}

// rank puts what can be sent first and what is gone last.
func rank(t Template) int {
	switch t.Status {
	case StatusApproved:
		return 0
	case StatusPendingDeletion, StatusDeleted:
		return 2
	}
	return 1
}

// All are the templates by name and language.
func (c Catalogue) All() []Template { return slices.Clone(c.templates) }

// Find is the template with exactly that name and language, in any state.
func (c Catalogue) Find(name, language string) (Template, bool) {
	at, found := slices.BinarySearchFunc(c.templates, Template{Name: name, Language: language}, identity)
	if !found {
		return Template{}, false
	}
	return c.templates[at], true
}

// Languages are those in which the template exists, in any state.
func (c Catalogue) Languages(name string) []string {
	var all []string
	for _, t := range c.templates {
		if t.Name == name {
			all = append(all, t.Language)
		}
	}
	return all
}

// Choice is the template that fits an order of languages best.
type Choice struct {
	Template Template
	// Passed are the languages that were preferred to it, in order.
	Passed []Passed
}

// Passed is a language in which the template could not be sent.
type Passed struct {
	Language string
	// Status is why; empty where the template does not exist in it.
	Status string
}

// NoChoiceError is a template that can be sent in none of the languages.
type NoChoiceError struct {
	Name   string
	Passed []Passed
	// Sendable are the languages in which it could be sent, were one asked for.
	Sendable []string
}

// Error names the template and each language with its state.
func (e *NoChoiceError) Error() string {
	told := make([]string, 0, len(e.Passed))
	for _, p := range e.Passed {
		status := p.Status
		if status == "" {
			status = "unknown"
		}
		told = append(told, p.Language+" "+status)
	}
	return fmt.Sprintf("template %s cannot be sent: %s", e.Name, strings.Join(told, ", "))
}

// Choose is the first sendable template of that name in an order of languages.
// Nothing is ever taken that was not asked for: es is no answer to es_MX, as for
// WhatsApp itself (132001). Languages may be written with a hyphen. The error is
// a *NoChoiceError.
func (c Catalogue) Choose(name string, languages []string) (Choice, error) {
	var passed []Passed
	for _, language := range order(languages) {
		t, found := c.Find(name, language)
		if found && t.Sendable() == nil {
			return Choice{Template: t, Passed: passed}, nil
		}
		status := t.Status
		if status == StatusApproved {
			status = t.unknownPart()
		}
		passed = append(passed, Passed{Language: language, Status: status})
	}
	none := &NoChoiceError{Name: name, Passed: passed}
	for _, t := range c.templates {
		if t.Name == name && t.Sendable() == nil {
			none.Sendable = append(none.Sendable, t.Language)
		}
	}
	return Choice{}, none
}

// order is the languages as codes, each once.
func order(languages []string) []string {
	var all []string
	for _, language := range languages {
		if code := Code(language); code != "" && !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	return all
}

// Twins are the sendable templates that can stand in for one that cannot be
// sent: of the same language and category, with the same parameters.
func (c Catalogue) Twins(t Template) []Template {
	want := t.shape()
	var all []Template
	for _, other := range c.templates {
		same := other.Language == t.Language && other.Category == t.Category && other.Name != t.Name
		if same && other.Sendable() == nil && slices.Equal(other.shape(), want) {
			all = append(all, other)
		}
	}
	return all
}

// shape is what the parameters must have in common for values to fit both;
// named ones may stand in any order.
func (t Template) shape() []string {
	var all []string
	for _, p := range t.Parameters() {
		if p.Required {
			all = append(all, string(p.Kind)+" "+p.Key)
		}
	}
	slices.Sort(all)
	return all
}
