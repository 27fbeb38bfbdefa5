package template

// condition is the value of a named condition.
func (e *evaluator) condition(line int, name string) (bool, error) {
	if holds, known := e.conditions[name]; known {
		return holds, nil
	}
	body := e.section("Conditions").member(name)
	if body == nil {
		return false, e.errorf(line, "condition %q is not in Conditions", name)
	}
	if e.busy["condition "+name] {
		return false, e.errorf(body.line, "condition %s depends on itself", name)
	}
	e.busy["condition "+name] = true
	defer delete(e.busy, "condition "+name)
	holds, err := e.holds(body)
	if err != nil {
		return false, err
	}
	e.conditions[name] = holds
	return holds, nil
}

// holds evaluates a condition function.
func (e *evaluator) holds(n *node) (bool, error) {
	if n.kind != call {
		return false, e.errorf(n.line, "a condition is Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition")
	}
	switch n.text {
	case "Condition":
		return e.condition(n.line, n.argument().text)
	case "Fn::Equals":
		return e.equals(n)
	case "Fn::Not":
		argument, err := e.arguments(n, 1)
		if err != nil {
			return false, err
		}
		holds, err := e.holds(argument[0])
		return !holds, err
	case "Fn::And":
		return e.all(n, true)
	case "Fn::Or":
		return e.all(n, false)
	}
	return false, e.errorf(n.line, "%s is no condition: use Fn::Equals, Fn::Not, Fn::And, Fn::Or or Condition", n.text)
}

func (e *evaluator) equals(n *node) (bool, error) {
	argument, err := e.arguments(n, 2)
	if err != nil {
		return false, err
	}
	left, err := e.value(argument[0])
	if err != nil {
		return false, err
	}
	right, err := e.value(argument[1])
	if err != nil {
		return false, err
	}
	if left == nil || right == nil || left.kind != scalar || right.kind != scalar {
		return false, e.errorf(n.line, "Fn::Equals compares two texts")
	}
	return left.text == right.text, nil
}

// all is And for want true and Or for want false: it ends at the first item that
// decides. CloudFormation takes 2 to 10 items.
func (e *evaluator) all(n *node, want bool) (bool, error) {
	argument := n.argument()
	if argument.kind != list || len(argument.items) < 2 || len(argument.items) > 10 {
		return false, e.errorf(n.line, "%s takes a list of 2 to 10 conditions", n.text)
	}
	for _, item := range argument.items {
		holds, err := e.holds(item)
		if err != nil {
			return false, err
		}
		if holds != want {
			return holds, nil
		}
	}
	return want, nil
}
