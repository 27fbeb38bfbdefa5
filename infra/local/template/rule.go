package template

import "errors"

// rules evaluates Rules as CloudFormation does before it creates anything, and
// reports every assertion that does not hold.
func (e *evaluator) rules() error {
	var broken []error
	for _, f := range e.section("Rules").fields {
		err := e.rule(f)
		if err != nil {
			broken = append(broken, err)
		}
	}
	return errors.Join(broken...)
}

func (e *evaluator) rule(f field) error {
	if condition := f.value.member("RuleCondition"); condition != nil {
		applies, err := e.holds(condition)
		if err != nil || !applies {
			return err
		}
	}
	assertions := f.value.member("Assertions")
	if assertions == nil || assertions.kind != list {
		return e.errorf(f.line, "rule %s has no Assertions", f.name)
	}
	var broken []error
	for _, assertion := range assertions.items {
		body := assertion.member("Assert")
		if body == nil {
			return e.errorf(assertion.line, "rule %s: an assertion lacks Assert", f.name)
		}
		holds, err := e.holds(body)
		if err != nil {
			return err
		}
		if !holds {
			broken = append(broken, e.errorf(assertion.line, "rule %s: %s", f.name, text(assertion, "AssertDescription")))
		}
	}
	return errors.Join(broken...)
}
