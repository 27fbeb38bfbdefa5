package policy

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Marshal writes the whole policy, defaults and all, so that a kept version
// means the same after the defaults have changed. Parse reads it back.
func Marshal(p Policy) ([]byte, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(encode(reflect.ValueOf(p))); err != nil {
		return nil, fmt.Errorf("write policy: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("write policy: %w", err)
	}
	return text.Bytes(), nil
}

// encode is the reader's counterpart: it writes what reads back the same.
func encode(v reflect.Value) *yaml.Node {
	switch value := v.Interface().(type) {
	case time.Duration:
		return plain(formatDuration(value))
	case Clock:
		return text(value.String())
	}
	switch v.Kind() {
	case reflect.Struct:
		return encodeFields(v)
	case reflect.Map:
		n := &yaml.Node{Kind: yaml.MappingNode}
		members := v.Interface()
		for _, key := range slices.Sorted(maps.Keys(keySet(v))) {
			n.Content = append(n.Content, text(key), encode(reflect.ValueOf(members).MapIndex(reflect.ValueOf(key))))
		}
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if v.Type().Elem().Kind() != reflect.Struct {
			n.Style = yaml.FlowStyle
		}
		for i := range v.Len() {
			n.Content = append(n.Content, encode(v.Index(i)))
		}
		return n
	case reflect.String:
		return text(v.String())
	case reflect.Float64:
		return plain(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	default:
		return plain(fmt.Sprint(v.Interface()))
	}
}

func encodeFields(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i, key := range keys(v.Type()) {
		field := v.Field(i)
		optional := strings.HasSuffix(v.Type().Field(i).Tag.Get("yaml"), ",omitempty")
		empty := field.IsZero() || field.Kind() == reflect.Slice && field.Len() == 0 || field.Kind() == reflect.Map && field.Len() == 0
		if !optional || !empty {
			n.Content = append(n.Content, plain(key), encode(field))
		}
	}
	return n
}

func keySet(v reflect.Value) map[string]bool {
	set := map[string]bool{}
	for _, key := range v.MapKeys() {
		set[key.String()] = true
	}
	return set
}

// plain is a scalar that needs no quotes; text is one that gets them where YAML
// would read something else.
func plain(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }

func text(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	return n
}
