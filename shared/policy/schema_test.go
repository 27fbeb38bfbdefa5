package policy_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"ventana/shared/policy"
)

// full is a document with every key.
const full = `
version: 1
languages: {default: es, customers: {es: [es]}}
window:
  warn: [4h, 1m]
  quiet: {from: "22:00", to: "07:00", zone: UTC}
  closed_reply: suggest
  warn_waiting: false
  closing_field: false
  reminder: {before: 1h, template: t}
  digest: {hours: 3, at: "07:00", zone: UTC, value: '{{ticket.field.1}}', unit: EUR, group: Supervisors}
templates:
  rules:
    - name: a
      when:
        purpose: [reply]
        status: [open]
        tags: {any: [a], none: [b]}
        group: ["1"]
        number: [main]
        language: [es]
        hours_since_customer: {over: 1, under: 100}
      template: t
      values: {"1": x}
survey:
  enabled: true
  template: t
  question: {es: q}
  choices: {es: [x, y], "": [x, y]}
  sample: 1
  after: 1h
  statuses: [solved]
rollout: {numbers: [main], share: 1, allow: [ES.1]}
notes: {language: es, numbers: {main: pt}}
money: {monthly_limit: "1000.00", daily_limit: "0.50", currency: USD, stop_first: [survey]}
fees:
  - {numbers: [main], from: "2026-10-01", sent: "0.005", received: "0.005"}
`

// schemaNode is the part of JSON Schema that the file uses.
type schemaNode struct {
	Type                 any                   `json:"type"`
	Description          string                `json:"description"`
	Default              any                   `json:"default"`
	Examples             []any                 `json:"examples"`
	Const                any                   `json:"const"`
	Enum                 []any                 `json:"enum"`
	Pattern              string                `json:"pattern"`
	Required             []string              `json:"required"`
	Properties           map[string]schemaNode `json:"properties"`
	AdditionalProperties any                   `json:"additionalProperties"`
	PropertyNames        *schemaNode           `json:"propertyNames"`
	Items                *schemaNode           `json:"items"`
	Minimum              *float64              `json:"minimum"`
	Maximum              *float64              `json:"maximum"`
	ExclusiveMinimum     *float64              `json:"exclusiveMinimum"`
	MinItems             int                   `json:"minItems"`
	MaxItems             int                   `json:"maxItems"`
	MinLength            int                   `json:"minLength"`
	MaxLength            int                   `json:"maxLength"`
	Schema               string                `json:"$schema"`
	Title                string                `json:"title"`
}

func schema(t *testing.T) schemaNode {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(policy.Schema()))
	decoder.DisallowUnknownFields() // a word that validate does not know would hold nothing
	var root schemaNode
	if err := decoder.Decode(&root); err != nil {
		t.Fatalf("read schema: %v", err)
	}
	return root
}

// types are the JSON types that a node admits.
func (n schemaNode) types() []string {
	if one, ok := n.Type.(string); ok {
		return []string{one}
	}
	var all []string
	list, _ := n.Type.([]any)
	for _, one := range list {
		all = append(all, fmt.Sprint(one))
	}
	return all
}

// members is the schema of a mapping's values.
func (n schemaNode) members(t *testing.T) schemaNode {
	t.Helper()
	text, err := json.Marshal(n.AdditionalProperties)
	if err != nil {
		t.Fatal(err)
	}
	var of schemaNode
	if err := json.Unmarshal(text, &of); err != nil {
		t.Fatal(err)
	}
	return of
}

func TestSchema_hasTheKeysAndTypesOfTheGoTypes(t *testing.T) {
	t.Parallel()
	sameAs(t, "", schema(t), reflect.TypeFor[policy.Policy]())
}

func sameAs(t *testing.T, field string, n schemaNode, of reflect.Type) {
	t.Helper()
	want := map[reflect.Kind]string{
		reflect.Struct: "object", reflect.Map: "object", reflect.Slice: "array", reflect.String: "string",
		reflect.Bool: "boolean", reflect.Int: "integer", reflect.Float64: "number",
	}[of.Kind()]
	if of == reflect.TypeFor[time.Duration]() || of == reflect.TypeFor[policy.Clock]() {
		want = "string"
	}
	if !slices.Contains(n.types(), want) {
		t.Errorf("%s: the schema has type %v, Go has %s", field, n.Type, of)
		return
	}
	switch of.Kind() {
	case reflect.Slice:
		sameAs(t, field+"[]", *n.Items, of.Elem())
	case reflect.Map:
		sameAs(t, field+".*", n.members(t), of.Elem())
	case reflect.Struct:
		var keys []string
		for i := range of.NumField() {
			key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
			keys = append(keys, key)
			sameAs(t, strings.TrimPrefix(field+"."+key, "."), n.Properties[key], of.Field(i).Type)
		}
		slices.Sort(keys)
		if diff := cmp.Diff(keys, slices.Sorted(maps.Keys(n.Properties))); diff != "" || n.AdditionalProperties != false {
			t.Errorf("%s: keys (-Go +schema), others allowed %v:\n%s", field, n.AdditionalProperties, diff)
		}
	}
}

