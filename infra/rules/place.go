package rules

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is a policy's text, as far as it tells where things stand.
type document struct{ root *yaml.Node }

func read(text []byte) document {
	var tree yaml.Node
	if yaml.Unmarshal(text, &tree) != nil || len(tree.Content) == 0 {
		return document{}
	}
	return document{tree.Content[0]}
}

// place is the line and the column of a field, from 1; of one that is not
// there, of what stands around it. Keys are texts, places in a list numbers.
func (d document) place(path ...any) (line, column int) {
	at := d.root
	if at == nil {
		return 1, 1
	}
	line, column = at.Line, at.Column
	for _, step := range path {
		named, next := follow(at, step)
		if next == nil {
			return line, column
		}
		at, line, column = next, named.Line, named.Column
	}
	return line, column
}

// follow gives what a step leads to, and the node that names it.
func follow(node *yaml.Node, step any) (named, next *yaml.Node) {
	switch key := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && key < len(node.Content) {
			return node.Content[key], node.Content[key]
		}
	case string:
		for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				return node.Content[i], node.Content[i+1]
			}
		}
	}
	return nil, nil
}

// field is a path as people write it: templates.rules[0].template.
func field(path []any) string {
	var name strings.Builder
	for _, step := range path {
		switch key := step.(type) {
		case int:
			fmt.Fprintf(&name, "[%d]", key) // a builder takes everything
		case string:
			if name.Len() > 0 {
				name.WriteByte('.')
			}
			name.WriteString(key)
		}
	}
	return name.String()
}
