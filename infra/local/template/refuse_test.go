package template_test

import (
	"strings"
	"testing"

	"ventana/infra/local/template"
)

// Each case changes one place of the small template, which loads unchanged.
func TestLoad_stopsAtWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, new, want string }{
		{"an unknown intrinsic", "LONG: {'Fn::Sub': '${Stage}'}", "LONG: !ImportValue x", "Fn::ImportValue is not understood"},
		{"an unknown long intrinsic", "LONG: {'Fn::Sub': '${Stage}'}", "LONG: {'Fn::Base64': x}", "Fn::Base64 is not understood"},
		{"an unknown condition in an If", "[IsProd, here", "[IsPord, here", `condition "IsPord"`},
		{"an unknown condition of a resource", "Condition: OwnSecret\n    Properties", "Condition: OwnSecrt\n    Properties", `condition "OwnSecrt"`},
		{"an unknown reference", "QUEUE: !Ref WorkQueue", "QUEUE: !Ref WrokQueue", `"WrokQueue" is neither`},
		{"an unknown name in a Sub", "${Table.Arn}", "${Tabel.Arn}", `"Tabel" is neither`},
		{"an unknown resource in a GetAtt", "Queue: !GetAtt WorkQueue.Arn", "Queue: !GetAtt WrokQueue.Arn", `"WrokQueue" is neither`},
		{"an attribute without a local value", "QUEUE: !Ref WorkQueue", "QUEUE: !GetAtt Table.StreamArn", "!GetAtt StreamArn of a AWS::DynamoDB::Table"},
		{"a reference to a resource that the condition leaves out", "Condition: OwnSecret\n    Properties", "Condition: IsProd\n    Properties", "left out by its condition IsProd"},
		{"a key that stands twice", "KIND: own", "KIND: own\n          KIND: other", "KIND stands twice"},
		{"a bare on", "KIND: own", "KIND: on", "put it in quotes"},
		{"an alias", "KIND: own", "KIND: &a own\n          OTHER: *a", "aliases are not understood"},
		{"a merge key", "KIND: own", "<<: {KIND: own}", "<< is not understood"},
		{"a condition that is none", "IsProd: !Equals [!Ref Stage, prod]", "IsProd: !Ref Stage", "Ref is no condition"},
		{"a condition that goes in a circle", "IsProd: !Equals [!Ref Stage, prod]", "IsProd: !Not [!Condition IsProd]", "depends on itself"},
		{"an If of two", "[IsProd, here, !Ref AWS::NoValue]", "[IsProd, here]", "takes a list of 3"},
		{"a Select beyond the end", "!Select [1, !Split", "!Select [9, !Split", "there is no item 9"},
		{"an unknown resource type", "Type: AWS::SecretsManager::Secret", "Type: AWS::S3::Bucket", "has type AWS::S3::Bucket"},
		{"an unknown event type", "Type: ScheduleV2", "Type: Schedule", "events of type Schedule"},
		{"an unknown property of an event", "ScalingConfig: {MaximumConcurrency: !Ref Runs}", "FilterCriteria: {}", "does not understand FilterCriteria"},
		{"an unknown property of a queue", "VisibilityTimeout: 90", "VisibiltyTimeout: 90", "does not understand VisibiltyTimeout"},
		{"an unknown property of a function", "Timeout: 15", "Timeout: 15\n      Layers: []", "does not understand Layers"},
		{"another runtime", "Runtime: provided.al2023", "Runtime: nodejs24.x", "runs provided.al2023 only"},
		{"a function without code", "CodeUri: functions/work\n", "Description: x\n", "CodeUri is missing"},
		{"a mapping to no queue", "Queue: !GetAtt WorkQueue.Arn", "Queue: !GetAtt Table.Arn", "a mapping needs a queue"},
		{"a queue that redrives to itself", "!GetAtt WorkDLQ.Arn, maxReceiveCount", "!GetAtt WorkQueue.Arn, maxReceiveCount", "redrives back"},
		{"a number that is none", "Timeout: 15", "Timeout: soon", "Timeout=soon must be a whole number"},
		{"a parameter type", "Stage: {Type: String", "Stage: {Type: CommaDelimitedList", "has type CommaDelimitedList"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(small, tt.old) {
				t.Fatalf("the small template has no %q", tt.old)
			}
			path := write(t, strings.Replace(small, tt.old, tt.new, 1))
			_, err := template.Load(path, nil, local())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want an error with %q", err, tt.want)
			}
			if !strings.HasPrefix(err.Error(), path+":") {
				t.Errorf("got %v, want it to begin with file and line", err)
			}
		})
	}
}

func TestLoad_reportsEveryUnknownNameAtOnce(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("QUEUE: !Ref WorkQueue", "QUEUE: !Ref Nothing", "KIND: own", "KIND: !Ref Nowhere").Replace(small)
	_, err := template.Load(write(t, text), nil, local())
	if err == nil || !strings.Contains(err.Error(), "Nothing") || !strings.Contains(err.Error(), "Nowhere") {
		t.Errorf("got %v, want both names", err)
	}
}

func TestLoad_withoutFile(t *testing.T) {
	t.Parallel()
	if _, err := template.Load("no-such.yaml", nil, local()); err == nil || !strings.HasPrefix(err.Error(), "read template:") {
		t.Errorf("got %v, want a read error", err)
	}
}

func TestLoad_ourTemplate(t *testing.T) {
	t.Parallel()
	for _, parameters := range []map[string]string{
		nil,
		{"Stage": "staging", "Tracing": "on"},
		{"Stage": "prod", "AlarmEmail": "oncall@example.com", "VerifySecretUrl": secretURL("verify"), "CallSecretUrl": secretURL("call")},
	} {
		got, err := template.Load("../../../template.yaml", parameters, local())
		if err != nil {
			t.Errorf("parameters %v: %v", parameters, err)
			continue
		}
		if len(got.Functions) != 10 || len(got.Mappings) != 6 || len(got.Routes) != 2 || len(got.Schedules) != 5 {
			t.Errorf("parameters %v: got %d functions, %d mappings, %d routes, %d schedules, want 10, 6, 2, 5",
				parameters, len(got.Functions), len(got.Mappings), len(got.Routes), len(got.Schedules))
		}
	}
}

func secretURL(name string) string {
	return "secretsmanager://arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf"
}
