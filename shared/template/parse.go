package template

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// MaxDefinitionBytes is the largest file of a definition: many times what all of
// WhatsApp's languages need.
const MaxDefinitionBytes = 1 << 20

// Parse reads the definition of one file; the name of the file is for messages.
// The error is a *DefinitionError with every problem of its form. What WhatsApp
// would say to it, Lint tells.
func Parse(file string, text []byte) (Definition, error) {
	r := &reader{file: file, lines: map[string]int{"": 1}}
	d := Definition{File: file, lines: r.lines}
	if root := r.root(text); root != nil {
		r.definition(root, &d)
	}
	if len(r.problems) > 0 {
		return Definition{}, &DefinitionError{Problems: r.problems}
	}
	return d, nil
}

// root is the only document of a file, or nil.
func (r *reader) root(text []byte) *yaml.Node {
	if len(text) > MaxDefinitionBytes {
		r.refuse(1, "", "has more than %d bytes: one file is one purpose", MaxDefinitionBytes)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var tree, second yaml.Node
	err := decoder.Decode(&tree)
	if errors.Is(err, io.EOF) || err == nil && (tree.Kind != yaml.DocumentNode || len(tree.Content) == 0) {
		r.refuse(1, "", "is empty: write name, category, purpose and languages")
		return nil
	}
	if err != nil {
		line, message := syntax(err)
		r.refuse(line, "", "%s", message)
		return nil
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		r.refuse(max(1, second.Line), "", "holds more than one document: one file is one purpose")
		return nil
	}
	return tree.Content[0]
}

// syntax is the line and the message of an error of the YAML library.
func syntax(err error) (line int, message string) {
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	found := regexp.MustCompile(`^line (\d+): `).FindStringSubmatch(message)
	if found == nil {
		return 1, message
	}
	line, err = strconv.Atoi(found[1])
	if err != nil {
		return 1, message
	}
	return max(1, line), strings.TrimPrefix(message, found[0])
}

func (r *reader) definition(node *yaml.Node, d *Definition) {
	members := r.members(node, "", "name", "category", "purpose", "description", "ttl", "parameters", "languages")
	for _, m := range members {
		switch m.key {
		case "name":
			d.Name = r.text(m.node, m.field)
		case "category":
			d.Category = r.category(m)
		case "purpose":
			d.Purpose = r.text(m.node, m.field)
		case "description":
			d.Description = r.text(m.node, m.field)
		case "ttl":
			d.TTL = r.duration(m)
		case "parameters":
			for _, item := range r.items(m.node, m.field) {
				d.Parameters = append(d.Parameters, r.parameter(item))
			}
		case "languages":
			for _, language := range r.members(m.node, m.field) {
				d.Wordings = append(d.Wordings, r.wording(language))
			}
			if m.node.Kind == yaml.MappingNode && len(m.node.Content) == 0 {
				r.refuse(m.node.Line, m.field, "is empty: give one language at least")
			}
		}
	}
	r.missing(node, "", members, "name", "category", "purpose", "languages")
}

// category is one that can be written by hand: the texts of authentication
// templates are WhatsApp's own.
func (r *reader) category(m member) string {
	category := strings.ToUpper(r.text(m.node, m.field))
	switch category {
	case "", CategoryUtility, CategoryMarketing:
	case CategoryAuthentication:
		r.refuse(m.node.Line, m.field, "the text of authentication templates is WhatsApp's own: make it in WhatsApp Manager")
	default:
		r.refuse(m.node.Line, m.field, "is not a category: write %s or %s", CategoryUtility, CategoryMarketing)
	}
	return category
}

func (r *reader) duration(m member) time.Duration {
	text := r.text(m.node, m.field)
	if text == "" {
		return 0
	}
	ttl, err := time.ParseDuration(text)
	if err != nil || ttl <= 0 || ttl%time.Second != 0 {
		r.refuse(m.node.Line, m.field, "is no duration: write 12h or 30m, in whole seconds")
		return 0
	}
	return ttl
}

func (r *reader) parameter(item member) DefinedParameter {
	var p DefinedParameter
	members := r.members(item.node, item.field, "name", "description", "example")
	for _, m := range members {
		switch m.key {
		case "name":
			p.Name = r.text(m.node, m.field)
		case "description":
			p.Description = r.text(m.node, m.field)
		case "example":
			p.Examples = r.examples(m)
		}
	}
	r.missing(item.node, item.field, members, "name", "description", "example")
	return p
}

// examples are one text for all languages, or one for each.
func (r *reader) examples(m member) map[string]string {
	if m.node.Kind != yaml.MappingNode {
		return map[string]string{"": r.text(m.node, m.field)}
	}
	all := map[string]string{}
	for _, language := range r.members(m.node, m.field) {
		all[language.key] = r.text(language.node, language.field)
	}
	return all
}

func (r *reader) wording(language member) Wording {
	w := Wording{Language: language.key}
	members := r.members(language.node, language.field, "header", "body", "footer", "buttons", "macro")
	for _, m := range members {
		switch m.key {
		case "header":
			w.Header = r.header(m)
		case "body":
			w.Body = r.text(m.node, m.field)
		case "footer":
			w.Footer = r.text(m.node, m.field)
		case "buttons":
			for _, item := range r.items(m.node, m.field) {
				w.Buttons = append(w.Buttons, r.button(item))
			}
		case "macro":
			w.Macro = r.text(m.node, m.field)
		}
	}
	r.missing(language.node, language.field, members, "body")
	return w
}

// header is a text, or a mapping with the format of a file and its sample.
func (r *reader) header(m member) DefinedHeader {
	if m.node.Kind != yaml.MappingNode {
		return DefinedHeader{Format: FormatText, Text: r.text(m.node, m.field)}
	}
	var h DefinedHeader
	members := r.members(m.node, m.field, "format", "handle")
	for _, part := range members {
		switch part.key {
		case "format":
			h.Format = strings.ToUpper(r.text(part.node, part.field))
		case "handle":
			h.Handle = r.text(part.node, part.field)
		}
	}
	r.missing(m.node, m.field, members, "format")
	switch h.Format {
	case "", FormatImage, FormatVideo, FormatDocument, FormatLocation, FormatGIF:
	default:
		r.refuse(m.node.Line, m.field+".format", "is no format of a file: write IMAGE, VIDEO, DOCUMENT, GIF or LOCATION, and a text as header: text")
	}
	return h
}

// button is a mapping whose first key is its type.
func (r *reader) button(item member) Button {
	var b Button
	for _, m := range r.members(item.node, item.field, "quick_reply", "url", "phone", "copy_code", "text") {
		value := r.text(m.node, m.field)
		kind := ""
		switch m.key {
		case "text":
			b.Text = value
		case "quick_reply":
			kind, b.Text = ButtonQuickReply, value
		case "url":
			kind, b.URL = ButtonURL, value
		case "phone":
			kind, b.Phone = ButtonPhone, value
		case "copy_code":
			kind, b.Example = ButtonCopyCode, value
		}
		if kind != "" && b.Type != "" {
			r.refuse(m.node.Line, m.field, "a button is one of quick_reply, url, phone and copy_code")
		}
		if kind != "" {
			b.Type = kind
		}
	}
	r.label(item, b, r.lines[item.field+".text"])
	return b
}

// label refuses a button whose text is missing, or stands where it is of no use.
func (r *reader) label(item member, b Button, textLine int) {
	labelled := b.Type == ButtonURL || b.Type == ButtonPhone
	switch {
	case item.node.Kind != yaml.MappingNode:
	case b.Type == "":
		r.refuse(item.node.Line, item.field, "lacks its type: quick_reply, url, phone or copy_code")
	case labelled && textLine == 0:
		r.refuse(item.node.Line, item.field+".text", "is missing: what the button says")
	case !labelled && textLine > 0:
		r.refuse(textLine, item.field+".text", "is for url and phone: a quick reply says its own text, and WhatsApp names the button of a code")
	}
}
