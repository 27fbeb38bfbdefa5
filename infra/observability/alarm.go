package observability

import (
	"fmt"
	"slices"
	"strings"
)

// alarm is one of the template's, in the terms of this package.
type alarm struct {
	id          string
	condition   string // of the resource; "" = always there
	composite   bool   // of other alarms; has no series
	description string
	series      []Series // the one that is compared is named by watched
	watched     string   // id of a series
	threshold   float64
	comparison  string // GreaterThanThreshold …
	periods     int    // that are looked at
	breaching   int    // of them that have to breach
	missing     string // breaching, notBreaching, ignore or missing
	band        bool   // compared with a band that CloudWatch learns, not with a number
}

// alarms are all of the template's, by name.
func (s *Stack) alarms() ([]alarm, error) {
	var all []alarm
	for _, id := range append(s.of(typeAlarm), s.of(typeComposite)...) {
		one, err := s.alarm(id)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b alarm) int { return strings.Compare(a.id, b.id) })
	return all, nil
}

func (s *Stack) alarm(id string) (alarm, error) {
	of := s.resources[id]
	p := of.properties
	one := alarm{
		id: id, condition: of.condition, composite: of.kind == typeComposite, description: text(p, "AlarmDescription"),
		comparison: text(p, "ComparisonOperator"), missing: chosen(p, "TreatMissingData"), band: p["ThresholdMetricId"] != nil,
	}
	if one.composite {
		return one, nil
	}
	periods, _ := number(p, "EvaluationPeriods")
	one.periods, one.breaching = int(periods), int(periods)
	if breaching, less := number(p, "DatapointsToAlarm"); less {
		one.breaching = int(breaching)
	}
	threshold, known := number(p, "Threshold")
	if parameter := text(p["Threshold"], "Ref"); parameter != "" { // lines and rules know no parameters
		threshold, known = number(s.defaults, parameter)
	}
	if !known && !one.band || one.periods == 0 {
		return alarm{}, fmt.Errorf("threshold %v, periods %v: neither may be an intrinsic but for a parameter with a default", p["Threshold"], p["EvaluationPeriods"])
	}
	one.threshold = threshold
	return one, s.watch(&one, p)
}

// chosen is a text, and of two between which a condition chooses the second, which
// counts where a watch is off. Grafana knows no parameters: a rule of the other one
// would ring wherever it is.
func chosen(value any, name string) string {
	members, _ := value.(map[string]any)
	if branches, conditional := mapping(members, name)["Fn::If"].([]any); conditional && len(branches) == 3 {
		off, _ := branches[2].(string)
		return off
	}
	return text(value, name)
}

// expression is arithmetic, with parameters at their defaults.
func (s *Stack) expression(query any) string {
	members, _ := query.(map[string]any)
	with := text(members["Expression"], "Fn::Sub")
	if with == "" {
		return chosen(query, "Expression")
	}
	for name, value := range s.defaults {
		with = strings.ReplaceAll(with, "${"+name+"}", fmt.Sprint(value))
	}
	return with
}

// watch reads what an alarm compares: one metric, or arithmetic over several.
func (s *Stack) watch(one *alarm, p map[string]any) error {
	queries, several := p["Metrics"].([]any)
	if !several {
		period, _ := number(p, "Period")
		stat := text(p, "Statistic")
		if stat == "" {
			stat = text(p, "ExtendedStatistic")
		}
		metric, err := s.metric(p, stat, int(period))
		one.series, one.watched = []Series{{ID: "m1", Metric: metric}}, "m1"
		return err
	}
	for _, query := range queries {
		series := Series{ID: text(query, "Id"), Label: text(query, "Label"), Expression: s.expression(query)}
		if stat := mapping(query, "MetricStat"); stat != nil {
			period, _ := number(stat, "Period")
			metric, err := s.metric(stat["Metric"], text(stat, "Stat"), int(period))
			if err != nil {
				return err
			}
			series.Metric = metric
		}
		returned, said := query.(map[string]any)["ReturnData"].(bool)
		series.Hidden = said && !returned
		if !series.Hidden {
			one.watched = series.ID
		}
		one.series = append(one.series, series)
	}
	return nil
}

// metric reads a namespace, a name and dimensions.
func (s *Stack) metric(from any, stat string, period int) (Metric, error) {
	m := Metric{Name: text(from, "MetricName"), Stat: stat, Period: period}
	members, _ := from.(map[string]any)
	dimensions, _ := members["Dimensions"].([]any)
	for _, dimension := range dimensions {
		name := text(dimension, "Name")
		value := dimension.(map[string]any)["Value"]
		if id := s.named(value); id != "" {
			m.Of = id
			continue
		}
		literal, plain := value.(string)
		if !plain || m.Key != "" {
			return Metric{}, fmt.Errorf("metric %s: dimension %s is %v, which names no resource", m.Name, name, value)
		}
		m.Key, m.Value = name, literal
	}
	m.All = s.resources[m.Of].kind == typeFunction && len(dimensions) == 1
	if space := text(from, "Namespace"); m.Of == "" {
		m.Namespace = space // ours is an intrinsic, and so "" here
	}
	_, err := s.dimensions(m)
	return m, err
}

// named is the resource that a dimension's value names.
func (s *Stack) named(value any) string {
	for _, intrinsic := range []string{"Ref", "Fn::GetAtt", "Fn::Sub"} {
		id := strings.TrimPrefix(text(value, intrinsic), "${")
		if end := strings.IndexAny(id, ".}"); end >= 0 {
			id = id[:end]
		}
		if _, known := s.resources[id]; known {
			return id
		}
	}
	return ""
}
