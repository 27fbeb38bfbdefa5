package policy

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Change is one difference between two policies.
type Change struct {
	// Field is its path; a rule is named, as templates.rules[refund].template.
	Field string
	// Before and After are the values as the document writes them; empty where the
	// field is not there.
	Before, After string
}

// String is the form for people: window.warn: [4h, 1h] -> [2h].
func (c Change) String() string {
	switch {
	case c.Before == "":
		return fmt.Sprintf("%s: new: %s", c.Field, c.After)
	case c.After == "":
		return fmt.Sprintf("%s: gone, was %s", c.Field, c.Before)
	}
	return fmt.Sprintf("%s: %s -> %s", c.Field, c.Before, c.After)
}

// allowField lists people: what is told of it is their number.
const allowField = "rollout.allow"

// Diff lists what b changes of a, in the order of the fields' names; rules are
// compared by their names, and their order as templates.rules. Phones and BSUIDs
// are counted, not repeated.
func Diff(a, b Policy) []Change {
	before, after := flatten(a), flatten(b)
	all := maps.Clone(before)
	maps.Copy(all, after)
	var changes []Change
	for _, field := range slices.Sorted(maps.Keys(all)) {
		if before[field] != after[field] && field != allowField {
			changes = append(changes, Change{Field: field, Before: before[field], After: after[field]})
		}
	}
	if added, removed := missing(b.Rollout.Allow, a.Rollout.Allow), missing(a.Rollout.Allow, b.Rollout.Allow); added+removed > 0 {
		changes = append(changes, Change{
			Field:  allowField,
			Before: people(len(a.Rollout.Allow)),
			After:  fmt.Sprintf("%s, %d of them new", people(len(b.Rollout.Allow)), added),
		})
	}
	return changes
}

// missing counts the entries of one list that the other lacks.
func missing(list, from []string) int {
	count := 0
	for _, entry := range list {
		if !contains(from, entry) {
			count++
		}
	}
	return count
}

func people(count int) string {
	if count == 1 {
		return "1 customer"
	}
	return fmt.Sprintf("%d customers", count)
}

// flatten gives each value of a policy by its field.
func flatten(p Policy) map[string]string {
	flat := map[string]string{}
	rules := p.Templates.Rules
	p.Templates.Rules = nil
	flattenNode(encode(reflect.ValueOf(p)), "", flat)
	order := make([]string, 0, len(rules))
	for _, rule := range rules {
		order = append(order, rule.Name)
		flattenNode(encode(reflect.ValueOf(rule)), "templates.rules["+rule.Name+"]", flat)
		delete(flat, "templates.rules["+rule.Name+"].name")
	}
	flat["templates.rules"] = "[" + strings.Join(order, ", ") + "]"
	return flat
}

func flattenNode(n *yaml.Node, field string, flat map[string]string) {
	if n.Kind != yaml.MappingNode {
		flat[field] = written(n)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		flattenNode(n.Content[i+1], join(field, n.Content[i].Value), flat)
	}
}

func written(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		if n.Value == "" {
			return `""`
		}
		return n.Value
	}
	items := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		items = append(items, written(item))
	}
	return "[" + strings.Join(items, ", ") + "]"
}
