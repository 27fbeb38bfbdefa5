// Package infra_test asserts the rules that template.yaml must keep: numbers that
// belong together, exact permissions, alarms tied to runbooks, and an environment
// that the code reads.
//
// Linters see one property at a time; what is asserted here spans two resources,
// or the template and the code. Read it beside template.yaml:
//
//   - template_test.go: queues, functions, mappings, parameters, protection
//   - permission_test.go: who may do what
//   - alarm_test.go: alarms and docs/runbooks
//   - environment_test.go: variables of the template and of the code
//   - document_test.go: how these tests read the template
package infra_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ventana/infra/local/template"
)

const (
	templatePath = "../template.yaml"
	fourteenDays = "1209600" // seconds, the most that SQS keeps a message
)

// TestQueues_givesTheFunctionTimeToFinish: AWS advises six times the function's
// timeout, so that a batch is not received again while its first run may still
// end. A queue whose batches hold one record needs no more than one timeout:
// nothing of a batch waits behind another, and a file must not wait for long.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func TestQueues_givesTheFunctionTimeToFinish(t *testing.T) {
	t.Parallel()
	s := system(t)
	for _, m := range s.Mappings {
		timeout := function(t, s, m.FunctionID).Timeout
		visibility := seconds(t, queue(t, s, m.QueueID).Attributes["VisibilityTimeout"])
		times := 6
		if m.BatchSize == 1 {
			times = 1
		}
		if visibility < time.Duration(times)*timeout+m.Window {
			t.Errorf("line %d: %s is hidden for %v, want at least %d x %v + %v", m.Line, m.QueueID, visibility, times, timeout, m.Window)
		}
	}
}

func TestQueues_countReceivesForTheFunctions(t *testing.T) {
	t.Parallel()
	s := system(t)
	for _, m := range s.Mappings {
		q := queue(t, s, m.QueueID)
		var redrive struct{ MaxReceiveCount int }
		if err := json.Unmarshal([]byte(q.Attributes["RedrivePolicy"]), &redrive); err != nil {
			t.Errorf("line %d: %s has no redrive: %v", q.Line, q.LogicalID, err)
			continue
		}
		// A wait is a receive, so a small count would park good messages.
		if redrive.MaxReceiveCount != 1000 {
			t.Errorf("line %d: %s is redriven after %d receives, want 1000", q.Line, q.LogicalID, redrive.MaxReceiveCount)
		}
	}
}

func TestQueues_keepMessagesFourteenDaysAndEncrypted(t *testing.T) {
	t.Parallel()
	for _, q := range system(t).Queues {
		if got := q.Attributes["MessageRetentionPeriod"]; got != fourteenDays {
			t.Errorf("line %d: %s keeps messages for %q s, want %s", q.Line, q.LogicalID, got, fourteenDays)
		}
		if q.Attributes["SqsManagedSseEnabled"] != "true" && q.Attributes["KmsMasterKeyId"] == "" {
			t.Errorf("line %d: %s is not encrypted", q.Line, q.LogicalID)
		}
	}
}

func TestQueues_ofOneKindWithTheirDeadLetters(t *testing.T) {
	t.Parallel()
	s := system(t)
	for _, q := range s.Queues {
		fifo := q.Attributes["FifoQueue"] == "true"
		if fifo != strings.HasSuffix(q.Name, ".fifo") {
			t.Errorf("line %d: %s is called %s, only FIFO queues end in .fifo", q.Line, q.LogicalID, q.Name)
		}
		if q.DeadLetterID == "" {
			continue
		}
		if dead := queue(t, s, q.DeadLetterID); (dead.Attributes["FifoQueue"] == "true") != fifo {
			t.Errorf("line %d: %s and its dead letters %s differ: both FIFO or both standard", q.Line, q.LogicalID, dead.LogicalID)
		}
		highThroughput := q.Attributes["DeduplicationScope"] == "messageGroup" && q.Attributes["FifoThroughputLimit"] == "perMessageGroupId"
		if fifo && !highThroughput {
			t.Errorf("line %d: %s shares 300 calls a second over all conversations, want high throughput", q.Line, q.LogicalID)
		}
	}
}

