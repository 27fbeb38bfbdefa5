package infra_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const runbooks = "../docs/runbooks"

func TestAlarms_watchEveryFunction(t *testing.T) {
	t.Parallel()
	d := load(t)
	for id := range d.ofType("AWS::Serverless::Function") {
		name := strings.TrimSuffix(id, "Function") + "ErrorsAlarm"
		alarm := d.ofType("AWS::CloudWatch::Alarm")[name]
		if at(alarm, "MetricName") != "Errors" || at(alarm, "Namespace") != "AWS/Lambda" {
			t.Errorf("%s has no alarm %s on its errors", id, name)
			continue
		}
		// Both dimensions: without Resource, versions that no traffic reaches count too.
		if function, _ := call(dimension(alarm, "FunctionName"), "Ref"); function != id {
			t.Errorf("%s watches %q, want %s", name, function, id)
		}
		if alias, _ := call(dimension(alarm, "Resource"), "Fn::Sub"); alias != "${"+id+"}:live" {
			t.Errorf("%s watches %q, want the alias live of %s", name, alias, id)
		}
	}
}

func TestAlarms_watchEveryQueue(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, m := range system(t).Mappings {
		watches(t, d, m.QueueID+"AgeAlarm", m.QueueID, "ApproximateAgeOfOldestMessage")
	}
	for id := range d.ofType("AWS::SQS::Queue") {
		if strings.HasSuffix(id, "DLQ") {
			watches(t, d, id+"Alarm", id, "ApproximateNumberOfMessagesVisible")
		}
	}
}

func watches(t *testing.T, d document, name, queue, metric string) {
	t.Helper()
	alarm := d.ofType("AWS::CloudWatch::Alarm")[name]
	watched, _ := call(dimension(alarm, "QueueName"), "Fn::GetAtt")
	if at(alarm, "MetricName") != metric || watched != queue+".QueueName" || at(alarm, "Statistic") != "Maximum" {
		t.Errorf("%s must watch the maximum of %s on %s, it watches %v on %q", name, metric, queue, at(alarm, "MetricName"), watched)
	}
	if strings.HasSuffix(queue, "DLQ") && (at(alarm, "Threshold") != 0 || at(alarm, "ComparisonOperator") != "GreaterThanThreshold") {
		t.Errorf("%s must ring at the first message", name)
	}
}

// alarms are those of metrics and those of others.
func alarms(d document) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, kind := range []string{"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"} {
		for id, one := range d.ofType(kind) {
			all[id] = one
		}
	}
	return all
}

// tells reports whether the topic hears of an alarm, whatever the stage.
func tells(alarm map[string]any) bool {
	topic, _ := call(first(alarm["AlarmActions"]), "Ref")
	return topic == "AlarmTopic"
}

// follows reports whether a composite that tells somebody rings with an alarm.
func (d document) follows(id string) bool {
	for _, one := range d.ofType("AWS::CloudWatch::CompositeAlarm") {
		if rule, _ := call(one["AlarmRule"], "Fn::Sub"); tells(one) && strings.Contains(rule, "ALARM(\"${"+id+"}\")") {
			return true
		}
	}
	return false
}

// TestAlarms_thatTellNobodyInProdTellInDev: an alarm that leaves telling to a
// composite tells by itself where the composite is not made.
func TestAlarms_thatTellNobodyInProdTellInDev(t *testing.T) {
	t.Parallel()
	d := load(t)
	for id, one := range alarms(d) {
		if tells(one) || d.conditionOf(id) == "Guarded" {
			continue
		}
		choice := several(at(one["AlarmActions"], "Fn::If"))
		if len(choice) != 3 || choice[0] != "Guarded" {
			t.Errorf("%s tells nobody in dev", id)
			continue
		}
		if topic, _ := call(first(choice[2]), "Ref"); topic != "AlarmTopic" {
			t.Errorf("%s tells %v in dev, want AlarmTopic", id, choice[2])
		}
	}
}

// conditionOf is the condition under which a resource is made, or empty.
func (d document) conditionOf(id string) string {
	condition, _ := at(at(d.root["Resources"], id), "Condition").(string)
	return condition
}

// TestFunctionsSlow_countsInEachFunctionsOwnTime: the divisors of the expression are
// ten times the timeouts, so that milliseconds become percent.
func TestFunctionsSlow_countsInEachFunctionsOwnTime(t *testing.T) {
	t.Parallel()
	d := load(t)
	expression, _ := at(first(at(d.ofType("AWS::CloudWatch::Alarm")["FunctionsSlowAlarm"], "Metrics")), "Expression").(string)
	found := regexp.MustCompile(`FILL\((\w+), 0\) / (\d+)`).FindAllStringSubmatch(expression, -1)
	if len(found) != 4 {
		t.Fatalf("got %q, want four functions", expression)
	}
	for _, one := range found {
		id := strings.ToUpper(one[1][:1]) + one[1][1:] + "Function"
		for _, described := range system(t).Functions {
			if want := strconv.Itoa(int(described.Timeout.Seconds()) * 10); described.LogicalID == id && one[2] != want {
				t.Errorf("%s is divided by %s, want %s", id, one[2], want)
			}
		}
	}
}

