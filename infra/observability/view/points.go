package view

import (
	"fmt"
	"strconv"
	"time"

	"ventana/infra/alarm"
	"ventana/infra/meter"
)

// line is a series with its values.
type line struct {
	label  string
	points []point // in order of time
	whole  *float64
}

// point is the value of one period.
type point struct {
	at    time.Time // of the period's beginning
	value float64
}

// compute gives a chart's visible series their values in [from, to).
func compute(chart Chart, source *meter.Meter, from, to time.Time) ([]line, error) {
	var math alarm.Math
	names := make([]string, len(chart.Series))
	for i, series := range chart.Series {
		names[i] = series.ID
		if names[i] == "" {
			names[i] = "unnamed" + strconv.Itoa(i)
		}
		err := error(nil)
		if series.Expression != "" {
			err = math.Expression(names[i], series.Expression)
		} else {
			err = math.Metric(names[i], meter.Of(series.Namespace, series.Name, series.Dimensions...), series.Stat)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", chart.Title, series.Label, err)
		}
	}
	var all []line
	for i, series := range chart.Series {
		if series.Hidden {
			continue
		}
		one := line{label: series.Label}
		period := time.Duration(series.Period) * time.Second
		for at := from.Truncate(period); at.Before(to); at = at.Add(period) {
			if value, known, err := math.Value(names[i], source, at, at.Add(period)); err != nil {
				return nil, err
			} else if known {
				one.points = append(one.points, point{at, value})
			}
		}
		if value, known, err := math.Value(names[i], source, from, to); err == nil && known {
			one.whole = &value
		}
		all = append(all, one)
	}
	return all, nil
}

// newest is the last value; false when there is none.
func (l line) newest() (float64, bool) {
	if len(l.points) == 0 {
		return 0, false
	}
	return l.points[len(l.points)-1].value, true
}