func TestQueues_refusePlainHTTP(t *testing.T) {
	t.Parallel()
	d := load(t)
	guarded := map[string]bool{}
	for _, properties := range d.ofType("AWS::SQS::QueuePolicy") {
		statement := statements(properties["PolicyDocument"])[0]
		queues, _ := properties["Queues"].([]any)
		for _, q := range queues {
			id, _ := call(q, "Ref")
			target, _ := call(statement["Resource"], "Fn::GetAtt")
			denies := statement["Effect"] == "Deny" && at(statement, "Condition", "Bool", "aws:SecureTransport") == "false"
			guarded[id] = denies && target == id+".Arn"
		}
	}
	for id := range d.ofType("AWS::SQS::Queue") {
		if !guarded[id] {
			t.Errorf("%s has no policy that denies requests without TLS", id)
		}
	}
}

func TestMappings(t *testing.T) {
	t.Parallel()
	for _, m := range system(t).Mappings {
		if !m.PartialFailures {
			t.Errorf("line %d: %s lacks ReportBatchItemFailures: one bad message would repeat nine good ones", m.Line, m.FunctionID)
		}
		want := 10
		if m.FunctionID == "MediaFunction" {
			want = 1 // a file has a run and its time for itself
		}
		if m.BatchSize != want || m.Window != 0 {
			t.Errorf("line %d: %s takes batches of %d after %v, want %d at once", m.Line, m.FunctionID, m.BatchSize, m.Window, want)
		}
		if m.MaxConcurrency < 2 {
			t.Errorf("line %d: %s has no MaximumConcurrency: nothing bounds calls to the outside", m.Line, m.FunctionID)
		}
	}
}

func TestRoutes_letTheFunctionAnswerFirst(t *testing.T) {
	t.Parallel()
	s := system(t)
	for _, r := range s.Routes {
		timeout := function(t, s, r.FunctionID).Timeout
		if r.Timeout <= timeout || r.Timeout > 30*time.Second {
			t.Errorf("line %d: %s %s waits %v, want more than the function's %v and at most 30 s", r.Line, r.Method, r.Path, r.Timeout, timeout)
		}
	}
	if s.Throttle.Rate == 0 || s.Throttle.Burst == 0 {
		t.Error("the API has no throttle of its own")
	}
}

func TestFunctions_haveTheirOwnRoleLogGroupAndAlias(t *testing.T) {
	t.Parallel()
	d := load(t)
	globals := at(d.root, "Globals", "Function")
	owners := map[string]string{}
	for id, properties := range d.ofType("AWS::Serverless::Function") {
		name := strings.TrimSuffix(id, "Function")
		if role, _ := call(properties["Role"], "Fn::GetAtt"); role != name+"Role.Arn" {
			t.Errorf("%s has role %q, want %sRole.Arn: SAM's own would be broader", id, role, name)
		}
		group, _ := call(at(properties, "LoggingConfig", "LogGroup"), "Ref")
		if group != name+"Logs" || owners[group] != "" {
			t.Errorf("%s logs to %q, want a group of its own, %sLogs", id, group, name)
		}
		owners[group] = id
	}
	for path, want := range map[string]any{
		"AutoPublishAlias": "live", "AutoPublishAliasAllProperties": true, "Runtime": "provided.al2023", "Handler": "bootstrap",
	} {
		if got := at(globals, path); got != want {
			t.Errorf("Globals.Function.%s is %v, want %v", path, got, want)
		}
	}
	if at(globals, "LoggingConfig", "LogFormat") != "JSON" {
		t.Error("Globals.Function.LoggingConfig must be JSON")
	}
}

// TestFunctions_publishWhenAParameterChanges: SAM publishes a version when the
// template's text changes, which a parameter's value is not.
func TestFunctions_publishWhenAParameterChanges(t *testing.T) {
	t.Parallel()
	d := load(t)
	settings, _ := at(d.root, "Globals", "Function").(map[string]any)
	globals := maps.Clone(settings)
	delete(globals, "Tags") // they are the function's and no version's
	parameters, _ := d.root["Parameters"].(map[string]any)
	for id, properties := range d.ofType("AWS::Serverless::Function") {
		version := properties["VersionDescription"]
		for name := range parameters {
			reaches := mentions(properties["Environment"], name) || mentions(globals, name) && name != "Stage" // which a stack keeps
			if reaches && !mentions(version, name) {
				t.Errorf("%s: parameter %s reaches the function but not VersionDescription, so a changed value would not reach the alias", id, name)
			}
		}
	}
}

