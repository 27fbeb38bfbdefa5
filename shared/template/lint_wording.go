package template

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wording looks at one language.
func (l *linter) wording(w Wording) {
	field := "languages." + w.Language
	if !IsLanguage(w.Language) {
		message := "is not a language of WhatsApp's templates"
		if code := Code(w.Language); IsLanguage(code) {
			message += ": write " + code
		}
		l.refuse(LintLanguage, field, "%s", message)
	}
	l.header(w, field+".header")
	l.body(w, field+".body")
	l.within(LintLength, field+".footer", w.Footer, MaxFooterRunes)
	if strings.Contains(w.Footer, "{{") || strings.Contains(w.Footer, "\n") {
		l.refuse(LintSpacing, field+".footer", "is one line without variables")
	}
	l.buttons(w, field+".buttons")
	l.macro(w, field+".macro")
	l.promotion(w, field)
}

func (l *linter) header(w Wording, field string) {
	h := w.Header
	switch h.Format {
	case "":
		return
	case FormatText:
	case FormatLocation:
		return
	default:
		if h.Handle == "" {
			l.refuse(LintHeader, field, "needs the handle of an uploaded sample: review asks for one")
		}
		return
	}
	l.braces(h.Text, field)
	l.length(w, h.Text, field, MaxHeaderRunes)
	if len(names(h.Text, true)) > 1 {
		l.refuse(LintHeader, field, "takes one variable at most")
	}
	if strings.Contains(h.Text, "\n") {
		l.refuse(LintSpacing, field, "is one line")
	}
}

func (l *linter) body(w Wording, field string) {
	if strings.TrimSpace(w.Body) == "" {
		l.refuse(LintLength, field, "is empty")
		return
	}
	l.braces(w.Body, field)
	l.length(w, w.Body, field, MaxBodyRunes)
	l.edges(w.Body, field)
	l.ratio(w.Body, field)
	if strings.Contains(w.Body, "\n\n\n") || strings.Contains(w.Body, strings.Repeat(" ", maxSpaces+1)) || strings.Contains(w.Body, "\t") {
		l.warn(LintSpacing, field, "holds a tab, more than one empty line or more than %d spaces in a row", maxSpaces)
	}
	l.shortened(w.Body, field)
}

// braces: what is neither text nor a placeholder is a mistake.
func (l *linter) braces(text, field string) {
	seen := map[string]bool{}
	for _, p := range pieces(text) {
		switch {
		case p.name == "" && strings.ContainsAny(p.text, "{}"):
			l.refuse(LintPlaceholder, field, "holds a brace outside a placeholder: write {{name}}, with small letters, digits and _")
		case p.name == "":
		case isNumber(p.name):
			l.refuse(LintPlaceholder, field, "{{%s}} is a number: give it a name, which agents type", p.name)
		case p.text != "{{"+p.name+"}}" || strings.Trim(p.name, smallLetters) != "":
			l.refuse(LintPlaceholder, field, "write {{%s}}", strings.ToLower(p.name))
		case seen[p.name]:
			l.warn(LintRepeated, field, "{{%s}} stands twice: say it once", p.name)
		}
		seen[p.name] = p.name != ""
	}
}

// length counts a text as it stands and with its examples.
func (l *linter) length(w Wording, text, field string, limit int) {
	filled := replace(text, func(name string) string { return l.definition.example(name, w.Language) })
	longest := text
	if utf8.RuneCountInString(filled) > utf8.RuneCountInString(text) {
		longest = filled
	}
	l.within(LintLength, field, longest, limit)
}

// edges: words must stand before, between and after the variables. Punctuation
// and spaces are no words to WhatsApp.
func (l *linter) edges(text, field string) {
	all := pieces(text)
	if all[0].name != "" || leads(all, 0) {
		l.refuse(LintEdge, field, "begins with a variable (2388299): put words before it")
	}
	if last := len(all) - 1; all[last].name != "" || trails(all, last) {
		l.refuse(LintEdge, field, "ends with a variable (2388299): put words after it, a full stop is none")
	}
	for i, p := range all {
		if p.name == "" || i+1 == len(all) {
			continue
		}
		beside := all[i+1].name != ""
		spaced := i+2 < len(all) && strings.TrimSpace(all[i+1].text) == ""
		if beside || spaced {
			l.refuse(LintAdjacent, field, "{{%s}} stands right beside another variable: put words between them", p.name)
		}
	}
}

// leads tells that only punctuation stands before the first variable.
func leads(all []piece, first int) bool { return len(all) > first+1 && !hasWord(all[first].text) }

// trails tells that only punctuation stands after the last variable.
func trails(all []piece, last int) bool { return last > 0 && !hasWord(all[last].text) }

func hasWord(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// ratio: WhatsApp does not tell how many words it asks for (2388293). Those who
// tried found that x variables want 2x+1 words that are none; languages written
// without spaces are not counted.
func (l *linter) ratio(text, field string) {
	variables, words := 0, 0
	for _, p := range pieces(text) {
		if p.name != "" {
			variables++
			continue
		}
		for _, word := range strings.Fields(p.text) {
			if hasWord(word) {
				words++
			}
		}
	}
	base, _, _ := strings.Cut(strings.TrimPrefix(field, "languages."), ".")
	base, _, _ = strings.Cut(base, "_")
	if variables == 0 || slices.Contains([]string{"zh", "ja", "th", "lo"}, base) {
		return
	}
	if least := 2*variables + 1; words < least {
		l.refuse(LintRatio, field, "has %d words for %d variables (2388293): write %d at least", words, variables, least)
	}
}

// macro: its placeholders are the helpdesk's, which have a dot, or ours.
func (l *linter) macro(w Wording, field string) {
	l.within(LintMacro, field, w.Macro, MaxMacroRunes)
	for _, name := range names(w.Macro, true) {
		if !slices.ContainsFunc(l.definition.Parameters, func(p DefinedParameter) bool { return p.Name == name }) {
			l.warn(LintMacro, field, "{{%s}} is neither a parameter nor a placeholder of the helpdesk", name)
		}
	}
}

// promotion tells of words that make review take a UTILITY template for a
// MARKETING one, which costs more and may not reach everybody.
func (l *linter) promotion(w Wording, field string) {
	if l.definition.Category != CategoryUtility {
		return
	}
	parts := []struct{ field, text string }{{".header", w.Header.Text}, {".body", w.Body}, {".footer", w.Footer}}
	for i, b := range w.Buttons {
		parts = append(parts, struct{ field, text string }{fmt.Sprintf(".buttons[%d]", i), b.Text})
	}
	for _, part := range parts {
		if found := promotional(w.Language, part.text); len(found) > 0 {
			l.warn(LintPromotion, field+part.field, "sounds like advertising (%s): review may make it MARKETING", strings.Join(found, ", "))
		}
	}
}
