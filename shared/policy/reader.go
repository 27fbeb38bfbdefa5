package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader puts YAML nodes into Go values by the yaml tags of the types, and
// remembers where each field stood.
type reader struct {
	problems Problems
	places   map[string]*yaml.Node
}

// add notes a problem of a field, at its place or at that of the nearest field
// around it that was written.
func (r *reader) add(field, format string, args ...any) {
	at := field
	for r.places[at] == nil {
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	r.at(r.places[at], field, fmt.Sprintf(format, args...))
}

func (r *reader) at(n *yaml.Node, field, what string) {
	r.problems.List = append(r.problems.List, Problem{Line: n.Line, Column: n.Column, Field: field, What: what})
}

// wrote reports whether the document has the field.
func (r *reader) wrote(field string) bool { return r.places[field] != nil }

// value reads n into v, which keeps what it holds where n cannot be read.
func (r *reader) value(n *yaml.Node, field string, v reflect.Value) {
	r.places[field] = n
	switch {
	case n.Kind == yaml.AliasNode:
		r.at(n, field, "YAML aliases are not understood: write the value out")
		return
	case n.ShortTag() == "!!null":
		r.at(n, field, "empty: write a value or take the key out")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.fields(n, field, v)
	case reflect.Map:
		r.members(n, field, v)
	case reflect.Slice:
		r.items(n, field, v)
	default:
		r.scalar(n, field, v)
	}
}

// each calls do for every pair of a mapping whose key is new.
func (r *reader) each(n *yaml.Node, field string, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.at(n, field, "a mapping is needed: write key: value lines below it")
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch line, twice := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.at(key, field, "a key is one word")
		case twice:
			r.at(key, join(field, key.Value), fmt.Sprintf("written twice, first in line %d: keep one", line))
		default:
			lines[key.Value] = key.Line
			do(key, n.Content[i+1])
		}
	}
}

func (r *reader) fields(n *yaml.Node, field string, v reflect.Value) {
	known := keys(v.Type())
	r.each(n, field, func(key, value *yaml.Node) {
		index := slices.Index(known, key.Value)
		if index < 0 {
			r.at(key, join(field, key.Value), fmt.Sprintf("unknown key%s: known here are %s", meant(key.Value, known), strings.Join(known, ", ")))
			return
		}
		r.value(value, join(field, key.Value), v.Field(index))
	})
}

func (r *reader) members(n *yaml.Node, field string, v reflect.Value) {
	read := reflect.MakeMap(v.Type())
	r.each(n, field, func(key, value *yaml.Node) {
		member := reflect.New(v.Type().Elem()).Elem()
		r.value(value, join(field, key.Value), member)
		read.SetMapIndex(reflect.ValueOf(key.Value), member)
	})
	v.SetZero()
	if read.Len() > 0 {
		v.Set(read)
	}
}

// items reads a list; a single word is a list of one.
func (r *reader) items(n *yaml.Node, field string, v reflect.Value) {
	content := n.Content
	switch {
	case n.Kind == yaml.ScalarNode && v.Type().Elem().Kind() != reflect.Struct:
		content = []*yaml.Node{n}
	case n.Kind != yaml.SequenceNode:
		r.at(n, field, "a list is needed: write - before each item")
		return
	}
	v.SetZero()
	for i, item := range content {
		element := reflect.New(v.Type().Elem()).Elem()
		r.value(item, fmt.Sprintf("%s[%d]", field, i), element)
		v.Set(reflect.Append(v, element))
	}
}

func (r *reader) scalar(n *yaml.Node, field string, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		what := "one value is needed here, not a list or a mapping"
		if n.Style&yaml.FlowStyle != 0 && n.Kind == yaml.MappingNode {
			what = `YAML takes { for a mapping: write the value in quotes, as '{{contact.first_name | "cliente"}}'`
		}
		r.at(n, field, what)
		return
	}
	var err error
	switch target := v.Addr().Interface().(type) {
	case *time.Duration:
		*target, err = readDuration(n.Value)
	case *Clock:
		*target, err = ParseClock(n.Value)
	case *bool:
		*target = strings.EqualFold(n.Value, "true")
		if n.ShortTag() != "!!bool" {
			err = fmt.Errorf("%q is neither true nor false", n.Value)
		}
	case *int:
		if *target, err = strconv.Atoi(n.Value); err != nil {
			err = fmt.Errorf("%q is no whole number", n.Value)
		}
	case *float64:
		*target, err = readNumber(n)
	default:
		if tag := n.ShortTag(); tag == "!!bool" || tag == "!!binary" {
			err = fmt.Errorf("a text is needed: write %q in quotes", n.Value)
		}
		v.SetString(n.Value)
	}
	if err != nil {
		r.at(n, field, err.Error())
	}
}

func readDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err == nil {
		return d, nil
	}
	if _, err := strconv.Atoi(text); err == nil {
		return 0, fmt.Errorf("%s is no duration: write %sm for minutes or %sh for hours", text, text, text)
	}
	return 0, fmt.Errorf("%q is no duration: write it as 4h, 90m or 1h30m", text)
}

// readNumber refuses what YAML reads as a number and no rule means: infinity,
// and what is none.
func readNumber(n *yaml.Node) (float64, error) {
	tag := n.ShortTag()
	number, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || (tag != "!!int" && tag != "!!float") || number != number || number > 1e12 || number < -1e12 {
		return 0, fmt.Errorf("%q is no number", n.Value)
	}
	return number, nil
}

// keys are the names of a struct's fields in the document, in their order.
func keys(of reflect.Type) []string {
	names := make([]string, 0, of.NumField())
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
		names = append(names, name)
	}
	return names
}

func join(field, key string) string {
	if field == "" {
		return key
	}
	return field + "." + key
}
