package view

import (
	"encoding/json"
	"fmt"
	"strconv"
)

type grafanaPanel struct {
	Type, Title, Description string
	GridPos                  struct{ H, W, X, Y int }
	Targets                  []grafanaTarget
	FieldConfig              struct {
		Defaults struct {
			Unit       string
			Thresholds struct{ Steps []struct{ Value *float64 } }
			Custom     struct{ Stacking struct{ Mode string } }
		}
	}
	Options struct{ ReduceOptions struct{ Calcs []string } }
}

type grafanaTarget struct {
	ID, Label, Expression, Namespace, MetricName, Statistic, Period string
	Hide                                                            bool
	Dimensions                                                      map[string][]string
}

// Grafana reads a dashboard's JSON.
func Grafana(text string) ([]Chart, error) {
	var root struct{ Panels []grafanaPanel }
	if err := json.Unmarshal([]byte(text), &root); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	units := map[string]string{"s": "s", "ms": "ms", "percent": "%", "m": "min", "d": "days", "currencyUSD": "$"}
	var all []Chart
	for _, p := range root.Panels {
		c := Chart{Title: p.Title, Says: p.Description, X: p.GridPos.X, Y: p.GridPos.Y, W: p.GridPos.W, H: p.GridPos.H, Unit: units[p.FieldConfig.Defaults.Unit]}
		switch {
		case p.Type == "row":
			c.Kind = Heading
		case p.Type == "alertlist":
			c.Kind = Alarms
		case p.Type == "stat":
			c.Kind, c.WholeRange = Numbers, len(p.Options.ReduceOptions.Calcs) == 1 && p.Options.ReduceOptions.Calcs[0] == "sum"
		case p.FieldConfig.Defaults.Custom.Stacking.Mode == "normal":
			c.Kind = Stacked
		default:
			c.Kind = Lines
		}
		for _, step := range p.FieldConfig.Defaults.Thresholds.Steps {
			if step.Value != nil && c.Kind != Numbers {
				c.Limits = append(c.Limits, Limit{Value: *step.Value})
			}
		}
		for _, target := range p.Targets {
			series, err := target.series()
			if err != nil {
				return nil, fmt.Errorf("dashboard: %s: %w", p.Title, err)
			}
			c.Series = append(c.Series, series)
		}
		all = append(all, c)
	}
	return all, nil
}

func (t grafanaTarget) series() (Series, error) {
	period, err := strconv.Atoi(t.Period)
	if err != nil {
		return Series{}, fmt.Errorf("query %s: period %q", t.ID, t.Period)
	}
	s := Series{ID: t.ID, Label: t.Label, Hidden: t.Hide, Expression: t.Expression, Namespace: t.Namespace, Name: t.MetricName, Stat: t.Statistic, Period: period}
	for name, values := range t.Dimensions {
		if len(values) != 1 {
			return Series{}, fmt.Errorf("query %s: dimension %s has %d values", t.ID, name, len(values))
		}
		s.Dimensions = append(s.Dimensions, name, values[0])
	}
	return s, nil
}
