package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

type cwWidget struct {
	Type                string
	X, Y, Width, Height int
	Properties          struct {
		Markdown, Title, View, Stat string
		Stacked                     bool
		SetPeriodToTimeRange        bool
		Period                      int
		Metrics                     [][]json.RawMessage
		YAxis                       struct{ Left struct{ Label string } }
		Annotations                 struct{ Horizontal []Limit }
	}
}

type cwRendering struct {
	ID, Label, Expression, Stat string
	Period                      int
	Visible                     *bool
}

// CloudWatch reads a dashboard's body.
func CloudWatch(body string) ([]Chart, error) {
	var root struct{ Widgets []cwWidget }
	if err := json.Unmarshal([]byte(body), &root); err != nil {
		return nil, fmt.Errorf("dashboard body: %w", err)
	}
	var all []Chart
	for _, w := range root.Widgets {
		p := w.Properties
		c := Chart{Title: p.Title, X: w.X, Y: w.Y, W: w.Width, H: w.Height, Unit: p.YAxis.Left.Label, Limits: p.Annotations.Horizontal, WholeRange: p.SetPeriodToTimeRange}
		switch {
		case w.Type == "text":
			c.Kind, c.Title = Heading, strings.TrimLeft(p.Markdown, "# ")
		case w.Type == "alarm":
			c.Kind = Alarms
		case p.View == "singleValue":
			c.Kind = Numbers
		case p.Stacked:
			c.Kind = Stacked
		default:
			c.Kind = Lines
		}
		for _, entry := range p.Metrics {
			series, err := cwSeries(entry, p.Stat, p.Period)
			if err != nil {
				return nil, fmt.Errorf("dashboard body: %s: %w", p.Title, err)
			}
			c.Series = append(c.Series, series)
		}
		all = append(all, c)
	}
	return all, nil
}

func cwSeries(entry []json.RawMessage, stat string, period int) (Series, error) {
	var shown cwRendering
	if err := json.Unmarshal(entry[len(entry)-1], &shown); err != nil {
		return Series{}, err
	}
	words := make([]string, len(entry)-1)
	for i := range words {
		if err := json.Unmarshal(entry[i], &words[i]); err != nil {
			return Series{}, err
		}
	}
	s := Series{
		ID: shown.ID, Label: shown.Label, Expression: shown.Expression, Hidden: shown.Visible != nil && !*shown.Visible,
		Stat: cmp.Or(shown.Stat, stat), Period: cmp.Or(shown.Period, period),
	}
	if len(words) >= 2 {
		s.Namespace, s.Name, s.Dimensions = words[0], words[1], words[2:]
	}
	return s, nil
}
