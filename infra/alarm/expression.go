package alarm

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"ventana/infra/meter"
)

// expression gives the value of one period; false where it has none.
type expression func(source *meter.Meter, from, to time.Time) (float64, bool)

// fewestForPercentile is below which samples a percentile says little, by
// EvaluateLowSampleCountPercentile "ignore": for p of 50 to 100 CloudWatch wants
// 10/(1-p/100) samples.
func fewestForPercentile(percent float64) int { return int(math.Ceil(10 / (1 - percent/100))) }

// reading is the statistic of one series.
func (s *metricStat) reading(ignoreFew bool) (expression, error) {
	if s.Metric.Namespace == "" || s.Metric.MetricName == "" || s.Stat == "" || s.Period == 0 {
		return nil, fmt.Errorf("a metric needs Namespace, MetricName, Period and a statistic: %+v", *s)
	}
	statistic, err := statisticOf(s.Stat, ignoreFew)
	if err != nil {
		return nil, err
	}
	series := s.series()
	return func(source *meter.Meter, from, to time.Time) (float64, bool) {
		values := source.Values(series, from, to)
		if len(values) == 0 {
			return 0, false
		}
		return statistic(values)
	}, nil
}

func statisticOf(name string, ignoreFew bool) (func([]float64) (float64, bool), error) {
	simple := map[string]func([]float64) float64{
		"Sum": sum, "Maximum": slices.Max[[]float64], "Minimum": slices.Min[[]float64],
		"SampleCount": func(v []float64) float64 { return float64(len(v)) },
		"Average":     func(v []float64) float64 { return sum(v) / float64(len(v)) },
	}
	if f := simple[name]; f != nil {
		return func(v []float64) (float64, bool) { return f(v), true }, nil
	}
	percent, err := strconv.ParseFloat(strings.TrimPrefix(name, "p"), 64)
	if err != nil || !strings.HasPrefix(name, "p") || percent <= 0 || percent >= 100 {
		return nil, fmt.Errorf("statistic %q is not understood", name)
	}
	return func(values []float64) (float64, bool) {
		if ignoreFew && len(values) < fewestForPercentile(percent) {
			return 0, false
		}
		sorted := slices.Sorted(slices.Values(values))
		return sorted[max(0, int(math.Ceil(percent/100*float64(len(sorted))))-1)], true
	}, nil
}

func sum(values []float64) float64 {
	total := 0.0
	for _, value := range values {
		total += value
	}
	return total
}

// parser reads CloudWatch's metric math, as much of it as the template uses:
// numbers, ids, + - * /, comparisons, parentheses, IF, FILL, and MAX, MIN and SUM
// of a list.
type parser struct {
	words []string
	known map[string]expression
}

func parseExpression(text string, known map[string]expression) (value expression, err error) {
	words, err := wordsOf(text)
	if err != nil {
		return nil, err
	}
	p := &parser{words: words, known: known}
	if value, err = p.comparison(); err == nil && len(p.words) > 0 {
		err = fmt.Errorf("%q was not expected", p.words[0])
	}
	return value, err
}

func wordsOf(text string) ([]string, error) {
	const marks = "+-*/()[],<>"
	var words []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		end := 1
		switch {
		case slices.Contains([]string{">=", "<=", "==", "!="}, text[:min(2, len(text))]):
			end = 2
		case strings.ContainsRune(marks, rune(text[0])):
		default:
			if end = strings.IndexAny(text, marks+" =!"); end < 0 {
				end = len(text)
			}
			if end == 0 {
				return nil, fmt.Errorf("%q is not understood", text)
			}
		}
		words, text = append(words, text[:end]), text[end:]
	}
	return words, nil
}