// key is one of the document, with its schema.
type key struct {
	field string // as templates.rules[].when.status
	node  schemaNode
}

// keysOf lists the keys below a node in the order of the Go types.
func keysOf(field string, n schemaNode, of reflect.Type) []key {
	if of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct {
		field, n, of = field+"[]", *n.Items, of.Elem()
	}
	var list []key
	if of.Kind() != reflect.Struct {
		return nil
	}
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
		at := strings.TrimPrefix(field+"."+name, ".")
		list = append(list, key{at, n.Properties[name]})
		list = append(list, keysOf(at, n.Properties[name], of.Field(i).Type)...)
	}
	return list
}

func tree(t *testing.T, text string) map[string]any {
	t.Helper()
	var root map[string]any
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// put sets a field of a document; [] is the first item.
func put(t *testing.T, root map[string]any, field string, value any) {
	t.Helper()
	steps := strings.Split(field, ".")
	for _, step := range steps[:len(steps)-1] {
		name, isList := strings.CutSuffix(step, "[]")
		next := root[name]
		if isList {
			next = next.([]any)[0]
		}
		root = next.(map[string]any)
	}
	root[steps[len(steps)-1]] = value
}

func parseTree(t *testing.T, root map[string]any) error {
	t.Helper()
	text, err := yaml.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	_, err = policy.Parse(text)
	return err
}

func TestSchema_explainsEveryKeyWithAnExampleThatParses(t *testing.T) {
	t.Parallel()
	for _, key := range keysOf("", schema(t), reflect.TypeFor[policy.Policy]()) {
		if key.node.Description == "" {
			t.Errorf("%s: no description", key.field)
		}
		if len(key.node.Examples) == 0 && key.node.Properties == nil && (key.node.Items == nil || key.node.Items.Properties == nil) {
			t.Errorf("%s: no example", key.field)
		}
		for _, value := range key.node.Examples {
			root := tree(t, full)
			put(t, root, key.field, value)
			if err := parseTree(t, root); err != nil {
				t.Errorf("%s: example %v: %v", key.field, value, err)
			}
			for _, problem := range validate(t, "", schema(t), root) {
				t.Errorf("%s: example %v: %s", key.field, value, problem)
			}
		}
	}
}

func TestSchema_listsTheWordsThatParseTakes(t *testing.T) {
	t.Parallel()
	for _, key := range keysOf("", schema(t), reflect.TypeFor[policy.Policy]()) {
		words := key.node.Enum
		if key.node.Items != nil {
			words = slices.Concat(words, key.node.Items.Enum)
		}
		if words == nil {
			continue
		}
		root := tree(t, full)
		put(t, root, key.field, "nonsense")
		err := parseTree(t, root)
		if err == nil {
			t.Fatalf("%s takes nonsense", key.field)
		}
		if want := fmt.Sprintf("write one of %s", strings.Trim(strings.ReplaceAll(fmt.Sprint(words), " ", ", "), "[]")); !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q in %q", key.field, want, err)
		}
	}
}

