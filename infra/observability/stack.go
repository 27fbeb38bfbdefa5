package observability

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Types of resources whose metrics are shown.
const (
	typeFunction  = "AWS::Serverless::Function"
	typeQueue     = "AWS::SQS::Queue"
	typeAPI       = "AWS::Serverless::HttpApi"
	typeTable     = "AWS::DynamoDB::Table"
	typeSchedules = "AWS::Scheduler::ScheduleGroup"
	typeAlarm     = "AWS::CloudWatch::Alarm"
	typeComposite = "AWS::CloudWatch::CompositeAlarm"
	typeLogs      = "AWS::Logs::LogGroup"
)

// Stack is what the template says of resources, alarms and outputs.
type Stack struct {
	resources map[string]resource
	outputs   map[string]any
	globals   map[string]any // of all functions
	defaults  map[string]any // of parameters
}

type resource struct {
	kind       string
	condition  string
	properties map[string]any
}

// ReadStack reads a template. Intrinsics are kept: a parameter's value changes
// neither the dashboard nor a rule.
func ReadStack(source []byte) (*Stack, error) {
	var tree yaml.Node
	if err := yaml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	if len(tree.Content) == 0 {
		return nil, errors.New("template: empty")
	}
	root, err := plain(tree.Content[0])
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	s := &Stack{resources: map[string]resource{}, outputs: mapping(root, "Outputs"), globals: mapping(mapping(root, "Globals"), "Function"), defaults: map[string]any{}}
	for name, parameter := range mapping(root, "Parameters") {
		s.defaults[name] = parameter.(map[string]any)["Default"]
	}
	for id, body := range mapping(root, "Resources") {
		s.resources[id] = resource{kind: text(body, "Type"), condition: text(body, "Condition"), properties: mapping(body, "Properties")}
	}
	return s, nil
}

// ReadStackFile is ReadStack for a path.
func ReadStackFile(path string) (*Stack, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return ReadStack(source)
}

// of lists the logical ids of a type, in order.
func (s *Stack) of(kind string) []string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(s.resources)) {
		if s.resources[id].kind == kind {
			all = append(all, id)
		}
	}
	return all
}

// plain is a value without YAML's tags: !Ref X is {"Ref": "X"}, !GetAtt A.B is
// {"Fn::GetAtt": "A.B"}.
func plain(n *yaml.Node) (any, error) {
	if name, short := strings.CutPrefix(n.Tag, "!"); short && !strings.HasPrefix(name, "!") {
		if name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		bare := *n
		bare.Tag = ""
		if n.Kind == yaml.ScalarNode {
			return map[string]any{name: n.Value}, nil
		}
		value, err := plain(&bare)
		return map[string]any{name: value}, err
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			value, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			out[n.Content[i].Value] = value
		}
		return out, nil
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			value, err := plain(item)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
		return out, nil
	}
	var out any
	if err := n.Decode(&out); err != nil {
		return nil, fmt.Errorf("line %d: %w", n.Line, err)
	}
	return out, nil
}

// mapping is a member that is a mapping; nil when it is anything else.
func mapping(value any, name string) map[string]any {
	members, _ := value.(map[string]any)
	out, _ := members[name].(map[string]any)
	return out
}

// text is a member that is a text; "" when it is anything else.
func text(value any, name string) string {
	members, _ := value.(map[string]any)
	out, _ := members[name].(string)
	return out
}

// number is a member that is a number.
func number(value any, name string) (float64, bool) {
	members, _ := value.(map[string]any)
	switch n := members[name].(type) {
	case int:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
