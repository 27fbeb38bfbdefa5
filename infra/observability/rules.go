package observability

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	// dataSourceUID is the data source's in provisioned files.
	dataSourceUID = "ventana-cloudwatch"
	// late is how long after a minute CloudWatch has its numbers, in seconds: a rule
	// looks at no younger ones, or it would count on points that are not there yet.
	late = 120
)

// ruleFile is Grafana's file of alert rules.
// https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
type ruleFile struct {
	APIVersion int         `yaml:"apiVersion"`
	Groups     []ruleGroup `yaml:"groups"`
}

type ruleGroup struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Folder   string `yaml:"folder"`
	Interval string `yaml:"interval"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"`
	Data         []ruleQuery       `yaml:"data"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	For          string            `yaml:"for"`
	Annotations  map[string]string `yaml:"annotations"`
	Labels       map[string]string `yaml:"labels"`
	IsPaused     bool              `yaml:"isPaused"`
}

type ruleQuery struct {
	RefID         string         `yaml:"refId"`
	Range         ruleRange      `yaml:"relativeTimeRange"`
	DatasourceUID string         `yaml:"datasourceUid"`
	Model         map[string]any `yaml:"model"`
}

type ruleRange struct {
	From int `yaml:"from"` // seconds before now
	To   int `yaml:"to"`
}

// rules are Grafana's for the template's alarms, in a group for each period, and
// the alarms for which Grafana has no rule: those of other alarms, and those that
// compare with a band that CloudWatch learns.
func (s *Stack) rules() (ruleFile, []string, error) {
	alarms, err := s.alarms()
	if err != nil {
		return ruleFile{}, nil, err
	}
	byPeriod, without := map[int][]rule{}, []string(nil)
	for _, one := range alarms {
		if one.composite || one.band {
			without = append(without, one.id)
			continue
		}
		made, period, err := s.rule(one)
		if err != nil {
			return ruleFile{}, nil, fmt.Errorf("%s: %w", one.id, err)
		}
		byPeriod[period] = append(byPeriod[period], made)
	}
	file := ruleFile{APIVersion: 1}
	for _, period := range slices.Sorted(maps.Keys(byPeriod)) {
		every := strconv.Itoa(period) + "s"
		file.Groups = append(file.Groups, ruleGroup{OrgID: 1, Name: "ventana every " + every, Folder: "Ventana", Interval: every, Rules: byPeriod[period]})
	}
	return file, without, nil
}

// rule counts the periods that breach among those that the alarm looks at.
func (s *Stack) rule(one alarm) (made rule, period int, err error) {
	var data []ruleQuery
	watched := ""
	for i, series := range one.series {
		period = max(period, series.Metric.Period)
		if series.ID == one.watched {
			watched = refID(i)
		}
	}
	// The youngest period may not be over: a count that is too small yet must not
	// ring for being small.
	span := ruleRange{From: late + one.periods*period, To: late}
	sign, less := map[string]string{
		"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": ">=", "LessThanThreshold": "<", "LessThanOrEqualToThreshold": "<=",
	}[one.comparison], strings.HasPrefix(one.comparison, "Less")
	if less {
		span.From, span.To = span.From+period, span.To+period
	}
	state, known := map[string]string{"notBreaching": "OK", "breaching": "Alerting", "ignore": "KeepLast", "missing": "NoData", "": "NoData"}[one.missing]
	if sign == "" || !known || watched == "" {
		return rule{}, 0, fmt.Errorf("%s, missing data %s, watched %q: no rule says that", one.comparison, one.missing, one.watched)
	}
	for i, series := range one.series {
		model, err := s.ruleModel(series, refID(i), period)
		if err != nil {
			return rule{}, 0, err
		}
		data = append(data, ruleQuery{RefID: refID(i), Range: span, DatasourceUID: dataSourceUID, Model: model})
	}
	data = append(data,
		computed("Breaching", span, map[string]any{"type": "math", "expression": "$" + watched + " " + sign + " " + strconv.FormatFloat(one.threshold, 'f', -1, 64)}),
		computed("Periods", span, map[string]any{"type": "reduce", "expression": "Breaching", "reducer": "sum", "settings": map[string]any{"mode": "dropNN"}}),
		computed("Rings", span, map[string]any{"type": "threshold", "expression": "Periods", "conditions": []any{
			map[string]any{"evaluator": map[string]any{"type": "gt", "params": []int{one.breaching - 1}}},
		}}),
	)
	return rule{
		UID: "ventana-" + one.id, Title: strings.TrimSuffix(one.id, "Alarm"), Condition: "Rings", Data: data,
		NoDataState: state, ExecErrState: "Error", For: "0s",
		Annotations: map[string]string{"description": strings.ReplaceAll(one.description, "$", "$$")}, // a single one would be a variable
		Labels:      map[string]string{"app": "ventana", "stack": "${VENTANA_STACK}", "alarm": one.id},
	}, period, nil
}

// computed is an expression of Grafana's own.
func computed(refID string, span ruleRange, model map[string]any) ruleQuery {
	model["refId"], model["datasource"] = refID, map[string]string{"type": "__expr__", "uid": "__expr__"}
	escaped, isText := model["expression"].(string)
	if isText {
		model["expression"] = strings.ReplaceAll(escaped, "$", "$$")
	}
	return ruleQuery{RefID: refID, Range: span, DatasourceUID: "__expr__", Model: model}
}

func (s *Stack) ruleModel(series Series, refID string, period int) (map[string]any, error) {
	model := map[string]any{
		"queryMode": "Metrics", "metricQueryType": 0, "metricEditorMode": 0, "id": series.ID, "refId": refID, "region": "default", "period": strconv.Itoa(period),
		"datasource": map[string]string{"type": "cloudwatch", "uid": dataSourceUID},
	}
	if series.Hidden {
		model["hide"] = true
	}
	if series.Expression != "" {
		model["metricEditorMode"], model["expression"] = 1, series.Expression
		return model, nil
	}
	names, err := s.environment()
	if err != nil {
		return nil, err
	}
	dimensions := map[string][]string{}
	named, err := s.physical(series.Metric, names)
	for _, one := range named {
		dimensions[one.name] = []string{one.value}
	}
	model["namespace"], model["metricName"], model["statistic"] = s.namespace(series.Metric, names.stack), series.Metric.Name, series.Metric.Stat
	model["dimensions"], model["matchExact"] = dimensions, true
	return model, err
}

// environment names by variables of Grafana's environment, called as the stack's
// outputs are: rules know no variables of a dashboard.
func (s *Stack) environment() (naming, error) {
	outputs := map[string]string{}
	for name, output := range s.outputs {
		value := output.(map[string]any)["Value"]
		if id := text(value, "Ref"); id != "" {
			outputs[id] = name
		}
	}
	for _, kind := range []string{typeFunction, typeTable, typeAPI} {
		for _, id := range s.of(kind) {
			if outputs[id] == "" {
				return naming{}, fmt.Errorf("%s has no output with its name, which Grafana's rules need", id)
			}
		}
	}
	const stack = "${VENTANA_STACK}"
	return naming{stack: stack, of: func(_, id string) string {
		if name := s.written(id, stack); name != "" {
			return name
		}
		return "${VENTANA_" + outputs[id] + "}"
	}}, nil
}
