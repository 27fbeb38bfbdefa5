package alarm

import (
	"fmt"
	"strconv"
	"time"

	"ventana/infra/meter"
)

// State is one of CloudWatch's three.
type State string

// The states.
const (
	OK           State = "OK"
	Ringing      State = "ALARM"
	Insufficient State = "INSUFFICIENT_DATA"
)

// further is how many periods beyond EvaluationPeriods are looked at for data.
const further = 2

// operator is a comparison: its sign, and whether it holds.
type operator struct {
	sign  string
	holds func(value, threshold float64) bool
}

// operatorOf knows the comparisons with one threshold; false for every other.
func operatorOf(name string) (operator, bool) {
	switch name {
	case "GreaterThanThreshold":
		return operator{">", func(v, t float64) bool { return v > t }}, true
	case "GreaterThanOrEqualToThreshold":
		return operator{"≥", func(v, t float64) bool { return v >= t }}, true
	case "LessThanThreshold":
		return operator{"<", func(v, t float64) bool { return v < t }}, true
	case "LessThanOrEqualToThreshold":
		return operator{"≤", func(v, t float64) bool { return v <= t }}, true
	}
	return operator{}, false
}

// verdict is what one evaluation found.
type verdict struct {
	state State
	value float64 // the newest that there is
	known bool
}

// judge evaluates at a moment; before is the state until then.
func (m *metricAlarm) judge(source *meter.Meter, now time.Time, before State) verdict {
	end := now.Truncate(time.Minute)
	var real []bool // breaching, newest first
	out := verdict{state: before}
	missing := 0
	for i := range m.look + further {
		to := end.Add(-time.Duration(i) * m.period)
		value, known := m.value(source, to.Add(-m.period), to)
		if !known {
			missing++
			continue
		}
		if !out.known {
			out.value, out.known = value, true
		}
		real = append(real, m.operator.holds(value, m.threshold))
	}
	if len(real) >= m.look {
		out.state = m.count(real[:m.look], 0)
		return out
	}
	switch m.missing {
	case "notBreaching":
		out.state = m.count(real, 0)
	case "breaching":
		out.state = m.count(real, m.look-len(real))
	case "ignore":
		if len(real) > 0 && m.count(real, 0) == Ringing {
			out.state = Ringing
		}
	default: // missing: what there is decides, and nothing at all is told
		if len(real) == 0 {
			out.state = Insufficient
		} else {
			out.state = m.count(real, 0)
		}
	}
	return out
}

func (m *metricAlarm) count(real []bool, more int) State {
	for _, breaching := range real {
		if breaching {
			more++
		}
	}
	if more >= m.breaching {
		return Ringing
	}
	return OK
}

// Condition is when the alarm rings, in words.
func (a *Alarm) Condition() string {
	if a.composite != nil {
		return a.composite.text
	}
	m := a.metric
	span := m.period.String()
	switch {
	case m.period%time.Hour == 0:
		span = fmt.Sprintf("%d h", m.period/time.Hour)
	case m.period%time.Minute == 0:
		span = fmt.Sprintf("%d min", m.period/time.Minute)
	}
	times := fmt.Sprintf("%d of %d × %s", m.breaching, m.look, span)
	if m.look == 1 {
		times = span
	}
	return m.operator.sign + " " + Number(m.threshold) + " in " + times
}

// Metric is what the alarm looks at, in words.
func (a *Alarm) Metric() string {
	if a.composite != nil {
		return "other alarms"
	}
	return a.metric.text
}

// Missing is what a period without data means to the alarm.
func (a *Alarm) Missing() string {
	if a.composite != nil {
		return ""
	}
	return a.metric.missing
}

// Span is how long the alarm looks back for as many data as it wants.
func (a *Alarm) Span() time.Duration {
	if a.composite != nil {
		return time.Minute
	}
	return a.metric.period * time.Duration(a.metric.look)
}

// Number writes a value as short as it is.
func Number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
