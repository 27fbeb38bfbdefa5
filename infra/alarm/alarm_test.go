package alarm_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ventana/infra/alarm"
	"ventana/infra/meter"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// one parses one alarm of these properties.
func one(t *testing.T, properties map[string]any) *alarm.Alarm {
	t.Helper()
	all, err := alarm.Parse([]alarm.Source{source(t, "A", false, properties)})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func source(t *testing.T, id string, composite bool, properties map[string]any) alarm.Source {
	t.Helper()
	raw, err := json.Marshal(properties)
	if err != nil {
		t.Fatal(err)
	}
	return alarm.Source{ID: id, Name: "s-" + id, Composite: composite, Properties: raw}
}

// plain is an alarm on the sum of one series.
func plain(more map[string]any) map[string]any {
	properties := map[string]any{
		"Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
		"Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "AlarmActions": []string{"topic"},
	}
	for name, value := range more {
		if value == nil {
			delete(properties, name)
			continue
		}
		properties[name] = value
	}
	return properties
}

// fill gives the minutes before noon values, the oldest first; "-" is none.
func fill(values string) *meter.Meter {
	var m meter.Meter
	minutes := strings.Fields(values)
	for i, value := range minutes {
		if value != "-" {
			m.Add(meter.Of("N", "M"), noon.Add(-time.Duration(len(minutes)-i)*time.Minute), float64(value[0]-'0'))
		}
	}
	return &m
}

func TestEvaluate_asCloudWatchDoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more   map[string]any
		values string
		want   alarm.State
	}{
		"two of three":                               {nil, "0 0 1 0 1", alarm.Ringing},
		"one of three":                               {nil, "1 1 0 0 1", alarm.OK},
		"older ones stand in for missing ones":       {nil, "1 0 1 - -", alarm.Ringing},
		"too few, and no data is good":               {nil, "- - 1 - -", alarm.OK},
		"two real ones are enough of too few":        {nil, "1 - 1 - -", alarm.Ringing},
		"too few, and no data is bad":                {map[string]any{"TreatMissingData": "breaching"}, "0 - - - -", alarm.Ringing},
		"no data at all, and that is bad":            {map[string]any{"TreatMissingData": "breaching"}, "- - - - -", alarm.Ringing},
		"enough real ones, though the newest miss":   {map[string]any{"TreatMissingData": "breaching"}, "0 0 0 - -", alarm.OK},
		"no data at all, and nothing is said of it":  {map[string]any{"TreatMissingData": nil}, "- - - - -", alarm.Insufficient},
		"no data at all keeps the state":             {map[string]any{"TreatMissingData": "ignore"}, "- - - - -", alarm.Insufficient},
		"the maximum of a longer period":             {map[string]any{"Statistic": "Maximum", "Period": 300, "EvaluationPeriods": 1, "DatapointsToAlarm": nil, "Threshold": 7}, "0 7 0 0 0", alarm.Ringing},
		"a threshold that a parameter gave":          {map[string]any{"Threshold": "7", "EvaluationPeriods": 1, "DatapointsToAlarm": nil}, "7", alarm.Ringing},
		"below a threshold":                          {map[string]any{"ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1, "DatapointsToAlarm": nil}, "0 0 0", alarm.Ringing},
		"a percentile":                               {map[string]any{"Statistic": nil, "ExtendedStatistic": "p50", "EvaluationPeriods": 1, "DatapointsToAlarm": nil, "Threshold": 3, "ComparisonOperator": "GreaterThanThreshold"}, "4", alarm.Ringing},
		"a percentile of too few, which are ignored": {map[string]any{"Statistic": nil, "ExtendedStatistic": "p50", "EvaluateLowSampleCountPercentile": "ignore", "EvaluationPeriods": 1, "DatapointsToAlarm": nil, "Threshold": 3, "ComparisonOperator": "GreaterThanThreshold"}, "4", alarm.OK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			it := one(t, plain(test.more))
			board := alarm.NewBoard([]*alarm.Alarm{it}, fill(test.values))
			board.Evaluate(noon.Add(30 * time.Second))
			if got := board.State(it); got != test.want {
				t.Errorf("%s of %q is %s, want %s", it.Condition(), test.values, got, test.want)
			}
		})
	}
}

func TestExpression_valuesAndWhatIsMissing(t *testing.T) {
	t.Parallel()
	for expression, test := range map[string]struct {
		a, b string // of the last minute
		want string
	}{
		"100 * a / MAX([a, b])":                {"1", "4", "25"},
		"a + b * 2 - 1":                        {"1", "4", "8"},
		"(a + b) * 2":                          {"1", "4", "10"},
		"IF(a >= 2, b, 0)":                     {"1", "4", "0"},
		"IF(a < 2, b, 0)":                      {"1", "4", "4"},
		"a + FILL(b, 7)":                       {"1", "-", "8"},
		"a + b":                                {"1", "-", "none"},
		"SUM([a, b])":                          {"1", "-", "1"},
		"MIN([FILL(a, 0), b])":                 {"-", "4", "0"},
		"a / b":                                {"1", "0", "none"},
		"IF(a >= 1, 100 * a / MAX([a, b]), 0)": {"2", "8", "25"},
		"MAX([a / 2, b / 4])":                  {"6", "4", "3"},
	} {
		var m meter.Meter
		for name, value := range map[string]string{"A": test.a, "B": test.b} {
			if value != "-" {
				m.Add(meter.Of("N", name), noon.Add(-time.Minute), float64(value[0]-'0'))
			}
		}
		stat := func(id, name string) map[string]any {
			return map[string]any{"Id": id, "ReturnData": false, "MetricStat": map[string]any{"Metric": map[string]any{"Namespace": "N", "MetricName": name}, "Period": 60, "Stat": "Sum"}}
		}
		it := one(t, map[string]any{
			"Metrics":           []any{map[string]any{"Id": "e", "Expression": expression}, stat("a", "A"), stat("b", "B")},
			"EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
		})
		board := alarm.NewBoard([]*alarm.Alarm{it}, &m)
		board.Evaluate(noon)
		got := "none"
		if value, known := board.Value(it); known {
			got = alarm.Number(value)
		}
		if got != test.want {
			t.Errorf("%s of %s and %s is %s, want %s", expression, test.a, test.b, got, test.want)
		}
	}
}