func TestSchema_tellsTheDefaults(t *testing.T) {
	t.Parallel()
	text, err := policy.Marshal(policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	want := leaves(tree(t, string(text)))
	delete(want, "version") // required: it has none
	got := map[string]any{}
	for _, key := range keysOf("", schema(t), reflect.TypeFor[policy.Policy]()) {
		switch value := key.node.Default.(type) {
		case nil:
		case map[string]any:
			for name, member := range value {
				got[key.field+"."+name] = member
			}
		default:
			got[key.field] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-Default +schema):\n%s", diff)
	}
}

// leaves are a document's values by their field, in JSON's types.
func leaves(root map[string]any) map[string]any {
	all := map[string]any{}
	for name, value := range root {
		switch value := value.(type) {
		case map[string]any:
			for below, leaf := range leaves(value) {
				all[name+"."+below] = leaf
			}
		case int:
			all[name] = float64(value)
		default:
			all[name] = value
		}
	}
	return all
}

func TestSchema_takesTheExamples(t *testing.T) {
	t.Parallel()
	texts := examples(t)
	texts["full"] = []byte(full)
	for name, text := range texts {
		for _, problem := range validate(t, "", schema(t), tree(t, string(text))) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

// TestSchema_refusesNothingThatParseTakes and the reverse where the schema can
// tell: an editor and Parse give one answer.
func TestSchema_agreesWithParse(t *testing.T) {
	t.Parallel()
	for field, values := range map[string]map[string]bool{
		"window.warn":                    {"[]": true, "4h": true, "[90]": false, "[1h30m, 1m]": true, "[[1h]]": false, "{a: 1h}": false, "null": false},
		"window.quiet.from":              {"9:00": true, "24:00": false, "9": false},
		"window.warn_waiting":            {"true": true, "yes": false, "1": false},
		"window.digest.hours":            {"24": true, "0.5": true, "0": false, "25": false, "x": false},
		"window.digest.value":            {"'{{ticket.field.7}}'": true, "12": false, `""`: false},
		"window.digest.unit":             {"EUR": true, `""`: false, "much too long a word": false},
		"window.digest.group":            {"Tier 2": true, `""`: false},
		"languages.default":              {`""`: true, "es-MX": false, "pt_BR": true},
		"languages.customers":            {"{es_MX: [es]}": false, `{"": [es]}`: true, "{es: []}": false, "{}": true},
		"survey.sample":                  {"0": true, "1.5": false},
		"survey.statuses":                {"[]": false, "done": false, "solved": true, "[done]": false},
		"templates.rules":                {"[{}]": false, "[{name: a, template: T, when: {purpose: reply}}]": false},
		"templates.rules[].when.purpose": {"[]": false, "reply": true, "[closed, waiting]": true},
		"templates.rules[].when.group":   {"[360001]": true, "360001": true},
		"templates.rules[].when.hours_since_customer.over": {"0": false, "0.5": true},
		"templates.rules[].values":                         {"{A b: x}": false, `{"1": 5}`: true},
		"money.monthly_limit":                              {"250": true, "-1": false, `"1,5"`: false},
		"money.daily_limit":                                {"1": true, "-1": false, `"1,5"`: false},
		"notes.numbers":                                    {"{main: fr}": false},
		"rollout":                                          {"{shares: 1}": false},
	} {
		for text, want := range values {
			root := tree(t, full)
			var value any
			if err := yaml.Unmarshal([]byte(text), &value); err != nil {
				t.Fatal(err)
			}
			put(t, root, field, value)
			if problems, err := validate(t, "", schema(t), root), parseTree(t, root); (err == nil) != want || (len(problems) == 0) != want {
				t.Errorf("%s: %s: want %t, the schema says %v, Parse %v", field, text, want, problems, err)
			}
		}
	}
}

// validate is as much of JSON Schema as the file uses.
func validate(t *testing.T, field string, n schemaNode, value any) []string {
	t.Helper()
	kind := map[reflect.Kind]string{reflect.Map: "object", reflect.Slice: "array", reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer", reflect.Float64: "number"}[reflect.ValueOf(value).Kind()]
	if number, ok := value.(float64); ok && number == float64(int(number)) {
		kind = "integer"
	}
	types := n.types()
	if !slices.Contains(types, kind) && (kind != "integer" || !slices.Contains(types, "number")) {
		return []string{fmt.Sprintf("%s: %q is no %v", field, kind, types)}
	}
	var problems []string
	refuse := func(bad bool, what string) {
		if bad {
			problems = append(problems, fmt.Sprintf("%s: %v: %s", field, value, what))
		}
	}
	refuse(n.Const != nil && fmt.Sprint(n.Const) != fmt.Sprint(value), "const")
	refuse(n.Enum != nil && !slices.Contains(n.Enum, value), "enum")
	switch value := value.(type) {
	case map[string]any:
		return slices.Concat(problems, validateObject(t, field, n, value))
	case []any:
		refuse(len(value) < n.MinItems || n.MaxItems > 0 && len(value) > n.MaxItems, "length")
		for i, item := range value {
			problems = append(problems, validate(t, fmt.Sprintf("%s[%d]", field, i), *n.Items, item)...)
		}
	case string:
		length := utf8.RuneCountInString(value)
		refuse(length < n.MinLength || n.MaxLength > 0 && length > n.MaxLength, "length")
		refuse(!regexp.MustCompile(n.Pattern).MatchString(value), "pattern")
	case int, float64:
		number := reflect.ValueOf(value).Convert(reflect.TypeFor[float64]()).Float()
		refuse(n.Minimum != nil && number < *n.Minimum || n.Maximum != nil && number > *n.Maximum || n.ExclusiveMinimum != nil && number <= *n.ExclusiveMinimum, "range")
	}
	return problems
}

func validateObject(t *testing.T, field string, n schemaNode, value map[string]any) []string {
	t.Helper()
	var problems []string
	for _, name := range n.Required {
		if _, ok := value[name]; !ok {
			problems = append(problems, field+"."+name+": required")
		}
	}
	for name, member := range value {
		at := field + "." + name
		property, known := n.Properties[name]
		switch {
		case known:
			problems = append(problems, validate(t, at, property, member)...)
		case n.AdditionalProperties == false:
			problems = append(problems, at+": unknown")
		default:
			if n.PropertyNames != nil && !regexp.MustCompile(n.PropertyNames.Pattern).MatchString(name) {
				problems = append(problems, at+": name")
			}
			problems = append(problems, validate(t, at, n.members(t), member)...)
		}
	}
	return problems
}