func (p *parser) next(wanted ...string) string {
	if len(p.words) == 0 || len(wanted) > 0 && !slices.Contains(wanted, p.words[0]) {
		return ""
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

func (p *parser) binary(inner func() (expression, error), marks ...string) (expression, error) {
	left, err := inner()
	for err == nil {
		mark := p.next(marks...)
		if mark == "" {
			break
		}
		var right expression
		if right, err = inner(); err == nil {
			left = both(left, right, mark)
		}
	}
	return left, err
}

func (p *parser) comparison() (expression, error) {
	return p.binary(p.addition, ">=", "<=", "==", "!=", ">", "<")
}
func (p *parser) addition() (expression, error) { return p.binary(p.product, "+", "-") }
func (p *parser) product() (expression, error)  { return p.binary(p.single, "*", "/") }

// apply is what an operator of the metric math makes of two numbers.
func apply(mark string, a, b float64) float64 {
	switch mark {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case ">=":
		return truth(a >= b)
	case "<=":
		return truth(a <= b)
	case "==":
		return truth(a == b)
	case "!=":
		return truth(a != b)
	case ">":
		return truth(a > b)
	}
	return truth(a < b)
}

func truth(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// both has a value where both sides have one, and where the result is a number:
// CloudWatch leaves out a division by zero.
func both(left, right expression, mark string) expression {
	return func(source *meter.Meter, from, to time.Time) (float64, bool) {
		a, first := left(source, from, to)
		b, second := right(source, from, to)
		if !first || !second {
			return 0, false
		}
		value := apply(mark, a, b)
		return value, !math.IsNaN(value) && !math.IsInf(value, 0)
	}
}

func (p *parser) single() (expression, error) {
	word := p.next()
	if number, err := strconv.ParseFloat(word, 64); err == nil {
		return func(*meter.Meter, time.Time, time.Time) (float64, bool) { return number, true }, nil
	}
	switch word {
	case "":
		return nil, fmt.Errorf("it ends too early")
	case "(":
		inner, err := p.comparison()
		if err == nil && p.next(")") == "" {
			err = fmt.Errorf(") is missing")
		}
		return inner, err
	case "MAX", "MIN", "SUM", "IF", "FILL":
		return p.function(word)
	}
	if value := p.known[word]; value != nil {
		return value, nil
	}
	return nil, fmt.Errorf("%q is not understood, or an expression that stands further down", word)
}

func (p *parser) function(name string) (expression, error) {
	if p.next("(") == "" {
		return nil, fmt.Errorf("%s without (", name)
	}
	list := p.next("[") != ""
	var arguments []expression
	for {
		argument, err := p.comparison()
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, argument)
		if p.next(",") == "" {
			break
		}
	}
	if list && p.next("]") == "" || p.next(")") == "" {
		return nil, fmt.Errorf("%s is not closed", name)
	}
	switch {
	case name == "IF" && !list && len(arguments) == 3:
		return choice(arguments[0], arguments[1], arguments[2]), nil
	case name == "FILL" && !list && len(arguments) == 2:
		return filled(arguments[0], arguments[1]), nil
	case list && name != "IF" && name != "FILL":
		return ofList(name, arguments), nil
	}
	return nil, fmt.Errorf("%s of %d is not understood", name, len(arguments))
}

func choice(condition, yes, no expression) expression {
	return func(source *meter.Meter, from, to time.Time) (float64, bool) {
		holds, known := condition(source, from, to)
		switch {
		case !known:
			return 0, false
		case holds != 0:
			return yes(source, from, to)
		}
		return no(source, from, to)
	}
}

func filled(value, filling expression) expression {
	return func(source *meter.Meter, from, to time.Time) (float64, bool) {
		if number, known := value(source, from, to); known {
			return number, true
		}
		return filling(source, from, to)
	}
}

// ofList leaves out those that have no value.
func ofList(name string, arguments []expression) expression {
	return func(source *meter.Meter, from, to time.Time) (float64, bool) {
		var values []float64
		for _, argument := range arguments {
			if value, known := argument(source, from, to); known {
				values = append(values, value)
			}
		}
		if len(values) == 0 {
			return 0, false
		}
		switch name {
		case "MAX":
			return slices.Max(values), true
		case "MIN":
			return slices.Min(values), true
		}
		return sum(values), true
	}
}
