package graph

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of filled texts in characters.
const (
	templateTextMax   = 1024
	templateHeaderMax = 60
)

// Components of a send; a list names them in the plural for buttons.
const sentButton = "BUTTON"

// templateSend is the member "template" of a send.
type templateSend struct {
	Name     string `json:"name"`
	Language *struct {
		Code   string `json:"code"`
		Policy string `json:"policy"`
	} `json:"language"`
	Components []sentComponent `json:"components"`
}

type sentComponent struct {
	Type       string              `json:"type"`
	SubType    string              `json:"sub_type"`
	Index      json.RawMessage     `json:"index"` // a string or a number
	Parameters []templateParameter `json:"parameters"`
}

type templateParameter struct {
	Type     string          `json:"type"`
	Name     string          `json:"parameter_name"`
	Text     *string         `json:"text"`
	Currency json.RawMessage `json:"currency"`
	DateTime json.RawMessage `json:"date_time"`
	Image    *headerFile     `json:"image"`
	Video    *headerFile     `json:"video"`
	Document *headerFile     `json:"document"`
	Location json.RawMessage `json:"location"`
	Payload  string          `json:"payload"`
	Coupon   string          `json:"coupon_code"`
	Action   json.RawMessage `json:"action"`
}

// shownTemplate is what a phone shows of a template beside its body.
type shownTemplate struct {
	Header  *shownText       `json:"header,omitempty"`
	Footer  *shownText       `json:"footer,omitempty"`
	Buttons []shownTapTarget `json:"buttons,omitempty"`
	Place   json.RawMessage  `json:"location,omitempty"`
}

type shownText struct {
	Text string `json:"text"`
}

// shownTapTarget is a button. Payload is what a tap on a quick reply sends.
type shownTapTarget struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	URL     string `json:"url,omitempty"`
	Phone   string `json:"phone_number,omitempty"`
	Code    string `json:"coupon_code,omitempty"`
	Payload string `json:"payload,omitempty"`
}

// parseTemplate checks a template message: known, approved in exactly that
// language, with exactly its parameters. There is no fallback to another
// language.
func (g *Graph) parseTemplate(raw json.RawMessage) (content, *apiError) {
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
	known, e := g.sendableTemplate(send.Name, send.Language.Code)
	if e != nil {
		return content{}, e
	}
	given := map[string][]sentComponent{}
	for _, component := range send.Components {
		kind := strings.ToUpper(component.Type)
		if !slices.Contains([]string{componentHeader, componentBody, sentButton}, kind) {
			return content{}, fail(codeWrongParameter, "Param template['components']['type'] must be one of {HEADER, BODY, BUTTON} - got %q.", component.Type)
		}
		if kind != sentButton && given[kind] != nil {
			return content{}, fail(codeWrongParameter, "Param template['components'] has more than one %s.", kind)
		}
		given[kind] = append(given[kind], component)
	}
	return known.filled(given)
}

// sendableTemplate is a copy of a template that can be sent now.
func (g *Graph) sendableTemplate(name, language string) (*template, *apiError) {
	g.lock()
	defer g.unlock()
	g.settle()
	t := g.state.templateNamed(name, language)
	switch {
	case t == nil:
	case t.Status == templateApproved && t.Category == templateUtility && g.state.limits.UtilityStopped:
		return nil, fail(codeUtilityStopped, "Utility templates of this account cannot be sent for now, because templates were mis-classified as utility.")
	case t.Status == templateApproved:
		return t.clone(), nil
	case t.Status == templatePaused:
		return nil, fail(codeTemplatePaused, "Template %s (%s) is paused due to low quality.", name, language)
	case t.Status == templateDisabled:
		return nil, fail(codeTemplateDisabled, "Template %s (%s) is disabled.", name, language)
	}
	return nil, fail(codeNoTemplate, "template name (%s) does not exist in %s", name, language)
}

