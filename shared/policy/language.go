package policy

import (
	"slices"
	"strings"
)

// LanguagesFor gives the template languages to try for a customer's language,
// best first: the policy's for it, else its for the language without country,
// else the template language that is written alike (pt-BR: pt_BR, pt); after
// them the default. WhatsApp itself falls back on nothing (132001).
func LanguagesFor(p Policy, customer string) []string {
	list, found := p.Languages.Customers[customer]
	if !found {
		list, found = p.Languages.Customers[base(customer)]
	}
	list = slices.Clone(list)
	if !found && customer != "" {
		list = append(list, strings.ReplaceAll(customer, "-", "_"), base(customer))
	}
	list = append(list, p.Languages.Default)
	var once []string
	for _, language := range list {
		if language != "" && !slices.Contains(once, language) {
			once = append(once, language)
		}
	}
	return once
}

// base is a language without its country: pt of pt-BR.
func base(language string) string {
	bare, _, _ := strings.Cut(language, "-")
	return bare
}

// In gives the question and its choices for a customer's language: those of the
// language, else of the language without country, else of "". False where the
// survey has none of them.
func (s Survey) In(language string) (question string, choices []string, ok bool) {
	for _, tried := range []string{language, base(language), ""} {
		question, ok = s.Question[tried]
		if !ok {
			continue
		}
		for _, of := range []string{tried, base(tried), ""} {
			if choices, ok = s.Choices[of]; ok {
				return question, choices, true
			}
		}
	}
	return "", nil, false
}
