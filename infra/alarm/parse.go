package alarm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ventana/infra/meter"
)

// Source is an alarm as the template describes it, with every value resolved.
type Source struct {
	ID         string // logical id
	Name       string // physical name, by which composites speak of it
	Composite  bool
	Properties []byte // JSON
	Line       int    // of the template
}

// Alarm is one alarm.
type Alarm struct {
	ID, Name    string
	Description string
	Actions     []string // ARNs that are told when it rings
	OKActions   []string // and when it is over
	Line        int

	metric    *metricAlarm
	composite *composite
}

// Composite tells whether the alarm follows others.
func (a *Alarm) Composite() bool { return a.composite != nil }

type dimension struct{ Name, Value string }

type metricStat struct {
	Metric struct {
		Namespace, MetricName string
		Dimensions            []dimension
	}
	Period int
	Stat   string
}

type query struct {
	ID         string `json:"Id"`
	Label      string
	Expression string
	ReturnData *bool
	MetricStat *metricStat
	Period     int
}

// properties are those of AWS::CloudWatch::Alarm that are understood.
type properties struct {
	AlarmName, AlarmDescription      string
	Namespace, MetricName            string
	Dimensions                       []dimension
	Statistic, ExtendedStatistic     string
	Period, EvaluationPeriods        int
	DatapointsToAlarm                int
	Threshold                        *figure
	ComparisonOperator               string
	TreatMissingData                 string
	EvaluateLowSampleCountPercentile string
	Metrics                          []query
	AlarmActions, OKActions          []string
	ActionsEnabled                   *bool
	Tags                             json.RawMessage
	AlarmRule, ActionsSuppressor     string // of a composite
	ActionsSuppressorWaitPeriod      int
	ActionsSuppressorExtensionPeriod int
}

// figure is a number, which is a text where a parameter gives it, as in CloudFormation.
type figure float64

// UnmarshalJSON reads either.
func (f *figure) UnmarshalJSON(member []byte) error {
	value, err := strconv.ParseFloat(strings.Trim(string(member), `"`), 64)
	*f = figure(value)
	return err
}

// metricAlarm is an alarm on one series or one expression.
type metricAlarm struct {
	value     expression // of one period
	period    time.Duration
	look      int // EvaluationPeriods
	breaching int // DatapointsToAlarm
	threshold float64
	operator  operator
	missing   string
	text      string // the metric in words
}

// Parse reads all alarms. An error names the alarm and its line.
func Parse(sources []Source) ([]*Alarm, error) {
	var all []*Alarm
	var problems []error
	for _, source := range sources {
		one, err := parse(source)
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %s: %w", source.Line, source.ID, err))
			continue
		}
		all = append(all, one)
	}
	problems = append(problems, namesExist(all))
	return all, errors.Join(problems...)
}

func parse(source Source) (*Alarm, error) {
	var p properties
	decoder := json.NewDecoder(bytes.NewReader(source.Properties))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: remove it or teach it to infra/alarm", err)
	}
	if p.ActionsEnabled != nil && !*p.ActionsEnabled {
		return nil, errors.New("it tells nobody: ActionsEnabled is false")
	}
	one := &Alarm{
		ID: source.ID, Name: cmp.Or(p.AlarmName, source.Name), Description: p.AlarmDescription,
		Actions: p.AlarmActions, OKActions: p.OKActions, Line: source.Line,
	}
	var err error
	if source.Composite {
		one.composite, err = newComposite(p)
	} else {
		one.metric, err = newMetricAlarm(p)
	}
	return one, err
}

