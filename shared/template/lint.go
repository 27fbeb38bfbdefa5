package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Severity of a finding.
type Severity string

// The severities. Of an error it is known that WhatsApp refuses it; a warning
// is what review often decides against, or what is easily a mistake.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// The rules of Lint.
const (
	LintName        = "name"              // letters and length of the name, one file a name
	LintPurpose     = "purpose"           // one of Purposes
	LintTTL         = "ttl"               // the category's range
	LintLanguage    = "language"          // one of WhatsApp's codes
	LintPlaceholder = "placeholder"       // well formed, and named
	LintParameter   = "parameter"         // declared, used, the same in all languages, with examples
	LintEdge        = "variable-edge"     // 2388299: at the start or end of the body
	LintAdjacent    = "variable-adjacent" // nothing between two of them
	LintRatio       = "variable-ratio"    // 2388293: too few words for them
	LintRepeated    = "variable-repeated" // twice in one text
	LintLength      = "length"            // 2388040, 2388047, 2388072, 2388073
	LintSpacing     = "spacing"           // line breaks and runs of spaces
	LintHeader      = "header"            // one variable, a sample of a file
	LintButtons     = "buttons"           // count and order
	LintButton      = "button"            // label, address, phone, code
	LintShortURL    = "short-url"         // an address that hides where it leads
	LintDuplicate   = "duplicate"         // the same body and footer twice
	LintPromotion   = "promotion"         // wording that turns UTILITY into MARKETING
	LintMacro       = "macro"             // text and placeholders of the macro
)

// Rules are all of Lint's.
func Rules() []string {
	return []string{
		LintName, LintPurpose, LintTTL, LintLanguage, LintPlaceholder, LintParameter, LintEdge, LintAdjacent, LintRatio,
		LintRepeated, LintLength, LintSpacing, LintHeader, LintButtons, LintButton, LintShortURL, LintDuplicate, LintPromotion, LintMacro,
	}
}

// MaxMacroRunes is the longest reply that WhatsApp takes as one message.
const MaxMacroRunes = 4096

// Finding is one thing that Lint saw.
type Finding struct {
	File     string
	Line     int
	Field    string
	Rule     string
	Severity Severity
	Message  string
}

// String is "file:line: severity: field: message (rule)".
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s: %s (%s)", f.File, f.Line, f.Severity, f.Field, f.Message, f.Rule)
}

