package template

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader takes a YAML file apart and collects every problem on its way, so that
// one run shows them all. It remembers on which line each field stands.
type reader struct {
	file     string
	lines    map[string]int
	problems []DefinitionProblem
}

func (r *reader) refuse(line int, field, format string, args ...any) {
	r.problems = append(r.problems, DefinitionProblem{File: r.file, Line: line, Field: field, Message: fmt.Sprintf(format, args...)})
}

// member is one key of a mapping with its value.
type member struct {
	key   string
	field string // path of the value
	node  *yaml.Node
}

// members are those of a mapping, each key once. With known keys any other is
// refused; without, any is taken.
func (r *reader) members(node *yaml.Node, field string, known ...string) []member {
	if node.Kind != yaml.MappingNode {
		r.refuse(node.Line, field, "write a mapping, key: value")
		return nil
	}
	var all []member
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		path := key.Value
		if field != "" {
			path = field + "." + key.Value
		}
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge":
			r.refuse(key.Line, field, "keys are plain words, and << is not understood: write the members out")
		case len(known) > 0 && !slices.Contains(known, key.Value):
			r.refuse(key.Line, path, "no such key: %s", instead(key.Value, known))
		case slices.ContainsFunc(all, func(m member) bool { return m.key == key.Value }):
			r.refuse(key.Line, path, "stands twice: remove one")
		default:
			r.lines[path] = key.Line
			all = append(all, member{key: key.Value, field: path, node: value})
		}
	}
	return all
}

// instead tells which key was meant, or which there are.
func instead(word string, known []string) string {
	if meant := near(word, known); len(meant) > 0 {
		return "did you mean " + meant[0] + "?"
	}
	return "use " + strings.Join(known, ", ")
}

// items are those of a list.
func (r *reader) items(node *yaml.Node, field string) []member {
	if node.Kind != yaml.SequenceNode {
		r.refuse(node.Line, field, "write a list, each item after a dash")
		return nil
	}
	all := make([]member, 0, len(node.Content))
	for i, item := range node.Content {
		path := fmt.Sprintf("%s[%d]", field, i)
		r.lines[path] = item.Line
		all = append(all, member{field: path, node: item})
	}
	return all
}

// text is a scalar as it is written, without white space around it; a number
// needs no quotes.
func (r *reader) text(node *yaml.Node, field string) string {
	switch {
	case node.Kind == yaml.AliasNode:
		r.refuse(node.Line, field, "aliases are not understood: write the text out")
		return ""
	case node.Kind != yaml.ScalarNode:
		r.refuse(node.Line, field, "write a text")
		return ""
	case strings.TrimSpace(node.Value) == "" || node.Tag == "!!null":
		r.refuse(node.Line, field, "is empty: give a text, or remove the key")
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(node.Value, "\r\n", "\n"))
}

// missing refuses what a mapping lacks.
func (r *reader) missing(node *yaml.Node, field string, members []member, keys ...string) {
	if node.Kind != yaml.MappingNode {
		return // refused already
	}
	for _, key := range keys {
		if !slices.ContainsFunc(members, func(m member) bool { return m.key == key }) {
			path := key
			if field != "" {
				path = field + "." + key
			}
			r.refuse(node.Line, path, "is missing")
		}
	}
}
