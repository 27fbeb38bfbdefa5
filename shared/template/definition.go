package template

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Definition is one purpose, written by the deployer: a template in many
// languages, and the helpdesk macro that says the same while the window is open.
type Definition struct {
	// File is where it stands, for messages.
	File     string
	Name     string
	Category string // CategoryUtility or CategoryMarketing
	// Purpose is what rules choose it by: see Purposes.
	Purpose     string
	Description string
	// TTL is how long a message is tried; 0 is WhatsApp's default.
	TTL        time.Duration
	Parameters []DefinedParameter
	Wordings   []Wording // by language, as in the file
	lines      map[string]int
}

// Purposes are what a definition can be for.
func Purposes() []string { return []string{"reply", "waiting", "closed", "reminder", "survey"} }

// DefinedParameter is a named parameter of all wordings.
type DefinedParameter struct {
	Name        string
	Description string
	// Examples are samples by language; "" is for those not named.
	Examples map[string]string
}

// Example is the sample for a language.
func (p DefinedParameter) Example(language string) string {
	if own, exists := p.Examples[language]; exists {
		return own
	}
	return p.Examples[""]
}

// Wording is the text in one language. Placeholders are {{name}}.
type Wording struct {
	Language string
	Header   DefinedHeader
	Body     string
	Footer   string
	// Buttons are as WhatsApp shows them; a URL may end with a {{name}}.
	Buttons []Button
	// Macro is a helpdesk macro's text, with the helpdesk's own placeholders; or
	// empty.
	Macro string
}

// DefinedHeader is a text, or a file by the handle of its sample. The zero value
// is no header.
type DefinedHeader struct {
	Format string
	Text   string
	// Handle is the uploaded sample of a file that review asks for.
	Handle string
}

// Line is where a field stands in the file, "languages.es.body"; of one that is
// not there, where the nearest thing around it stands. 0 without a file.
func (d Definition) Line(field string) int {
	for {
		if line, known := d.lines[field]; known {
			return line
		}
		at := strings.LastIndexAny(field, ".[")
		if at < 0 {
			return d.lines[""]
		}
		field = field[:at]
	}
}

// Template is what the definition asks for in one language, as the provider
// would list it. The error names a language that it does not have.
func (d Definition) Template(language string) (Template, error) {
	at := slices.IndexFunc(d.Wordings, func(w Wording) bool { return w.Language == language })
	if at < 0 {
		return Template{}, fmt.Errorf("definition %s: no language %q", d.Name, language)
	}
	w := d.Wordings[at]
	t := Template{
		Name: d.Name, Language: language, Category: d.Category, Named: true,
		TTLSeconds: int(d.TTL / time.Second),
	}
	if w.Header.Format != "" {
		c := Component{Type: TypeHeader, Format: w.Header.Format, Text: w.Header.Text}
		c.Examples = d.samples(c.Text, language)
		if w.Header.Handle != "" {
			c.Examples = []Example{{Value: w.Header.Handle}}
		}
		t.Components = append(t.Components, c)
	}
	t.Components = append(t.Components, Component{Type: TypeBody, Text: w.Body, Examples: d.samples(w.Body, language)})
	if w.Footer != "" {
		t.Components = append(t.Components, Component{Type: TypeFooter, Text: w.Footer})
	}
	if len(w.Buttons) > 0 {
		t.Components = append(t.Components, Component{Type: TypeButtons, Buttons: d.buttons(w.Buttons, language)})
	}
	return t, nil
}

func (d Definition) samples(text, language string) []Example {
	var all []Example
	for _, name := range names(text, true) {
		all = append(all, Example{Name: name, Value: d.example(name, language)})
	}
	return all
}

func (d Definition) example(name, language string) string {
	for _, p := range d.Parameters {
		if p.Name == name {
			return p.Example(language)
		}
	}
	return ""
}

// buttons gives an address's variable the number that the API wants there, also
// where all others have names.
func (d Definition) buttons(defined []Button, language string) []Button {
	all := slices.Clone(defined)
	for i, b := range all {
		variable := names(b.URL, true)
		if b.Type != ButtonURL || len(variable) == 0 {
			continue
		}
		all[i].Example = d.example(variable[0], language)
		all[i].URL = replace(b.URL, func(string) string { return "{{1}}" })
	}
	return all
}

// DefinitionError is all that is wrong with the form of one file.
type DefinitionError struct {
	Problems []DefinitionProblem
}

// DefinitionProblem is one thing to mend.
type DefinitionProblem struct {
	File    string
	Line    int
	Field   string // "languages.es.buttons[1].url"; empty for the whole file
	Message string // what is wrong, and what to write
}

// Error has one line a problem, "file:line: field: message".
func (e *DefinitionError) Error() string {
	all := make([]error, 0, len(e.Problems))
	for _, p := range e.Problems {
		all = append(all, p)
	}
	return errors.Join(all...).Error()
}

// Error is "file:line: field: message".
func (p DefinitionProblem) Error() string {
	if p.Field == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Field, p.Message)
}