func TestParameters_areDescribedAndGrouped(t *testing.T) {
	t.Parallel()
	d := load(t)
	grouped := map[any]int{}
	groups, _ := at(d.root, "Metadata", "AWS::CloudFormation::Interface", "ParameterGroups").([]any)
	for _, group := range groups {
		names, _ := at(group, "Parameters").([]any)
		for _, name := range names {
			grouped[name]++
		}
	}
	parameters, _ := d.root["Parameters"].(map[string]any)
	for name := range parameters {
		description, _ := at(parameters, name, "Description").(string)
		if len(description) < 40 {
			t.Errorf("parameter %s is described as %q, want its unit and its effect", name, description)
		}
		if grouped[name] != 1 {
			t.Errorf("parameter %s stands in %d groups, want 1", name, grouped[name])
		}
		bounded := at(parameters, name, "AllowedValues") != nil || at(parameters, name, "AllowedPattern") != nil || at(parameters, name, "MaxValue") != nil
		if !bounded {
			t.Errorf("parameter %s takes anything: give it a pattern, values or bounds", name)
		}
	}
	for name := range grouped {
		if parameters[name.(string)] == nil {
			t.Errorf("group names %v, which is no parameter", name)
		}
	}
}

func TestState_outlivesTheStack(t *testing.T) {
	t.Parallel()
	d := load(t)
	stateful := []string{"AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"}
	for id, resource := range d.resources() {
		kind, _ := at(resource, "Type").(string)
		if !slices.Contains(stateful, kind) {
			continue
		}
		// RetainExceptOnCreate retains too, but cleans up after a first deployment that
		// failed, so that a queue's name is free for the second.
		onDelete, onReplace := at(resource, "DeletionPolicy"), at(resource, "UpdateReplacePolicy")
		if (onDelete != "Retain" && onDelete != "RetainExceptOnCreate") || onReplace != "Retain" {
			t.Errorf("%s: deleted %v, replaced %v, want it retained both times", id, onDelete, onReplace)
		}
	}
	table := d.ofType("AWS::DynamoDB::Table")["Table"]
	if at(table, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") != true || !mentions(table["DeletionProtectionEnabled"], "Guarded") {
		t.Error("Table lacks point-in-time recovery or deletion protection by stage")
	}
}

func TestRules_speakBeforeAnythingIsCreated(t *testing.T) {
	t.Parallel()
	same := "secretsmanager://arn:aws:secretsmanager:eu-west-1:123456789012:secret:both-AbCdEf"
	tests := []struct {
		name       string
		parameters map[string]string
		want       string // "" = accepted
	}{
		{"dev needs nothing", map[string]string{"Stage": "dev"}, ""},
		{"prod without somebody to tell", map[string]string{"Stage": "prod"}, "AlarmEmail is empty"},
		{"prod with debug logs", map[string]string{"Stage": "prod", "AlarmEmail": "a@example.com", "LogLevel": "DEBUG"}, "LogLevel is DEBUG"},
		{"prod that forgets before the queues do", map[string]string{"Stage": "prod", "AlarmEmail": "a@example.com", "LogRetentionDays": "7"}, "LogRetentionDays is 7"},
		{"one secret for both", map[string]string{"VerifySecretUrl": same, "CallSecretUrl": same}, "must be two"},
		{"a secret by its name alone", map[string]string{"VerifySecretUrl": "secretsmanager://verify"}, "full ARN"},
		{"prod as it should be", map[string]string{"Stage": "prod", "AlarmEmail": "a@example.com", "AlarmTopicKey": "stack"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := template.Load(templatePath, tt.parameters, machine())
			if tt.want == "" && err != nil {
				t.Errorf("got %v, want it accepted", err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func seconds(t *testing.T, text string) time.Duration {
	t.Helper()
	number, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("seconds %q: %v", text, err)
	}
	return time.Duration(number) * time.Second
}