// What is not understood stops it: an alarm that is evaluated otherwise than in
// CloudWatch would prove nothing.
func TestParse_whatIsNotUnderstoodStopsIt(t *testing.T) {
	t.Parallel()
	composite := func(rule string) map[string]any { return map[string]any{"AlarmRule": rule} }
	metrics := func(expression string) map[string]any {
		return map[string]any{"Metrics": []any{map[string]any{"Id": "e", "Expression": expression}, map[string]any{
			"Id": "a", "ReturnData": false, "MetricStat": map[string]any{"Metric": map[string]any{"Namespace": "N", "MetricName": "M"}, "Period": 60, "Stat": "Sum"},
		}}, "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}
	}
	for name, test := range map[string]struct {
		composite  bool
		properties map[string]any
		want       string
	}{
		"an unknown property":           {false, plain(map[string]any{"Unit": "Count"}), "Unit"},
		"an unknown statistic":          {false, plain(map[string]any{"Statistic": "TM(1%:99%)"}), "TM(1%:99%)"},
		"an unknown operator":           {false, plain(map[string]any{"ComparisonOperator": "GreaterThanUpperThreshold"}), "GreaterThanUpperThreshold"},
		"an unknown way with no data":   {false, plain(map[string]any{"TreatMissingData": "good"}), "good"},
		"a threshold that is no number": {false, plain(map[string]any{"Threshold": "seven"}), "seven"},
		"no threshold":                  {false, plain(map[string]any{"Threshold": nil}), "Threshold"},
		"seconds":                       {false, plain(map[string]any{"Period": 10}), "10s"},
		"more to alarm than looked at":  {false, plain(map[string]any{"DatapointsToAlarm": 4}), "DatapointsToAlarm"},
		"a search":                      {false, metrics("SEARCH('{N} M', 'Sum')"), "SEARCH"},
		"an unknown function":           {false, metrics("RATE(a)"), "RATE"},
		"an unknown metric":             {false, metrics("a + b"), `"b"`},
		"an unclosed list":              {false, metrics("MAX([a, a"), "MAX"},
		"a rule with a word too many":   {true, composite("ALARM(x) ALARM(y)"), "ALARM"},
		"a rule on nobody":              {true, composite("ALARM(nobody)"), "nobody"},
		"a rule with a new function":    {true, composite("AT_LEAST(2, ALARM, (a, b))"), "AT_LEAST"},
		"a suppressor without its time": {true, map[string]any{"AlarmRule": "TRUE", "ActionsSuppressor": "x"}, "ActionsSuppressorWaitPeriod"},
	} {
		_, err := alarm.Parse([]alarm.Source{source(t, "A", test.composite, test.properties)})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want it to name %q", name, err, test.want)
		}
	}
}

// While the suppressor rings, and for the extension after it, nobody is told of the
// composite; one that begins to ring shortly after it is still in time.
func TestComposite_followsItsRuleAndIsSuppressed(t *testing.T) {
	t.Parallel()
	minute := func(id, metric string) alarm.Source {
		return source(t, id, false, plain(map[string]any{"MetricName": metric, "EvaluationPeriods": 1, "DatapointsToAlarm": nil}))
	}
	sources := []alarm.Source{minute("Symptom", "S"), minute("Cause", "C"), source(t, "Page", true, map[string]any{
		"AlarmRule": "ALARM(s-Symptom) AND NOT ALARM(s-Never) OR ALARM(\"s-Never\")", "AlarmActions": []string{"topic"},
		"ActionsSuppressor": "arn:aws:cloudwatch:r:1:alarm:s-Cause", "ActionsSuppressorWaitPeriod": 120, "ActionsSuppressorExtensionPeriod": 120,
	}), minute("Never", "X")}
	all, err := alarm.Parse(sources)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		causeAt int // the minute in which the cause is seen; the symptom is in minute 1
		told    int
	}{
		"without the cause":        {-1, 1},
		"the cause first":          {0, 0},
		"the cause a minute later": {2, 0},
		"the cause long after":     {30, 1},
	} {
		var m meter.Meter
		m.Add(meter.Of("N", "S"), noon.Add(time.Minute), 1)
		if test.causeAt >= 0 {
			m.Add(meter.Of("N", "C"), noon.Add(time.Duration(test.causeAt)*time.Minute), 1)
		}
		board, rang, told := alarm.NewBoard(all, &m), false, 0
		for i := range 40 {
			board.Evaluate(noon.Add(time.Duration(i) * time.Minute))
			rang = rang || board.State(all[2]) == alarm.Ringing
		}
		for _, change := range board.Told() {
			if change.Alarm == all[2] && change.State == alarm.Ringing && !change.Suppressed {
				told++
			}
		}
		if !rang || told != test.told {
			t.Errorf("%s: it rang %t and told %d times, want %d", name, rang, told, test.told)
		}
	}
}
