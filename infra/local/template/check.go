package template

import (
	"errors"
	"strings"
)

// intrinsics that evaluate.go and condition.go resolve.
const intrinsics = " Ref Condition Fn::GetAtt Fn::Sub Fn::Join Fn::Select Fn::Split Fn::If Fn::Equals Fn::Not Fn::And Fn::Or "

// noValue is the reference that removes the member that holds it.
const noValue = "AWS::NoValue"

// pseudo parameters that a Resolver is asked for.
const pseudoParameters = " AWS::AccountId AWS::Partition AWS::Region AWS::StackId AWS::StackName AWS::URLSuffix "

// check looks at the whole document, also at what a local run never evaluates:
// every intrinsic is known and every name that it uses exists.
func (d *document) check() error {
	c := &checker{document: d}
	for _, f := range d.root.fields {
		c.walk(f.value)
	}
	for _, section := range []string{"Resources", "Outputs"} {
		for _, f := range d.section(section).fields {
			c.attributes(f)
		}
	}
	return errors.Join(c.problems...)
}

type checker struct {
	document *document
	problems []error
}

func (c *checker) refuse(line int, format string, args ...any) {
	c.problems = append(c.problems, c.document.errorf(line, format, args...))
}

func (c *checker) walk(n *node) {
	if n.kind == call {
		c.call(n)
	}
	for _, child := range n.children() {
		c.walk(child)
	}
}

// attributes checks the names that stand outside intrinsics.
func (c *checker) attributes(f field) {
	if condition := f.value.member("Condition"); condition != nil {
		c.condition(condition)
	}
	depends := f.value.member("DependsOn")
	if depends == nil {
		return
	}
	if depends.kind == scalar {
		depends = &node{kind: list, items: []*node{depends}}
	}
	for _, item := range depends.items {
		c.resource(item.line, item.text)
	}
}

func (c *checker) call(n *node) {
	if !strings.Contains(intrinsics, " "+n.text+" ") {
		c.refuse(n.line, "%s is not understood by the local host: use one of%s, or teach it to infra/local/template/evaluate.go", n.text, intrinsics)
		return
	}
	argument := n.argument()
	switch n.text {
	case "Ref":
		c.reference(n.line, argument.text)
	case "Condition":
		c.condition(argument)
	case "Fn::GetAtt":
		if len(argument.items) == 2 {
			c.resource(n.line, argument.items[0].text)
		}
	case "Fn::If":
		if len(argument.items) == 3 {
			c.condition(argument.items[0])
		}
	case "Fn::Sub":
		c.substitutions(argument)
	}
}

func (c *checker) substitutions(argument *node) {
	text, variables := argument, (*node)(nil)
	if argument.kind == list && len(argument.items) == 2 {
		text, variables = argument.items[0], argument.items[1]
	}
	for _, part := range pieces(text.text) {
		if !part.isName || variables.member(part.text) != nil {
			continue
		}
		if id, _, attribute := strings.Cut(part.text, "."); attribute {
			c.resource(text.line, id)
		} else {
			c.reference(text.line, part.text)
		}
	}
}

func (c *checker) condition(name *node) {
	if c.document.section("Conditions").member(name.text) == nil {
		c.refuse(name.line, "condition %q is not in Conditions: add it there or correct the name", name.text)
	}
}

func (c *checker) reference(line int, name string) {
	isPseudo := name == noValue || strings.Contains(pseudoParameters, " "+name+" ")
	if isPseudo || c.document.section("Parameters").member(name) != nil {
		return
	}
	c.resource(line, name)
}

func (c *checker) resource(line int, name string) {
	if c.document.section("Resources").member(name) == nil {
		c.refuse(line, "%q is neither a parameter nor a resource of this template: correct the name or declare it", name)
	}
}
