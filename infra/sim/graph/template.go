package graph

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// States of a template; only APPROVED ones can be sent.
const (
	templateApproved = "APPROVED"
	templatePaused   = "PAUSED"
	templateDisabled = "DISABLED"
	formatNamed      = "NAMED"
	formatPositional = "POSITIONAL"
)

// templateTextMax is the length of a filled body in characters.
const templateTextMax = 1024

// template is a message template as the API lists it.
type template struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Language   string              `json:"language"`
	Status     string              `json:"status"`
	Category   string              `json:"category"`
	Format     string              `json:"parameter_format"`
	Components []templateComponent `json:"components"`
	Rejected   string              `json:"rejected_reason"`
}

type templateComponent struct {
	Type    string           `json:"type"`
	Format  string           `json:"format,omitempty"`
	Text    string           `json:"text,omitempty"`
	Buttons []templateButton `json:"buttons,omitempty"`
	Example any              `json:"example,omitempty"`
}

type templateButton struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// text is that of a component, "" when the template has none of that type.
func (t template) text(component string) string {
	for _, c := range t.Components {
		if c.Type == component {
			return c.Text
		}
	}
	return ""
}

func placeholder() *regexp.Regexp { return regexp.MustCompile(`\{\{ *\w+ *\}\}`) }

// placeholders are the distinct names between double braces, in order.
func placeholders(text string) []string {
	var names []string
	for _, found := range placeholder().FindAllString(text, -1) {
		if name := strings.Trim(found, "{} "); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// templateSend is the member "template" of a send.
type templateSend struct {
	Name     string `json:"name"`
	Language *struct {
		Code   string `json:"code"`
		Policy string `json:"policy"`
	} `json:"language"`
	Components []struct {
		Type       string              `json:"type"`
		SubType    string              `json:"sub_type"`
		Index      json.RawMessage     `json:"index"` // a string or a number
		Parameters []templateParameter `json:"parameters"`
	} `json:"components"`
}

type templateParameter struct {
	Type     string          `json:"type"`
	Name     string          `json:"parameter_name"`
	Text     *string         `json:"text"`
	Currency json.RawMessage `json:"currency"`
	DateTime json.RawMessage `json:"date_time"`
	Image    json.RawMessage `json:"image"`
	Video    json.RawMessage `json:"video"`
	Document json.RawMessage `json:"document"`
	Location json.RawMessage `json:"location"`
	Payload  string          `json:"payload"`
	Coupon   string          `json:"coupon_code"`
	Action   json.RawMessage `json:"action"`
}

// parseTemplate checks a template message: known, approved in exactly that
// language, with exactly its parameters. There is no fallback to another
// language.
func parseTemplate(raw json.RawMessage) (content, *apiError) {
	var send templateSend
	if e := strict("template", raw, &send); e != nil {
		return content{}, e
	}
	if send.Name == "" {
		return content{}, fail(codeParameterMissing, "The parameter template['name'] is required.")
	}
	if send.Language == nil || send.Language.Code == "" {
		return content{}, fail(codeParameterMissing, "The parameter template['language']['code'] is required.")
	}
	known, e := findTemplate(send.Name, send.Language.Code)
	if e != nil {
		return content{}, e
	}
	given := map[string][]templateParameter{}
	for _, component := range send.Components {
		kind := strings.ToUpper(component.Type)
		if !slices.Contains([]string{"HEADER", "BODY", "BUTTON"}, kind) {
			return content{}, fail(codeWrongParameter, "Param template['components']['type'] must be one of {HEADER, BODY, BUTTON} - got %q.", component.Type)
		}
		given[kind] = append(given[kind], component.Parameters...)
	}
	if _, e := fill(known, "HEADER", given["HEADER"]); e != nil {
		return content{}, e
	}
	body, e := fill(known, "BODY", given["BODY"])
	if e != nil {
		return content{}, e
	}
	if utf8.RuneCountInString(body) > templateTextMax {
		return content{}, fail(codeTemplateTooLong, "The filled body has more than %d characters.", templateTextMax)
	}
	return content{
		kind: typeTemplate, text: body, template: known.Name, language: known.Language,
		category: strings.ToLower(known.Category),
	}, nil
}

func findTemplate(name, language string) (template, *apiError) {
	for _, t := range builtinTemplates() {
		if t.Name != name || t.Language != language {
			continue
		}
		switch t.Status {
		case templateApproved:
			return t, nil
		case templatePaused:
			return t, fail(codeTemplatePaused, "Template %s (%s) is paused due to low quality.", name, language)
		case templateDisabled:
			return t, fail(codeTemplateDisabled, "Template %s (%s) is disabled.", name, language)
		}
	}
	return template{}, fail(codeNoTemplate, "template name (%s) does not exist in %s", name, language)
}

// fill puts the parameters of a component into its text.
func fill(t template, component string, given []templateParameter) (string, *apiError) {
	text := t.text(component)
	names := placeholders(text)
	if len(given) != len(names) {
		return "", fail(codeParameterCount, "%s: number of localizable_params (%d) does not match the expected number of params (%d)",
			strings.ToLower(component), len(given), len(names))
	}
	values := map[string]string{}
	for i, parameter := range given {
		name := names[i]
		if t.Format == formatNamed {
			name = parameter.Name
		}
		if name == "" {
			return "", fail(codeWrongParameter, "Parameter name is missing or empty in %s of template %s.", strings.ToLower(component), t.Name)
		}
		if _, twice := values[name]; twice || !slices.Contains(names, name) {
			return "", fail(codeParameterFormat, "Parameter %q of template %s is unknown or given twice.", name, t.Name)
		}
		value, e := parameter.value()
		if e != nil {
			return "", e
		}
		values[name] = value
	}
	return placeholder().ReplaceAllStringFunc(text, func(found string) string {
		return values[strings.Trim(found, "{} ")]
	}), nil
}

// value is the text of a parameter; texts may not break the line nor hold long
// runs of spaces.
func (p templateParameter) value() (string, *apiError) {
	var fallback struct {
		Value string `json:"fallback_value"`
	}
	switch p.Type {
	case "text":
		if p.Text == nil || *p.Text == "" {
			return "", fail(codeParameterMissing, "Parameter of type text is missing text value")
		}
		if strings.ContainsAny(*p.Text, "\n\r\t") || strings.Contains(*p.Text, "     ") {
			return "", fail(codeTemplateParameter, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
		}
		return *p.Text, nil
	case "currency":
		_ = json.Unmarshal(p.Currency, &fallback) // without a fallback the text stays empty and is refused
	case "date_time":
		_ = json.Unmarshal(p.DateTime, &fallback) // as above
	}
	if fallback.Value == "" {
		return "", fail(codeParameterFormat, "Parameter of type %q does not fit a text.", p.Type)
	}
	return fallback.Value, nil
}
