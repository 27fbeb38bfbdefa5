package template

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Filled is a template with its values, checked and in the order in which a
// provider wants them. Category decides the price.
type Filled struct {
	Name, Language, Category string
	// Header is nil where the header takes no value.
	Header *Header
	Body   []Value
	// Buttons are those with a value; others are not sent.
	Buttons []ButtonValue
	// Text is what the customer reads, for the ticket.
	Text string
}

// Value is one parameter of a text; Name is empty where they have numbers.
type Value struct {
	Name, Text string
}

// Header is the value of a header: of FormatText its Text, of FormatLocation its
// Place, of other formats MediaID or Link.
type Header struct {
	Format  string
	Text    Value
	MediaID string
	Link    string
	// Filename is that of a linked document, or empty.
	Filename string
	Place    Place
}

// Place is a spot on the map; numbers stay as they were given.
type Place struct {
	Latitude, Longitude, Name, Address string
}

// ButtonValue is the value of one button; Index counts from 0 over all of them.
type ButtonValue struct {
	Index int
	Type  string
	Text  string
}

// Fill puts values, by the keys of Parameters, into the template. The error is
// an *UnsendableError, whatever the values are, or a *FormError with all that
// WhatsApp would refuse (132000, 132005, 132012, 132018).
func (t Template) Fill(values map[string]string) (Filled, error) {
	if err := t.Sendable(); err != nil {
		return Filled{}, err
	}
	places := t.places()
	problems := check(t.Parameters(), values)
	problems = append(problems, t.strangers(values)...)
	if len(problems) == 0 {
		problems = t.lengths(values)
	}
	if len(problems) > 0 {
		return Filled{}, &FormError{Problems: problems}
	}
	f := Filled{Name: t.Name, Language: t.Language, Category: t.Category, Text: t.shown(values)}
	for _, p := range places {
		f.add(t, p, values[p.Key])
	}
	return f, nil
}

func (f *Filled) add(t Template, p place, value string) {
	name := ""
	if t.Named {
		name = p.name
	}
	switch {
	case p.part == TypeHeader:
		f.Header = header(p, name, value)
	case p.part == TypeBody:
		f.Body = append(f.Body, Value{Name: name, Text: value})
	case value != "": // a payload may be left out
		buttons, _ := t.Component(TypeButtons)
		f.Buttons = append(f.Buttons, ButtonValue{Index: p.button, Type: buttons.Buttons[p.button].Type, Text: value})
	}
}

func header(p place, name, value string) *Header {
	h := &Header{Format: p.format}
	switch {
	case p.Kind == KindText:
		h.Text = Value{Name: name, Text: value}
	case p.Kind == KindLocation:
		h.Place, _ = placeOf(value)
	case isNumber(value):
		h.MediaID = value
	default:
		h.Link = value
		if p.format == FormatDocument {
			h.Filename = filename(value)
		}
	}
	return h
}

// strangers are values for keys that the template does not have, in order.
func (t Template) strangers(values map[string]string) []Problem {
	known := t.Parameters()
	var all []Problem
	for key := range values {
		if slices.ContainsFunc(known, func(p Parameter) bool { return p.Key == key }) {
			continue
		}
		what := WhatUnknown
		switch {
		case t.Named && isNumber(key):
			what = WhatNamed
		case !t.Named && key != "" && !isNumber(key) && strings.Trim(key, letters) == "" && len(names(t.Body(), false)) > 0:
			what = WhatNumbered
		}
		all = append(all, Problem{Key: key, What: what})
	}
	slices.SortFunc(all, func(a, b Problem) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// lengths are problems of the filled texts, each value being right by itself.
func (t Template) lengths(values map[string]string) []Problem {
	var all []Problem
	for _, part := range []struct {
		kind  string
		what  What
		limit int
	}{{TypeHeader, WhatHeader, MaxHeaderRunes}, {TypeBody, WhatBody, MaxBodyRunes}} {
		c, _ := t.Component(part.kind)
		if utf8.RuneCountInString(t.filledText(c, values)) > part.limit {
			all = append(all, Problem{What: part.what, Limit: part.limit})
		}
	}
	return all
}

// filledText is the text of a component with its values.
func (t Template) filledText(c Component, values map[string]string) string {
	return replace(c.Text, func(name string) string {
		if c.Type == TypeHeader && !t.Named {
			name = "header"
		}
		return values[name]
	})
}

// shown is what the customer reads: the parts under each other, files and
// buttons by their type in brackets, as a customer's own messages are shown.
func (t Template) shown(values map[string]string) string {
	var blocks []string
	for _, kind := range []string{TypeHeader, TypeBody, TypeFooter, TypeButtons} {
		c, exists := t.Component(kind)
		if !exists {
			continue
		}
		block := t.filledText(c, values)
		switch {
		case kind == TypeButtons:
			block = t.shownButtons(c, values)
		case kind == TypeHeader && c.Format != FormatText && c.Format != "":
			block = shownHeader(c.Format, values[t.free("header")])
		}
		if block != "" {
			blocks = append(blocks, block)
		}
	}
	return strings.Join(blocks, "\n\n")
}

func shownHeader(format, value string) string {
	kind := "[" + strings.ToLower(format) + "]"
	if format == FormatLocation {
		place, _ := placeOf(value)
		return kind + " " + place.Name + ", " + place.Address
	}
	if isNumber(value) {
		return kind // a media id says nothing to anybody
	}
	return kind + " " + value
}

func (t Template) shownButtons(c Component, values map[string]string) string {
	keys := map[int]string{}
	for _, p := range t.buttonPlaces(c) {
		keys[p.button] = p.Key
	}
	lines := make([]string, 0, len(c.Buttons))
	for i, b := range c.Buttons {
		line := "[button]"
		told := []string{b.Text}
		switch {
		case b.Type == ButtonURL && t.Category != CategoryAuthentication:
			told = append(told, replace(b.URL, func(string) string { return values[keys[i]] }))
		case b.Type == ButtonPhone:
			told = append(told, b.Phone)
		case b.Type == ButtonCopyCode:
			told = append(told, values[keys[i]])
		}
		for _, part := range told {
			if part != "" {
				line += " " + part
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
