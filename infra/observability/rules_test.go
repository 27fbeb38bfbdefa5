package observability

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// ruleText is the file of rules as Grafana reads it.
func ruleText(t *testing.T) (text string, file ruleFile) {
	t.Helper()
	stack, board := described(t)
	files, err := stack.Files(board)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(files, func(f File) bool { return strings.Contains(f.Path, "alerting") })
	decoder := yaml.NewDecoder(strings.NewReader(files[at].Text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return files[at].Text, file
}

func TestRules_areThoseOfTheAlarms(t *testing.T) {
	t.Parallel()
	stack, _ := described(t)
	alarms, err := stack.alarms()
	if err != nil {
		t.Fatal(err)
	}
	text, file := ruleText(t)
	rules := map[string]rule{}
	for _, group := range file.Groups {
		for _, one := range group.Rules {
			if len(one.UID) > 40 {
				t.Errorf("%s: Grafana takes 40 characters", one.UID)
			}
			rules[one.Labels["alarm"]] = one
		}
	}
	for _, one := range alarms {
		if one.composite || one.band {
			if !strings.Contains(text, one.id) {
				t.Errorf("%s has no rule and is not named as such", one.id)
			}
			continue
		}
		made, ok := rules[one.id]
		if !ok || made.Condition != "Rings" || !strings.Contains(made.Annotations["description"], "docs/runbooks/") {
			t.Errorf("%s has no rule, or one that leads to no runbook: %+v", one.id, made)
		}
		for _, query := range made.Data {
			if name, _ := query.Model["metricName"].(string); name != "" {
				var dimensions []string
				for dimension := range query.Model["dimensions"].(map[string]any) {
					dimensions = append(dimensions, dimension)
				}
				check(t, one.id, query.Model["namespace"].(string), name, dimensions)
			}
		}
	}
	if len(rules) == 0 {
		t.Error("no rule at all")
	}
}

// TestRules_countPeriodsAsTheAlarmDoes: two of three minutes are two points that
// breach among those of three minutes, two minutes ago.
func TestRules_countPeriodsAsTheAlarmDoes(t *testing.T) {
	t.Parallel()
	const source = `
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {}}
  HighAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: Costs $5.
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref F}, {Name: Resource, Value: !Sub '${F}:live'}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 3
      DatapointsToAlarm: 2
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
  LowAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Invocations
      Dimensions: [{Name: FunctionName, Value: !Ref F}, {Name: Resource, Value: !Sub '${F}:live'}]
      Statistic: Sum
      Period: 900
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: LessThanThreshold
      TreatMissingData: breaching
  AllAlarm: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmRule: 'ALARM(HighAlarm)'}}
Outputs:
  FName: {Value: !Ref F}
  TableName: {Value: !Ref Table}
`
	stack, err := ReadStack([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	file, without, err := stack.rules()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"AllAlarm"}, without); diff != "" {
		t.Errorf("alarms without a rule (-want +got):\n%s", diff)
	}
	if len(file.Groups) != 2 || file.Groups[0].Interval != "60s" || file.Groups[1].Interval != "900s" {
		t.Fatalf("got groups %+v, want one for each period", file.Groups)
	}
	high, low := file.Groups[0].Rules[0], file.Groups[1].Rules[0]
	if high.Data[0].Range != (ruleRange{From: 300, To: 120}) || low.Data[0].Range != (ruleRange{From: 1920, To: 1020}) {
		t.Errorf("ranges %v and %v, want three minutes, and a quarter of an hour that is over", high.Data[0].Range, low.Data[0].Range)
	}
	if got := high.Data[0].Model["dimensions"]; !cmp.Equal(got, map[string][]string{"FunctionName": {"${VENTANA_FName}"}, "Resource": {"${VENTANA_FName}:live"}}) {
		t.Errorf("dimensions %v, want the output's name", got)
	}
	if high.Data[1].Model["expression"] != "$$A >= 1" || low.Data[1].Model["expression"] != "$$A < 1" {
		t.Errorf("expressions %v and %v", high.Data[1].Model["expression"], low.Data[1].Model["expression"])
	}
	rings := high.Data[3].Model["conditions"].([]any)[0].(map[string]any)["evaluator"]
	if !cmp.Equal(rings, map[string]any{"type": "gt", "params": []int{1}}) {
		t.Errorf("rings at %v, want more than one period", rings)
	}
	if high.NoDataState != "OK" || low.NoDataState != "Alerting" || high.Annotations["description"] != "Costs $$5." {
		t.Errorf("no data means %s and %s, and it says %q", high.NoDataState, low.NoDataState, high.Annotations["description"])
	}
}

// TestRules_nameWhatTheStackGives: each variable is the stack's name or an output.
func TestRules_nameWhatTheStackGives(t *testing.T) {
	t.Parallel()
	stack, _ := described(t)
	text, _ := ruleText(t)
	for part := range strings.SplitSeq(text, "${") {
		name, _, closed := strings.Cut(part, "}")
		if !closed || strings.HasPrefix(part, "#") {
			continue
		}
		output, ours := strings.CutPrefix(name, "VENTANA_")
		if _, given := stack.outputs[output]; !ours || !given && output != "STACK" {
			t.Errorf("${%s} is neither the stack's name nor an output", name)
		}
	}
}

// TestPage_tellsWhatGrafanaAsksFor: docs/dashboards.md counts what is charged for,
// within a tenth.
func TestPage_tellsWhatGrafanaAsksFor(t *testing.T) {
	t.Parallel()
	_, root := drawn(t)
	shown, monthly := 0.0, 0.0
	for _, panel := range list(root["panels"]) {
		for _, target := range list(panel.(map[string]any)["targets"]) {
			if text(target, "metricName") != "" {
				shown++
			}
		}
	}
	_, file := ruleText(t)
	for _, group := range file.Groups {
		every, err := time.ParseDuration(group.Interval)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range group.Rules {
			for _, query := range one.Data {
				if query.Model["metricName"] != nil {
					monthly += 730 * time.Hour.Seconds() / every.Seconds()
				}
			}
		}
	}
	page, err := os.ReadFile("../../docs/dashboards.md")
	if err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]float64{`asks for about (\d+) metrics every 5 minutes`: shown, `ask for about ([\d,]+),000 metrics a month`: monthly / 1000} {
		match := regexp.MustCompile(pattern).FindSubmatch(page)
		if match == nil {
			t.Fatalf("docs/dashboards.md does not say %q", pattern)
		}
		if said, _ := strconv.ParseFloat(strings.ReplaceAll(string(match[1]), ",", ""), 64); said < 0.9*want || said > 1.1*want {
			t.Errorf("docs/dashboards.md says %s, it is %.0f: correct it and the dollars beside it", match[0], want)
		}
	}
}