func dimension(alarm any, name string) any {
	for _, item := range several(at(alarm, "Dimensions")) {
		if at(item, "Name") == name {
			return at(item, "Value")
		}
	}
	return nil
}

func TestAlarms_tellSomebodyAndSayWhatToDo(t *testing.T) {
	t.Parallel()
	d := load(t)
	for id, alarm := range alarms(d) {
		if !tells(alarm) && !d.follows(id) {
			t.Errorf("%s tells nobody, and no composite that tells somebody follows it", id)
		}
		if alarm["TreatMissingData"] == nil && alarm["AlarmRule"] == nil {
			t.Errorf("%s does not say what no data means", id)
		}
		text, _ := alarm["AlarmDescription"].(string)
		if len(text) > 1024 {
			t.Errorf("%s: the description has %d characters, CloudWatch takes 1024", id, len(text))
		}
		for _, part := range []string{"An hour of it: ", "Why ", "First: ", "Runbook: docs/runbooks/"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the description lacks %q", id, part)
			}
		}
	}
}

// TestRunbooks_andAlarmsNameEachOther: each alarm leads to a page and heading
// that exist, each page names the alarms that lead to it and no others.
func TestRunbooks_andAlarmsNameEachOther(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`docs/runbooks/([a-z-]+\.md)(#[a-z-]+)?$`)
	leading := map[string][]string{} // page to alarms
	for id, alarm := range alarms(load(t)) {
		text, _ := alarm["AlarmDescription"].(string)
		match := link.FindStringSubmatch(strings.TrimSpace(text))
		if match == nil {
			t.Errorf("%s: the description does not end with its runbook", id)
			continue
		}
		leading[match[1]] = append(leading[match[1]], id)
		page := read(t, match[1])
		if anchor := strings.TrimPrefix(match[2], "#"); anchor != "" && !strings.Contains(page, "\n## "+anchor+"\n") {
			t.Errorf("%s leads to %s, which has no heading %q", id, match[0], anchor)
		}
	}
	for _, page := range pages(t) {
		named := regexp.MustCompile(`\b[A-Z][A-Za-z]+Alarm\b`).FindAllString(read(t, page), -1)
		if len(leading[page]) == 0 {
			t.Errorf("no alarm leads to docs/runbooks/%s", page)
		}
		compare(t, page, leading[page], named)
	}
}

func compare(t *testing.T, page string, leading, named []string) {
	t.Helper()
	in := func(list []string, id string) bool {
		return strings.Contains(" "+strings.Join(list, " ")+" ", " "+id+" ")
	}
	for _, id := range leading {
		if !in(named, id) {
			t.Errorf("docs/runbooks/%s does not name %s, which leads to it", page, id)
		}
	}
	for _, id := range named {
		if !in(leading, id) {
			t.Errorf("docs/runbooks/%s names %s, which does not lead to it or does not exist", page, id)
		}
	}
}

// TestRunbooks_useWhatTheStackGives: names in the commands are outputs, also when
// the reader fills in a queue or a function.
func TestRunbooks_useWhatTheStackGives(t *testing.T) {
	t.Parallel()
	functions := []string{"Inbound", "Outbound", "Status", "Media"}
	choices := map[string][]string{"": {""}, "<Queue>": append(slices.Clone(functions), "Bulk"), "<Function>": append(functions, "Webhook", "Reconcile")}
	outputs := load(t).root["Outputs"]
	for _, page := range append(pages(t), "README.md") {
		for _, match := range regexp.MustCompile(`\boutput (<\w+>)?([A-Z]\w+)`).FindAllStringSubmatch(read(t, page), -1) {
			for _, choice := range choices[match[1]] {
				if name := choice + match[2]; at(outputs, name) == nil {
					t.Errorf("docs/runbooks/%s uses output %s, which the stack does not have", page, name)
				}
			}
			if choices[match[1]] == nil {
				t.Errorf("docs/runbooks/%s uses the placeholder %s, which the README does not explain", page, match[1])
			}
		}
	}
}

// pages are the runbooks without their index.
func pages(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(runbooks, "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no runbooks: %v", err)
	}
	var out []string
	for _, path := range paths {
		if name := filepath.Base(path); name != "README.md" {
			out = append(out, name)
		}
	}
	return out
}

func read(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(runbooks, page))
	if err != nil {
		t.Fatalf("runbook: %v", err)
	}
	return string(text)
}