// filled is the message that a template makes with what was given.
func (t *template) filled(given map[string][]sentComponent) (content, *apiError) {
	c := content{kind: typeTemplate, template: t.Name, language: t.Language, category: strings.ToLower(t.Category)}
	if t.Held {
		c.holder = t.ID
	}
	var shown shownTemplate
	if e := t.fillHeader(&c, &shown, parametersOf(given[componentHeader])); e != nil {
		return content{}, e
	}
	body, e := t.fill(t.component(componentBody), parametersOf(given[componentBody]))
	if e != nil {
		return content{}, e
	}
	if utf8.RuneCountInString(body) > templateTextMax {
		return content{}, fail(codeTemplateTooLong, "The filled body has more than %d characters.", templateTextMax)
	}
	c.text = body
	if footer := t.text(componentFooter); footer != "" {
		shown.Footer = &shownText{footer}
	}
	if shown.Buttons, e = t.fillButtons(given[sentButton]); e != nil {
		return content{}, e
	}
	if shown.Header != nil || shown.Footer != nil || shown.Buttons != nil || shown.Place != nil {
		c.object = encode(shown)
	}
	return c, nil
}

func parametersOf(components []sentComponent) []templateParameter {
	if len(components) == 0 {
		return nil
	}
	return components[0].Parameters
}

// fillHeader takes a text, a file or a place, whichever the template has.
func (t *template) fillHeader(c *content, shown *shownTemplate, given []templateParameter) *apiError {
	header := t.component(componentHeader)
	if header == nil || header.Format == headerText {
		text, e := t.fill(header, given)
		if e != nil {
			return e
		}
		if utf8.RuneCountInString(text) > templateHeaderMax {
			return fail(codeTemplateTooLong, "The filled header has more than %d characters.", templateHeaderMax)
		}
		if text != "" {
			shown.Header = &shownText{text}
		}
		return nil
	}
	if len(given) != 1 {
		return fail(codeParameterCount, "header: number of localizable_params (%d) does not match the expected number of params (1)", len(given))
	}
	if !strings.EqualFold(given[0].Type, sentAs(header.Format)) {
		return fail(codeParameterFormat, "header: Format mismatch, expected %s, received %s", header.Format, strings.ToUpper(given[0].Type))
	}
	if header.Format == headerLocation {
		if _, e := parseLocation(orEmpty(given[0].Location)); e != nil {
			return e
		}
		shown.Place = given[0].Location
		return nil
	}
	return given[0].file(c)
}

// sentAs is the type of parameter that fills a header of a format.
func sentAs(format string) string {
	if format == headerGIF {
		return typeVideo // a GIF is a video without sound
	}
	return strings.ToLower(format)
}

// file takes the file of a header.
func (p templateParameter) file(c *content) *apiError {
	kind := strings.ToLower(p.Type)
	file := map[string]*headerFile{typeImage: p.Image, typeVideo: p.Video, typeDocument: p.Document}[kind]
	param := "template['components']['parameters']['" + kind + "']"
	if file == nil {
		return fail(codeParameterMissing, "The parameter %s is required.", param)
	}
	if e := checkSource(param, file.ID, file.Link); e != nil {
		return e
	}
	c.files = []reference{{param, kind, File{ID: file.ID, Link: file.Link, Kind: kind, Name: file.Filename}}}
	return nil
}

// fill puts the parameters of a component into its text; nil has neither.
func (t *template) fill(component *templateComponent, given []templateParameter) (string, *apiError) {
	text, place := "", componentHeader
	if component != nil {
		text, place = component.Text, component.Type
	}
	place = strings.ToLower(place)
	names := placeholders(text)
	if len(given) != len(names) {
		return "", fail(codeParameterCount, "%s: number of localizable_params (%d) does not match the expected number of params (%d)",
			place, len(given), len(names))
	}
	if t.Format != formatNamed {
		slices.SortFunc(names, byNumber)
	}
	values := map[string]string{}
	for i, parameter := range given {
		name := names[i]
		if t.Format == formatNamed {
			name = parameter.Name
		} else if parameter.Name != "" {
			return "", fail(codeWrongParameter, "Parameter name is not expected in %s of template %s.", place, t.Name)
		}
		if name == "" {
			return "", fail(codeWrongParameter, "Parameter name is missing or empty in %s of template %s.", place, t.Name)
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
// runs of spaces, nor characters that nobody sees.
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
		if strings.ContainsFunc(*p.Text, unicode.IsControl) {
			return "", fail(codeTemplatePolicy, "Param text has characters that are not allowed.")
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
