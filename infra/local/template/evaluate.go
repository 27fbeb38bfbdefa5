package template

import (
	"strconv"
	"strings"
)

// evaluator resolves intrinsics. It is used by one goroutine.
type evaluator struct {
	*document
	parameters map[string]string
	conditions map[string]bool
	busy       map[string]bool // conditions and names being worked out, against circles
	resolve    Resolver
}

// value is n without intrinsics; nil means AWS::NoValue.
func (e *evaluator) value(n *node) (*node, error) {
	switch n.kind {
	case scalar:
		return n, nil
	case list:
		return e.list(n)
	case mapping:
		return e.mapping(n)
	case call:
		return e.call(n)
	}
	return nil, e.errorf(n.line, "cannot be evaluated")
}

func (e *evaluator) list(n *node) (*node, error) {
	out := &node{kind: list, line: n.line}
	for _, item := range n.items {
		value, err := e.value(item)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out.items = append(out.items, value)
		}
	}
	return out, nil
}

func (e *evaluator) mapping(n *node) (*node, error) {
	out := &node{kind: mapping, line: n.line}
	for _, f := range n.fields {
		value, err := e.value(f.value)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out.fields = append(out.fields, field{name: f.name, line: f.line, value: value})
		}
	}
	return out, nil
}

func (e *evaluator) call(n *node) (*node, error) {
	switch n.text {
	case "Ref":
		return e.ref(n)
	case "Fn::GetAtt":
		return e.getAtt(n)
	case "Fn::Sub":
		return e.sub(n)
	case "Fn::Join":
		return e.join(n)
	case "Fn::Select":
		return e.selectItem(n)
	case "Fn::Split":
		return e.split(n)
	case "Fn::If":
		return e.ifElse(n)
	}
	return nil, e.errorf(n.line, "%s has no value here: it belongs in Conditions or Rules", n.text)
}

func (e *evaluator) ref(n *node) (*node, error) {
	name := n.argument().text
	if name == noValue {
		return nil, nil // the form of AWS::NoValue, see value
	}
	value, err := e.named(n.line, name)
	if err != nil {
		return nil, err
	}
	return newText(n.line, value), nil
}

// named is the value of a parameter, a pseudo parameter or a resource's Ref.
func (e *evaluator) named(line int, name string) (string, error) {
	if value, ok := e.parameters[name]; ok {
		return value, nil
	}
	if strings.HasPrefix(name, "AWS::") {
		value, ok := e.resolve.Pseudo(name)
		if !ok {
			return "", e.errorf(line, "the local host has no value for %s", name)
		}
		return value, nil
	}
	return e.attribute(line, name, "")
}

// attribute asks the Resolver; an empty attribute is a Ref.
func (e *evaluator) attribute(line int, id, attribute string) (string, error) {
	resource, err := e.resource(line, id)
	if err != nil {
		return "", err
	}
	value, err := e.resolve.Attribute(resource, attribute)
	if err != nil {
		return "", e.errorf(line, "resolve %s: %w", strings.TrimSuffix(id+"."+attribute, "."), err)
	}
	return value, nil
}

func (e *evaluator) getAtt(n *node) (*node, error) {
	argument, err := e.arguments(n, 2)
	if err != nil {
		return nil, err
	}
	value, err := e.attribute(n.line, argument[0].text, argument[1].text)
	if err != nil {
		return nil, err
	}
	return newText(n.line, value), nil
}

func (e *evaluator) join(n *node) (*node, error) {
	argument, err := e.arguments(n, 2)
	if err != nil {
		return nil, err
	}
	parts, err := e.texts(argument[1])
	if err != nil {
		return nil, err
	}
	return newText(n.line, strings.Join(parts, argument[0].text)), nil
}

func (e *evaluator) selectItem(n *node) (*node, error) {
	argument, err := e.arguments(n, 2)
	if err != nil {
		return nil, err
	}
	items, err := e.value(argument[1])
	if err != nil {
		return nil, err
	}
	index, err := strconv.Atoi(argument[0].text)
	if err != nil || items == nil || index < 0 || index >= len(items.items) {
		return nil, e.errorf(n.line, "Fn::Select: there is no item %s", argument[0].text)
	}
	return items.items[index], nil
}

func (e *evaluator) split(n *node) (*node, error) {
	argument, err := e.arguments(n, 2)
	if err != nil {
		return nil, err
	}
	text, err := e.value(argument[1])
	if err != nil {
		return nil, err
	}
	if text == nil || text.kind != scalar {
		return nil, e.errorf(n.line, "Fn::Split: the second argument is no text")
	}
	out := &node{kind: list, line: n.line}
	for _, part := range strings.Split(text.text, argument[0].text) {
		out.items = append(out.items, newText(n.line, part))
	}
	return out, nil
}

func (e *evaluator) ifElse(n *node) (*node, error) {
	argument, err := e.arguments(n, 3)
	if err != nil {
		return nil, err
	}
	holds, err := e.condition(n.line, argument[0].text)
	if err != nil {
		return nil, err
	}
	if holds {
		return e.value(argument[1])
	}
	return e.value(argument[2])
}

// arguments are the items of an intrinsic's list, which must be so many.
func (e *evaluator) arguments(n *node, count int) ([]*node, error) {
	argument := n.argument()
	if argument.kind != list || len(argument.items) != count {
		return nil, e.errorf(n.line, "%s takes a list of %d", n.text, count)
	}
	return argument.items, nil
}

// texts evaluates a list of scalars.
func (e *evaluator) texts(n *node) ([]string, error) {
	value, err := e.value(n)
	if err != nil {
		return nil, err
	}
	if value == nil || value.kind != list {
		return nil, e.errorf(n.line, "must be a list")
	}
	out := make([]string, 0, len(value.items))
	for _, item := range value.items {
		if item.kind != scalar {
			return nil, e.errorf(item.line, "must be a text")
		}
		out = append(out, item.text)
	}
	return out, nil
}
