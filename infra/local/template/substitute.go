package template

import "strings"

// piece is a part of Fn::Sub's text: plain, or the name in ${Name} or
// ${Name.Attribute}.
type piece struct {
	text   string
	isName bool
}

// pieces cuts Fn::Sub's text. ${!Literal} stands for the plain ${Literal}, and a
// brace that never closes is plain, too.
func pieces(text string) []piece {
	var out []piece
	for {
		before, rest, opened := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			return append(out, piece{text: text})
		}
		out = append(out, piece{text: before})
		if literal, is := strings.CutPrefix(name, "!"); is {
			out = append(out, piece{text: "${" + literal + "}"})
		} else {
			out = append(out, piece{text: name, isName: true})
		}
		text = after
	}
}

func (e *evaluator) sub(n *node) (*node, error) {
	text, variables := n.argument(), (*node)(nil)
	if text.kind == list {
		argument, err := e.arguments(n, 2)
		if err != nil {
			return nil, err
		}
		text = argument[0]
		if variables, err = e.value(argument[1]); err != nil {
			return nil, err
		}
	}
	var out strings.Builder
	for _, part := range pieces(text.text) {
		value, err := e.substituted(text.line, part, variables)
		if err != nil {
			return nil, err
		}
		out.WriteString(value)
	}
	return newText(n.line, out.String()), nil
}

func (e *evaluator) substituted(line int, part piece, variables *node) (string, error) {
	if !part.isName {
		return part.text, nil
	}
	if variable := variables.member(part.text); variable != nil {
		return variable.text, nil
	}
	if id, attribute, dotted := strings.Cut(part.text, "."); dotted {
		return e.attribute(line, id, attribute)
	}
	return e.named(line, part.text)
}
