package template

import (
	"slices"
	"strconv"
	"time"
)

// reader takes a mapping apart, evaluating a member when it is asked for. The
// first error sticks: callers read everything and look at done once.
type reader struct {
	*evaluator
	owner string // "InboundQueue", for messages
	at    *node
	asked []string
	err   error
}

func (e *evaluator) read(owner string, at *node) *reader {
	r := &reader{evaluator: e, owner: owner, at: at}
	if at != nil && at.kind != mapping {
		r.err = e.errorf(at.line, "%s: must be a mapping", owner)
	}
	return r
}

// raw is a member as written, nil when absent.
func (r *reader) raw(name string) *node {
	r.asked = append(r.asked, name)
	return r.at.member(name)
}

// get is a member evaluated, nil when absent or AWS::NoValue.
func (r *reader) get(name string) *node {
	found := r.raw(name)
	if found == nil || r.err != nil {
		return nil
	}
	value, err := r.value(found)
	if err != nil {
		r.err = err
		return nil
	}
	return value
}

func (r *reader) text(name, fallback string) string {
	value := r.get(name)
	if value == nil {
		return fallback
	}
	if value.kind != scalar {
		r.fail(value.line, "%s must be a text", name)
		return fallback
	}
	return value.text
}

// need is a text that must be there.
func (r *reader) need(name string) string {
	value := r.text(name, "")
	if value == "" && r.err == nil {
		r.err = r.errorf(r.line(), "%s: %s is missing", r.owner, name)
	}
	return value
}

func (r *reader) number(name string, fallback int) int {
	written := r.text(name, "")
	if written == "" {
		return fallback
	}
	number, err := strconv.Atoi(written)
	if err != nil {
		r.fail(r.at.member(name).line, "%s=%s must be a whole number", name, written)
	}
	return number
}

func (r *reader) seconds(name string, fallback time.Duration) time.Duration {
	return time.Duration(r.number(name, int(fallback/time.Second))) * time.Second
}

func (r *reader) flag(name string, fallback bool) bool {
	switch written := r.text(name, ""); written {
	case "":
		return fallback
	case "true", "false":
		return written == "true"
	default:
		r.fail(r.at.member(name).line, "%s=%s must be true or false", name, written)
		return fallback
	}
}

// list is the items of a list member.
func (r *reader) list(name string) []*node {
	value := r.get(name)
	if value == nil {
		return nil
	}
	if value.kind != list {
		r.fail(value.line, "%s must be a list", name)
	}
	return value.items
}

// each reads the items of a list member, which are mappings; what fails in one
// fails in r.
func (r *reader) each(name string, item func(*reader)) {
	for _, n := range r.list(name) {
		r.within(name, n, item)
	}
}

// child reads a mapping member, when it is there.
func (r *reader) child(name string, member func(*reader)) {
	if value := r.get(name); value != nil {
		r.within(name, value, member)
	}
}

func (r *reader) within(name string, n *node, visit func(*reader)) {
	inner := r.read(r.owner+" "+name, n)
	if inner.err == nil {
		visit(inner)
	}
	if err := inner.done(); err != nil && r.err == nil {
		r.err = err
	}
}

// ignore marks members that play no part in a local run.
func (r *reader) ignore(names ...string) { r.asked = append(r.asked, names...) }

// done is the first error, or one about a member that nobody asked for.
func (r *reader) done() error {
	if r.err != nil || r.at == nil {
		return r.err
	}
	for _, f := range r.at.fields {
		if !slices.Contains(r.asked, f.name) {
			return r.errorf(f.line, "%s: the local host does not understand %s: remove it or teach it to infra/local/template", r.owner, f.name)
		}
	}
	return nil
}

func (r *reader) fail(line int, format string, args ...any) {
	if r.err == nil {
		r.err = r.errorf(line, r.owner+": "+format, args...)
	}
}

func (r *reader) line() int {
	if r.at == nil {
		return r.root.line
	}
	return r.at.line
}
