package alarm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// composite is an alarm that follows others.
type composite struct {
	rule       rule
	text       string
	children   []string // physical names
	suppressor string   // physical name
	extension  time.Duration
	wait       time.Duration
}

// rule decides by the states of alarms, by their physical names.
type rule func(states map[string]State) bool

func newComposite(p properties) (*composite, error) {
	if p.Threshold != nil || p.MetricName != "" || len(p.Metrics) > 0 || p.EvaluationPeriods != 0 {
		return nil, errors.New("a composite has no metric")
	}
	c := &composite{
		text: p.AlarmRule, suppressor: nameOf(p.ActionsSuppressor),
		wait: time.Duration(p.ActionsSuppressorWaitPeriod) * time.Second, extension: time.Duration(p.ActionsSuppressorExtensionPeriod) * time.Second,
	}
	if c.suppressor != "" && (c.wait == 0 || c.extension == 0) {
		return nil, errors.New("ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod")
	}
	reader := &ruleReader{words: strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(p.AlarmRule)), into: c}
	var err error
	if c.rule, err = reader.or(); err == nil && len(reader.words) > 0 {
		err = fmt.Errorf("AlarmRule: %q was not expected", reader.words[0])
	}
	return c, err
}

// nameOf takes an alarm's name out of its ARN.
func nameOf(text string) string {
	if at := strings.LastIndex(text, ":alarm:"); at >= 0 {
		return text[at+len(":alarm:"):]
	}
	return text
}

// ruleReader reads AlarmRule: ALARM, OK and INSUFFICIENT_DATA of names, AND, OR, NOT
// and parentheses.
type ruleReader struct {
	words []string
	into  *composite
}

func (r *ruleReader) next(wanted string) bool {
	if len(r.words) == 0 || r.words[0] != wanted {
		return false
	}
	r.words = r.words[1:]
	return true
}

func (r *ruleReader) or() (rule, error) {
	left, err := r.and()
	for err == nil && r.next("OR") {
		var right rule
		before := left
		if right, err = r.and(); err == nil {
			left = func(s map[string]State) bool { return before(s) || right(s) }
		}
	}
	return left, err
}

func (r *ruleReader) and() (rule, error) {
	left, err := r.single()
	for err == nil && r.next("AND") {
		var right rule
		before := left
		if right, err = r.single(); err == nil {
			left = func(s map[string]State) bool { return before(s) && right(s) }
		}
	}
	return left, err
}

func (r *ruleReader) single() (rule, error) {
	if r.next("NOT") {
		inner, err := r.single()
		return func(s map[string]State) bool { return !inner(s) }, err
	}
	if r.next("(") {
		inner, err := r.or()
		if err == nil && !r.next(")") {
			err = errors.New("AlarmRule: ) is missing")
		}
		return inner, err
	}
	for _, state := range []State{Ringing, OK, Insufficient} {
		if !r.next(string(state)) {
			continue
		}
		if len(r.words) < 3 || r.words[0] != "(" || r.words[2] != ")" {
			return nil, fmt.Errorf("AlarmRule: %s wants one name in parentheses", state)
		}
		name := nameOf(strings.Trim(r.words[1], `"`))
		r.words = r.words[3:]
		r.into.children = append(r.into.children, name)
		return func(s map[string]State) bool { return s[name] == state }, nil
	}
	return nil, fmt.Errorf("AlarmRule: %q is not understood", strings.Join(r.words, " "))
}

// namesExist checks that composites speak of alarms that there are, and of none
// that stands above them.
func namesExist(all []*Alarm) error {
	var problems []error
	var known []string
	for _, one := range all {
		if one.composite == nil {
			known = append(known, one.Name)
		}
	}
	for _, one := range all {
		if one.composite == nil {
			continue
		}
		if len(one.composite.children) > 100 {
			problems = append(problems, fmt.Errorf("%s follows %d alarms, CloudWatch takes 100", one.ID, len(one.composite.children)))
		}
		for _, name := range one.composite.children {
			if !slices.Contains(known, name) {
				problems = append(problems, fmt.Errorf("%s follows %q, which is no alarm that stands before it", one.ID, name))
			}
		}
		known = append(known, one.Name)
	}
	for _, one := range all {
		if one.composite != nil && one.composite.suppressor != "" && !slices.Contains(known, one.composite.suppressor) {
			problems = append(problems, fmt.Errorf("%s is suppressed by %q, which is no alarm", one.ID, one.composite.suppressor))
		}
	}
	return errors.Join(problems...)
}
