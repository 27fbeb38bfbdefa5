package template

import (
	"encoding/json"
	"fmt"
	"strconv"
)

type kind int

const (
	scalar kind = iota
	list
	mapping
	call // an intrinsic: text is its long name, items its one argument
)

// node is one value of the template, with short intrinsics made long, so that
// the rest of the package sees one form only.
type node struct {
	kind   kind
	line   int
	text   string // of a scalar; the name of a call
	tag    string // of a scalar: !!str, !!int, !!bool, !!float or !!null
	items  []*node
	fields []field // of a mapping, in the order of the file
}

type field struct {
	name  string
	line  int
	value *node
}

func newText(line int, text string) *node {
	return &node{kind: scalar, line: line, text: text, tag: "!!str"}
}

// member is the value of a mapping's key, nil when absent or n is no mapping.
func (n *node) member(name string) *node {
	if n == nil || n.kind != mapping {
		return nil
	}
	for _, f := range n.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// argument is what an intrinsic is applied to.
func (n *node) argument() *node { return n.items[0] }

// isCall tells whether n is the intrinsic of that long name.
func (n *node) isCall(name string) bool { return n != nil && n.kind == call && n.text == name }

// children are the values below n, keys left out.
func (n *node) children() []*node {
	if n.kind != mapping {
		return n.items
	}
	values := make([]*node, 0, len(n.fields))
	for _, f := range n.fields {
		values = append(values, f.value)
	}
	return values
}

// MarshalJSON writes an evaluated node with the types that the template gave.
func (n *node) MarshalJSON() ([]byte, error) {
	switch n.kind {
	case scalar:
		return n.scalarJSON()
	case list:
		if n.items == nil {
			return []byte("[]"), nil
		}
		return json.Marshal(n.items)
	case mapping:
		members := make(map[string]*node, len(n.fields))
		for _, f := range n.fields {
			members[f.name] = f.value
		}
		return json.Marshal(members)
	case call:
	}
	return nil, fmt.Errorf("line %d: %s is not evaluated", n.line, n.text)
}

func (n *node) scalarJSON() ([]byte, error) {
	switch n.tag {
	case "!!int", "!!float":
		if number, err := strconv.ParseFloat(n.text, 64); err == nil {
			return json.Marshal(number)
		}
	case "!!bool":
		return json.Marshal(n.text == "true")
	case "!!null":
		return []byte("null"), nil
	}
	return json.Marshal(n.text)
}
