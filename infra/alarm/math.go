package alarm

import (
	"errors"
	"time"

	"ventana/infra/meter"
)

// Math are the named metrics and expressions of one graph, computed as those of an
// alarm are. The zero value is ready; it is used by one goroutine.
type Math struct{ known map[string]expression }

// Metric names a statistic of a series.
func (m *Math) Metric(id string, series meter.Series, statistic string) error {
	compute, err := statisticOf(statistic, false)
	if err != nil {
		return err
	}
	m.set(id, func(source *meter.Meter, from, to time.Time) (float64, bool) {
		values := source.Values(series, from, to)
		if len(values) == 0 {
			return 0, false
		}
		return compute(values)
	})
	return nil
}

// Expression names arithmetic over what was named before.
func (m *Math) Expression(id, text string) error {
	value, err := parseExpression(text, m.known)
	if err != nil {
		return err
	}
	m.set(id, value)
	return nil
}

func (m *Math) set(id string, value expression) {
	if m.known == nil {
		m.known = map[string]expression{}
	}
	m.known[id] = value
}

// Value is what a name has in one period; false where there is nothing.
func (m *Math) Value(id string, source *meter.Meter, from, to time.Time) (float64, bool, error) {
	value := m.known[id]
	if value == nil {
		return 0, false, errors.New("nothing is called " + id)
	}
	number, known := value(source, from, to)
	return number, known, nil
}
