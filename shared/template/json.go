package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// listed is a template as the provider lists it.
type listed struct {
	ID               loose       `json:"id,omitempty"`
	Name             string      `json:"name"`
	Language         string      `json:"language"`
	Status           string      `json:"status,omitempty"`
	Category         string      `json:"category,omitempty"`
	Sub              string      `json:"sub_category,omitempty"`
	Format           string      `json:"parameter_format,omitempty"`
	Components       []Component `json:"components"`
	Quality          *quality    `json:"quality_score,omitempty"`
	Reason           string      `json:"rejected_reason,omitempty"`
	PreviousCategory string      `json:"previous_category,omitempty"`
	TTL              int         `json:"message_send_ttl_seconds,omitempty"`
}

type quality struct {
	Score string `json:"score"`
	Date  int64  `json:"date,omitempty"` // Unix seconds
}

// Forms of parameters as the list writes them.
const (
	formatNamed      = "NAMED"
	formatPositional = "POSITIONAL"
)

// MarshalJSON writes the template as the provider lists it; WABA and UpdatedAt
// are not part of that.
func (t Template) MarshalJSON() ([]byte, error) {
	l := listed{
		ID: loose(t.ID), Name: t.Name, Language: t.Language, Status: t.Status, Category: t.Category, Sub: t.Sub,
		Format: formatPositional, Components: t.Components,
		Reason: t.Reason, PreviousCategory: t.PreviousCategory, TTL: t.TTLSeconds,
	}
	if t.Named {
		l.Format = formatNamed
	}
	if l.Components == nil {
		l.Components = []Component{}
	}
	if t.Quality != "" {
		l.Quality = &quality{Score: t.Quality}
		if !t.QualityAt.IsZero() {
			l.Quality.Date = t.QualityAt.Unix()
		}
	}
	return plain(l)
}

// UnmarshalJSON reads a template of the provider's list. The id may be a number;
// members that nobody here knows are left out. WABA and UpdatedAt stay.
func (t *Template) UnmarshalJSON(raw []byte) error {
	var l listed
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("read template: %w", err)
	}
	*t = Template{
		WABA: t.WABA, UpdatedAt: t.UpdatedAt,
		ID: string(l.ID), Name: l.Name, Language: l.Language, Status: l.Status, Category: l.Category, Sub: l.Sub,
		Components: l.Components, Reason: l.Reason, PreviousCategory: l.PreviousCategory, TTLSeconds: l.TTL,
	}
	if l.Quality != nil {
		t.Quality = l.Quality.Score
		if l.Quality.Date != 0 {
			t.QualityAt = time.Unix(l.Quality.Date, 0).UTC()
		}
	}
	t.Named = strings.EqualFold(l.Format, formatNamed) || l.Format == "" && t.looksNamed()
	return nil
}

// looksNamed says what a list that was not asked for the form leaves open.
func (t Template) looksNamed() bool {
	for _, c := range t.Components {
		for _, name := range names(c.Text, true) {
			if !isNumber(name) {
				return true
			}
		}
	}
	return false
}

type listedComponent struct {
	Type    string   `json:"type"`
	Format  string   `json:"format,omitempty"`
	Text    string   `json:"text,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	Example *example `json:"example,omitempty"`
}

// example holds the samples of a component, each kind under its own name.
type example struct {
	HeaderText  words          `json:"header_text,omitempty"`
	HeaderNamed []namedExample `json:"header_text_named_params,omitempty"`
	BodyText    []words        `json:"body_text,omitempty"`
	BodyNamed   []namedExample `json:"body_text_named_params,omitempty"`
	Handle      words          `json:"header_handle,omitempty"`
}

type namedExample struct {
	Name  string `json:"param_name"`
	Value loose  `json:"example"`
}

// MarshalJSON writes the component as the provider lists it.
func (c Component) MarshalJSON() ([]byte, error) {
	l := listedComponent{Type: c.Type, Format: c.Format, Text: c.Text, Buttons: c.Buttons}
	if len(c.Examples) > 0 {
		l.Example = c.example()
	}
	return plain(l)
}

func (c Component) example() *example {
	var e example
	var values words
	var named []namedExample
	for _, x := range c.Examples {
		if x.Name != "" {
			named = append(named, namedExample{x.Name, loose(x.Value)})
			continue
		}
		values = append(values, x.Value)
	}
	switch {
	case c.Type == TypeHeader && c.Format != FormatText:
		e.Handle = values
	case c.Type == TypeHeader:
		e.HeaderText, e.HeaderNamed = values, named
	default:
		e.BodyNamed = named
		if values != nil {
			e.BodyText = []words{values}
		}
	}
	return &e
}

// UnmarshalJSON reads a component of the provider's list. An example of an
// unknown shape is left out: nothing that is sent depends on it.
func (c *Component) UnmarshalJSON(raw []byte) error {
	var l struct {
		listedComponent
		Example json.RawMessage `json:"example"`
	}
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("read component: %w", err)
	}
	*c = Component{Type: strings.ToUpper(l.Type), Format: strings.ToUpper(l.Format), Text: l.Text, Buttons: l.Buttons}
	var e example
	if json.Unmarshal(l.Example, &e) != nil {
		return nil
	}
	rows := append([]words{e.HeaderText, e.Handle}, e.BodyText[:min(1, len(e.BodyText))]...)
	for _, row := range rows {
		for _, value := range row {
			c.Examples = append(c.Examples, Example{Value: value})
		}
	}
	for _, named := range append(e.HeaderNamed, e.BodyNamed...) {
		c.Examples = append(c.Examples, Example{Name: named.Name, Value: string(named.Value)})
	}
	return nil
}

type listedButton struct {
	Type    string `json:"type"`
	Text    string `json:"text,omitempty"`
	URL     string `json:"url,omitempty"`
	Phone   string `json:"phone_number,omitempty"`
	Example words  `json:"example,omitempty"`
}

// MarshalJSON writes the button as the provider lists it.
func (b Button) MarshalJSON() ([]byte, error) {
	l := listedButton{Type: b.Type, Text: b.Text, URL: b.URL, Phone: b.Phone}
	if b.Example != "" {
		l.Example = words{b.Example}
	}
	return plain(l)
}

// UnmarshalJSON reads a button of the provider's list.
func (b *Button) UnmarshalJSON(raw []byte) error {
	var l listedButton
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("read button: %w", err)
	}
	*b = Button{Type: strings.ToUpper(l.Type), Text: l.Text, URL: l.URL, Phone: l.Phone}
	if len(l.Example) > 0 {
		b.Example = l.Example[0]
	}
	return nil
}

// loose is a string that the provider may write as a number.
type loose string

// UnmarshalJSON takes a string or a number; anything else is nothing.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*l = loose(text) // null too
		return nil
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		*l = loose(number)
	}
	return nil
}

// words is a list of strings that may come as one string. What is neither is
// nothing.
type words []string

// UnmarshalJSON takes a list, a string or a number.
func (w *words) UnmarshalJSON(raw []byte) error {
	*w = nil
	var list []loose
	if json.Unmarshal(raw, &list) == nil {
		for _, one := range list {
			*w = append(*w, string(one))
		}
		return nil
	}
	var one loose
	if err := json.Unmarshal(raw, &one); err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	if one != "" {
		*w = words{string(one)}
	}
	return nil
}

// plain is JSON with "<", ">" and "&" as they are, as the provider writes them.
func plain(value any) ([]byte, error) {
	var into bytes.Buffer
	encoder := json.NewEncoder(&into)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("write %T: %w", value, err)
	}
	return bytes.TrimSuffix(into.Bytes(), []byte("\n")), nil
}