// Lint tells what WhatsApp would refuse or recategorise, of all definitions
// together, by file and line. Names and texts must differ among them.
func Lint(definitions ...Definition) []Finding {
	var all []Finding
	seen := duplicates{names: map[string]string{}, texts: map[string]string{}}
	for _, d := range definitions {
		l := &linter{definition: d}
		l.whole()
		for _, w := range d.Wordings {
			l.wording(w)
		}
		l.usage()
		seen.look(l)
		all = append(all, l.findings...)
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return all
}

// linter looks at one definition.
type linter struct {
	definition Definition
	findings   []Finding
}

func (l *linter) find(severity Severity, rule, field, format string, args ...any) {
	l.findings = append(l.findings, Finding{
		File: l.definition.File, Line: l.definition.Line(field), Field: field,
		Rule: rule, Severity: severity, Message: fmt.Sprintf(format, args...),
	})
}

func (l *linter) refuse(rule, field, format string, args ...any) {
	l.find(SeverityError, rule, field, format, args...)
}

func (l *linter) warn(rule, field, format string, args ...any) {
	l.find(SeverityWarning, rule, field, format, args...)
}

// smallLetters are what names of templates and parameters are made of.
const smallLetters = "abcdefghijklmnopqrstuvwxyz0123456789_"

// whole looks at what all languages share.
func (l *linter) whole() {
	d := l.definition
	if strings.Trim(d.Name, smallLetters) != "" || d.Name == "" {
		l.refuse(LintName, "name", "use small letters, digits and _ only")
	}
	l.within(LintName, "name", d.Name, MaxNameRunes)
	if !slices.Contains(Purposes(), d.Purpose) {
		l.refuse(LintPurpose, "purpose", "is none that rules know: %s", instead(d.Purpose, Purposes()))
	}
	l.ttl()
	for i, p := range d.Parameters {
		l.parameter(i, p)
	}
}

// ttl: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/time-to-live
func (l *linter) ttl() {
	least, most := 30*time.Second, 12*time.Hour
	if l.definition.Category == CategoryMarketing {
		least, most = 12*time.Hour, 30*24*time.Hour
	}
	if ttl := l.definition.TTL; ttl != 0 && (ttl < least || ttl > most) {
		l.refuse(LintTTL, "ttl", "of %s is from %s to %s", l.definition.Category, least, most)
	}
}

func (l *linter) parameter(i int, p DefinedParameter) {
	field := fmt.Sprintf("parameters[%d]", i)
	switch {
	case p.Name == "" || strings.Trim(p.Name, smallLetters) != "":
		l.refuse(LintParameter, field+".name", "use small letters, digits and _ only")
	case isNumber(p.Name):
		l.refuse(LintParameter, field+".name", "give it a name: agents type it")
	case slices.ContainsFunc(l.definition.Parameters[:i], func(other DefinedParameter) bool { return other.Name == p.Name }):
		l.refuse(LintParameter, field+".name", "%s is declared twice", p.Name)
	}
	for language := range p.Examples {
		known := slices.ContainsFunc(l.definition.Wordings, func(w Wording) bool { return w.Language == language })
		if language != "" && !known {
			l.warn(LintParameter, field+".example."+language, "is of a language that the definition does not have")
		}
	}
	for _, w := range l.definition.Wordings {
		value := p.Example(w.Language)
		if value == "" {
			l.refuse(LintParameter, field+".example", "lacks a sample for %s: review asks for one", w.Language)
			continue
		}
		if what, _ := (Parameter{Kind: KindText}).wrong(value); what != "" {
			l.refuse(LintParameter, field+".example", "the sample for %s could not be sent itself: %s", w.Language, what)
		}
	}
}

// within tells of a text that is too long as it stands.
func (l *linter) within(rule, field, text string, limit int) {
	if count := utf8.RuneCountInString(text); count > limit {
		l.refuse(rule, field, "has %d characters, WhatsApp takes %d", count, limit)
	}
}

// usage: every language takes the same parameters, so that values that fit one
// fit all.
func (l *linter) usage() {
	used := map[string]int{}
	for _, w := range l.definition.Wordings {
		for _, name := range w.placeholders() {
			used[name]++
			if !slices.ContainsFunc(l.definition.Parameters, func(p DefinedParameter) bool { return p.Name == name }) && !isNumber(name) {
				l.refuse(LintParameter, "languages."+w.Language, "{{%s}} is not among the parameters", name)
			}
		}
	}
	for i, p := range l.definition.Parameters {
		field := fmt.Sprintf("parameters[%d].name", i)
		switch count := used[p.Name]; {
		case count == 0:
			l.refuse(LintParameter, field, "%s stands in no language: remove it", p.Name)
		case count < len(l.definition.Wordings):
			l.refuse(LintParameter, field, "%s stands in some languages only: values that fit one must fit all", p.Name)
		}
	}
}

// placeholders are the distinct names in all parts of a wording but the macro.
func (w Wording) placeholders() []string {
	parts := []string{w.Header.Text, w.Body}
	for _, b := range w.Buttons {
		parts = append(parts, b.URL)
	}
	return names(strings.Join(parts, "\n"), true)
}

// duplicates are what must differ among all definitions: a body with the same
// footer is refused, whatever its name.
type duplicates struct {
	names, texts map[string]string
}

func (s duplicates) look(l *linter) {
	d := l.definition
	if first, twice := s.names[d.Name]; twice {
		l.refuse(LintName, "name", "%s is the name in %s too", d.Name, first)
	}
	s.names[d.Name] = d.File
	for _, w := range d.Wordings {
		here := d.Name + " (" + w.Language + ")"
		key := folded(w.Body) + "\x00" + folded(w.Footer)
		if first, twice := s.texts[key]; twice {
			l.refuse(LintDuplicate, "languages."+w.Language+".body", "is the same as that of %s: WhatsApp refuses the second", first)
			continue
		}
		s.texts[key] = here
	}
}

// folded is a text without what makes no difference to a reader.
func folded(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
