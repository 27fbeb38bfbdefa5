package template

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is the parsed template.
type document struct {
	path string
	root *node
}

// errorf is an error that points at a line.
func (d *document) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", d.path, line, fmt.Errorf(format, args...))
}

// section is a top-level mapping; a missing one is empty.
func (d *document) section(name string) *node {
	if found := d.root.member(name); found != nil {
		return found
	}
	return &node{kind: mapping, line: d.root.line}
}

func parse(path string) (*document, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("parse template %s: %w", path, err)
	}
	d := &document{path: path}
	if tree.Kind != yaml.DocumentNode || tree.Content[0].Kind != yaml.MappingNode {
		return nil, d.errorf(1, "a template is a mapping with Resources")
	}
	p := &parser{document: d}
	d.root = p.node(tree.Content[0])
	return d, errors.Join(p.problems...)
}

// parser turns YAML nodes into ours and collects every problem on its way, so
// that one run shows them all.
type parser struct {
	document *document
	problems []error
}

func (p *parser) refuse(line int, format string, args ...any) {
	p.problems = append(p.problems, p.document.errorf(line, format, args...))
}

func (p *parser) node(y *yaml.Node) *node {
	if name, short := shortIntrinsic(y.Tag); short {
		return p.short(name, y)
	}
	return p.plain(y)
}

// plain reads a node without regard to a short intrinsic's tag.
func (p *parser) plain(y *yaml.Node) *node {
	switch y.Kind {
	case yaml.SequenceNode:
		n := &node{kind: list, line: y.Line}
		for _, item := range y.Content {
			n.items = append(n.items, p.node(item))
		}
		return n
	case yaml.MappingNode:
		return p.mapping(y)
	case yaml.AliasNode:
		p.refuse(y.Line, "YAML aliases are not understood: write the value out")
	case yaml.ScalarNode:
		return p.scalar(y)
	case yaml.DocumentNode:
		p.refuse(y.Line, "one document only")
	}
	return newText(y.Line, "")
}

func (p *parser) scalar(y *yaml.Node) *node {
	if y.Style == 0 && y.Tag == "!!str" {
		switch strings.ToLower(y.Value) {
		case "yes", "no", "on", "off":
			p.refuse(y.Line, "%s is a boolean for CloudFormation (YAML 1.1): put it in quotes, or write true or false", y.Value)
		}
	}
	return &node{kind: scalar, line: y.Line, text: y.Value, tag: y.Tag}
}

func (p *parser) mapping(y *yaml.Node) *node {
	n := &node{kind: mapping, line: y.Line}
	first := map[string]int{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			p.refuse(key.Line, "keys are plain words, and << is not understood: write the members out")
			continue
		}
		if line, twice := first[key.Value]; twice {
			p.refuse(key.Line, "%s stands twice in one mapping, first on line %d: remove one, CloudFormation would drop it in silence", key.Value, line)
			continue
		}
		first[key.Value] = key.Line
		n.fields = append(n.fields, field{name: key.Value, line: key.Line, value: p.node(value)})
	}
	return p.long(n)
}

// long turns {Fn::X: argument} into a call. {Condition: name} is one too, where
// its value is a word: in a policy statement it is a mapping.
func (p *parser) long(n *node) *node {
	if len(n.fields) != 1 {
		return n
	}
	only := n.fields[0]
	isIntrinsic := only.name == "Ref" || strings.HasPrefix(only.name, "Fn::") ||
		(only.name == "Condition" && only.value.kind == scalar)
	if !isIntrinsic {
		return n
	}
	return &node{kind: call, line: only.line, text: only.name, items: []*node{p.attribute(only.name, only.value)}}
}

func (p *parser) short(name string, y *yaml.Node) *node {
	bare := *y
	bare.Tag = ""
	if y.Kind == yaml.ScalarNode {
		bare.Tag = "!!str"
		bare.Style = yaml.DoubleQuotedStyle // whatever it looks like, it is a name
	}
	return &node{kind: call, line: y.Line, text: name, items: []*node{p.attribute(name, p.plain(&bare))}}
}

// attribute gives Fn::GetAtt its two-item form: A.B becomes [A, B].
func (p *parser) attribute(name string, argument *node) *node {
	if name != "Fn::GetAtt" || argument.kind != scalar {
		return argument
	}
	id, attribute, found := strings.Cut(argument.text, ".")
	if !found {
		p.refuse(argument.line, "!GetAtt %s lacks an attribute: write Resource.Attribute", argument.text)
	}
	return &node{kind: list, line: argument.line, items: []*node{newText(argument.line, id), newText(argument.line, attribute)}}
}

// shortIntrinsic gives the long name of a local tag such as !Sub.
func shortIntrinsic(tag string) (string, bool) {
	if !strings.HasPrefix(tag, "!") || strings.HasPrefix(tag, "!!") || tag == "!" {
		return "", false
	}
	switch name := tag[1:]; name {
	case "Ref", "Condition":
		return name, true
	default:
		return "Fn::" + name, true
	}
}
