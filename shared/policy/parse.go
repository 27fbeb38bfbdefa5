package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parse reads a policy document on top of Default. Its error is always a
// *Problems. Durations are Go's, as 90m; times of day are 09:00.
func Parse(text []byte) (Policy, error) {
	root, problem := document(text)
	if problem != nil {
		return Policy{}, &Problems{List: []Problem{*problem}}
	}
	read := &reader{places: map[string]*yaml.Node{"": root}}
	policy := Default()
	read.value(root, "", reflect.ValueOf(&policy).Elem())
	// What could not be read has its default, or nothing, so that the rules below
	// find no second fault in the same place.
	check(policy, read)
	if len(read.problems.List) > 0 {
		read.problems.sort()
		return Policy{}, &read.problems
	}
	return policy, nil
}

// document finds the one mapping that a text must be.
func document(text []byte) (*yaml.Node, *Problem) {
	if len(text) > MaxBytes {
		return nil, &Problem{Line: 1, Column: 1, What: fmt.Sprintf("the document has %d bytes, want at most %d: a policy must fit in one item of the table", len(text), MaxBytes)}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var tree, second yaml.Node
	err := decoder.Decode(&tree)
	switch {
	case errors.Is(err, io.EOF):
		return nil, &Problem{Line: 1, Column: 1, What: "the document is empty: begin with version: 1"}
	case err != nil:
		return nil, syntax(err)
	}
	root := tree.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, &Problem{Line: root.Line, Column: root.Column, What: "a policy is a mapping: begin with version: 1"}
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, &Problem{Line: second.Line, Column: 1, What: "a second document begins here: a policy is one"}
	case !errors.Is(err, io.EOF):
		return nil, syntax(err)
	}
	return root, nil
}

// syntax turns the library's error, "yaml: line 3: …", into a problem.
func syntax(err error) *Problem {
	line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if match := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(what); match != nil {
		if number, err := strconv.Atoi(match[1]); err == nil {
			line, what = number, match[2]
		}
	}
	return &Problem{Line: line, Column: 1, What: "this is no YAML: " + what}
}
