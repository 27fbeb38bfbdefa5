package template

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// parameterValues gives every parameter its value: the override, else the
// default. All problems are reported together.
func (d *document) parameterValues(overrides map[string]string) (map[string]string, error) {
	var problems []error
	values := map[string]string{}
	declared := d.section("Parameters")
	for _, f := range declared.fields {
		value, err := d.parameterValue(f, overrides)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		values[f.name] = value
	}
	for name := range overrides {
		if declared.member(name) == nil {
			problems = append(problems, d.errorf(declared.line, "parameter %s was given but is not declared: correct the name", name))
		}
	}
	return values, errors.Join(problems...)
}

func (d *document) parameterValue(f field, overrides map[string]string) (string, error) {
	value, given := overrides[f.name]
	if !given {
		fallback := f.value.member("Default")
		if fallback == nil {
			return "", d.errorf(f.line, "parameter %s has no default: give it a value", f.name)
		}
		value = fallback.text
	}
	if problem := refusal(f.value, value); problem != "" {
		return "", d.errorf(f.line, "parameter %s=%q %s", f.name, value, problem)
	}
	return value, nil
}

// refusal says what is wrong with a value, "" when nothing is.
func refusal(declaration *node, value string) string {
	switch kind := text(declaration, "Type"); kind {
	case "String":
	case "Number":
		if problem := outOfRange(declaration, value); problem != "" {
			return problem
		}
	default:
		return "has type " + kind + ", which the local host does not understand: use String or Number"
	}
	if allowed := declaration.member("AllowedValues"); allowed != nil {
		var values []string
		for _, item := range allowed.items {
			values = append(values, item.text)
		}
		if !slices.Contains(values, value) {
			return "is none of the allowed values " + strings.Join(values, ", ")
		}
	}
	return mismatch(declaration, value)
}

func outOfRange(declaration *node, value string) string {
	number, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return "is not a number"
	}
	if limit, err := strconv.ParseFloat(text(declaration, "MinValue"), 64); err == nil && number < limit {
		return "is below the minimum " + text(declaration, "MinValue")
	}
	if limit, err := strconv.ParseFloat(text(declaration, "MaxValue"), 64); err == nil && number > limit {
		return "is above the maximum " + text(declaration, "MaxValue")
	}
	return ""
}

// mismatch checks AllowedPattern, which CloudFormation matches against the whole
// value.
func mismatch(declaration *node, value string) string {
	pattern := text(declaration, "AllowedPattern")
	if pattern == "" {
		return ""
	}
	expression, err := regexp.Compile("^(?:" + pattern + ")$")
	if err != nil {
		return "cannot be checked, AllowedPattern is no regular expression: " + err.Error()
	}
	if expression.MatchString(value) {
		return ""
	}
	if constraint := text(declaration, "ConstraintDescription"); constraint != "" {
		return "is refused: " + constraint
	}
	return "does not match " + pattern
}

// text is a scalar member, "" when absent.
func text(n *node, name string) string {
	if member := n.member(name); member != nil && member.kind == scalar {
		return member.text
	}
	return ""
}
