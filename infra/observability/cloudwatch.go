package observability

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A dashboard's body as CloudWatch reads it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
type widget struct {
	Type       string `json:"type"`
	X          int    `json:"x"`
	Y          int    `json:"y"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Properties any    `json:"properties"`
}

type textProperties struct {
	Markdown   string `json:"markdown"`
	Background string `json:"background,omitempty"`
}

type alarmProperties struct {
	Title  string   `json:"title"`
	SortBy string   `json:"sortBy"`
	Alarms []string `json:"alarms"`
}

type metricProperties struct {
	Title       string       `json:"title"`
	Region      string       `json:"region"`
	View        string       `json:"view"`
	Stacked     bool         `json:"stacked,omitempty"`
	Sparkline   bool         `json:"sparkline,omitempty"`
	WholeRange  bool         `json:"setPeriodToTimeRange,omitempty"`
	Period      int          `json:"period"`
	Stat        string       `json:"stat"`
	YAxis       *yAxis       `json:"yAxis,omitempty"`
	Annotations *annotations `json:"annotations,omitempty"`
	Metrics     [][]any      `json:"metrics"`
}

type yAxis struct {
	Left axis `json:"left"`
}

type axis struct {
	Label     string   `json:"label,omitempty"`
	Min       *float64 `json:"min,omitempty"`
	ShowUnits bool     `json:"showUnits"`
}

type annotations struct {
	Horizontal []annotation `json:"horizontal"`
}

type annotation struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

// rendering are the members of a metric's last element.
type rendering struct {
	ID         string `json:"id,omitempty"`
	Label      string `json:"label,omitempty"`
	Expression string `json:"expression,omitempty"`
	Stat       string `json:"stat,omitempty"`
	Period     int    `json:"period,omitempty"`
	Visible    *bool  `json:"visible,omitempty"`
}

// Body is a dashboard's, a widget a line, with what !Sub fills.
type Body struct {
	Text string
	// Conditional are more alarms of the status widget, by the condition that they
	// have in the template: a reference to what may be left out needs an !If. In the
	// text ${<condition>Alarms} stands for them, where a condition has some.
	Conditional map[string][]string
}

// CloudWatch is the dashboard's body.
func (s *Stack) CloudWatch(board Board) (Body, error) {
	alarms, err := s.alarms()
	if err != nil {
		return Body{}, err
	}
	body := Body{Conditional: map[string][]string{}}
	for _, one := range alarms {
		if one.condition != "" {
			body.Conditional[one.condition] = append(body.Conditional[one.condition], one.id)
		}
	}
	text, err := s.body(board, alarms, cloudFormation())
	for condition := range body.Conditional {
		text = strings.ReplaceAll(text, `,"`+conditionalMark+condition+`"`, "${"+condition+"Alarms}")
	}
	body.Text = text
	return body, err
}

// conditionalMark stands in the list of alarms, before a condition's name, until
// the list is written: what stands for it is no JSON yet.
const conditionalMark = "\x7f"

// filled is the text with all that the conditions may leave out.
func (b Body) filled() string {
	text := b.Text
	for condition, ids := range b.Conditional {
		text = strings.ReplaceAll(text, "${"+condition+"Alarms}", listed(ids))
	}
	return text
}

// listed goes on with a JSON list of alarms.
func listed(ids []string) string {
	var more strings.Builder
	for _, id := range ids {
		more.WriteString(`,"${` + id + `.Arn}"`)
	}
	return more.String()
}

func (s *Stack) body(board Board, alarms []alarm, names naming) (string, error) {
	var err error
	var lines []string
	add := func(w widget) error {
		line, err := line(w)
		lines = append(lines, line)
		return err
	}
	for i, places := range board.layout() {
		row := board.Rows[i]
		heading := textProperties{Markdown: "## " + row.Title + " · " + row.Says, Background: "transparent"}
		if err := add(widget{"text", places[0].x, places[0].y, places[0].w, places[0].h, heading}); err != nil {
			return "", err
		}
		for j, panel := range row.Panels {
			at := places[j+1]
			kind, properties := "metric", any(nil)
			if panel.Kind == Alarms {
				kind, properties = "alarm", alarmWidget(panel, alarms, names)
			} else if properties, err = s.metricWidget(panel, alarms, names); err != nil {
				return "", fmt.Errorf("%s: %w", panel.Title, err)
			}
			if err := add(widget{kind, at.x, at.y, at.w, at.h, properties}); err != nil {
				return "", err
			}
		}
	}
	return `{"start":"-PT8H","periodOverride":"inherit","widgets":[` + "\n" + strings.Join(lines, ",\n") + "\n]}", nil
}

// line is JSON on one line, in which < and & stay what they are.
func line(w widget) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(w); err != nil {
		return "", fmt.Errorf("write widget: %w", err)
	}
	return strings.TrimSpace(out.String()), nil
}

// alarmWidget shows every alarm, and a mark for those of each condition.
func alarmWidget(panel Panel, alarms []alarm, names naming) alarmProperties {
	var marks []string
	shown := alarmProperties{Title: panel.Title, SortBy: "stateUpdatedTimestamp"}
	for _, one := range alarms {
		if mark := conditionalMark + one.condition; one.condition == "" {
			shown.Alarms = append(shown.Alarms, names.of(typeAlarm, one.id))
		} else if !slices.Contains(marks, mark) {
			marks = append(marks, mark)
		}
	}
	shown.Alarms = append(shown.Alarms, marks...)
	return shown
}

func (s *Stack) metricWidget(panel Panel, alarms []alarm, names naming) (metricProperties, error) {
	zero := 0.0
	p := metricProperties{
		Title: panel.Title, Region: "${AWS::Region}", View: "timeSeries", Stacked: panel.Kind == Stacked, Period: 60, Stat: "Sum",
		YAxis: &yAxis{Left: axis{Label: axisLabel(panel.Unit), Min: &zero}},
	}
	if panel.Kind == Numbers {
		p.View, p.Sparkline, p.WholeRange, p.YAxis = "singleValue", true, panel.summed(), nil
	}
	for _, series := range panel.Series {
		metric, err := s.metricEntry(series, names)
		if err != nil {
			return p, err
		}
		p.Metrics = append(p.Metrics, metric)
	}
	limits, err := thresholds(panel, alarms)
	if len(limits) > 0 {
		p.Annotations = &annotations{Horizontal: limits}
	}
	return p, err
}

// metricEntry is a series as CloudWatch has it: namespace, name, dimensions and
// how to show it.
func (s *Stack) metricEntry(series Series, names naming) ([]any, error) {
	shown := rendering{ID: series.ID, Label: series.Label, Expression: series.Expression}
	if series.Hidden {
		visible := false
		shown.Visible = &visible
	}
	if series.Metric.period() != 60 {
		shown.Period = series.Metric.period()
	}
	if series.Expression != "" {
		return []any{shown}, nil
	}
	if series.Metric.Stat != "Sum" {
		shown.Stat = series.Metric.Stat
	}
	dimensions, err := s.physical(series.Metric, names)
	if err != nil {
		return nil, err
	}
	entry := []any{s.namespace(series.Metric, names.stack), series.Metric.Name}
	for _, one := range dimensions {
		entry = append(entry, one.name, one.value)
	}
	return append(entry, shown), nil
}

// thresholds are the lines at which a panel's alarms ring.
func thresholds(panel Panel, alarms []alarm) ([]annotation, error) {
	var all []annotation
	for _, id := range panel.Alarms {
		known := false
		for _, one := range alarms {
			if one.id == id {
				known, all = true, append(all, annotation{Label: strings.TrimSuffix(id, "Alarm") + " rings", Value: one.threshold})
			}
		}
		if !known {
			return nil, fmt.Errorf("the template has no alarm %s", id)
		}
	}
	return all, nil
}

func axisLabel(unit Unit) string {
	return map[Unit]string{Seconds: "s", Milliseconds: "ms", Percent: "%", Minutes: "min", Days: "days", Dollars: "$"}[unit]
}
