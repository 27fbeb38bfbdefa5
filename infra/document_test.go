package infra_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ventana/infra/local/template"
)

func machine() template.Local {
	return template.Local{Stack: "ventana", Region: "eu-west-1", Account: "000000000000", QueueEndpoint: "http://127.0.0.1"}
}

// system is the template with prod's values, as the local host would read it.
func system(t *testing.T) *template.System {
	t.Helper()
	s, err := template.Load(templatePath, map[string]string{"Stage": "prod", "AlarmEmail": "oncall@example.com"}, machine())
	if err != nil {
		t.Fatalf("load template: %v", err)
	}
	return s
}

func function(t *testing.T, s *template.System, id string) template.Function {
	t.Helper()
	for _, f := range s.Functions {
		if f.LogicalID == id {
			return f
		}
	}
	t.Fatalf("no function %s", id)
	return template.Function{}
}

func queue(t *testing.T, s *template.System, id string) template.Queue {
	t.Helper()
	for _, q := range s.Queues {
		if q.LogicalID == id {
			return q
		}
	}
	t.Fatalf("no queue %s", id)
	return template.Queue{}
}

// document is the template unresolved: !GetAtt A.B is {"Fn::GetAtt": "A.B"}, so
// that tests speak of logical ids.
type document struct{ root map[string]any }

func load(t *testing.T) document {
	t.Helper()
	source, err := os.ReadFile(templatePath)
	if err != nil {
		t.Fatalf("read template: %v", err)
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(source, &tree); err != nil {
		t.Fatalf("parse template: %v", err)
	}
	root, ok := plain(t, tree.Content[0]).(map[string]any)
	if !ok {
		t.Fatal("the template is no mapping")
	}
	return document{root: root}
}

func plain(t *testing.T, n *yaml.Node) any {
	t.Helper()
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		name := "Fn::" + n.Tag[1:]
		if n.Tag == "!Ref" || n.Tag == "!Condition" {
			name = n.Tag[1:]
		}
		bare := *n
		bare.Tag = ""
		if n.Kind == yaml.ScalarNode {
			return map[string]any{name: n.Value}
		}
		return map[string]any{name: plain(t, &bare)}
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			out = append(out, plain(t, item))
		}
		return out
	default:
		var out any
		if err := n.Decode(&out); err != nil {
			t.Fatalf("line %d: %v", n.Line, err)
		}
		return out
	}
}

func (d document) resources() map[string]any {
	all, _ := d.root["Resources"].(map[string]any)
	return all
}

// ofType is the properties of each resource of a type, by logical id.
func (d document) ofType(kind string) map[string]map[string]any {
	out := map[string]map[string]any{}
	for id, resource := range d.resources() {
		if at(resource, "Type") == kind {
			out[id], _ = at(resource, "Properties").(map[string]any)
		}
	}
	return out
}

// at walks into mappings; nil when a member is missing.
func at(value any, path ...string) any {
	for _, name := range path {
		members, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = members[name]
	}
	return value
}

// call is the text argument of an intrinsic.
func call(value any, name string) (string, bool) {
	argument, ok := at(value, name).(string)
	return argument, ok
}

func first(value any) any {
	items, _ := value.([]any)
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

// mentions tells whether a name is used anywhere below value, as a reference, in
// a substitution or as a condition of the same thing (OwnCallSecret for
// CallSecretUrl counts by the reference beside it).
func mentions(value any, name string) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			if mentions(member, name) {
				return true
			}
		}
	case []any:
		for _, item := range value {
			if mentions(item, name) {
				return true
			}
		}
	default:
		text := fmt.Sprint(value)
		return text == name || strings.Contains(text, "${"+name+"}")
	}
	return false
}

// statements of a policy document, each a mapping; a conditional one counts as
// what it is when the condition holds.
func statements(policy any) []map[string]any {
	items, _ := at(policy, "Statement").([]any)
	var out []map[string]any
	for _, item := range items {
		if branches, ok := at(item, "Fn::If").([]any); ok {
			item = branches[1]
		}
		if statement, ok := item.(map[string]any); ok {
			out = append(out, statement)
		}
	}
	return out
}

// several is a value that may be one or a list.
func several(value any) []any {
	if items, ok := value.([]any); ok {
		return items
	}
	return []any{value}
}
