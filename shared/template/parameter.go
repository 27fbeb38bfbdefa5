package template

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind is what a value is.
type Kind string

// The kinds of values.
const (
	KindText     Kind = "text"
	KindMedia    Kind = "media"    // a media id of the provider, or an https address
	KindLocation Kind = "location" // "latitude,longitude,name,address"
	KindURL      Kind = "url"      // the end of a button's address
	KindCode     Kind = "code"     // what a button copies
	KindPayload  Kind = "payload"  // what a tap on a quick reply sends back
)

// Parameter is something to give when the template is sent.
type Parameter struct {
	// Key is what an agent types: a name, the number of a place in the body,
	// "header", "code", or "button.N" with N from 1.
	Key  string
	Kind Kind
	// Example is the sample that was reviewed, or empty.
	Example string
	// MaxRunes is the longest value that can fit, the others being as short as
	// they can; 0 is not limited.
	MaxRunes int
	// Required is false for a quick reply's payload alone.
	Required bool
}

// place is one spot that takes a value; several may take the same.
type place struct {
	Parameter
	part   string // type of the component
	format string // of a header
	name   string // of the placeholder
	button int    // from 0
}

// Parameters are what must be given, in order: header, body, buttons.
func (t Template) Parameters() []Parameter {
	var all []Parameter
	for _, p := range t.places() {
		at := slices.IndexFunc(all, func(known Parameter) bool { return known.Key == p.Key })
		if at < 0 {
			all = append(all, p.Parameter)
			continue
		}
		all[at].MaxRunes = min(all[at].MaxRunes, p.MaxRunes)
		if p.Kind == KindURL {
			all[at].Kind = KindURL // the stricter of the two
		}
	}
	return all
}

func (t Template) places() []place {
	var all []place
	for _, kind := range []string{TypeHeader, TypeBody, TypeButtons} {
		c, exists := t.Component(kind)
		switch {
		case !exists:
		case kind == TypeHeader:
			all = append(all, t.headerPlaces(c)...)
		case kind == TypeBody:
			all = append(all, t.textPlaces(c, MaxBodyRunes)...)
		default:
			all = append(all, t.buttonPlaces(c)...)
		}
	}
	return all
}

func (t Template) headerPlaces(c Component) []place {
	if c.Format == FormatText || c.Format == "" {
		all := t.textPlaces(c, MaxHeaderRunes)
		if !t.Named {
			for i := range all {
				all[i].Key = "header" // its number is that of the body's first
			}
		}
		return all
	}
	p := place{part: TypeHeader, format: c.Format, Parameter: Parameter{Key: t.free("header"), Kind: KindMedia, Required: true}}
	if c.Format == FormatLocation {
		p.Kind = KindLocation
	}
	return []place{p}
}

// free is a key of ours, made different where a named parameter has it.
func (t Template) free(key string) string {
	if !t.Named {
		return key
	}
	for _, c := range t.Components {
		if slices.Contains(names(c.Text, true), key) {
			return key + ".1" // names hold no dot
		}
	}
	return key
}

// textPlaces are the placeholders of a text that holds at most limit
// characters when filled.
func (t Template) textPlaces(c Component, limit int) []place {
	count, left := map[string]int{}, limit
	for _, p := range pieces(c.Text) {
		if p.name != "" {
			count[p.name]++
			left-- // each value has a character at least
			continue
		}
		left -= utf8.RuneCountInString(p.text)
	}
	var all []place
	for i, name := range names(c.Text, t.Named) {
		all = append(all, place{
			part: c.Type, format: FormatText, name: name,
			Parameter: Parameter{Key: name, Kind: KindText, Example: c.sample(i, name), MaxRunes: max(1, 1+left/count[name]), Required: true},
		})
	}
	return all
}

// sample is the reviewed value of a placeholder.
func (c Component) sample(position int, name string) string {
	for _, e := range c.Examples {
		if e.Name == name {
			return e.Value
		}
	}
	if position < len(c.Examples) && c.Examples[position].Name == "" {
		return c.Examples[position].Value
	}
	return ""
}

func (t Template) buttonPlaces(c Component) []place {
	var all []place
	for i, b := range c.Buttons {
		p := place{part: TypeButtons, button: i, Parameter: Parameter{Key: "button." + strconv.Itoa(i+1), Example: b.Example, Required: true}}
		variable := names(b.URL, true)
		switch {
		case b.Type == ButtonOTP, t.Category == CategoryAuthentication && b.Type == ButtonURL && len(variable) > 0:
			// The code of the body once more, with no key of its own.
			code := t.codeKey()
			p.Key, p.Kind, p.MaxRunes = code, KindURL, MaxCodeRunes
		case b.Type == ButtonURL && len(variable) > 0:
			p.Kind, p.name = KindURL, variable[0]
			p.Example = strings.TrimPrefix(b.Example, pieces(b.URL)[0].text) // listed as a whole address
			p.MaxRunes = max(1, MaxURLRunes-utf8.RuneCountInString(replace(b.URL, func(string) string { return "" })))
		case b.Type == ButtonCopyCode:
			p.Key, p.Kind, p.MaxRunes = t.codeButtonKey(c, i), KindCode, MaxCodeRunes
		case b.Type == ButtonQuickReply:
			p.Kind, p.MaxRunes, p.Required = KindPayload, MaxPayloadRunes, false
		default:
			continue
		}
		all = append(all, p)
	}
	return all
}

// codeKey is the key of an authentication template's one value; its listed body
// may be empty, as the text is WhatsApp's own.
func (t Template) codeKey() string {
	if all := names(t.Body(), t.Named); len(all) > 0 {
		return all[0]
	}
	return "1"
}

// codeButtonKey is "code" for the only button that copies one.
func (t Template) codeButtonKey(c Component, at int) string {
	for i, b := range c.Buttons {
		if i != at && b.Type == ButtonCopyCode {
			return "button." + strconv.Itoa(at+1)
		}
	}
	return t.free("code")
}
