package infra_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ventana/infra/local/template"
	"ventana/infra/runcost"
)

func TestBudget_tellsTheAlarmTopicWhichTakesIt(t *testing.T) {
	t.Parallel()
	d := load(t)
	budget := d.ofType("AWS::Budgets::Budget")["MonthlyBudget"]
	if budget == nil || at(d.resources()["MonthlyBudget"], "Condition") != "HasBudget" {
		t.Fatal("there is no MonthlyBudget, or none that a parameter can leave out")
	}
	kinds := map[any]bool{}
	for _, notice := range several(at(budget, "NotificationsWithSubscribers")) {
		kinds[at(notice, "Notification", "NotificationType")] = true
		for _, subscriber := range several(at(notice, "Subscribers")) {
			if topic, _ := call(at(subscriber, "Address"), "Ref"); topic != "AlarmTopic" || at(subscriber, "SubscriptionType") != "SNS" {
				t.Errorf("the budget tells %v, want the alarm topic", subscriber)
			}
		}
	}
	if !kinds["ACTUAL"] || !kinds["FORECASTED"] {
		t.Errorf("the budget tells of %v, want what was spent and what will be", kinds)
	}
	policies := map[string]any{
		"the topic": at(d.ofType("AWS::SNS::TopicPolicy")["AlarmTopicPolicy"], "PolicyDocument"),
		"the key":   at(d.ofType("AWS::KMS::Key")["AlarmKey"], "KeyPolicy"),
	}
	for name, policy := range policies {
		admitted := false
		for _, statement := range statements(policy) {
			if at(statement, "Principal", "Service") == "budgets.amazonaws.com" && at(statement, "Effect") == "Allow" {
				account, _ := call(at(statement, "Condition", "StringEquals", "aws:SourceAccount"), "Ref")
				admitted = account == "AWS::AccountId"
			}
		}
		if !admitted {
			t.Errorf("%s does not admit budgets of this account", name)
		}
	}
	for amount, want := range map[string]bool{"0": true, "250": true, "-1": false} {
		_, err := template.Load(templatePath, map[string]string{"MonthlyBudgetUsd": amount}, machine())
		if (err == nil) != want {
			t.Errorf("a budget of %s: %v", amount, err)
		}
	}
}

// The result of the saved query is what `ventana cost aws` reads.
func TestRunCostQuery_countsEveryFunctionAndGivesEveryField(t *testing.T) {
	t.Parallel()
	d := load(t)
	query := d.ofType("AWS::Logs::QueryDefinition")["RunCostQuery"]
	groups := map[string]bool{}
	for _, group := range several(query["LogGroupNames"]) {
		name, _ := call(group, "Ref")
		groups[name] = true
	}
	for id, function := range d.ofType("AWS::Serverless::Function") {
		group, _ := call(at(function, "LoggingConfig", "LogGroup"), "Ref")
		if !groups[group] {
			t.Errorf("the query leaves out %s, whose logs are in %s", id, group)
		}
	}
	text, _ := query["QueryString"].(string)
	if !strings.Contains(text, `type = "platform.report"`) || !strings.Contains(text, "by @log") {
		t.Errorf("the query is %s", text)
	}
	row := ""
	for _, field := range regexp.MustCompile(` as (\w+)`).FindAllStringSubmatch(text, -1) {
		row += fmt.Sprintf(`,{"field":%q,"value":"1"}`, field[1])
	}
	answer := `{"status":"Complete","results":[[{"field":"@log","value":"1:/ventana/x/inbound"}` + row + `]]}`
	if _, err := runcost.ReadInsights(strings.NewReader(answer)); err != nil {
		t.Errorf("ventana cost aws cannot read the query's fields: %v", err)
	}
}

// untaggable are the kinds of resources that AWS gives no tags through CloudFormation.
func untaggable() []string {
	return []string{
		"AWS::Budgets::Budget", "AWS::CloudWatch::Dashboard", "AWS::IAM::ManagedPolicy", "AWS::Logs::MetricFilter", "AWS::Logs::QueryDefinition",
		"AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
	}
}

// What a bill cannot be split by was forgotten here.
func TestTags_standOnWhateverTakesThem(t *testing.T) {
	t.Parallel()
	d := load(t)
	want := map[string]string{"app": "ventana", "environment": "Stage", "owner": "Owner", "cost-center": "CostCenter"}
	globals := at(d.root, "Globals", "Function", "Tags")
	for id, resource := range d.resources() {
		kind, _ := at(resource, "Type").(string)
		tags := at(resource, "Properties", "Tags")
		if kind == "AWS::Serverless::Function" && tags == nil {
			tags = globals
		}
		if slices.Contains(untaggable(), kind) {
			continue
		}
		for name, value := range want {
			if got := tag(tags, name); got != value {
				t.Errorf("%s (%s) has the tag %s %q, want %q", id, kind, name, got, value)
			}
		}
	}
	if at(d.root, "Globals", "Function", "PropagateTags") != true || at(d.resources()["HttpApi"], "Properties", "PropagateTags") != true {
		t.Error("what SAM makes for functions and the API would have no tags")
	}
}

// tag is the value of a tag, of a parameter its name; tags are a mapping or a list.
func tag(tags any, name string) string {
	value := at(tags, name)
	for _, one := range several(tags) {
		if at(one, "Key") == name {
			value = at(one, "Value")
		}
	}
	if parameter, refers := call(value, "Ref"); refers {
		return parameter
	}
	text, _ := value.(string)
	return text
}
