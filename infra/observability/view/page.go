package view

import (
	"bytes"
	_ "embed" // the page is part of the program
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"ventana/infra/meter"
)

//go:embed page.html
var pageText string

// policy lets the page load nothing and run nothing: it is text and drawings.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Options are what the page shows. All are needed.
type Options struct {
	CloudWatch string // a dashboard's body, names filled in
	Grafana    string // a dashboard's JSON, names filled in
	Meter      *meter.Meter
	Now        func() time.Time
	// States are the alarms' at a time.
	States func(now time.Time) []State
}

// State is an alarm and how it is.
type State struct {
	Name string // logical id
	Is   string // OK, ALARM or INSUFFICIENT_DATA
	Says string // its description
}

// Short is the name without what all end in.
func (s State) Short() string { return strings.TrimSuffix(s.Name, "Alarm") }

// ranges are the times that can be shown, by their name in the address.
func ranges() []struct {
	Name string
	Span time.Duration
} {
	return []struct {
		Name string
		Span time.Duration
	}{{"15m", 15 * time.Minute}, {"1h", time.Hour}, {"3h", 3 * time.Hour}, {"8h", 8 * time.Hour}, {"24h", 24 * time.Hour}}
}

// A legend with more entries than these shows no values: they would not fit, but
// on a chart of half the page. One with more than mostNames leaves out lines that
// have no value.
const (
	mostValues = 4
	mostNames  = 8
	gridHalf   = 12
)

// defaultRange is short, because a local system has just been started.
const defaultRange = "1h"

type page struct {
	options  Options
	charts   map[string][]Chart // by look
	template *template.Template
}

// Handler serves GET /dashboard: ?look=cloudwatch or grafana, ?last= one of the
// ranges. It refuses files that it cannot read.
func Handler(options Options) (http.Handler, error) {
	cloudWatch, err := CloudWatch(options.CloudWatch)
	if err != nil {
		return nil, err
	}
	grafana, err := Grafana(options.Grafana)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New("page").Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("dashboard page: %w", err)
	}
	return &page{options, map[string][]Chart{"cloudwatch": cloudWatch, "grafana": grafana}, parsed}, nil
}

// card is a chart as the page shows it.
type card struct {
	Chart
	Style  template.CSS
	Graph  template.HTML
	Legend []entry
	Tiles  []tile
	States []State
	Empty  bool
}

type entry struct {
	Number int
	Label  string
	Value  string
}

type tile struct {
	Label, Value string
	Bad          bool
	Spark        template.HTML
}

type shown struct {
	Look, Last string
	Ranges     []string
	From, To   string
	Cards      []card
	Height     int // pixels
	Eight      []int
}

// ServeHTTP draws the page for the moment.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	look, last := r.URL.Query().Get("look"), r.URL.Query().Get("last")
	if p.charts[look] == nil {
		look = "cloudwatch"
	}
	data, err := p.show(look, last)
	var out bytes.Buffer
	if err == nil {
		err = p.template.Execute(&out, data)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(out.Bytes()) // a browser that left needs no answer
}

func (p *page) show(look, last string) (shown, error) {
	now, span := p.options.Now(), time.Duration(0)
	data := shown{Look: look, Last: defaultRange, Eight: []int{0, 1, 2, 3, 4, 5, 6, 7}}
	for _, one := range ranges() {
		data.Ranges = append(data.Ranges, one.Name)
		if one.Name == last || one.Name == defaultRange && span == 0 {
			data.Last, span = one.Name, one.Span
		}
	}
	to := now.Truncate(time.Minute).Add(time.Minute)
	from := to.Add(-span)
	data.From, data.To = from.Format("2 January 2006, 15:04"), to.Format("15:04 MST")
	states := p.options.States(now)
	for _, chart := range p.charts[look] {
		drawn, err := p.card(chart, states, from, to)
		if err != nil {
			return shown{}, err
		}
		data.Cards = append(data.Cards, drawn)
		data.Height = max(data.Height, (chart.Y+chart.H)*row)
	}
	return data, nil
}

func (p *page) card(chart Chart, states []State, from, to time.Time) (card, error) {
	drawn := card{Chart: chart, Style: template.CSS(fmt.Sprintf("left:%dpx;top:%dpx;width:%dpx;height:%dpx", chart.X*column, chart.Y*row, chart.W*column-gap, chart.H*row-gap))} // numbers only
	switch chart.Kind {
	case Heading:
		title, says, _ := strings.Cut(chart.Title, " · ")
		drawn.Title, drawn.Says = title, says
		return drawn, nil
	case Alarms:
		drawn.States = states
		return drawn, nil
	}
	lines, err := compute(chart, p.options.Meter, from, to)
	if err != nil {
		return card{}, err
	}
	if chart.Kind == Numbers {
		drawn.Tiles = tiles(chart, lines, from, to)
		return drawn, nil
	}
	drawn.Empty = true
	for i, one := range lines {
		named := entry{Number: i % 8, Label: one.label}
		if value, known := one.newest(); known {
			drawn.Empty = false
			if len(lines) <= mostValues || chart.W >= gridHalf {
				named.Value = show(value, chart.Unit)
			}
		} else if len(lines) > mostNames {
			continue
		}
		drawn.Legend = append(drawn.Legend, named)
	}
	drawn.Graph = drawLines(chart, lines, from, to)
	return drawn, nil
}

// tiles are numbers beside each other, in as many rows as the chart is high.
func tiles(chart Chart, lines []line, from, to time.Time) []tile {
	var all []tile
	for i, one := range lines {
		made := tile{Label: one.label, Value: "0"}
		value, known := one.newest()
		if chart.WholeRange {
			known = one.whole != nil
			if known {
				value = *one.whole
			}
		}
		if known {
			made.Value = show(value, chart.Unit)
			made.Bad = value > 0 && chart.Unit == "" && len(lines) > 1 // counts of what should not be
		}
		made.Spark = spark(one.points, from, to, 110, 22, i)
		all = append(all, made)
	}
	return all
}
