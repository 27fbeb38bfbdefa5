package meter

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Series names one metric.
type Series struct {
	Namespace, Name string
	dimensions      string // name=value, sorted, one a line
}

// Of names a metric by its dimensions: a name, its value, the next name.
func Of(namespace, name string, dimensions ...string) Series {
	var pairs []string
	for i := 0; i+1 < len(dimensions); i += 2 {
		pairs = append(pairs, dimensions[i]+"="+dimensions[i+1])
	}
	slices.Sort(pairs)
	return Series{Namespace: namespace, Name: name, dimensions: strings.Join(pairs, "\n")}
}

// Dimensions are those of the series, name=value, sorted.
func (s Series) Dimensions() []string {
	if s.dimensions == "" {
		return nil
	}
	return strings.Split(s.dimensions, "\n")
}

// String is the series as a person reads it.
func (s Series) String() string {
	return s.Namespace + " " + s.Name + " {" + strings.ReplaceAll(s.dimensions, "\n", ", ") + "}"
}

// Meter keeps samples. The zero value is ready; a nil one keeps nothing.
type Meter struct {
	mu     sync.Mutex
	series map[Series]map[int64][]float64 // by the minute since the epoch
}

// Add takes one sample.
func (m *Meter) Add(series Series, at time.Time, value float64) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.series == nil {
		m.series = map[Series]map[int64][]float64{}
	}
	if m.series[series] == nil {
		m.series[series] = map[int64][]float64{}
	}
	minute := at.Unix() / 60
	m.series[series][minute] = append(m.series[series][minute], value)
}

// Values are the samples of the minutes that begin in [from, to), in no order.
func (m *Meter) Values(series Series, from, to time.Time) []float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	minutes := m.series[series]
	var values []float64
	for minute := (from.Unix() + 59) / 60; minute*60 < to.Unix(); minute++ {
		values = append(values, minutes[minute]...)
	}
	return values
}

// Known are the series that have samples, by their words.
func (m *Meter) Known() []Series {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]Series, 0, len(m.series))
	for series := range m.series {
		all = append(all, series)
	}
	slices.SortFunc(all, func(a, b Series) int { return strings.Compare(a.String(), b.String()) })
	return all
}