func newMetricAlarm(p properties) (*metricAlarm, error) {
	if p.AlarmRule+p.ActionsSuppressor != "" {
		return nil, errors.New("only composites have AlarmRule and ActionsSuppressor")
	}
	if p.Threshold == nil || p.EvaluationPeriods < 1 {
		return nil, errors.New("an alarm needs Threshold and EvaluationPeriods")
	}
	m := &metricAlarm{
		look: p.EvaluationPeriods, breaching: cmp.Or(p.DatapointsToAlarm, p.EvaluationPeriods),
		threshold: float64(*p.Threshold), missing: cmp.Or(p.TreatMissingData, "missing"),
	}
	if m.breaching > m.look {
		return nil, fmt.Errorf("of EvaluationPeriods %[2]d no DatapointsToAlarm %[1]d can breach", m.breaching, m.look)
	}
	var known bool
	if m.operator, known = operatorOf(p.ComparisonOperator); !known {
		return nil, fmt.Errorf("operator %q of ComparisonOperator is not understood", p.ComparisonOperator)
	}
	if !slices.Contains([]string{"missing", "breaching", "notBreaching", "ignore"}, m.missing) {
		return nil, fmt.Errorf("way %q of TreatMissingData is not understood", m.missing)
	}
	if !slices.Contains([]string{"", "ignore", "evaluate"}, p.EvaluateLowSampleCountPercentile) {
		return nil, fmt.Errorf("way %q of EvaluateLowSampleCountPercentile is not understood", p.EvaluateLowSampleCountPercentile)
	}
	queries := p.Metrics
	if len(queries) == 0 {
		stat := &metricStat{Period: p.Period, Stat: cmp.Or(p.Statistic, p.ExtendedStatistic)}
		stat.Metric.Namespace, stat.Metric.MetricName, stat.Metric.Dimensions = p.Namespace, p.MetricName, p.Dimensions
		queries = []query{{ID: "m", MetricStat: stat}}
	} else if p.MetricName+p.Statistic+p.ExtendedStatistic+p.Namespace != "" || p.Period != 0 {
		return nil, errors.New("either Metrics or MetricName, Namespace, Statistic and Period: both are given")
	}
	if err := m.queries(queries, p.EvaluateLowSampleCountPercentile == "ignore"); err != nil {
		return nil, err
	}
	if m.period%time.Minute != 0 || m.period == 0 {
		return nil, fmt.Errorf("a period of %s is not understood: give whole minutes", m.period)
	}
	if m.period*time.Duration(m.look) > 7*24*time.Hour || m.period < time.Hour && m.period*time.Duration(m.look) > 24*time.Hour {
		return nil, fmt.Errorf("%d periods of %s are more than CloudWatch looks back (a day, seven days from an hour on)", m.look, m.period)
	}
	return m, nil
}

// queries makes one expression of those that the alarm lists.
func (m *metricAlarm) queries(queries []query, ignoreFew bool) error {
	known := map[string]expression{}
	var returned []query
	for _, q := range queries {
		if known[q.ID] != nil || q.ID == "" {
			return fmt.Errorf("metric %q is there twice or has no Id", q.ID)
		}
		if q.ReturnData == nil || *q.ReturnData {
			returned = append(returned, q)
		}
		if q.MetricStat == nil {
			known[q.ID] = expression(nil)
			continue
		}
		read, err := q.MetricStat.reading(ignoreFew)
		if err != nil {
			return err
		}
		if period := time.Duration(q.MetricStat.Period) * time.Second; m.period == 0 || m.period == period {
			m.period = period
		} else {
			return fmt.Errorf("metric %s has another period than the others", q.ID)
		}
		known[q.ID] = read
	}
	if len(returned) != 1 || len(queries) > 10 {
		return fmt.Errorf("%d metrics of %d return data: CloudWatch takes one, of ten at most", len(returned), len(queries))
	}
	for _, q := range queries {
		if q.MetricStat != nil {
			continue
		}
		if q.Period != 0 {
			return fmt.Errorf("metric %s: Period of an expression is not understood", q.ID)
		}
		value, err := parseExpression(q.Expression, known)
		if err != nil {
			return fmt.Errorf("expression %s: %w", q.ID, err)
		}
		known[q.ID] = value
	}
	m.value = known[returned[0].ID]
	m.text = cmp.Or(returned[0].Expression, textOf(returned[0].MetricStat))
	return nil
}

func textOf(s *metricStat) string {
	if s == nil {
		return ""
	}
	return s.Stat + " of " + s.series().String()
}

func (s *metricStat) series() meter.Series {
	var pairs []string
	for _, d := range s.Metric.Dimensions {
		pairs = append(pairs, d.Name, d.Value)
	}
	return meter.Of(s.Metric.Namespace, s.Metric.MetricName, pairs...)
}
