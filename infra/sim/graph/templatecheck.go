package graph

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a template's texts; lengths in characters. Source: Template
// components.
const (
	templateFooterMax = 60
	blankLinesMax     = 2 // line breaks in a row
)

// wordsBase and wordsEach are how many words a body needs beside its variables.
// Meta publishes no number; this is what accounts see.
const (
	wordsBase = 1
	wordsEach = 2
)

// checkComponents looks at the parts of a template: each at most once, a body
// always.
func checkComponents(category, format string, parts []templateComponent) *apiError {
	seen := map[string]bool{}
	for _, part := range parts {
		if seen[part.Type] {
			return failTemplate(subFormat, "Invalid format", "components has more than one %s.", part.Type)
		}
		seen[part.Type] = true
		if e := part.check(category, format); e != nil {
			return e
		}
	}
	if !seen[componentBody] {
		return failTemplate(subMissing, "Message template \"components\" param is missing expected field(s)", "component of type BODY is missing")
	}
	return nil
}

func (c templateComponent) check(category, format string) *apiError {
	ownTexts := category == templateAuthentication // the texts are WhatsApp's
	switch c.Type {
	case componentHeader:
		return c.checkHeader(format)
	case componentBody:
		if ownTexts && c.Text == "" {
			return nil
		}
		return c.checkBody(format, ownTexts)
	case componentFooter:
		if ownTexts && c.Text == "" {
			return nil
		}
		return c.checkFooter()
	case componentButtons:
		return checkButtons(c.Buttons)
	default:
		return fail(codeWrongParameter, "Param components['type'] must be one of {HEADER, BODY, FOOTER, BUTTONS} - got %q.", c.Type)
	}
}

func (c templateComponent) checkHeader(format string) *apiError {
	const heading = "Message header format is incorrect"
	switch c.Format {
	case headerText:
	case headerLocation:
		return nil
	case headerImage, headerVideo, headerDocument, headerGIF:
		if c.Text != "" {
			return failTemplate(subHeader, heading, "A header of format %s has no text.", c.Format)
		}
		if c.Example == nil || len(c.Example.HeaderHandle) != 1 || c.Example.HeaderHandle[0] == "" {
			return failExample(componentHeader)
		}
		return nil
	default:
		return failTemplate(subHeader, heading, "The format must be one of {TEXT, IMAGE, VIDEO, DOCUMENT, GIF, LOCATION} - got %q.", c.Format)
	}
	names := placeholders(c.Text)
	switch {
	case c.Text == "":
		return failMissing(componentHeader, "text")
	case utf8.RuneCountInString(c.Text) > templateHeaderMax:
		return failTemplate(subTooLong, "Character limit exceeded", "The header has more than %d characters.", templateHeaderMax)
	case len(names) > 1 || strings.ContainsAny(c.Text, "\n*_~`"):
		return failTemplate(subHeader, heading, "The header can have one variable, no new lines and no formatting.")
	}
	if e := checkNames(subHeader, heading, format, c.Text, names); e != nil {
		return e
	}
	if len(names) > 0 && !c.Example.covers(format, names, true) {
		return failExample(componentHeader)
	}
	return nil
}

func (c templateComponent) checkBody(format string, ownTexts bool) *apiError {
	const heading = "Message body format is incorrect"
	names := placeholders(c.Text)
	switch {
	case strings.TrimSpace(c.Text) == "":
		return failMissing(componentBody, "text")
	case utf8.RuneCountInString(c.Text) > templateTextMax:
		return failTemplate(subTooLong, "Character limit exceeded", "The body has more than %d characters.", templateTextMax)
	case strings.Contains(c.Text, strings.Repeat("\n", blankLinesMax+1)):
		return failTemplate(subBody, heading, "The body has more than %d line breaks in a row.", blankLinesMax)
	}
	if e := checkNames(subBody, heading, format, c.Text, names); e != nil {
		return e
	}
	if !ownTexts {
		if e := checkVariables(c.Text); e != nil {
			return e
		}
	}
	if len(names) > 0 && !c.Example.covers(format, names, false) {
		return failExample(componentBody)
	}
	return nil
}

// checkVariables looks at where the variables of a body stand and how many
// words stand between them.
func checkVariables(body string) *apiError {
	places := placeholder().FindAllStringIndex(body, -1)
	if len(places) == 0 {
		return nil
	}
	if !strings.ContainsFunc(body[:places[0][0]], isWord) || !strings.ContainsFunc(body[places[len(places)-1][1]:], isWord) {
		return failTemplate(subEdgeVariable, "Leading or trailing params are not allowed", "Variables cannot be at the start or end of the template.")
	}
	for i := 1; i < len(places); i++ {
		if strings.TrimSpace(body[places[i-1][1]:places[i][0]]) == "" {
			return failTemplate(subBody, "Message body format is incorrect", "Two variables cannot stand beside each other.")
		}
	}
	if words := len(strings.Fields(withoutPlaceholders(body))); words < wordsEach*len(places)+wordsBase {
		return failTemplate(subWords, "Parameter words ratio exceeds limit", "This template has too many variables for its length. Reduce the number of variables or increase the message length.")
	}
	return nil
}

// isWord: punctuation at the edges of a text is no word.
func isWord(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) }

// checkNames looks at the placeholders of a text: all names, or all the numbers
// from 1 without a gap.
func checkNames(subcode int, heading, format, text string, names []string) *apiError {
	if strings.Contains(withoutPlaceholders(text), "{{") || strings.Contains(withoutPlaceholders(text), "}}") {
		return failTemplate(subcode, heading, "A variable has the form {{1}} or {{name}}.")
	}
	ordered := slices.SortedFunc(slices.Values(names), byNumber)
	for i, name := range ordered {
		switch {
		case format == formatNamed && (strings.Trim(name, "0123456789") == "" || !onlyRunes(name, isTemplateName)):
			return failTemplate(subcode, heading, "A named variable has lowercase letters, digits and underscores - got %q.", name)
		case format != formatNamed && name != strconv.Itoa(i+1):
			return failTemplate(subcode, heading, "Variables must be {{1}}, {{2}} and so on without a gap - got %q.", name)
		}
	}
	return nil
}

func (c templateComponent) checkFooter() *apiError {
	const heading = "Message footer format is incorrect"
	switch {
	case c.Text == "":
		return failMissing(componentFooter, "text")
	case utf8.RuneCountInString(c.Text) > templateFooterMax:
		return failTemplate(subTooLong, "Character limit exceeded", "The footer has more than %d characters.", templateFooterMax)
	case strings.Contains(c.Text, "{{") || strings.Contains(c.Text, "\n"):
		return failTemplate(subFooter, heading, "The footer has no variables and no new lines.")
	}
	return nil
}

// covers says whether the examples have one value for each placeholder.
func (e *templateExample) covers(format string, names []string, header bool) bool {
	if e == nil {
		return false
	}
	if format != formatNamed {
		values := e.HeaderText
		if !header {
			if len(e.BodyText) == 0 {
				return false
			}
			values = e.BodyText[0]
		}
		return len(values) == len(names) && !slices.Contains(values, "")
	}
	given := e.BodyNamed
	if header {
		given = e.HeaderNamed
	}
	for _, name := range names {
		if !slices.ContainsFunc(given, func(one namedExample) bool { return one.Name == name && one.Value != "" }) {
			return false
		}
	}
	return len(given) == len(names)
}

func failExample(component string) *apiError { return failMissing(component, "example") }

func failMissing(component, field string) *apiError {
	return failTemplate(subMissing, "Message template \"components\" param is missing expected field(s)",
		"component of type %s is missing expected field(s) (%s)", component, field)
}
